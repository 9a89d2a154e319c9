// Pages side by side as columns, which a browser breaks by the same rules as pages: the rules of style for it, and where everything stands then.
// Runs inside of a page, a build's and the preview's, so it must not import anything.

/** The column of text of a page, in CSS pixels; `lift` is how much higher it begins on page 1. */
export interface PageFrame {
  readonly width: number;
  readonly height: number;
  readonly lift: number;
}

/** A block whose distances can change. */
export interface LaidBlock {
  /** Selector from `body`. */
  readonly path: string;
  readonly isPair: boolean;
  readonly isContents: boolean;
  /** Where it begins and ends, counting from 0. */
  readonly page: number;
  readonly last: number;
}

export interface LaidPages {
  /** Share of each page's height that is empty at its foot. */
  readonly holes: readonly number[];
  readonly blocks: readonly LaidBlock[];
  /** Element id and page, counting from 1. */
  readonly pages: readonly (readonly [string, number])[];
}

/** Lays `body` out in columns. Landscape pages and what follows them are left out. 96 pixels between two columns, so that what leans out of one is not taken for the next. */
export function columnCss({ width, height, lift }: PageFrame): string {
  return `html { overflow: auto; } main { overflow: visible !important; }
body { max-width: none !important; width: ${width}px; height: ${height}px; columns: ${width}px auto; column-gap: 96px; column-fill: auto; }
body > :first-child { margin-top: ${-lift}px !important; }
.tables.landscape, body:has(.tables.landscape) > .imprint, .annex:not(:has(> .tables:not(.landscape))):has(> .tables.landscape) { display: none !important; }`;
}

/** Reads `doc` under `columnCss`. `wanted` are the ids whose pages are asked; one that is left out of the view is missing from the answer. */
export function readColumns(doc: Document, wanted: readonly string[], { width, height }: PageFrame): LaidPages {
  const gap = 96;
  const base = doc.body.getBoundingClientRect();
  const isRight = doc.defaultView?.getComputedStyle(doc.body).direction === 'rtl';
  const columnOf = (r: DOMRect): number => Math.max(0, Math.floor((isRight ? base.right - r.right + gap / 2 : r.left - base.left + gap / 2) / (width + gap)));
  const bottoms: number[] = [];
  for (const leaf of doc.querySelectorAll('body :is(p, li, tr, svg, figcaption, h3)')) {
    for (const r of leaf.getClientRects()) {
      if (r.height > 0) bottoms[columnOf(r)] = Math.max(bottoms[columnOf(r)] ?? 0, r.bottom - base.top);
    }
  }
  const pathOf = (element: Element): string => (element === doc.body ? 'body' : `${pathOf(element.parentElement ?? doc.body)} > :nth-child(${Array.prototype.indexOf.call(element.parentElement?.children ?? [], element) + 1})`);
  const blocks = [...doc.querySelectorAll('body :is(.masthead, .bottom-line, #brief-takeaways, .takeaways, .section, .row, .hang, .contents, .entry, .questions > li)')].flatMap((element) => {
    const rects = [...element.getClientRects()].filter((r) => r.width > 0);
    const [first, last] = [rects[0], rects.at(-1)];
    return first === undefined || last === undefined ? [] : [{ path: pathOf(element), isPair: element.matches('.row.pair'), isContents: element.matches('.contents'), page: columnOf(first), last: columnOf(last) }];
  });
  const pages = wanted.flatMap((id): [string, number][] => {
    const rect = doc.getElementById(id)?.getClientRects()[0];
    return rect === undefined ? [] : [[id, columnOf(rect) + 1]];
  });
  return { holes: Array.from(bottoms, (bottom) => Math.max(0, (height - (bottom ?? 0)) / height)), blocks, pages };
}
