// A PDF and its pages' content, read once for all that is done with them. Must not change it.
import { PDFDocument, type PDFPage, type PDFRef } from '@cantoo/pdf-lib';
import { splitOperations, type Operation } from './content-stream.ts';
import { maybeText, readPageContent } from './objects.ts';
import { readPageText, type FaceCache, type PageText } from './page-text.ts';
import { readPaintings, type FontCache, type Painting } from './paintings.ts';
import { readKids, type Kid } from './structure.ts';

export interface PageReading {
  readonly page: PDFPage;
  /** Decoded, as Latin-1 text. */
  readonly stream: string;
  readonly operations: readonly Operation[];
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
  const faces: FaceCache = new Map();
  return new Map(doc.getPages().map((page) => [page.ref, readPage(page, fonts, faces)]));
}

function readPage(page: PDFPage, fonts: FontCache, faces: FaceCache): PageReading {
  const stream = readPageContent(page);
  const operations = [...splitOperations(stream)];
  const text = readPageText(page, faces, operations);
  let paintings: readonly Painting[] | undefined;
  return {
    page, stream, operations, text, texts: text.marked,
    get paintings() {
      return (paintings ??= readPaintings(page, fonts, operations));
    },
  };
}

/** Text of a kid and all below it, as a screen reader gets it. */
export function readKidText(doc: PDFDocument, pages: PageReadings, kid: Kid): string {
  if (kid.kind === 'annotation') return '';
  if (kid.kind === 'content') return (kid.page === undefined ? undefined : pages.get(kid.page)?.texts.get(kid.mcid)) ?? '';
  return maybeText(kid.dict, 'ActualText') ?? maybeText(kid.dict, 'Alt') ?? readKids(doc.context, kid.dict).map((one) => readKidText(doc, pages, one)).join('');
}

/** The innermost mark that stands for an element, or undefined. */
export function findMcid({ marks }: Painting): number | undefined {
  return marks.findLast((mark) => mark.mcid !== undefined)?.mcid;
}
