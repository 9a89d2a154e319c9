// A font as the text of a page uses it: how wide its signs are and what they say. Must not read the font program.
import type { PDFDict, PDFName as Name } from '@cantoo/pdf-lib';
import { PDFName } from '@cantoo/pdf-lib';
import { readFontMetrics, type FontMetrics } from './font-metrics.ts';
import { decodeStream, maybeDict } from './objects.ts';
import { parseUnicodeMap } from './unicode-map.ts';

export interface UsedFont {
  readonly dict: PDFDict;
  readonly metrics: FontMetrics;
  /** Empty without a ToUnicode map. */
  readonly unicode: ReadonlyMap<number, string>;
}

export type FontCache = Map<PDFDict, UsedFont>;

const FONT = PDFName.of('Font');
const TO_UNICODE: Name = PDFName.of('ToUnicode');

/** The font of a resource name without its slash; `fonts` spares reading the same font for each page. */
export function findFont(resources: PDFDict | undefined, name: string, fonts: FontCache): UsedFont | undefined {
  const dict = maybeDict(maybeDict(resources, FONT), name);
  if (dict === undefined) return undefined;
  const known = fonts.get(dict);
  if (known !== undefined) return known;
  const font = { dict, metrics: readFontMetrics(dict), unicode: parseUnicodeMap(Buffer.from(decodeStream(dict.lookup(TO_UNICODE))).toString('latin1')) };
  fonts.set(dict, font);
  return font;
}

/** Text of shown codes. Glyph 0 is the empty box of every TrueType face; a code without a map cannot be read aloud either: both are U+FFFD. */
export function readCodes(font: UsedFont | undefined, codes: string): string {
  const bytes = font?.metrics.bytes ?? 1;
  let text = '';
  for (let at = 0; at + bytes <= codes.length; at += bytes) text += signOf(font, codes, at) ?? '\uFFFD';
  return text;
}

/** The sign of the code at `at`; undefined where it has none. */
export function signOf(font: UsedFont | undefined, codes: string, at: number): string | undefined {
  const isLong = font?.metrics.bytes === 2;
  const code = isLong ? codes.charCodeAt(at) * 256 + codes.charCodeAt(at + 1) : codes.charCodeAt(at);
  return isLong && code === 0 ? undefined : font?.unicode.get(code);
}

/** Does it show spaces and nothing else? */
export function isBlank(font: UsedFont | undefined, codes: string): boolean {
  const bytes = font?.metrics.bytes ?? 1;
  for (let at = 0; at + bytes <= codes.length; at += bytes) if (signOf(font, codes, at)?.trim() !== '') return false;
  return true;
}
