// Splits a PDF content stream into its operations. Must not know what they mean.

export interface Operation {
  readonly operator: string;
  /** Raw tokens before the operator; arrays and dictionaries are flat, with their brackets. */
  readonly operands: readonly string[];
  /** Byte offsets: of the first operand, and behind the operator. */
  readonly start: number;
  readonly end: number;
}

const TOKEN = /%[^\r\n]*|<<|>>|<[0-9A-Fa-f\s]*>|[[\]{}]|\/[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const BLANK = '\0\t\n\f\r ';
const DELIMITERS = '()<>[]{}/%';
const [REGULAR, BLANKS, DELIMITER] = [0, 1, 2];
/** By byte: what a stream of a hundred thousand tokens is cut by. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return BLANK.includes(sign) ? BLANKS : DELIMITERS.includes(sign) ? DELIMITER : REGULAR;
});
const [STRING, COMMENT] = [0x28, 0x25];

/** `stream` is the decoded stream as Latin-1 text, one character a byte. Throws RangeError at a byte that fits nothing. */
export function* splitOperations(stream: string): Generator<Operation> {
  let operands: string[] = [];
  let start = -1;
  let at = 0;
  while (at < stream.length) {
    const code = stream.charCodeAt(at);
    const kind = KINDS[code];
    const from = at;
    at = kind === DELIMITER ? (code === STRING ? endOfString(stream, at) : endOfToken(stream, at)) : endOfWord(stream, at + 1, kind);
    if (kind === BLANKS || code === COMMENT) continue;
    if (start < 0) start = from;
    const token = stream.slice(from, at);
    if (kind === DELIMITER || isNumber(code) || token === 'true' || token === 'false' || token === 'null') {
      operands.push(token);
      continue;
    }
    if (token === 'ID') {
      const close = stream.indexOf('EI', at);
      at = close < 0 ? stream.length : close + 2;
    }
    if (token !== 'BI') {
      yield { operator: token === 'ID' ? 'EI' : token, operands, start, end: at };
      operands = [];
      start = -1;
    }
  }
}

/** The first position from `at` on whose byte is of another kind. */
function endOfWord(stream: string, at: number, kind: number | undefined): number {
  let end = at;
  while (end < stream.length && KINDS[stream.charCodeAt(end)] === kind) end++;
  return end;
}

/** Begins with a digit, a sign or a point. */
function isNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
}

function endOfToken(stream: string, at: number): number {
  TOKEN.lastIndex = at;
  if (!TOKEN.test(stream)) throw new RangeError(`Unexpected byte at ${at} of a content stream.`);
  return TOKEN.lastIndex;
}

function endOfString(stream: string, from: number): number {
  let depth = 0;
  for (let at = from; at < stream.length; at++) {
    const sign = stream[at];
    if (sign === '\\') at++;
    else if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at + 1;
  }
  return stream.length;
}

/** Bytes of a string token, `<48>` or `(H)`, as Latin-1 text. */
export function decodeStringToken(token: string): string {
  if (token.startsWith('<')) {
    const digits = token.slice(1, -1).replace(/\s/g, '');
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex').toString('latin1');
  }
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return token.slice(1, -1).replace(/\\([0-7]{1,3}|\r\n|[\s\S])/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return /^[\r\n]/.test(code) ? '' : (escapes[code] ?? code);
  });
}
