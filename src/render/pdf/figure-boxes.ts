// Measures where a figure lies and writes it into its tag. Must not invent a box for what cannot be measured.
import { PDFName, type PDFDict, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { addAttribute, maybeAttribute } from './attributes.ts';
import { intersectBoxes, uniteBoxes, type Box } from './geometry.ts';
import type { PageReading, PageReadings } from './page-reading.ts';
import { findMcid, type Painting } from './paintings.ts';
import { readKids } from './structure.ts';

/** `BBox` of a figure that lies on one page: what its marked content paints, within the page. `inherited` is the page from above. */
export function addFigureBox(doc: PDFDocument, figure: PDFDict, inherited: PDFRef | undefined, pages: PageReadings): void {
  if (maybeAttribute(figure, 'Layout', 'BBox') !== undefined) return;
  const marked = new Map<PDFRef, Set<number>>();
  const gather = (one: PDFDict, page: PDFRef | undefined): void => {
    for (const kid of readKids(doc.context, one, page)) {
      if (kid.kind === 'element') gather(kid.dict, page);
      else if (kid.kind === 'content' && kid.page !== undefined) marked.set(kid.page, (marked.get(kid.page) ?? new Set()).add(kid.mcid));
    }
  };
  gather(figure, inherited);
  const found = [...marked].flatMap(([page, mcids]): [PageReading, Box][] => {
    const reading = pages.get(page);
    const box = reading === undefined ? undefined : unitePainted(reading.paintings, mcids);
    return reading === undefined || box === undefined ? [] : [[reading, box]];
  });
  const [only, more] = found;
  if (only === undefined || more !== undefined) return;
  const sheet = only[0].page.getMediaBox();
  const box = intersectBoxes(only[1], { left: sheet.x, bottom: sheet.y, right: sheet.x + sheet.width, top: sheet.y + sheet.height });
  if (box === undefined) return;
  const round = (value: number): number => Math.round(value * 100) / 100;
  addAttribute(figure, 'Layout', { BBox: doc.context.obj([box.left, box.bottom, box.right, box.top].map(round)), Placement: PDFName.of('Block') });
}

function unitePainted(paintings: readonly Painting[], mcids: ReadonlySet<number>): Box | undefined {
  let united: Box | undefined;
  for (const painting of paintings) {
    const mcid = painting.box === undefined ? undefined : findMcid(painting);
    if (mcid !== undefined && painting.box !== undefined && mcids.has(mcid)) united = uniteBoxes(united, painting.box);
  }
  return united;
}
