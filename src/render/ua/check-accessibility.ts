// The accessibility checker: the Matterhorn Protocol 1.1 over one PDF, all checks in one call. Must not mend anything.
import { PDFDict } from '@cantoo/pdf-lib';
import { failure } from '../../errors.ts';
import { loadPdf, openDocument, type OpenPdf } from '../pdf/page-reading.ts';
import { checkAnnotations } from './annotations.ts';
import { checkEncryption, checkFeatures } from './features.ts';
import { checkFigures } from './figures.ts';
import { sortFindings, type Finding } from './finding.ts';
import { checkFontDictionaries } from './font-dictionaries.ts';
import { checkFontGlyphs } from './font-glyphs.ts';
import { checkHeadings } from './headings.ts';
import { checkLanguage } from './language.ts';
import { checkMetadata } from './metadata.ts';
import { checkNesting } from './nesting.ts';
import { checkNotes } from './notes.ts';
import { checkRealContent } from './real-content.ts';
import { checkRoleMapping } from './role-mapping.ts';
import { readSubject, type Subject } from './subject.ts';
import { checkTables } from './tables.ts';

export type { Finding } from './finding.ts';

const CHECKS: readonly ((subject: Subject) => Finding[])[] = [
  checkRealContent, checkRoleMapping, checkMetadata, checkNesting, checkLanguage, checkFigures, checkHeadings, checkTables, checkNotes, checkFeatures, checkAnnotations,
  ({ fonts }) => fonts.flatMap((font) => [...checkFontDictionaries(font), ...checkFontGlyphs(font)]),
];

/** Every failure that a machine can find; none for a PDF that passes. README.md lists what is tested. Throws `PDF_UNREADABLE` (status 2). */
export async function checkAccessibility(pdf: Uint8Array | OpenPdf): Promise<Finding[]> {
  try {
    const open = pdf instanceof Uint8Array ? openDocument(await loadPdf(pdf, { ignoreEncryption: true })) : pdf;
    const { doc } = open;
    const encryption = doc.context.lookup(doc.context.trailerInfo.Encrypt);
    // What is locked cannot be read, so nothing else can be said of it.
    if (encryption instanceof PDFDict) return [...checkEncryption(encryption), { checkpoint: '26-x1', message: 'The file is encrypted; nothing else was checked.' }];
    const subject = readSubject(open);
    return sortFindings(CHECKS.flatMap((check) => check(subject)));
  } catch (error) {
    throw failure('PDF_UNREADABLE', `This is no PDF that can be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
