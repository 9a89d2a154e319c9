// What is wrong with the pages of a PDF, found from real positions: each fault names the page and the thing. Only for tests.
import { flatten, linesOf, type PlacedDocument, type PlacedLine, type PlacedNode, type PlacedPage } from './placed-structure.ts';

export interface Frame {
  /** Points of margin; running heads and page numbers stand in them. */
  readonly top: number;
  readonly bottom: number;
  readonly side: number;
  /** Of page 1, which has no running head. */
  readonly firstTop?: number;
}

/** Share of a page's height that may be empty in one piece. */
const LARGEST_HOLE = 0.3;
const LEAST_LAST_PAGE = 0.12;

const squeeze = (text: string): string => text.replace(/\s+/g, '');
const short = (text: string): string => JSON.stringify(text.replace(/\s+/g, ' ').trim().slice(0, 50));
const inFrame = (page: PlacedPage, frame: Frame): PlacedLine[] => page.pieces.filter((p) => p.y > topOf(page, frame) && p.y < page.height - frame.bottom + 2);
const topOf = (page: PlacedPage, frame: Frame): number => (page.number === 1 ? (frame.firstTop ?? frame.top) : frame.top);

export function findFaults(doc: PlacedDocument, frame: Frame, largestHole = LARGEST_HOLE): string[] {
  const nodes = flatten(doc.nodes);
  return [
    ...findParted(nodes), ...findSplitTables(nodes, doc.pages), ...findHangingHeadings(nodes), ...findLoneLines(nodes),
    ...findWrongNumbers(doc), ...findWrongReferences(nodes, doc), ...findHoles(doc, frame, largestHole), ...findOutside(doc, frame),
  ];
}

/** A picture with its caption; the picture may stand in a box that scrolls on a screen. */
function isFigureGroup(node: PlacedNode): boolean {
  return node.children.some((c) => c.type === 'Caption') && flatten([node]).some((n) => n.type === 'Figure');
}

/** A figure, its caption and its source stand on one page. */
export function findParted(nodes: readonly PlacedNode[]): string[] {
  const groups = nodes.filter(isFigureGroup);
  return groups.filter((node) => new Set(node.pieces.map((p) => p.page)).size > 1).map((node) => `parted: ${short(node.text)} stands on pages ${[...new Set(node.pieces.map((p) => p.page))].join(', ')}`);
}

/** A table that goes on repeats its head, and has two rows or more on either side. */
export function findSplitTables(nodes: readonly PlacedNode[], pages: readonly PlacedPage[]): string[] {
  return nodes.filter((node) => node.type === 'Table').flatMap((table) => {
    const rows = flatten([table]).filter((node) => node.type === 'TR' && node.pieces.length > 0);
    const [head, ...body] = rows;
    if (head === undefined) return [];
    const fragments = fragmentsOf(body);
    if (fragments.length < 2) return [];
    const few = fragments.filter((rowsOf) => rowsOf.length < 2).map((rowsOf) => `table ${short(table.text)} leaves one row on page ${rowsOf[0]?.pieces[0]?.page ?? '?'}`);
    const words = [...new Set(head.pieces.map((p) => squeeze(p.text)).filter((t) => t !== ''))];
    const headless = fragments.slice(1).flatMap(([first]) => {
      const at = first?.pieces[0];
      if (at === undefined) return [];
      const above = (pages[at.page - 1]?.pieces ?? []).filter((p) => p.y < at.y - 2 && p.y > at.y - 60 && p.x > at.x - 12).map((p) => squeeze(p.text));
      return words.every((word) => above.includes(word)) ? [] : [`table ${short(table.text)} goes on without its head on page ${at.page}`];
    });
    const parted = flatten([table]).find((node) => node.type === 'Caption')?.pieces.at(-1);
    const firstRow = body[0]?.pieces[0];
    const lonely = parted !== undefined && firstRow !== undefined && parted.page !== firstRow.page ? [`table ${short(table.text)} is parted from its caption`] : [];
    return [...few, ...headless, ...lonely];
  });
}

/** Rows in one column of one page. */
function fragmentsOf(rows: readonly PlacedNode[]): PlacedNode[][] {
  const fragments: PlacedNode[][] = [];
  let last: PlacedLine | undefined;
  for (const row of rows) {
    const first = row.pieces[0];
    if (first === undefined) continue;
    if (last === undefined || first.page !== last.page || first.y < last.y - 2) fragments.push([]);
    fragments.at(-1)?.push(row);
    last = first;
  }
  return fragments;
}

/** Two lines or more follow a heading on its page. */
export function findHangingHeadings(nodes: readonly PlacedNode[]): string[] {
  const all = nodes[0] === undefined ? [] : inOrder(nodes);
  return all.flatMap((node, i) => {
    if (!/^H\d$/.test(node.type)) return [];
    const at = node.pieces.at(-1);
    // The next few blocks: what belongs to the heading.
    const after: PlacedLine[] = [];
    for (const next of all.slice(i + 1)) {
      after.push(...linesOf(next));
      if (after.length > 3) break;
    }
    const here = after.filter((line) => line.page === at?.page);
    return at === undefined || after.length === 0 || here.length >= Math.min(2, after.length) ? [] : [`heading ${short(node.text)} is left alone on page ${at.page}`];
  });
}

