// Makes Chrome's PDF fit to publish: metadata, tags, artifacts, attachments, the same bytes every time. Must not lay out anything.
import { createHash } from 'node:crypto';
import { getDefaultSRGBProfile, PDFHexString, PDFName, PDFString, type PDFDocument } from '@cantoo/pdf-lib';
import { markArtifacts, type Insertion, type Unmarked } from './artifacts.ts';
import { attachFiles, type Attachment } from './attachments.ts';
import { LAYOUT } from './decorations.ts';
import { DeflatedStream } from './deflate.ts';
import { readPages, type PageReading } from './page-reading.ts';
import { loadPrinted } from './printed-document.ts';
import { repairUnicodeMaps } from './repair-unicode.ts';
import { repairStructure } from './repair-structure.ts';
import { writePdf } from './write-pdf.ts';
import { writeXmp, type Conformance, type XmpFields } from './xmp.ts';

export interface FinishRequest extends XmpFields {
  readonly attachments: readonly Attachment[];
  /** What a link says beyond its text, by its address as the page writes it: `#note-3` → `Note 3`. */
  readonly linkLabels?: ReadonlyMap<string, string>;
  /** PDF/A-3A and PDF/UA-1 unless said otherwise. */
  readonly claims?: Conformance;
}

/** Same PDF but for its dates, same request: same bytes. `request.date` stands for creation and modification. */
export async function finishPdf(pdf: Uint8Array, request: FinishRequest): Promise<Uint8Array> {
  const claims = request.claims ?? { pdfa: '3A', ua: true };
  const doc = await loadPrinted(pdf);
  // What takes long to compress comes first: it goes on beside the rest.
  attachFiles(doc, request.attachments, request.date);
  setInformation(doc, request);
  const pages = readPages(doc);
  const { retagged, insertions } = repairStructure(doc, pages, request.linkLabels ?? new Map());
  for (const [ref, reading] of pages) writeContent(reading, retagged.get(ref) ?? new Map(), insertions.get(ref) ?? []);
  repairUnicodeMaps(doc, (bytes) => DeflatedStream.of(doc.context, bytes));
  addMetadata(doc, request, claims);
  const id = PDFHexString.of(computeId(pdf, request));
  doc.context.trailerInfo.ID = doc.context.obj([id, id]);
  return writePdf(doc);
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
  const { page, stream, marks } = reading;
  const { context } = page.doc;
  const marked = markArtifacts(stream, marks, { retagged, insertions, openingOf: (unit) => openingOf(unit, reading) });
  page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
  page.node.set(PDFName.of('Contents'), context.register(DeflatedStream.of(context, Buffer.from(marked, 'latin1'))));
}

/** Words that Chrome leaves unmarked stand in the margin boxes: the running head or the foot of the page. */
function openingOf(unit: Unmarked, { page, paintings }: PageReading): string {
  const box = unit.kind === 'text' ? paintings.find((one) => one.start > unit.start && one.start < unit.end && one.stream === undefined)?.box : undefined;
  if (box === undefined) return LAYOUT;
  return `/Artifact <</Type /Pagination /Subtype /${(box.top + box.bottom) / 2 > page.getHeight() / 2 ? 'Header' : 'Footer'}>> BDC`;
}

function addMetadata(doc: PDFDocument, request: FinishRequest, claims: Conformance): void {
  const { context, catalog } = doc;
  const xmp = Buffer.from(writeXmp(request, claims), 'utf8');
  catalog.set(PDFName.of('Metadata'), context.register(context.stream(xmp, { Type: 'Metadata', Subtype: 'XML' })));
  catalog.delete(PDFName.of('Version'));
  const profile = context.register(DeflatedStream.of(context, getDefaultSRGBProfile(), { N: 3 }));
  const srgb = PDFString.of('sRGB IEC61966-2.1');
  catalog.set(PDFName.of('OutputIntents'), context.obj([{
    Type: 'OutputIntent', S: 'GTS_PDFA1', OutputConditionIdentifier: srgb, Info: srgb, RegistryName: PDFString.of('http://www.color.org'), DestOutputProfile: profile,
  }]));
}

/** 16 bytes as hexadecimal digits. Chrome's two dates are left out: they are the only bytes that differ between runs. */
function computeId(pdf: Uint8Array, request: FinishRequest): string {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const hash = createHash('sha256');
  let from = 0;
  for (const key of ['/CreationDate (D:', '/ModDate (D:']) {
    const at = bytes.indexOf(key, from, 'latin1');
    if (at < 0) continue;
    hash.update(bytes.subarray(from, at));
    from = bytes.indexOf(')', at, 'latin1') + 1;
  }
  hash.update(bytes.subarray(from));
  const { attachments, linkLabels, ...rest } = request;
  hash.update(JSON.stringify([rest, [...(linkLabels ?? [])]]));
  for (const one of attachments) hash.update(JSON.stringify([one.name, one.mime, one.description, one.relationship])).update(one.bytes);
  return hash.digest('hex').slice(0, 32);
}
