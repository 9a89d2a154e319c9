// Makes Chrome's PDF fit to publish: metadata, tags, artifacts, attachments, the same bytes every time. Must not lay out anything.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { AFRelationship, getDefaultSRGBProfile, PDFArray, PDFHeader, PDFHexString, PDFName, PDFRawStream, PDFRef, PDFString, type PDFContext, type PDFDocument } from '@cantoo/pdf-lib';
import { markArtifacts, type Insertion, type Unmarked } from './artifacts.ts';
import { LAYOUT } from './decorations.ts';
import { hasOwnMarks } from './objects.ts';
import { loadPdf, readPages, type PageReading } from './page-reading.ts';
import { repairUnicodeMaps } from './repair-unicode.ts';
import { repairStructure } from './repair-structure.ts';
import { writeXmp, type Conformance, type XmpFields } from './xmp.ts';

export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** MIME type. */
  readonly mime: string;
  readonly description: string;
  readonly relationship: 'Data' | 'Source' | 'Supplement' | 'Alternative';
}

export interface FinishRequest extends XmpFields {
  readonly attachments: readonly Attachment[];
  /** What a link says beyond its text, by its address as the page writes it: `#note-3` → `Note 3`. */
  readonly linkLabels?: ReadonlyMap<string, string>;
  /** PDF/A-3A and PDF/UA-1 unless said otherwise. */
  readonly claims?: Conformance;
}

const RELATIONSHIPS = {
  Data: AFRelationship.Data, Source: AFRelationship.Source, Supplement: AFRelationship.Supplement, Alternative: AFRelationship.Alternative,
} as const;

/** Same PDF but for its dates, same request: same bytes. `request.date` stands for creation and modification. */
export async function finishPdf(pdf: Uint8Array, request: FinishRequest): Promise<Uint8Array> {
  const claims = request.claims ?? { pdfa: '3A', ua: true };
  const doc = await loadPdf(pdf);
  setInformation(doc, request);
  const pages = readPages(doc);
  const { retagged, insertions } = repairStructure(doc, pages, request.linkLabels ?? new Map());
  repairUnicodeMaps(doc, (bytes) => deflate(doc.context, bytes));
  for (const [ref, reading] of pages) writeContent(reading, retagged.get(ref) ?? new Map(), insertions.get(ref) ?? []);
  await attachFiles(doc, request);
  addMetadata(doc, request, claims);
  doc.context.header = PDFHeader.forVersion(1, 7);
  const id = PDFHexString.of(computeId(pdf, request));
  doc.context.trailerInfo.ID = doc.context.obj([id, id]);
  return doc.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false, objectsPerTick: Number.POSITIVE_INFINITY });
}

function setInformation(doc: PDFDocument, request: FinishRequest): void {
  doc.setTitle(request.title, { showInWindowTitleBar: true });
  doc.setAuthor(request.author);
  doc.setSubject(request.subject);
  doc.setKeywords([request.keywords.join(', ')]);
  doc.setCreator(request.creator);
  doc.setProducer(request.producer);
  doc.setCreationDate(request.date);
  doc.setModificationDate(request.date);
  doc.setLanguage(request.language);
}

function writeContent(reading: PageReading, retagged: ReadonlyMap<number, string>, insertions: readonly Insertion[]): void {
  const { page, stream, operations } = reading;
  const { context } = page.doc;
  const contents = PDFName.of('Contents');
  const old = page.node.get(contents);
  const marked = markArtifacts(stream, (name) => hasOwnMarks(page, name), { operations, retagged, insertions, openingOf: (unit) => openingOf(unit, reading) });
  page.node.set(contents, context.register(deflate(context, Buffer.from(marked, 'latin1'))));
  page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
  for (const one of old instanceof PDFArray ? old.asArray() : [old]) if (one instanceof PDFRef) context.delete(one);
}

/** By Node's own zlib: the library's, in JavaScript, takes ten times as long. */
function deflate(context: PDFContext, bytes: Uint8Array, entries: Readonly<Record<string, number>> = {}): PDFRawStream {
  const packed = deflateSync(bytes);
  return PDFRawStream.of(context.obj({ ...entries, Length: packed.length, Filter: 'FlateDecode' }), packed);
}

/** Words that Chrome leaves unmarked stand in the margin boxes: the running head or the foot of the page. */
function openingOf(unit: Unmarked, { page, paintings }: PageReading): string {
  const box = unit.kind === 'text' ? paintings.find((one) => one.start > unit.start && one.start < unit.end && one.stream === undefined)?.box : undefined;
  if (box === undefined) return LAYOUT;
  return `/Artifact <</Type /Pagination /Subtype /${(box.top + box.bottom) / 2 > page.getHeight() / 2 ? 'Header' : 'Footer'}>> BDC`;
}

/** In order of name, as a name tree has to be. */
async function attachFiles(doc: PDFDocument, request: FinishRequest): Promise<void> {
  const sorted = [...request.attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, bytes, mime, description, relationship } of sorted) {
    await doc.attach(bytes, name, {
      mimeType: mime, description, creationDate: request.date, modificationDate: request.date, afRelationship: RELATIONSHIPS[relationship],
    });
  }
  await doc.flush();
}

function addMetadata(doc: PDFDocument, request: FinishRequest, claims: Conformance): void {
  const { context, catalog } = doc;
  const xmp = Buffer.from(writeXmp(request, claims), 'utf8');
  catalog.set(PDFName.of('Metadata'), context.register(context.stream(xmp, { Type: 'Metadata', Subtype: 'XML' })));
  catalog.delete(PDFName.of('Version'));
  const profile = context.register(deflate(context, getDefaultSRGBProfile(), { N: 3 }));
  const srgb = PDFString.of('sRGB IEC61966-2.1');
  catalog.set(PDFName.of('OutputIntents'), context.obj([{
    Type: 'OutputIntent', S: 'GTS_PDFA1', OutputConditionIdentifier: srgb, Info: srgb, RegistryName: PDFString.of('http://www.color.org'), DestOutputProfile: profile,
  }]));
}

/** 16 bytes as hexadecimal digits. Chrome's two dates are left out: they are the only bytes that differ between runs. */
function computeId(pdf: Uint8Array, request: FinishRequest): string {
  const dated = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const hash = createHash('sha256').update(dated.replace(/\/(?:CreationDate|ModDate) \(D:[^)]*\)/g, ''), 'latin1');
  const { attachments, linkLabels, ...rest } = request;
  hash.update(JSON.stringify([rest, [...(linkLabels ?? [])]]));
  for (const one of attachments) hash.update(JSON.stringify([one.name, one.mime, one.description, one.relationship])).update(one.bytes);
  return hash.digest('hex').slice(0, 32);
}
