// Mends lists: bodies, numbering, contents. Must not change the order of anything.
import { PDFName, type PDFDict, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { addAttribute, maybeAttribute } from './attributes.ts';
import { maybeName, maybeText } from './objects.ts';
import { readKidText, type PageReadings } from './page-reading.ts';
import { readKids, typeOf, wrapKids, type Kid } from './structure.ts';

/** Puts what is not a label into the item's body, which Chrome leaves out. */
export function addListBody(doc: PDFDocument, item: PDFDict, object: PDFObject): void {
  const kids = readKids(doc.context, item);
  const rest = kids.filter((kid) => !isType(kid, 'Lbl'));
  if (rest.length > 0 && !rest.some((kid) => isType(kid, 'LBody'))) wrapKids(doc.context, { dict: item, object }, rest, 'LBody');
}

/** Says how a list is numbered, from its labels. A list without labels is not numbered. */
export function addListNumbering(doc: PDFDocument, list: PDFDict, pages: PageReadings): void {
  if (maybeAttribute(list, 'List', 'ListNumbering') !== undefined) return;
  const labels = elementsOf(doc, list, 'LI').flatMap((item) => elementsOf(doc, item, 'Lbl').map((label) => readKids(doc.context, label).map((kid) => readKidText(doc, pages, kid)).join('').trim()));
  const kind = labels.length > 0 && labels.every((label) => /^\p{Nd}+[.)]?$/u.test(label)) ? 'Decimal' : labels.length > 0 ? 'Disc' : 'None';
  addAttribute(list, 'List', { ListNumbering: PDFName.of(kind) });
}

/** A list whose every item is one link within the document, and nothing else, is a table of contents. */
export function maybeContents(doc: PDFDocument, list: PDFDict, pages: PageReadings): void {
  const items = readKids(doc.context, list);
  if (items.length < 2 || !items.every((kid) => isType(kid, 'LI') && maybeOnlyLink(doc, kid, pages) !== undefined)) return;
  list.set(PDFName.of('S'), PDFName.of('TOC'));
  list.delete(PDFName.of('A'));
  for (const item of items) if (item.kind === 'element') makeEntry(doc, item, pages);
}

/** TOCI has its parts directly, the link inside a reference. */
function makeEntry(doc: PDFDocument, item: Kid & { kind: 'element' }, pages: PageReadings): void {
  const { context } = doc;
  item.dict.set(PDFName.of('S'), PDFName.of('TOCI'));
  const link = maybeOnlyLink(doc, item, pages);
  if (link !== undefined) wrapKids(context, item, [link], 'Reference');
}

function maybeOnlyLink(doc: PDFDocument, item: Kid, pages: PageReadings): Kid | undefined {
  if (item.kind !== 'element') return undefined;
  const kids = readKids(doc.context, item.dict).filter((kid) => !isType(kid, 'Lbl') && (kid.kind === 'element' || readKidText(doc, pages, kid).trim() !== ''));
  const [link] = kids;
  return kids.length === 1 && link !== undefined && isType(link, 'Link') && isInside(doc, link) ? link : undefined;
}

function isInside(doc: PDFDocument, link: Kid): boolean {
  if (link.kind !== 'element') return false;
  return readKids(doc.context, link.dict).some((kid) => kid.kind === 'annotation' && (maybeName(kid.dict, 'Dest') ?? maybeText(kid.dict, 'Dest')) !== undefined);
}

function elementsOf(doc: PDFDocument, element: PDFDict, type: string): PDFDict[] {
  return readKids(doc.context, element).flatMap((kid) => (kid.kind === 'element' && isType(kid, type) ? [kid.dict] : []));
}

function isType(kid: Kid, type: string): boolean {
  return kid.kind === 'element' && typeOf(kid.dict) === type;
}
