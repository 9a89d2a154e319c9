// Shows the pages of a document side by side as columns, which the browser breaks by the same rules as pages, and reads where everything stands.
// Must not decide what to change.
import type { Page } from 'puppeteer-core';

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
  /** Element id → page, counting from 1. */
  readonly pages: ReadonlyMap<string, number>;
}

const VIEW = 'briefwright-columns';
const FIT = 'briefwright-fit';
/** Between two columns, so that what leans out of one is not taken for the next. */
const GAP = 96;

/** From here to `closeColumns` the document is laid out in columns. Landscape pages and what follows them are left out. */
export async function openColumns(page: Page, { width, height, lift }: PageFrame): Promise<void> {
  await page.emulateMediaType('print');
  const css = `html { overflow: auto; } main { overflow: visible !important; }
body { max-width: none !important; width: ${width}px; height: ${height}px; columns: ${width}px auto; column-gap: ${GAP}px; column-fill: auto; }
body > :first-child { margin-top: ${-lift}px; }
.tables.landscape, body:has(.tables.landscape) > .imprint, .annex:not(:has(> .tables:not(.landscape))):has(> .tables.landscape) { display: none !important; }`;
  await setSheet(page, VIEW, css);
}

export async function closeColumns(page: Page): Promise<void> {
  await page.$eval(`#${VIEW}`, (sheet) => sheet.remove());
}

/** Replaces the rules that fit the document into its pages. */
export async function applyFit(page: Page, css: string): Promise<void> {
  await setSheet(page, FIT, css);
}

async function setSheet(page: Page, id: string, css: string): Promise<void> {
  await page.evaluate((name, text) => {
    const sheet = document.getElementById(name) ?? document.head.appendChild(Object.assign(document.createElement('style'), { id: name }));
    sheet.textContent = text;
  }, id, css);
}

/** `ids` are those whose pages are wanted; one that is left out of the view is missing from the answer. */
export async function measureColumns(page: Page, frame: PageFrame, ids: readonly string[]): Promise<LaidPages> {
  const { holes, blocks, pages } = await page.evaluate((wanted, { width, height, gap }) => {
    const base = document.body.getBoundingClientRect();
    const isRight = getComputedStyle(document.body).direction === 'rtl';
    const columnOf = (r: DOMRect): number => Math.max(0, Math.floor((isRight ? base.right - r.right + gap / 2 : r.left - base.left + gap / 2) / (width + gap)));
    const bottoms: number[] = [];
    for (const leaf of document.querySelectorAll('body :is(p, li, tr, svg, figcaption, h3)')) {
      for (const r of leaf.getClientRects()) {
        if (r.height > 0) bottoms[columnOf(r)] = Math.max(bottoms[columnOf(r)] ?? 0, r.bottom - base.top);
      }
    }
    const pathOf = (element: Element): string => (element === document.body ? 'body' : `${pathOf(element.parentElement ?? document.body)} > :nth-child(${Array.prototype.indexOf.call(element.parentElement?.children ?? [], element) + 1})`);
    const laid = [...document.querySelectorAll('body :is(.masthead, .bottom-line, #brief-takeaways, .takeaways, .section, .row, .hang, .contents, .entry, .questions > li)')].flatMap((element) => {
      const rects = [...element.getClientRects()].filter((r) => r.width > 0);
      const [first, last] = [rects[0], rects.at(-1)];
      return first === undefined || last === undefined ? [] : [{ path: pathOf(element), isPair: element.matches('.row.pair'), isContents: element.matches('.contents'), page: columnOf(first), last: columnOf(last) }];
    });
    const found = wanted.flatMap((id): [string, number][] => {
      const rect = document.getElementById(id)?.getClientRects()[0];
      return rect === undefined ? [] : [[id, columnOf(rect) + 1]];
    });
    return { holes: Array.from(bottoms, (bottom) => Math.max(0, (height - (bottom ?? 0)) / height)), blocks: laid, pages: found };
  }, ids, { ...frame, gap: GAP });
  return { holes, blocks, pages: new Map(pages) };
}
