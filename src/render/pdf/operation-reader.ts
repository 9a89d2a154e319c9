// Reads a PDF content stream operation by operation, without a string or an object for each. Must not know what they mean.

const BLANK = '\0\t\n\f\r ';
const DELIMITERS = '()<>[]{}/%';
const [REGULAR, BLANKS, DELIMITER] = [0, 1, 2];
/** By byte: what a stream of a hundred thousand tokens is cut by. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return BLANK.includes(sign) ? BLANKS : DELIMITERS.includes(sign) ? DELIMITER : REGULAR;
});
const [OPEN, CLOSE, LESS, GREATER, SLASH, PERCENT, BACKSLASH, POINT, MINUS, PLUS] = [0x28, 0x29, 0x3c, 0x3e, 0x2f, 0x25, 0x5c, 0x2e, 0x2d, 0x2b];
/** A number of more digits is left to the engine. */
const DIGITS = 15;
const POWERS = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/** Stands at one operation at a time; `next` goes on to the next one. A stream is Latin-1 text, one character a byte. */
export class OperationReader {
  readonly stream: string;
  operator = '';
  /** Byte offsets: of the first operand, and behind the operator. */
  start = 0;
  end = 0;
  /** Operands; arrays and dictionaries are flat, with their brackets. */
  count = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(stream: string) {
    this.stream = stream;
  }

  /** False at the end of the stream. Throws RangeError at a byte that fits nothing. */
  next(): boolean {
    const { stream } = this;
    this.count = 0;
    let at = this.end;
    let isBegun = false;
    while (at < stream.length) {
      const code = stream.charCodeAt(at);
      const kind = KINDS[code];
      if (kind === BLANKS) {
        at++;
        continue;
      }
      const from = at;
      at = kind === DELIMITER ? endOfToken(stream, at, code) : endOfWord(stream, at + 1);
      if (code === PERCENT) continue;
      if (!isBegun) this.start = from;
      isBegun = true;
      if (kind === DELIMITER || isNumber(code) || isConstant(stream, from, at, code)) {
        this.#starts[this.count] = from;
        this.#ends[this.count++] = at;
        continue;
      }
      const word = stream.slice(from, at);
      // The entries of a picture stand before its data and belong to it.
      if (word === 'BI') continue;
      this.operator = word;
      if (word === 'ID') {
        const close = stream.indexOf('EI', at);
        at = close < 0 ? stream.length : close + 2;
        this.operator = 'EI';
      }
      this.end = at;
      return true;
    }
    this.end = at;
    return false;
  }

  token(index: number): string {
    return index < this.count ? this.stream.slice(this.#starts[index], this.#ends[index]) : '';
  }

  /** 0 for an operand that is not there, NaN for one that is no number. */
  number(index: number): number {
    const [from, to] = [this.#starts[index], this.#ends[index]];
    return index < this.count && from !== undefined && to !== undefined ? parseNumber(this.stream, from, to) : 0;
  }

  /** Of the operand's first byte. */
  code(index: number): number {
    return index < this.count ? this.stream.charCodeAt(this.#starts[index] ?? 0) : Number.NaN;
  }

  get operands(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.token(index));
  }
}

/** The first position from `at` on that is no part of a word. */
function endOfWord(stream: string, at: number): number {
  let end = at;
  while (end < stream.length && KINDS[stream.charCodeAt(end)] === REGULAR) end++;
  return end;
}

/** Begins with a digit, a sign or a point. */
function isNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === PLUS || code === MINUS || code === POINT;
}

function isConstant(stream: string, from: number, to: number, code: number): boolean {
  if (to - from < 4 || (code !== 0x74 && code !== 0x66 && code !== 0x6e)) return false;
  const word = stream.slice(from, to);
  return word === 'true' || word === 'false' || word === 'null';
}

function endOfToken(stream: string, at: number, code: number): number {
  const next = stream.charCodeAt(at + 1);
  if (code === OPEN) return endOfString(stream, at);
  if (code === SLASH) return endOfWord(stream, at + 1);
  if (code === LESS && next !== LESS) return endOfHex(stream, at);
  if (code === LESS || (code === GREATER && next === GREATER)) return at + 2;
  if (code === PERCENT) return endOfLine(stream, at);
  if (code === GREATER || code === CLOSE) throw new RangeError(`Unexpected byte at ${at} of a content stream.`);
  return at + 1;
}

function endOfLine(stream: string, from: number): number {
  let at = from;
  while (at < stream.length && stream[at] !== '\n' && stream[at] !== '\r') at++;
  return at;
}

function endOfHex(stream: string, from: number): number {
  for (let at = from + 1; at < stream.length; at++) {
    const code = stream.charCodeAt(at);
    if (code === GREATER) return at + 1;
    if (digitOf(code) < 0 && KINDS[code] !== BLANKS) break;
  }
  throw new RangeError(`Unexpected byte at ${from} of a content stream.`);
}

function endOfString(stream: string, from: number): number {
  let depth = 0;
  for (let at = from; at < stream.length; at++) {
    const code = stream.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return stream.length;
}

/** Value of a hexadecimal digit, or -1. */
export function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1;
}

/** As `Number` reads it: a whole number of few digits and a power of ten give the nearest value exactly. */
function parseNumber(stream: string, from: number, to: number): number {
  let at = from;
  const sign = stream.charCodeAt(at);
  if (sign === MINUS || sign === PLUS) at++;
  let value = 0;
  let decimals = -1;
  if (to - at > DIGITS) return Number(stream.slice(from, to));
  for (; at < to; at++) {
    const code = stream.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      value = value * 10 + code - 0x30;
      if (decimals >= 0) decimals++;
    } else if (code === POINT && decimals < 0) decimals = 0;
    else return Number(stream.slice(from, to));
  }
  if (decimals > 0) value /= POWERS[decimals] ?? 1;
  return sign === MINUS ? -value : value;
}
