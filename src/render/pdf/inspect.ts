// Reads a PDF back as plain data. Must not change it and must not judge it.
import { PDFBool, PDFName, type PDFDocument } from '@cantoo/pdf-lib';
import { failure } from '../../errors.ts';
import { decodeStream, maybeDict } from './objects.ts';
import { loadPdf, openDocument, type OpenPdf } from './page-reading.ts';
import { readAttachments, readFonts, readLinks, readOutline } from './read-parts.ts';
import { findHeadings, flattenStructure, readStructure } from './read-structure.ts';
import type { PdfReport } from './report.ts';

/** Works on any PDF, best on a finished one. Throws `PDF_UNREADABLE` (status 2) for bytes that are none. */
export async function inspectPdf(pdf: Uint8Array | OpenPdf): Promise<PdfReport> {
  try {
    return readReport(pdf instanceof Uint8Array ? openDocument(await loadPdf(pdf)) : pdf);
  } catch (error) {
    throw failure('PDF_UNREADABLE', `This is no PDF that can be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readReport(open: OpenPdf): PdfReport {
  const { doc } = open;
  const pages = doc.getPages();
  const readings = [...open.pages().values()];
  const numbers = new Map(pages.map((page, index) => [page.ref, index + 1]));
  const texts = readings.map((reading) => reading.text);
  const structure = readStructure(doc, numbers, (page, mcid) => texts[(page ?? 0) - 1]?.marked.get(mcid) ?? '');
  const flag = (holder: string, key: string): boolean => maybeDict(doc.catalog, holder)?.lookup(PDFName.of(key)) === PDFBool.True;
  return {
    ...readInformation(doc),
    language: doc.getLanguage() ?? '', showsTitle: flag('ViewerPreferences', 'DisplayDocTitle'), tagged: flag('MarkInfo', 'Marked') && structure.length > 0,
    xmp: Buffer.from(decodeStream(doc.catalog.lookup(PDFName.of('Metadata')))).toString('utf8'),
    pages: readings.map(({ page, text, marks }, index) => ({
      number: index + 1, width: page.getWidth(), height: page.getHeight(), text: text.all, missing: text.missing,
      unmarked: marks.unmarked.length,
    })),
    outline: readOutline(doc, numbers), structure, headings: findHeadings(structure),
    figures: flattenStructure(structure).filter((node) => node.type === 'Figure'),
    fonts: readFonts(pages), attachments: readAttachments(doc), links: readLinks(pages),
  };
}

function readInformation(doc: PDFDocument): Pick<PdfReport, 'title' | 'author' | 'subject' | 'keywords' | 'creator' | 'producer' | 'created' | 'modified'> {
  return {
    title: doc.getTitle() ?? '', author: doc.getAuthor() ?? '', subject: doc.getSubject() ?? '', keywords: doc.getKeywords() ?? '',
    creator: doc.getCreator() ?? '', producer: doc.getProducer() ?? '',
    created: doc.getCreationDate()?.toISOString(), modified: doc.getModificationDate()?.toISOString(),
  };
}
