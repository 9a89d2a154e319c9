// Checkpoints 06 and 07: what the document says of itself. Must not look at pages.
import { PDFBool, PDFName, PDFStream } from '@cantoo/pdf-lib';
import { decodeStream, maybeDict } from '../pdf/objects.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** The XMP packet of the document as text; undefined when there is none. */
export function maybeXmp({ catalog }: Subject): string | undefined {
  const stream = catalog.lookup(PDFName.of('Metadata'));
  return stream instanceof PDFStream ? Buffer.from(decodeStream(stream)).toString('utf8') : undefined;
}

export function checkMetadata(subject: Subject): Finding[] {
  const found: Finding[] = [];
  const xmp = maybeXmp(subject);
  if (xmp === undefined) found.push({ checkpoint: '06-001', message: 'The document has no XMP metadata.' });
  else {
    if (!/pdfuaid:part\s*(?:>\s*1\s*<|=\s*["']1["'])/.test(xmp)) found.push({ checkpoint: '06-002', message: 'The metadata do not say that the document follows PDF/UA-1.' });
    if (!/<dc:title>[\s\S]*?<rdf:li[^>]*>\s*[^\s<][\s\S]*?<\/dc:title>/.test(xmp)) found.push({ checkpoint: '06-003', message: 'The metadata have no title.' });
  }
  const shows = maybeDict(subject.catalog, 'ViewerPreferences')?.lookup(PDFName.of('DisplayDocTitle'));
  if (!(shows instanceof PDFBool)) found.push({ checkpoint: '07-001', message: 'Nothing says that the window shows the title instead of the file name.' });
  else if (shows !== PDFBool.True) found.push({ checkpoint: '07-002', message: 'The window is told to show the file name instead of the title.' });
  return found;
}
