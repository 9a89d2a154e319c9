// Measures where each figure lies and writes it into its tag. Must not invent a box for what cannot be measured.
import { PDFName, type PDFDict, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { addAttribute, maybeAttribute } from './attributes.ts';
import { intersectBoxes, uniteBoxes, type Box } from './geometry.ts';
import type { PageReadings } from './page-reading.ts';
import { findMcid, type Painting } from './paintings.ts';
import { readKids, typeOf, visitElements } from './structure.ts';

/** `BBox` of every figure that lies on one page: what its marked content paints, within the page. */
export function addFigureBoxes(doc: PDFDocument, root: PDFDict, pages: PageReadings): void {
  const boxes = new Map([...pages].map(([ref, { paintings }]) => [ref, boxesByMcid(paintings)]));
  visitElements(doc.context, root, (element, _, page) => {
    if (typeOf(element) !== 'Figure' || maybeAttribute(element, 'Layout', 'BBox') !== undefined) return;
    const found = new Map<PDFRef, Box>();
    const gather = (one: PDFDict, inherited: PDFRef | undefined): void => {
      for (const kid of readKids(doc.context, one, inherited)) {
        if (kid.kind === 'element') gather(kid.dict, inherited);
        else if (kid.kind === 'content' && kid.page !== undefined) {
          const box = boxes.get(kid.page)?.get(kid.mcid);
          if (box !== undefined) found.set(kid.page, uniteBoxes(found.get(kid.page), box));
        }
      }
    };
    gather(element, page);
    const [only, more] = [...found];
    const sheet = only === undefined ? undefined : pages.get(only[0])?.page.getMediaBox();
    if (only === undefined || more !== undefined || sheet === undefined) return;
    const box = intersectBoxes(only[1], { left: sheet.x, bottom: sheet.y, right: sheet.x + sheet.width, top: sheet.y + sheet.height });
    if (box === undefined) return;
    const round = (value: number): number => Math.round(value * 100) / 100;
    addAttribute(element, 'Layout', { BBox: doc.context.obj([box.left, box.bottom, box.right, box.top].map(round)), Placement: PDFName.of('Block') });
  });
}

function boxesByMcid(paintings: readonly Painting[]): ReadonlyMap<number, Box> {
  const boxes = new Map<number, Box>();
  for (const painting of paintings) {
    const mcid = findMcid(painting);
    if (mcid !== undefined && painting.box !== undefined) boxes.set(mcid, uniteBoxes(boxes.get(mcid), painting.box));
  }
  return boxes;
}
