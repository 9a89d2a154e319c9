// The operations and string tokens of a PDF content stream as plain values. Must not know what they mean.
import { OperationReader } from './operation-reader.ts';
import { digitOf } from './tokens.ts';

export interface Operation {
  readonly operator: string;
  /** Raw tokens before the operator; arrays and dictionaries are flat, with their brackets. */
  readonly operands: readonly string[];
  /** Byte offsets: of the first operand, and behind the operator. */
  readonly start: number;
  readonly end: number;
}

/** `stream` is the decoded stream as Latin-1 text, one character a byte. Throws RangeError at a byte that fits nothing. */
export function* splitOperations(stream: string): Generator<Operation> {
  const reader = new OperationReader(stream);
  while (reader.next()) yield { operator: reader.operator, operands: reader.operands, start: reader.start, end: reader.end };
}

/** Bytes of a string token, `<48>` or `(H)`, as Latin-1 text. */
export function decodeStringToken(token: string): string {
  if (token.startsWith('<')) return decodeHex(token);
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return token.slice(1, -1).replace(/\\([0-7]{1,3}|\r\n|[\s\S])/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return /^[\r\n]/.test(code) ? '' : (escapes[code] ?? code);
  });
}

/** An odd last digit counts as if a zero followed. */
function decodeHex(token: string): string {
  let bytes = '';
  let high = -1;
  for (let at = 1; at < token.length - 1; at++) {
    const digit = digitOf(token.charCodeAt(at));
    if (digit < 0) continue;
    if (high < 0) high = digit;
    else {
      bytes += String.fromCharCode(high * 16 + digit);
      high = -1;
    }
  }
  return high < 0 ? bytes : bytes + String.fromCharCode(high * 16);
}
