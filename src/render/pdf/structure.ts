// The tag tree of a PDF as nodes that can be walked and changed. Must not decide what is right.
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { maybeDict, maybeName, maybeNumber, resolveObject } from './objects.ts';

/** What an element holds: another element, marked content on a page, or an annotation. */
export type Kid =
  | { readonly kind: 'element'; readonly dict: PDFDict; readonly object: PDFObject }
  | { readonly kind: 'content'; readonly mcid: number; readonly page: PDFRef | undefined; readonly object: PDFObject }
  | { readonly kind: 'annotation'; readonly dict: PDFDict | undefined; readonly object: PDFObject };

export function maybeStructureRoot(doc: PDFDocument): PDFDict | undefined {
  return maybeDict(doc.catalog, 'StructTreeRoot');
}

/** The kids of an element in order. `page` is the page inherited from above. */
export function readKids(context: PDFContext, element: PDFDict, page?: PDFRef): Kid[] {
  const own = pageOf(element) ?? page;
  const raw = element.get(PDFName.of('K'));
  const value = resolveObject(context, raw);
  if (raw === undefined || value === undefined) return [];
  const objects = value instanceof PDFArray ? value.asArray() : [raw];
  return objects.flatMap((object) => readKid(context, object, own));
}

function readKid(context: PDFContext, object: PDFObject, page: PDFRef | undefined): Kid[] {
  const value = resolveObject(context, object);
  if (value instanceof PDFNumber) return [{ kind: 'content', mcid: value.asNumber(), page, object }];
  if (!(value instanceof PDFDict)) return [];
  if (maybeName(value, 'Type') === 'OBJR') return [{ kind: 'annotation', dict: maybeDict(value, 'Obj'), object }];
  const mcid = maybeNumber(value, 'MCID');
  if (mcid !== undefined) return [{ kind: 'content', mcid, page: pageOf(value) ?? page, object }];
  return maybeName(value, 'S') === undefined ? [] : [{ kind: 'element', dict: value, object }];
}

export function pageOf(element: PDFDict): PDFRef | undefined {
  const found = element.get(PDFName.of('Pg'));
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
