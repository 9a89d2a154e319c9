// Mends what Chrome's tag tree lacks: list bodies, link descriptions, a role map. Must not change what is read aloud.
import { PDFDict, PDFHexString, PDFName, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { maybeDict, maybeName, maybeText } from './objects.ts';
import { readPageText } from './page-text.ts';
import { maybeStructureRoot, pageOf, readKids, visitElements, type Kid } from './structure.ts';

/** Names of PDF 2.0 that Chrome uses in a PDF of an older version. */
const ROLES = { Strong: 'Span', Em: 'Span', Aside: 'Div' };

/** Works on the document in place; does nothing to one without tags. */
export function repairStructure(doc: PDFDocument): void {
  const root = maybeStructureRoot(doc);
  if (root === undefined) return;
  root.set(PDFName.of('RoleMap'), doc.context.obj(ROLES));
  const textOf = contentReader(doc);
  visitElements(doc.context, root, (element, object, page) => {
    const type = maybeName(element, 'S');
    const kids = readKids(doc.context, element, page);
    if (type === 'LI') addListBody(doc.context, element, object, kids);
    if (type === 'Link') describeLink(kids, kids.map(textOf).join(''));
  });
}

function addListBody(context: PDFContext, item: PDFDict, object: PDFObject, kids: readonly Kid[]): void {
  const isType = (kid: Kid, type: string): boolean => kid.kind === 'element' && maybeName(kid.dict, 'S') === type;
  const rest = kids.filter((kid) => !isType(kid, 'Lbl'));
  if (rest.length === 0 || rest.some((kid) => isType(kid, 'LBody'))) return;
  const body = context.obj({ Type: 'StructElem', S: 'LBody', P: object, K: rest.map((kid) => kid.object) });
  const page = pageOf(item);
  if (page !== undefined) body.set(PDFName.of('Pg'), page);
  const reference = context.register(body);
  for (const kid of rest) if (kid.kind === 'element') kid.dict.set(PDFName.of('P'), reference);
  item.set(PDFName.of('K'), context.obj([...kids.filter((kid) => !rest.includes(kid)).map((kid) => kid.object), reference]));
}

function describeLink(kids: readonly Kid[], text: string): void {
  for (const kid of kids) {
    if (kid.kind !== 'annotation' || kid.dict === undefined || kid.dict.has(PDFName.of('Contents'))) continue;
    const spoken = text.replace(/\s+/g, ' ').trim();
    const address = maybeText(maybeDict(kid.dict, 'A'), 'URI') ?? maybeName(kid.dict, 'Dest') ?? '';
    kid.dict.set(PDFName.of('Contents'), PDFHexString.fromText(spoken === '' ? address : spoken));
  }
}

/** Text of a kid and all below it. */
function contentReader(doc: PDFDocument): (kid: Kid) => string {
  const cache: Parameters<typeof readPageText>[1] = new Map();
  const pages = new Map(doc.getPages().map((page) => [page.ref, page]));
  const texts = new Map<unknown, ReadonlyMap<number, string>>();
  const read = (kid: Kid): string => {
    if (kid.kind === 'element') return maybeText(kid.dict, 'ActualText') ?? maybeText(kid.dict, 'Alt') ?? readKids(doc.context, kid.dict).map(read).join('');
    const page = kid.kind === 'content' && kid.page !== undefined ? pages.get(kid.page) : undefined;
    if (kid.kind !== 'content' || page === undefined) return '';
    const known = texts.get(kid.page) ?? readPageText(page, cache).marked;
    texts.set(kid.page, known);
    return known.get(kid.mcid) ?? '';
  };
  return read;
}
