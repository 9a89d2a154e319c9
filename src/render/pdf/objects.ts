// Reading helpers over @cantoo/pdf-lib: look-ups that may fail, text, streams. Must not change anything.
import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFStream, PDFString, type PDFContext, type PDFObject, type PDFPage } from '@cantoo/pdf-lib';

/** A key as text or, where it is asked for often, as the name that it makes. */
export type Key = string | PDFName;

function nameOf(key: Key): PDFName {
  return typeof key === 'string' ? PDFName.of(key) : key;
}

/** Follows a reference; undefined when there is nothing behind it. */
export function resolveObject(context: PDFContext, object: PDFObject | undefined): PDFObject | undefined {
  return object instanceof PDFRef ? context.lookup(object) : object;
}

export function maybeDict(holder: PDFDict | undefined, key: Key): PDFDict | undefined {
  const found = holder?.lookup(nameOf(key));
  if (found instanceof PDFDict) return found;
  return found instanceof PDFStream ? found.dict : undefined;
}

export function maybeArray(holder: PDFDict | undefined, key: Key): PDFArray | undefined {
  const found = holder?.lookup(nameOf(key));
  return found instanceof PDFArray ? found : undefined;
}

/** A name without its slash. */
export function maybeName(holder: PDFDict | undefined, key: Key): string | undefined {
  const found = holder?.lookup(nameOf(key));
  if (!(found instanceof PDFName)) return undefined;
  const written = found.asString();
  return written.includes('#') ? found.decodeText() : written.slice(1);
}

export function maybeNumber(holder: PDFDict | undefined, key: Key): number | undefined {
  const found = holder?.lookup(nameOf(key));
  return found instanceof PDFNumber ? found.asNumber() : undefined;
}

export function maybeText(holder: PDFDict | undefined, key: Key): string | undefined {
  const found = holder?.lookup(nameOf(key));
  return found instanceof PDFString || found instanceof PDFHexString ? found.decodeText() : undefined;
}

export function decodeStream(stream: PDFObject | undefined): Uint8Array {
  if (stream instanceof PDFRawStream) return maybeInflated(stream) ?? decodePDFRawStream(stream).decode();
  return stream instanceof PDFStream ? stream.getContents() : new Uint8Array();
}

/** By Node's own zlib, which is many times as fast as the library's; undefined for what it does not take, such as a stream that is cut off. */
function maybeInflated({ dict, contents, transform }: PDFRawStream): Uint8Array | undefined {
  if (transform !== undefined || dict.lookup(FILTER) !== FLATE || dict.has(PARAMETERS)) return undefined;
  try {
    return inflateSync(contents);
  } catch {
    return undefined;
  }
}

const [FILTER, FLATE, PARAMETERS] = [PDFName.of('Filter'), PDFName.of('FlateDecode'), PDFName.of('DecodeParms')];

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
