// The way back from content to its element: the parent tree and the tree of element ids. Must not change an element.
import { PDFDict, PDFHexString, PDFName, PDFNumber, PDFStream, PDFString, type PDFContext, type PDFDocument, type PDFObject, type PDFRef } from '@cantoo/pdf-lib';
import { maybeArray, maybeNumber, resolveObject } from './objects.ts';
import { maybeStructureRoot, pageOf, readKids } from './structure.ts';

/** Key → what it leads to, from a number tree of any depth. */
export function readNumberTree(context: PDFContext, node: PDFDict | undefined, depth = 0): Map<number, PDFObject> {
  const found = new Map<number, PDFObject>();
  const numbers = maybeArray(node, 'Nums')?.asArray() ?? [];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const key = resolveObject(context, numbers[at]);
    const value = numbers[at + 1];
    if (key instanceof PDFNumber && value !== undefined) found.set(key.asNumber(), value);
  }
  if (depth > 20) return found;
  for (const kid of maybeArray(node, 'Kids')?.asArray() ?? []) {
    const dict = resolveObject(context, kid);
    if (dict instanceof PDFDict) for (const [key, value] of readNumberTree(context, dict, depth + 1)) found.set(key, value);
  }
  return found;
}

/** Writes both trees anew from the tag tree as it now is. Keys of pages, forms and annotations stay. */
export function writeParentTree(doc: PDFDocument): void {
  const root = maybeStructureRoot(doc);
  if (root === undefined) return;
  const { context } = doc;
  const contents = new Map<number, PDFObject[]>();
  const single = new Map<number, PDFObject>();
  const ids: [string, PDFObject, PDFObject][] = [];
  const visit = (element: PDFDict, object: PDFObject, inherited: PDFRef | undefined): void => {
    const page = pageOf(element) ?? inherited;
    const id = element.lookup(PDFName.of('ID'));
    if (id instanceof PDFString || id instanceof PDFHexString) ids.push([Buffer.from(id.asBytes()).toString('latin1'), id, object]);
    for (const kid of readKids(context, element, page)) {
      if (kid.kind === 'element') visit(kid.dict, kid.object, page);
      else if (kid.kind === 'annotation') {
        const key = maybeNumber(kid.dict, 'StructParent');
        if (key !== undefined) single.set(key, object);
      } else {
        const key = maybeNumber(holderOf(context, kid.stream ?? kid.page), 'StructParents');
        if (key !== undefined) listOf(contents, key)[kid.mcid] = object;
      }
    }
  };
  for (const kid of readKids(context, root)) if (kid.kind === 'element') visit(kid.dict, kid.object, undefined);
  const arrays = [...contents].map(([key, list]): [number, PDFObject] => [key, context.register(context.obj(Array.from(list, (one) => one ?? null)))]);
  const numbers = [...arrays, ...single].sort(([a], [b]) => a - b).flatMap(([key, value]) => [PDFNumber.of(key), value]);
  root.set(PDFName.of('ParentTree'), context.register(context.obj({ Nums: context.obj(numbers) })));
  root.set(PDFName.of('ParentTreeNextKey'), PDFNumber.of(Math.max(-1, ...contents.keys(), ...single.keys()) + 1));
  writeIds(context, root, ids);
}

function writeIds(context: PDFContext, root: PDFDict, ids: readonly (readonly [string, PDFObject, PDFObject])[]): void {
  const key = PDFName.of('IDTree');
  root.delete(key);
  const sorted = [...ids].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length > 0) root.set(key, context.register(context.obj({ Names: context.obj(sorted.flatMap(([, id, object]) => [id, object])) })));
}

function holderOf(context: PDFContext, reference: PDFRef | undefined): PDFDict | undefined {
  const found = resolveObject(context, reference);
  return found instanceof PDFStream ? found.dict : found instanceof PDFDict ? found : undefined;
}

function listOf(lists: Map<number, PDFObject[]>, key: number): PDFObject[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}
