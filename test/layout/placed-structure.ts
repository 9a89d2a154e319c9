// The tags of a PDF with the place of every line: what stands where, read by pdf.js, owned by which element, read by pdf-lib. Only for tests.
import { PDFDict, PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { maybeName } from '../../src/render/pdf/objects.ts';
import { maybeStructureRoot, pageOf, readKids } from '../../src/render/pdf/structure.ts';
import { withPdfjs } from '../render/pdf/positions.ts';

/** Points from the left and the top of the page. */
export interface PlacedLine {
  readonly page: number;
  readonly x: number;
  readonly right: number;
  /** Baseline. */
  readonly y: number;
  /** Size of the largest type on it. */
  readonly size: number;
  readonly text: string;
}

export interface PlacedNode {
  readonly type: string;
  readonly text: string;
  /** Of the node and all that it holds, in the order of reading. */
  readonly pieces: readonly PlacedLine[];
  readonly children: readonly PlacedNode[];
}

export interface PlacedPage {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly pieces: readonly PlacedLine[];
  readonly links: readonly { readonly target: number | undefined; readonly dest: string; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[];
}

export interface PlacedDocument {
  readonly pages: readonly PlacedPage[];
  readonly nodes: readonly PlacedNode[];
}

interface Item {
  readonly id: string | undefined;
  readonly piece: PlacedLine;
}

export async function readPlacedDocument(pdf: Uint8Array): Promise<PlacedDocument> {
  const { pages, byContent } = await readPages(pdf);
  const doc = await PDFDocument.load(pdf, { updateMetadata: false });
  const numbers = new Map(doc.getPages().map((page, i) => [page.ref, i + 1]));
  const read = (element: PDFDict, page: PDFRef | undefined): PlacedNode => {
    const own = pageOf(element) ?? page;
    const children: PlacedNode[] = [];
    const pieces: PlacedLine[] = [];
    for (const kid of readKids(doc.context, element, page)) {
      if (kid.kind === 'content') pieces.push(...(byContent.get(`${kid.page === undefined ? '' : (numbers.get(kid.page) ?? '')}/${kid.mcid}`) ?? []));
      if (kid.kind !== 'element') continue;
      const child = read(kid.dict, own);
      children.push(child);
      pieces.push(...child.pieces);
    }
    return { type: maybeName(element, 'S') ?? '', text: pieces.map((p) => p.text).join(''), pieces, children };
  };
  const root = maybeStructureRoot(doc);
  return { pages, nodes: root === undefined ? [] : readKids(doc.context, root).flatMap((kid) => (kid.kind === 'element' ? [read(kid.dict, undefined)] : [])) };
}

function readPages(pdf: Uint8Array): Promise<{ pages: PlacedPage[]; byContent: Map<string, PlacedLine[]> }> {
  return withPdfjs(pdf, async (doc) => {
    const pages: PlacedPage[] = [];
    const byContent = new Map<string, PlacedLine[]>();
    for (let number = 1; number <= doc.numPages; number++) {
      const page = await doc.getPage(number);
      const [, , width = 0, height = 0] = page.view;
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      const open: (string | undefined)[] = [];
      const found: Item[] = [];
      for (const item of items) {
        if (!('str' in item)) {
          if (item.type === 'endMarkedContent') open.pop();
          else open.push(/mc(\d+)$/.exec(item.id ?? '')?.[1]);
        } else if (item.str !== '') {
          const [, , , , x, y] = item.transform as number[];
          const size = Math.hypot(Number(item.transform[2]), Number(item.transform[3]));
          found.push({ id: open.findLast((id) => id !== undefined), piece: { page: number, x: x ?? 0, right: (x ?? 0) + item.width, y: height - (y ?? 0), size, text: item.str } });
        }
      }
      for (const { id, piece } of found) {
        if (id === undefined) continue;
        const key = `${number}/${id}`;
        byContent.set(key, [...(byContent.get(key) ?? []), piece]);
      }
      const links = [];
      for (const annotation of await page.getAnnotations() as { subtype: string; dest?: string | unknown[]; rect: number[] }[]) {
        if (annotation.subtype !== 'Link' || annotation.dest === undefined || annotation.dest === null) continue;
        const dest = typeof annotation.dest === 'string' ? await doc.getDestination(annotation.dest) : annotation.dest;
        const target = Array.isArray(dest) && typeof dest[0] === 'object' ? (await doc.getPageIndex(dest[0] as Parameters<typeof doc.getPageIndex>[0])) + 1 : undefined;
        const [left = 0, bottom = 0, right = 0, top = 0] = annotation.rect;
        links.push({ target, dest: String(annotation.dest), left, right, top: height - top, bottom: height - bottom });
      }
      pages.push({ number, width, height, pieces: found.map((item) => item.piece).filter((piece) => piece.text.trim() !== ''), links });
    }
    return { pages, byContent };
  });
}

/** Every node, parents first. */
export function flatten(nodes: readonly PlacedNode[]): PlacedNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

/** Baselines of a node, in reading order: pieces that follow each other on one height of one page are one line. */
export function linesOf({ pieces }: PlacedNode): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (const piece of pieces) {
    if (piece.text.trim() === '') continue;
    const last = lines.at(-1);
    // Superior figures stand a little above the line that they belong to.
    if (last !== undefined && last.page === piece.page && Math.abs(last.y - piece.y) < 5 && piece.x >= last.x - 1) lines[lines.length - 1] = { ...last, right: Math.max(last.right, piece.right), text: last.text + piece.text, size: Math.max(last.size, piece.size), y: Math.max(last.y, piece.y) };
    else lines.push(piece);
  }
  return lines;
}
