// Finds what Chrome tags although it says nothing: rules, backgrounds, the repeated heads of a table. Must not touch figures.
import { PDFName, type PDFContext, type PDFDict, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { readKidText, type PageReadings } from './page-reading.ts';
import { findMcid, type Painting } from './paintings.ts';
import { pageOf, readKids, typeOf, writeKids, type Kid } from './structure.ts';

export const LAYOUT = '/Artifact <</Type /Layout>> BDC';
const REPEATED = '/Artifact <</Type /Pagination>> BDC';
/** Their paths are what they show. */
const DRAWN = new Set(['Figure', 'Formula']);
/** Elements that mean nothing when they hold nothing. */
const HOLLOW = new Set(['NonStruct', 'Span', 'Div']);

type Retagged = Map<PDFRef, Map<number, string>>;

/** Takes decoration out of the tag tree. Gives, by page and MCID, what its content has to be opened with instead. */
export function dropDecorations(doc: PDFDocument, root: PDFDict, pages: PageReadings): Retagged {
  const retagged: Retagged = new Map();
  const plain = new Map([...pages].map(([ref, { paintings }]) => [ref, findPathsOnly(paintings)]));
  const drop = (kid: Kid, opening: string): void => {
    if (kid.kind !== 'content' || kid.page === undefined) return;
    const known = retagged.get(kid.page) ?? new Map<number, string>();
    retagged.set(kid.page, known.set(kid.mcid, opening));
  };
  const visit = (element: PDFDict, page: PDFRef | undefined): void => {
    const own = pageOf(element) ?? page;
    if (typeOf(element) === 'TH') for (const kid of findRepeated(doc, pages, element, own)) drop(kid, REPEATED);
    const kids = readKids(doc.context, element, page);
    for (const kid of kids) {
      if (kid.kind === 'content' && kid.stream === undefined && kid.page !== undefined && plain.get(kid.page)?.has(kid.mcid) === true) drop(kid, LAYOUT);
      if (kid.kind === 'element' && !DRAWN.has(typeOf(kid.dict))) visit(kid.dict, own);
    }
    const isLeft = (kid: Kid): boolean => kid.kind === 'content' ? kid.page === undefined || retagged.get(kid.page)?.has(kid.mcid) !== true : !isHollow(doc.context, kid);
    const left = kids.filter(isLeft);
    if (left.length < kids.length) writeKids(doc.context, element, left.map(({ object }) => object));
  };
  visit(root, undefined);
  return retagged;
}

function findPathsOnly(paintings: readonly Painting[]): ReadonlySet<number> {
  const kinds = new Map<number, boolean>();
  for (const painting of paintings) {
    const mcid = findMcid(painting);
    if (mcid !== undefined) kinds.set(mcid, (kinds.get(mcid) ?? true) && painting.kind === 'path' && painting.marks.length === 1);
  }
  return new Set([...kinds].flatMap(([mcid, isPath]) => (isPath ? [mcid] : [])));
}

/** Chrome repeats a table's head on every page inside the same cell; what stands on the later pages would be read again. */
function findRepeated(doc: PDFDocument, pages: PageReadings, cell: PDFDict, page: PDFRef | undefined): readonly Kid[] {
  const contents: Kid[] = [];
  const gather = (element: PDFDict, inherited: PDFRef | undefined): void => {
    for (const kid of readKids(doc.context, element, inherited)) {
      if (kid.kind === 'element') gather(kid.dict, pageOf(kid.dict) ?? inherited);
      else contents.push(kid);
    }
  };
  gather(cell, page);
  const byPage = Map.groupBy(contents, (kid) => (kid.kind === 'content' ? kid.page : undefined));
  const said = [...byPage].map(([, kids]) => kids.map((kid) => readKidText(doc, pages, kid)).join('').replace(/\s+/g, ' ').trim());
  const [first = '', ...later] = said;
  if (first === '' || later.some((text) => text !== first)) return [];
  return [...byPage.values()].slice(1).flat();
}

function isHollow(context: PDFContext, kid: Kid): boolean {
  if (kid.kind !== 'element' || !HOLLOW.has(typeOf(kid.dict)) || kid.dict.has(PDFName.of('ID'))) return false;
  return readKids(context, kid.dict).length === 0;
}
