// Attributes of a tag, as `/A` holds them: one dictionary or a list of them. Must not know what they mean.
import { PDFArray, PDFDict, PDFName, type PDFObject } from '@cantoo/pdf-lib';
import { resolveObject } from './objects.ts';

/** Every attribute dictionary of an element. Revision numbers between them are left out. */
export function readAttributes(element: PDFDict): readonly PDFDict[] {
  const held = element.lookup(PDFName.of('A'));
  const all = held instanceof PDFArray ? held.asArray().map((one) => resolveObject(element.context, one)) : [held];
  return all.filter((one): one is PDFDict => one instanceof PDFDict);
}

/** The value of `key` in the first dictionary of `owner` (`Table`, `List`, `Layout`) that has it. */
export function maybeAttribute(element: PDFDict, owner: string, key: string): PDFObject | undefined {
  const holder = readAttributes(element).find((one) => one.lookup(PDFName.of('O')) === PDFName.of(owner) && one.has(PDFName.of(key)));
  return holder?.lookup(PDFName.of(key));
}

export function addAttribute(element: PDFDict, owner: string, entries: Readonly<Record<string, PDFObject>>): void {
  const key = PDFName.of('A');
  const held = element.get(key);
  const fresh = element.context.obj({ O: owner, ...entries });
  const before = element.lookup(key);
  if (held === undefined) element.set(key, fresh);
  else element.set(key, element.context.obj([...(before instanceof PDFArray ? before.asArray() : [held]), fresh]));
}
