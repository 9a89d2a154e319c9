// Reads a PDF as Chrome prints it into the library's objects, several times as fast as the library's own parser, which looks for damage everywhere.
// Must not guess: whatever is not written the way Chrome writes is left to the library.
import { PDFArray, PDFBool, PDFCatalog, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNull, PDFNumber, PDFPageLeaf, PDFPageTree, PDFRawStream, PDFRef, PDFString, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
import { loadPdf } from './page-reading.ts';
import { BLANKS, endOfToken, endOfWord, isNumber, KINDS, LESS, OPEN, parseNumber, SLASH } from './tokens.ts';

/** The document of `pdf`, which must not change as long as it is used. Throws as the library does for what is no PDF. */
export async function loadPrinted(pdf: Uint8Array): Promise<PDFDocument> {
  return await maybeLoad(pdf) ?? loadPdf(pdf);
}

/** The library itself reads the catalogue and the trailer, and makes a document of them, into which all other objects go. */
async function maybeLoad(pdf: Uint8Array): Promise<PDFDocument | undefined> {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const table = maybeTable(text);
  const catalog = table?.offsets.get(table.root);
  if (table === undefined || catalog === undefined || !text.startsWith(headOf(table.root), catalog)) return undefined;
  const end = text.indexOf('\nendobj\n', catalog);
  if (end < 0) return undefined;
  const doc = await loadPdf(Buffer.from(`%PDF-1.4\n${text.slice(catalog, end)}\nendobj\n${table.trailer}\n`, 'latin1')).catch(() => undefined);
  if (doc === undefined) return undefined;
  const parser = new ObjectParser(pdf, text, doc.context);
  try {
    for (const [number, offset] of table.offsets) if (number !== table.root) doc.context.assign(PDFRef.of(number), parser.parse(number, offset));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return doc;
}

interface Table {
  readonly root: number;
  readonly trailer: string;
  /** Where each object begins. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** One cross-reference table that names every object, before it no other. */
function maybeTable(text: string): Table | undefined {
  const start = Number(/\nstartxref\n(\d+)\n%%EOF\s*$/.exec(text.slice(-64))?.[1] ?? Number.NaN);
  const head = Number.isNaN(start) ? null : /^xref\n0 (\d+)\n/.exec(text.slice(start, start + 32));
  if (head === null) return undefined;
  const size = Number(head[1]);
  const first = start + head[0].length;
  const trailer = text.slice(first + 20 * size, text.lastIndexOf('startxref'));
  const root = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1] ?? Number.NaN);
  if (!trailer.startsWith('trailer\n<<') || Number.isNaN(root) || /\/(?:Prev|Encrypt|XRefStm)\b/.test(trailer)) return undefined;
  const offsets = new Map<number, number>();
  for (let number = 1; number < size; number++) {
    const at = first + 20 * number;
    if (text[at + 17] === 'n') offsets.set(number, parseNumber(text, at, at + 10));
  }
  return { root, trailer, offsets };
}

function headOf(number: number): string {
  return `${number} 0 obj\n`;
}

const [TYPE, LENGTH] = [PDFName.of('Type'), PDFName.of('Length')];
const [BRACKET, CLOSE_BRACKET, GREATER] = [0x5b, 0x5d, 0x3e];

/** Throws RangeError at whatever Chrome does not write. */
class ObjectParser {
  readonly #pdf: Uint8Array;
  readonly #text: string;
  readonly #context: PDFContext;
  /** The library looks at every letter of a name each time. */
  readonly #names = new Map<string, PDFName>();
  #at = 0;

  constructor(pdf: Uint8Array, text: string, context: PDFContext) {
    this.#pdf = pdf;
    this.#text = text;
    this.#context = context;
  }

  parse(number: number, offset: number): PDFObject {
    const head = headOf(number);
    if (!this.#text.startsWith(head, offset)) throw this.#strange(offset);
    this.#at = offset + head.length;
    const object = this.#parseValue();
    const isStream = this.#skip(' stream\n');
    const whole = isStream && object instanceof PDFDict ? this.#parseStream(object) : object;
    if (!this.#skip('\nendobj')) throw this.#strange(this.#at);
    return whole;
  }

  #parseStream(dict: PDFDict): PDFRawStream {
    const length = dict.get(LENGTH);
    if (!(length instanceof PDFNumber)) throw this.#strange(this.#at);
    const end = this.#at + length.asNumber();
    const stream = PDFRawStream.of(dict, this.#pdf.subarray(this.#at, end));
    this.#at = end;
    if (!this.#skip('\nendstream')) throw this.#strange(end);
    return stream;
  }

  #parseValue(): PDFObject {
    const code = this.#peek();
    if (code === SLASH) return this.#parseName();
    if (isNumber(code)) return this.#parseNumberOrReference();
    if (code === LESS && this.#text.charCodeAt(this.#at + 1) === LESS) return this.#parseDict();
    if (code === BRACKET) return this.#parseArray();
    if (code === LESS || code === OPEN) {
      const inner = this.#take(endOfToken(this.#text, this.#at, code)).slice(1, -1);
      return code === LESS ? PDFHexString.of(inner) : PDFString.of(inner);
    }
    const word = this.#take(endOfWord(this.#text, this.#at));
    const constant = CONSTANTS.get(word);
    if (constant === undefined) throw this.#strange(this.#at);
    return constant;
  }

  #parseName(): PDFName {
    const token = this.#take(endOfWord(this.#text, this.#at + 1));
    const known = this.#names.get(token);
    if (known !== undefined) return known;
    if (token.includes('#')) throw this.#strange(this.#at);
    const name = PDFName.of(token.slice(1));
    this.#names.set(token, name);
    return name;
  }

  #parseNumberOrReference(): PDFObject {
    const from = this.#at;
    const end = endOfWord(this.#text, from);
    this.#at = end;
    const value = parseNumber(this.#text, from, end);
    if (Number.isNaN(value)) throw this.#strange(from);
    if (!this.#skip(' 0 R')) return PDFNumber.of(value);
    return PDFRef.of(value);
  }

  #parseArray(): PDFArray {
    this.#at++;
    const list = PDFArray.withContext(this.#context);
    while (this.#peek() !== CLOSE_BRACKET) list.push(this.#parseValue());
    this.#at++;
    return list;
  }

  #parseDict(): PDFDict {
    this.#at += 2;
    const entries = new Map<PDFName, PDFObject>();
    for (let code = this.#peek(); code !== GREATER; code = this.#peek()) {
      if (code !== SLASH) throw this.#strange(this.#at);
      entries.set(this.#parseName(), this.#parseValue());
    }
    if (!this.#skip('>>')) throw this.#strange(this.#at);
    const type = entries.get(TYPE);
    const make = type instanceof PDFName ? CLASSES.get(type) : undefined;
    return (make ?? PDFDict.fromMapWithContext)(entries, this.#context);
  }

  /** The byte that the next token begins with. */
  #peek(): number {
    while (KINDS[this.#text.charCodeAt(this.#at)] === BLANKS) this.#at++;
    if (this.#at >= this.#text.length) throw this.#strange(this.#at);
    return this.#text.charCodeAt(this.#at);
  }

  #take(end: number): string {
    const token = this.#text.slice(this.#at, end);
    this.#at = end;
    return token;
  }

  #skip(expected: string): boolean {
    const isThere = this.#text.startsWith(expected, this.#at);
    if (isThere) this.#at += expected.length;
    return isThere;
  }

  #strange(at: number): RangeError {
    return new RangeError(`Chrome writes nothing like the byte at ${at}.`);
  }
}

const CONSTANTS: ReadonlyMap<string, PDFObject> = new Map<string, PDFObject>([['true', PDFBool.True], ['false', PDFBool.False], ['null', PDFNull]]);
/** Of these the library has classes of their own. */
const CLASSES: ReadonlyMap<PDFName, (entries: Map<PDFName, PDFObject>, context: PDFContext) => PDFDict> = new Map<PDFName, (entries: Map<PDFName, PDFObject>, context: PDFContext) => PDFDict>([
  [PDFName.of('Catalog'), PDFCatalog.fromMapWithContext], [PDFName.of('Pages'), PDFPageTree.fromMapWithContext], [PDFName.of('Page'), (entries, context) => PDFPageLeaf.fromMapWithContext(entries, context)],
]);
