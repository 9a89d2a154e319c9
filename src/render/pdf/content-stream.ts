// Splits a PDF content stream into its operations. Must not know what they mean.

export interface Operation {
  readonly operator: string;
  /** Raw tokens before the operator; arrays and dictionaries are flat, with their brackets. */
  readonly operands: readonly string[];
  /** Byte offsets: of the first operand, and behind the operator. */
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[\0\t\n\f\r ]+|%[^\r\n]*|<<|>>|<[0-9A-Fa-f\s]*>|[[\]{}]|\/[^\0\t\n\f\r ()<>[\]{}/%]*|[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const OPERAND = /^(?:[-+.\d]|[/<>(){}[\]]|true$|false$|null$)/;
const BLANK = /^[\0\t\n\f\r %]/;

/** `stream` is the decoded stream as Latin-1 text, one character a byte. Throws RangeError at a byte that fits nothing. */
export function* splitOperations(stream: string): Generator<Operation> {
  let operands: string[] = [];
  let start = -1;
  let at = 0;
  while (at < stream.length) {
    const from = at;
    at = stream[at] === '(' ? endOfString(stream, at) : endOfToken(stream, at);
    const token = stream.slice(from, at);
    if (BLANK.test(token)) continue;
    if (start < 0) start = from;
    if (OPERAND.test(token)) {
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
