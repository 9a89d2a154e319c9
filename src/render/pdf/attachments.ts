// Puts files into a PDF, each with its relationship to the document (PDF/A-3, ISO 19005-3, annex E). Must not know what is in them.
import { PDFDict, PDFHexString, PDFName, PDFString, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { pack, packedStream } from './deflate.ts';

export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** MIME type. */
  readonly mime: string;
  readonly description: string;
  readonly relationship: 'Data' | 'Source' | 'Supplement' | 'Alternative';
}

export interface PackedFile extends Attachment {
  /** `bytes`, deflated. */
  readonly packed: Uint8Array;
}

/** Deflates beside the calling thread. In order of name, as a name tree has to be. */
export function packFiles(attachments: readonly Attachment[]): Promise<PackedFile[]> {
  const sorted = [...attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(sorted.map(async (one) => ({ ...one, packed: await pack(one.bytes) })));
}

/** `date` stands for the creation and modification of each. */
export function attachFiles(doc: PDFDocument, files: readonly PackedFile[], date: Date): void {
  if (files.length === 0) return;
  const { context, catalog } = doc;
  const references = files.map((file) => registerFile(doc, file, date));
  const names = files.flatMap(({ name }, index) => [PDFHexString.fromText(name), references[index] ?? null]);
  const holder = catalog.lookup(NAMES);
  const tree = context.register(context.obj({ Names: context.obj(names) }));
  if (holder instanceof PDFDict) holder.set(EMBEDDED, tree);
  else catalog.set(NAMES, context.obj({ EmbeddedFiles: tree }));
  catalog.set(PDFName.of('AF'), context.obj([...references]));
}

const [NAMES, EMBEDDED] = [PDFName.of('Names'), PDFName.of('EmbeddedFiles')];

function registerFile({ context }: PDFDocument, { name, bytes, packed, mime, description, relationship }: PackedFile, date: Date): PDFRef {
  const day = PDFString.fromDate(date);
  const stream = packedStream(context, packed, { Type: 'EmbeddedFile', Subtype: mime, Params: { Size: bytes.length, CreationDate: day, ModDate: day } });
  return context.register(context.obj({
    Type: 'Filespec', F: PDFString.of(name.replace(/[^ -~]|[()\\]/g, '_')), UF: PDFHexString.fromText(name), EF: { F: context.register(stream) },
    Desc: PDFHexString.fromText(description), AFRelationship: relationship,
  }));
}
