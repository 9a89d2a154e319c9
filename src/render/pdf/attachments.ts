// Puts files into a PDF, each with its relationship to the document (PDF/A-3, ISO 19005-3, annex E). Must not know what is in them.
import { PDFDict, PDFHexString, PDFName, PDFString, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { DeflatedStream } from './deflate.ts';

export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** MIME type. */
  readonly mime: string;
  readonly description: string;
  readonly relationship: 'Data' | 'Source' | 'Supplement' | 'Alternative';
}

/** `date` stands for the creation and modification of each. In order of name, as a name tree has to be. */
export function attachFiles(doc: PDFDocument, attachments: readonly Attachment[], date: Date): void {
  if (attachments.length === 0) return;
  const { context, catalog } = doc;
  const files = [...attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const references = files.map((file) => registerFile(doc, file, date));
  const names = files.flatMap(({ name }, index) => [PDFHexString.fromText(name), references[index] ?? null]);
  const holder = catalog.lookup(NAMES);
  const tree = context.register(context.obj({ Names: context.obj(names) }));
  if (holder instanceof PDFDict) holder.set(EMBEDDED, tree);
  else catalog.set(NAMES, context.obj({ EmbeddedFiles: tree }));
  catalog.set(PDFName.of('AF'), context.obj([...references]));
}

const [NAMES, EMBEDDED] = [PDFName.of('Names'), PDFName.of('EmbeddedFiles')];

function registerFile({ context }: PDFDocument, { name, bytes, mime, description, relationship }: Attachment, date: Date): PDFRef {
  const day = PDFString.fromDate(date);
  const stream = DeflatedStream.of(context, bytes, { Type: 'EmbeddedFile', Subtype: mime, Params: { Size: bytes.length, CreationDate: day, ModDate: day } });
  return context.register(context.obj({
    Type: 'Filespec', F: PDFString.of(name.replace(/[^ -~]|[()\\]/g, '_')), UF: PDFHexString.fromText(name), EF: { F: context.register(stream) },
    Desc: PDFHexString.fromText(description), AFRelationship: relationship,
  }));
}
