// Mends what Chrome's tag tree lacks, in one pass over it. Must not change what is read aloud, or in which order.
import { PDFName, type PDFDict, type PDFDocument, type PDFObject, type PDFRef } from '@cantoo/pdf-lib';
import type { Insertion } from './artifacts.ts';
import { addAttribute, maybeAttribute } from './attributes.ts';
import { dropDecorations } from './decorations.ts';
import { addFigureBox } from './figure-boxes.ts';
import type { PageReadings } from './page-reading.ts';
import { writeParentTree } from './parent-tree.ts';
import { addListBody, addListNumbering, maybeContents } from './repair-lists.ts';
import { addParagraphs } from './repair-paragraphs.ts';
import { addReference, describeLink, maybeNote } from './repair-links.ts';
import { findSoftBreaks } from './soft-breaks.ts';
import { maybeStructureRoot, readKids, typeOf, visitElements, type Kid } from './structure.ts';

/** Names of PDF 2.0 that Chrome uses in a PDF of an older version. */
const ROLES: Readonly<Record<string, string>> = { Strong: 'Span', Em: 'Span', Aside: 'Div' };
const INLINE = new Set(['NonStruct', 'Span', 'Strong', 'Em', 'Link', 'Code', 'Quote', 'Reference']);

/** What has to change in the pages' content, by page. */
export interface ContentRepairs {
  /** Marked content that is an artifact: by MCID, what has to open it. */
  readonly retagged: ReadonlyMap<PDFRef, ReadonlyMap<number, string>>;
  readonly insertions: ReadonlyMap<PDFRef, readonly Insertion[]>;
}

/** Works on the document in place; does nothing to one without tags. `labels` as in `describeLink`. */
export function repairStructure(doc: PDFDocument, readings: PageReadings, labels: ReadonlyMap<string, string>): ContentRepairs {
  const root = maybeStructureRoot(doc);
  if (root === undefined) return { retagged: new Map(), insertions: new Map() };
  const retagged = dropDecorations(doc, root, readings);
  const { pages, insertions } = findSoftBreaks(doc, root, readings);
  const types = new Set<string>();
  visitElements(doc.context, root, (element, object, page) => {
    if (typeOf(element) === 'Figure') addFigureBox(doc, element, page, pages);
    repairElement(doc, element, object, pages, labels);
    types.add(typeOf(element));
  });
  const roles = Object.fromEntries(Object.entries(ROLES).filter(([type]) => types.has(type)));
  if (Object.keys(roles).length > 0) root.set(PDFName.of('RoleMap'), doc.context.obj(roles));
  else root.delete(PDFName.of('RoleMap'));
  writeParentTree(doc);
  return { retagged, insertions };
}

function repairElement(doc: PDFDocument, element: PDFDict, object: PDFObject, pages: PageReadings, labels: ReadonlyMap<string, string>): void {
  const type = typeOf(element);
  if (type === 'L') {
    addListNumbering(doc, element, pages);
    maybeContents(doc, element, pages);
  } else if (type === 'LI') addListBody(doc, element, object);
  else if (type === 'LBody') maybeNote(doc, element, object);
  else if (type === 'Link') describeLink(doc, element, pages, labels);
  else if (type === 'TH' && maybeAttribute(element, 'Table', 'Scope') === undefined) addAttribute(element, 'Table', { Scope: PDFName.of('Column') });
  else if (type === 'NonStruct') nameGroup(element, readKids(doc.context, element));
  addParagraphs(doc, element, object);
  addReference(doc, element, object);
}

/** A group that begins with a heading is a section; words in another language are a span, so that the language is heard. */
function nameGroup(element: PDFDict, kids: readonly Kid[]): void {
  const types = kids.map((kid) => (kid.kind === 'element' ? typeOf(kid.dict) : 'NonStruct'));
  if (/^H[1-6]$/.test(types[0] ?? '')) element.set(PDFName.of('S'), PDFName.of('Sect'));
  else if (element.has(PDFName.of('Lang')) && types.every((type) => INLINE.has(type))) element.set(PDFName.of('S'), PDFName.of('Span'));
}
