// Where the tokens of PDF syntax end, and what its numbers are. Must not know what they stand for.

const BLANK = '\0\t\n\f\r ';
const DELIMITERS = '()<>[]{}/%';
/** Kinds of a byte. */
export const [REGULAR, BLANKS, DELIMITER] = [0, 1, 2];
/** By byte: what a stream of a hundred thousand tokens is cut by. */
export const KINDS: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return BLANK.includes(sign) ? BLANKS : DELIMITERS.includes(sign) ? DELIMITER : REGULAR;
});
export const [OPEN, CLOSE, LESS, GREATER, SLASH, PERCENT] = [0x28, 0x29, 0x3c, 0x3e, 0x2f, 0x25];
const [BACKSLASH, POINT, MINUS, PLUS] = [0x5c, 0x2e, 0x2d, 0x2b];
/** A number of more digits is left to the engine. */
const DIGITS = 15;
const POWERS = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/** The first position from `at` on that is no part of a word. */
export function endOfWord(stream: string, at: number): number {
  let end = at;
  while (end < stream.length && KINDS[stream.charCodeAt(end)] === REGULAR) end++;
  return end;
}

/** Begins with a digit, a sign or a point. */
export function isNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === PLUS || code === MINUS || code === POINT;
}

/** Behind the token that begins with the delimiter `code` at `at`. Throws RangeError at a byte that fits nothing. */
export function endOfToken(stream: string, at: number, code: number): number {
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

/** The token from `from` to `to` as `Number` reads it: a whole number of few digits and a power of ten give the nearest value exactly. */
export function parseNumber(stream: string, from: number, to: number): number {
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
