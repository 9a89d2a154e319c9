// Reads a ToUnicode map of a PDF font. Must not read anything else of the font.

/** Character code → text, from the `bfchar` and `bfrange` sections. */
export function parseUnicodeMap(source: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const [, body = ''] of source.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', text = ''] of body.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) map.set(Number.parseInt(code, 16), decodeUtf16(text));
  }
  for (const [, body = ''] of source.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low = '', high = '', first = '', list = ''] of body.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])/g)) {
      const from = Number.parseInt(low, 16);
      const to = Math.min(Number.parseInt(high, 16), from + 0xffff);
      const listed = [...list.matchAll(/<([0-9A-Fa-f]+)>/g)].map(([, text = '']) => decodeUtf16(text));
      for (let code = from; code <= to; code++) map.set(code, listed[code - from] ?? shift(first, code - from));
    }
  }
  return map;
}

function decodeUtf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** A range counts up the last code unit. */
function shift(hex: string, by: number): string {
  const text = decodeUtf16(hex);
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + by);
}
