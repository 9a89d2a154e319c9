// A PDF and its pages' content, read once for all that is done with them. Must not change it.
import { PDFDocument, PDFName, type PDFPage, type PDFRef } from '@cantoo/pdf-lib';
import { MarkFinder, type Marks } from './artifacts.ts';
import { hasOwnMarks, maybeText, readPageContent } from './objects.ts';
import { OperationReader } from './operation-reader.ts';
import { readPageText, type PageText } from './page-text.ts';
import { createPainter, type Painting } from './paintings.ts';
import { readKids, type Kid } from './structure.ts';
import type { FontCache } from './used-font.ts';

export interface PageReading {
  readonly page: PDFPage;
  /** Decoded, as Latin-1 text. */
  readonly stream: string;
  readonly marks: Marks;
  readonly paintings: readonly Painting[];
  readonly text: PageText;
  /** Text by MCID. */
  readonly texts: ReadonlyMap<number, string>;
}

/** A PDF that several checks share. */
export interface OpenPdf {
  readonly doc: PDFDocument;
  /** Read when first asked for. Throws RangeError for a content stream that cannot be read. */
  readonly pages: () => PageReadings;
}

export type PageReadings = ReadonlyMap<PDFRef, PageReading>;

/** Parses `pdf` in one go: in pieces, the library waits a millisecond after every hundred objects. */
export async function loadPdf(pdf: Uint8Array, options: { readonly ignoreEncryption?: boolean } = {}): Promise<PDFDocument> {
  return PDFDocument.load(pdf, { updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY, ...options });
}

export function openDocument(doc: PDFDocument): OpenPdf {
  let pages: PageReadings | undefined;
  return { doc, pages: () => (pages ??= readPages(doc)) };
}

/** By page reference, in the order of the pages. */
export function readPages(doc: PDFDocument): PageReadings {
  const fonts: FontCache = new Map();
  return new Map(doc.getPages().map((page) => [page.ref, readPage(page, fonts)]));
}

/** One pass over the content for paintings, marks and text. */
function readPage(page: PDFPage, fonts: FontCache): PageReading {
  const stream = readPageContent(page);
  const painter = createPainter(page, fonts);
  const marks = new MarkFinder((name) => hasOwnMarks(page, name));
  const operation = new OperationReader(stream);
  while (operation.next()) {
    painter.take(operation);
    marks.take(operation);
  }
  const paintings = painter.finish();
  const text = readPageText(paintings);
  return { page, stream, marks, paintings, text, texts: text.marked };
}

const [ACTUAL_TEXT, ALT] = [PDFName.of('ActualText'), PDFName.of('Alt')];

/** Text of a kid and all below it, as a screen reader gets it. */
export function readKidText(doc: PDFDocument, pages: PageReadings, kid: Kid): string {
  if (kid.kind === 'annotation') return '';
  if (kid.kind === 'content') return (kid.page === undefined ? undefined : pages.get(kid.page)?.texts.get(kid.mcid)) ?? '';
  return maybeText(kid.dict, ACTUAL_TEXT) ?? maybeText(kid.dict, ALT) ?? readKids(doc.context, kid.dict).map((one) => readKidText(doc, pages, one)).join('');
}
