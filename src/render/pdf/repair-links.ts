// Mends links and notes: what a link says, which link is a reference, which item is a note. Must not change where a link leads.
import { PDFHexString, PDFName, PDFString, type PDFDict, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { maybeDict, maybeName, maybeText } from './objects.ts';
import { readKidText, type PageReadings } from './page-reading.ts';
import { readKids, typeOf, wrapKids, type Kid } from './structure.ts';

/** Ids of the document: `note-3` is a note, `ref-3-1` the first place that refers to it. */
const NOTE = /^note-\d+$/;
const PLACE = /^ref-(\d+)-\d+$/;

/** `labels`: what a link says beyond its text, by the address as the page writes it (`#note-3`). */
export function describeLink(doc: PDFDocument, link: PDFDict, pages: PageReadings, labels: ReadonlyMap<string, string>): void {
  const kids = readKids(doc.context, link);
  const spoken = kids.map((kid) => readKidText(doc, pages, kid)).join('').replace(/\s+/g, ' ').trim();
  for (const kid of kids) {
    if (kid.kind !== 'annotation' || kid.dict === undefined || kid.dict.has(PDFName.of('Contents'))) continue;
    const target = targetOf(kid.dict);
    const address = maybeText(maybeDict(kid.dict, 'A'), 'URI') ?? '';
    const label = labels.get(target === undefined ? address : `#${target}`);
    kid.dict.set(PDFName.of('Contents'), PDFHexString.fromText([label, spoken, address, target].find((text) => text !== undefined && text !== '') ?? ''));
  }
}

/** A link to a note is a reference. */
export function addReference(doc: PDFDocument, element: PDFDict, object: PDFObject): void {
  if (typeOf(element) === 'Reference') return;
  for (const kid of readKids(doc.context, element)) {
    if (kid.kind === 'element' && typeOf(kid.dict) === 'Link' && targetsOf(doc, kid.dict).some((target) => NOTE.test(target))) wrapKids(doc.context, { dict: element, object }, [kid], 'Reference');
  }
}

/** The body of an item that leads back to where it is referred to is a note, with the id of the note. */
export function maybeNote(doc: PDFDocument, body: PDFDict, object: PDFObject): void {
  const kids = readKids(doc.context, body);
  const places = kids.flatMap((kid) => (kid.kind === 'element' && typeOf(kid.dict) === 'Link' ? targetsOf(doc, kid.dict) : []));
  const numbers = new Set(places.flatMap((place) => PLACE.exec(place)?.[1] ?? []));
  const [number] = numbers;
  if (number === undefined || numbers.size > 1) return;
  const { dict } = wrapKids(doc.context, { dict: body, object }, kids, 'Note');
  dict.set(PDFName.of('ID'), PDFString.of(`note-${number}`));
}

function targetsOf(doc: PDFDocument, link: PDFDict): string[] {
  return readKids(doc.context, link).flatMap((kid: Kid) => (kid.kind === 'annotation' && kid.dict !== undefined ? (targetOf(kid.dict) ?? []) : []));
}

function targetOf(annotation: PDFDict): string | undefined {
  return maybeName(annotation, 'Dest') ?? maybeText(annotation, 'Dest');
}