/** Blocks that hold no other block, in reading order. */
function inOrder(nodes: readonly PlacedNode[]): PlacedNode[] {
  const blocks = /^(H\d|P|LBody|Caption|TR|Figure|TOCI)$/;
  const found = nodes.filter((node) => blocks.test(node.type) && node.pieces.length > 0);
  return found.filter((node) => node.type !== 'LBody' || !flatten(node.children).some((child) => child.type === 'P' || child.type === 'LBody'));
}

/** A paragraph that goes on in the next column or page has two lines or more on either side. */
export function findLoneLines(nodes: readonly PlacedNode[]): string[] {
  return inOrder(nodes).filter((node) => ['P', 'LBody'].includes(node.type)).flatMap((node) => {
    const fragments: PlacedLine[][] = [];
    let last: PlacedLine | undefined;
    for (const line of linesOf(node)) {
      if (last === undefined || line.page !== last.page || line.y < last.y - 30) fragments.push([]);
      fragments.at(-1)?.push(line);
      last = line;
    }
    if (fragments.length < 2) return [];
    return fragments.filter((lines) => new Set(lines.map((l) => Math.round(l.y / 4))).size < 2).map((lines) => `one line of ${short(node.text)} stands alone on page ${lines[0]?.page ?? '?'}`);
  });
}

/** "n of m" on every page, in the words of the edition. */
export function findWrongNumbers({ pages }: PlacedDocument): string[] {
  return pages.flatMap((page) => {
    const foot = page.pieces.filter((p) => p.y > page.height - 60).map((p) => p.text).join('');
    return new RegExp(`(?<!\\d)${page.number}\\p{L}+${pages.length}(?!\\d)`, 'u').test(squeeze(foot)) ? [] : [`page ${page.number} of ${pages.length} says ${short(foot)}`];
  });
}

/** The contents and every "Figure 3" lead to, and the contents name, the page where the thing stands. */
export function findWrongReferences(nodes: readonly PlacedNode[], { pages }: PlacedDocument): string[] {
  const headings = new Map(nodes.filter((n) => /^H\d$/.test(n.type)).map((n) => [squeeze(n.text), n.pieces[0]?.page]));
  const contents = nodes.filter((n) => n.type === 'TOCI').flatMap((entry) => {
    const pieces = entry.pieces.filter((piece) => piece.text.trim() !== '');
    const [title, number] = [pieces.slice(0, -1).map((piece) => piece.text).join(''), pieces.at(-1)?.text ?? ''];
    const page = headings.get(squeeze(title)) ?? [...headings].find(([text]) => text.startsWith(`${squeeze(title)}:`))?.[1];
    return page === Number(number) ? [] : [`contents say ${short(entry.text)}, and it stands on page ${page ?? '?'}`];
  });
  const captions = nodes.filter(isFigureGroup).flatMap((n) => n.children.filter((c) => c.type === 'Caption'));
  const figures = new Map(captions.flatMap((n) => {
    const label = /^\s*(Figure\s?\d+)\./.exec(n.text)?.[1];
    return label === undefined ? [] : [[squeeze(label), new Set([n.pieces[0]?.page])] as const];
  }));
  const links = nodes.filter((n) => n.type === 'Link' && /^\s*Figure\s?\d+\s*$/i.test(n.text)).flatMap((link) => {
    const at = link.pieces.find((piece) => piece.text.trim() !== '');
    if (at === undefined) return [];
    const annotation = pages[at.page - 1]?.links.find((l) => at.x >= l.left - 2 && at.x <= l.right + 2 && at.y >= l.top - 2 && at.y <= l.bottom + 4);
    const label = squeeze(link.text).replace(/^f/, 'F');
    return annotation?.target !== undefined && (figures.get(label)?.has(annotation.target) ?? false) ? [] : [`${short(link.text)} on page ${at.page} leads to page ${annotation?.target ?? '?'}`];
  });
  return [...contents, ...links];
}

/** No page but the last has a large empty strip, and the last is not nearly empty. */
export function findHoles(doc: PlacedDocument, frame: Frame, largestHole: number): string[] {
  return doc.pages.flatMap((page) => {
    const top = topOf(page, frame);
    const floor = page.height - frame.bottom;
    const heights = [top, ...inFrame(page, frame).map((p) => p.y), floor].sort((a, b) => a - b);
    const gaps = heights.slice(1).map((y, i) => (y - (heights[i] ?? y)) / (floor - top));
    const isLast = page.number === doc.pages.length;
    if (isLast) {
      const used = ((heights.at(-2) ?? top) - top) / (floor - top);
      return used < LEAST_LAST_PAGE ? [`the last page is ${Math.round(used * 100)} % full`] : [];
    }
    // What stands on another format begins a new page.
    const next = doc.pages[page.number];
    const largest = next !== undefined && next.width !== page.width ? 0 : Math.max(...gaps);
    return largest > largestHole ? [`page ${page.number} has a hole of ${Math.round(largest * 100)} %`] : [];
  });
}

/** Words keep to the margins. */
export function findOutside(doc: PlacedDocument, frame: Frame): string[] {
  return doc.pages.flatMap((page) => page.pieces.filter((p) => p.x < frame.side - 1 || p.right > page.width - frame.side + 1 || p.y > page.height || p.y - p.size < 0).map((p) => `${short(p.text)} leaves the margins of page ${page.number}`));
}
