// Reads a PDF content stream operation by operation, without a string or an object for each. Must not know what they mean.
import { BLANKS, DELIMITER, endOfToken, endOfWord, isNumber, KINDS, parseNumber, PERCENT } from './tokens.ts';

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
    const tokens: string[] = [];
    for (let index = 0; index < this.count; index++) tokens.push(this.token(index));
    return tokens;
  }
}

function isConstant(stream: string, from: number, to: number, code: number): boolean {
  if (to - from < 4 || (code !== 0x74 && code !== 0x66 && code !== 0x6e)) return false;
  const word = stream.slice(from, to);
  return word === 'true' || word === 'false' || word === 'null';
}
