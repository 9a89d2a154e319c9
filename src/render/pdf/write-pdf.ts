// Writes a document as bytes: what its trailer leads to, numbered anew in the order in which it is met, in object streams.
// The library's own writer looks through its whole table for every object and deflates in JavaScript. Must not change the document.
import { PDFArray, PDFDict, PDFNull, PDFRef, PDFStream, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { DeflatedStream, pack } from './deflate.ts';

/** Objects of one object stream: more pack better, fewer are found faster. */
const TOGETHER = 200;
/** Version, and four bytes that tell a mailer that this is no text. */
const HEADER = Buffer.from('%PDF-1.7\n%\x81\x81\x81\x81\n', 'latin1');

/** PDF 1.7. Objects that nothing leads to are left out. Same document, same bytes. */
export async function writePdf(doc: PDFDocument): Promise<Uint8Array> {
  return new PdfWriter(doc).write();
}

/** Where an object is: at a byte of the file, or in an object stream at a place. */
type Entry = readonly [kind: 1, offset: number, generation: 0] | readonly [kind: 2, holder: number, index: number];

/** A stream without its contents, which may still be compressed. */
type Waiting = readonly [number: number, entries: string, contents: Uint8Array | Promise<Uint8Array>];

class PdfWriter {
  readonly #doc: PDFDocument;
  readonly #numbers = new Map<PDFRef, number>();
  readonly #met: PDFObject[] = [];
  readonly #chunks: Uint8Array[] = [HEADER];
  readonly #entries: Entry[] = [];
  #size = HEADER.length;

  constructor(doc: PDFDocument) {
    this.#doc = doc;
  }

  async write(): Promise<Uint8Array> {
    const { Root, Info, ID } = this.#doc.context.trailerInfo;
    const trailer = [['Root', Root], ['Info', Info], ['ID', ID]].flatMap(([key, value]) => (typeof value === 'object' ? [`/${String(key)} ${this.#say(value)}`] : [])).join(' ');
    const small: (readonly [number: number, text: string])[] = [];
    const streams: Waiting[] = [];
    // Saying an object meets others, which come after it.
    for (let index = 0; index < this.#met.length; index++) {
      const object = this.#met[index];
      if (object instanceof PDFStream) streams.push([index + 1, this.#sayEntries(object.dict, LENGTH), object instanceof DeflatedStream ? object.packed : object.getContents()]);
      else if (object !== undefined) small.push([index + 1, this.#say(object)]);
    }
    for (let from = 0; from < small.length; from += TOGETHER) streams.push(this.#holdTogether(small.slice(from, from + TOGETHER)));
    const contents = await Promise.all(streams.map(([, , bytes]) => bytes));
    for (const [index, [number, entries]] of streams.entries()) this.#writeStream(number, entries, contents[index] ?? new Uint8Array());
    await this.#writeTable(trailer);
    return Buffer.concat(this.#chunks);
  }

  #holdTogether(objects: readonly (readonly [number: number, text: string])[]): Waiting {
    const holder = this.#met.push(PDFNull);
    let [offset, places, texts] = [0, '', ''];
    for (const [index, [number, text]] of objects.entries()) {
      this.#entries[number - 1] = [2, holder, index];
      places += `${index === 0 ? '' : ' '}${number} ${offset}`;
      texts += `${text}\n`;
      offset += text.length + 1;
    }
    return [holder, `/Type /ObjStm /N ${objects.length} /First ${places.length + 1} /Filter /FlateDecode`, pack(Buffer.from(`${places}\n${texts}`, 'latin1'))];
  }

  #writeStream(number: number, entries: string, contents: Uint8Array): void {
    this.#entries[number - 1] = [1, this.#size, 0];
    this.#add(Buffer.from(`${number} 0 obj\n<<${entries} /Length ${contents.length}>>\nstream\n`, 'latin1'));
    this.#add(contents);
    this.#add(Buffer.from('\nendstream\nendobj\n', 'latin1'));
  }

  /** A cross-reference stream: kind, then offset or holder, then generation or place, for every number from 0 on. */
  async #writeTable(trailer: string): Promise<void> {
    const number = this.#met.push(PDFNull);
    const start = this.#size;
    this.#entries[number - 1] = [1, start, 0];
    const rows = Buffer.alloc(7 * (number + 1));
    rows.writeUInt16BE(0xffff, 5);
    for (const [index, [kind, where, which]] of this.#entries.entries()) {
      const at = 7 * (index + 1);
      rows.writeUInt8(kind, at);
      rows.writeUInt32BE(where, at + 1);
      rows.writeUInt16BE(which, at + 5);
    }
    this.#writeStream(number, `/Type /XRef /Size ${number + 1} /W [1 4 2] ${trailer} /Filter /FlateDecode`, await pack(rows));
    this.#add(Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1'));
  }

  #add(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  #say(object: PDFObject): string {
    if (object instanceof PDFRef) return this.#sayReference(object);
    if (object instanceof PDFDict) return `<<${this.#sayEntries(object)}>>`;
    if (!(object instanceof PDFArray)) return object.toString();
    let text = '[';
    for (const one of object.asArray()) text += text === '[' ? this.#say(one) : ` ${this.#say(one)}`;
    return `${text}]`;
  }

  #sayEntries(dict: PDFDict, leftOut?: string): string {
    let text = '';
    for (const [key, value] of dict.entries()) {
      const name = key.toString();
      if (name !== leftOut) text += `${text === '' ? '' : ' '}${name} ${this.#say(value)}`;
    }
    return text;
  }

  /** A reference to nothing means null. */
  #sayReference(reference: PDFRef): string {
    const known = this.#numbers.get(reference);
    if (known !== undefined) return `${known} 0 R`;
    const object = this.#doc.context.lookup(reference);
    if (object === undefined) return 'null';
    const number = this.#met.push(object);
    this.#numbers.set(reference, number);
    return `${number} 0 R`;
  }
}

const LENGTH = '/Length';
