// The tag tree of a PDF as nodes that can be walked and changed. Must not decide what is right.
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { maybeDict, maybeName, maybeNumber, resolveObject } from './objects.ts';

const [KIDS, STANDARD, TYPE, REFERENCE, MCID, STREAM, PAGE] = [PDFName.of('K'), PDFName.of('S'), PDFName.of('Type'), PDFName.of('OBJR'), PDFName.of('MCID'), PDFName.of('Stm'), PDFName.of('Pg')];

/** What an element holds: another element, marked content on a page, or an annotation. */
export type Kid =
  | { readonly kind: 'element'; readonly dict: PDFDict; readonly object: PDFObject }
  | { readonly kind: 'content'; readonly mcid: number; readonly page: PDFRef | undefined; /** The form that the content is in. */ readonly stream: PDFRef | undefined; readonly object: PDFObject }
  | { readonly kind: 'annotation'; readonly dict: PDFDict | undefined; readonly object: PDFObject };

export function maybeStructureRoot(doc: PDFDocument): PDFDict | undefined {
  return maybeDict(doc.catalog, 'StructTreeRoot');
}

/** The kids of an element in order. `page` is the page inherited from above. */
export function readKids(context: PDFContext, element: PDFDict, page?: PDFRef): Kid[] {
  const own = pageOf(element) ?? page;
  const raw = element.get(KIDS);
  const value = resolveObject(context, raw);
  if (raw === undefined || value === undefined) return [];
  if (!(value instanceof PDFArray)) return [maybeKid(context, raw, own)].filter((kid) => kid !== undefined);
  const kids: Kid[] = [];
  for (const object of value.asArray()) {
    const kid = maybeKid(context, object, own);
    if (kid !== undefined) kids.push(kid);
  }
  return kids;
}

function maybeKid(context: PDFContext, object: PDFObject, page: PDFRef | undefined): Kid | undefined {
  const value = resolveObject(context, object);
  if (value instanceof PDFNumber) return { kind: 'content', mcid: value.asNumber(), page, stream: undefined, object };
  if (!(value instanceof PDFDict)) return undefined;
  // Most are elements, which have a type of their own.
  if (value.has(MCID)) {
    const stream = value.get(STREAM);
    return { kind: 'content', mcid: maybeNumber(value, MCID) ?? 0, page: pageOf(value) ?? page, stream: stream instanceof PDFRef ? stream : undefined, object };
  }
  if (value.lookup(TYPE) === REFERENCE) return { kind: 'annotation', dict: maybeDict(value, 'Obj'), object };
  return value.lookup(STANDARD) instanceof PDFName ? { kind: 'element', dict: value, object } : undefined;
}

/** The type of an element as written. */
export function typeOf(element: PDFDict): string {
  return maybeName(element, STANDARD) ?? '';
}

export function pageOf(element: PDFDict): PDFRef | undefined {
  const found = element.get(PAGE);
  return found instanceof PDFRef ? found : undefined;
}

/** Visits every element, parents first. Kids that `visit` adds are visited too. */
export function visitElements(context: PDFContext, element: PDFDict, visit: (dict: PDFDict, object: PDFObject, page: PDFRef | undefined) => void, page?: PDFRef): void {
  for (const kid of readKids(context, element, page)) {
    if (kid.kind !== 'element') continue;
    const own = pageOf(kid.dict) ?? page;
    visit(kid.dict, kid.object, own);
    visitElements(context, kid.dict, visit, own);
  }
}

/** Sets the kids of an element; one stands alone, as Chrome writes it. */
export function writeKids(context: PDFContext, element: PDFDict, objects: readonly PDFObject[]): void {
  const [first] = objects;
  if (first === undefined) element.delete(KIDS);
  else element.set(KIDS, objects.length === 1 ? first : context.obj([...objects]));
}

/** An element between `parent` and some of its kids, in the place of the first of them. Gives its reference. */
export function wrapKids(context: PDFContext, parent: { readonly dict: PDFDict; readonly object: PDFObject }, kids: readonly Kid[], type: string): { readonly dict: PDFDict; readonly object: PDFRef } {
  const dict = context.obj({ Type: 'StructElem', S: type, P: parent.object });
  const page = pageOf(parent.dict);
  if (page !== undefined) dict.set(PAGE, page);
  const object = context.register(dict);
  const before = readKids(context, parent.dict).map((kid) => kid.object);
  const moved = new Set(kids.map((kid) => kid.object));
  const at = before.findIndex((one) => moved.has(one));
  writeKids(context, dict, kids.map((kid) => kid.object));
  for (const kid of kids) if (kid.kind === 'element') kid.dict.set(PDFName.of('P'), object);
  writeKids(context, parent.dict, [...before.slice(0, at), object, ...before.slice(at).filter((one) => !moved.has(one))]);
  return { dict, object };
}
