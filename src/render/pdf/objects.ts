// Reading helpers over @cantoo/pdf-lib: look-ups that may fail, text, streams. Must not change anything.
import { decodePDFRawStream, PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFStream, PDFString, type PDFContext, type PDFObject, type PDFPage } from '@cantoo/pdf-lib';

/** Follows a reference; undefined when there is nothing behind it. */
export function resolveObject(context: PDFContext, object: PDFObject | undefined): PDFObject | undefined {
  return object instanceof PDFRef ? context.lookup(object) : object;
}

export function maybeDict(holder: PDFDict | undefined, key: string): PDFDict | undefined {
  const found = holder?.lookup(PDFName.of(key));
  if (found instanceof PDFDict) return found;
  return found instanceof PDFStream ? found.dict : undefined;
}

export function maybeArray(holder: PDFDict | undefined, key: string): PDFArray | undefined {
  const found = holder?.lookup(PDFName.of(key));
  return found instanceof PDFArray ? found : undefined;
}

/** A name without its slash. */
export function maybeName(holder: PDFDict | undefined, key: string): string | undefined {
  const found = holder?.lookup(PDFName.of(key));
  return found instanceof PDFName ? found.decodeText() : undefined;
}

export function maybeNumber(holder: PDFDict | undefined, key: string): number | undefined {
  const found = holder?.lookup(PDFName.of(key));
  return found instanceof PDFNumber ? found.asNumber() : undefined;
}

export function maybeText(holder: PDFDict | undefined, key: string): string | undefined {
  const found = holder?.lookup(PDFName.of(key));
  return found instanceof PDFString || found instanceof PDFHexString ? found.decodeText() : undefined;
}

export function decodeStream(stream: PDFObject | undefined): Uint8Array {
  if (stream instanceof PDFRawStream) return decodePDFRawStream(stream).decode();
  return stream instanceof PDFStream ? stream.getContents() : new Uint8Array();
}

/** All content streams of a page, decoded, as Latin-1 text. */
export function readPageContent(page: PDFPage): string {
  const contents = page.node.lookup(PDFName.of('Contents'));
  const parts = contents instanceof PDFArray ? contents.asArray().map((one) => resolveObject(page.doc.context, one)) : [contents];
  return parts.map((part) => Buffer.from(decodeStream(part)).toString('latin1')).join('\n');
}

/** Does this XObject of the page bring marks of its own? */
export function hasOwnMarks(page: PDFPage, name: string): boolean {
  return maybeDict(maybeDict(page.node.Resources(), 'XObject'), name)?.has(PDFName.of('StructParents')) === true;
}
