// A page's content read once for all that finishing does with it. Must not change it.
import type { PDFDocument, PDFPage, PDFRef } from '@cantoo/pdf-lib';
import { splitOperations, type Operation } from './content-stream.ts';
import { maybeText, readPageContent } from './objects.ts';
import { readPageText, type FaceCache } from './page-text.ts';
import { readPaintings, type FontCache, type Painting } from './paintings.ts';
import { readKids, type Kid } from './structure.ts';

export interface PageReading {
  readonly page: PDFPage;
  /** Decoded, as Latin-1 text. */
  readonly stream: string;
  readonly operations: readonly Operation[];
  readonly paintings: readonly Painting[];
  /** Text by MCID. */
  readonly texts: ReadonlyMap<number, string>;
}

export type PageReadings = ReadonlyMap<PDFRef, PageReading>;

/** By page reference, in the order of the pages. */
export function readPages(doc: PDFDocument): PageReadings {
  const fonts: FontCache = new Map();
  const faces: FaceCache = new Map();
  return new Map(doc.getPages().map((page) => {
    const stream = readPageContent(page);
    const operations = [...splitOperations(stream)];
    return [page.ref, { page, stream, operations, paintings: readPaintings(page, fonts, operations), texts: readPageText(page, faces, operations).marked }];
  }));
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
