// A font as the text of a PDF uses it: dictionaries, Unicode map, program, shown codes. Must not judge it.
import { PDFDict, PDFName, PDFStream } from '@cantoo/pdf-lib';
import { findCarrier, type FontMetrics } from '../pdf/font-metrics.ts';
import { decodeStream, maybeDict, maybeName, maybeNumber } from '../pdf/objects.ts';
import type { UsedFont } from '../pdf/used-font.ts';
import { parseTrueType, type TrueTypeProgram } from './true-type.ts';

export interface Font {
  readonly dict: PDFDict;
  readonly name: string;
  /** `Type0`, `TrueType`, `Type1`, `Type3`. */
  readonly type: string;
  /** Holds widths and descriptor. */
  readonly carrier: PDFDict;
  readonly descriptor: PDFDict | undefined;
  readonly metrics: FontMetrics;
  /** Undefined without a ToUnicode map. */
  readonly unicode: ReadonlyMap<number, string> | undefined;
  readonly isEmbedded: boolean;
  /** Undefined for what is not a TrueType program, or cannot be read. */
  readonly program: TrueTypeProgram | undefined;
  /** Flags bit 3. */
  readonly isSymbolic: boolean;
  /** Code → the first page that shows it. */
  readonly shown: Map<number, number>;
}

const PROGRAMS = ['FontFile', 'FontFile2', 'FontFile3'];

export function readFont({ dict, metrics, unicode }: UsedFont): Font {
  const carrier = findCarrier(dict);
  const descriptor = maybeDict(carrier, 'FontDescriptor');
  const map = dict.lookup(PDFName.of('ToUnicode'));
  const type = maybeName(dict, 'Subtype') ?? '';
  const file = descriptor?.lookup(PDFName.of('FontFile2'));
  return {
    dict, type, carrier, descriptor, metrics, name: maybeName(dict, 'BaseFont') ?? maybeName(descriptor, 'FontName') ?? `an unnamed ${type} font`,
    unicode: map instanceof PDFStream ? unicode : undefined,
    isEmbedded: type === 'Type3' || PROGRAMS.some((key) => descriptor?.lookup(PDFName.of(key)) instanceof PDFStream),
    program: file instanceof PDFStream ? parseTrueType(decodeStream(file)) : undefined,
    isSymbolic: ((maybeNumber(descriptor, 'Flags') ?? 0) & 4) !== 0, shown: new Map(),
  };
}

/** The codes of a string as shown by `font`. */
export function codesOf(font: Font, bytes: string): number[] {
  const codes: number[] = [];
  const step = font.metrics.bytes;
  for (let at = 0; at + step <= bytes.length; at += step) codes.push(step === 2 ? bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1) : bytes.charCodeAt(at));
  return codes;
}

/** The glyph of a code in a composite font with Identity encoding; undefined where that cannot be told. */
export function glyphOf(font: Font, code: number): number | undefined {
  if (font.type !== 'Type0' || !/^Identity-[HV]$/.test(maybeName(font.dict, 'Encoding') ?? '')) return undefined;
  const map = font.carrier.lookup(PDFName.of('CIDToGIDMap'));
  if (!(map instanceof PDFStream)) return code;
  const bytes = decodeStream(map);
  return ((bytes[2 * code] ?? 0) << 8) | (bytes[2 * code + 1] ?? 0);
}
