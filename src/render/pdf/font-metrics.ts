// How wide and how high the signs of a PDF font are, from its dictionaries. Must not read the font program.
import { PDFArray, PDFDict, PDFNumber, type PDFObject } from '@cantoo/pdf-lib';
import { maybeArray, maybeDict, maybeName, maybeNumber } from './objects.ts';

export interface FontMetrics {
  /** Bytes of a code. */
  readonly bytes: 1 | 2;
  /** Thousandths of the size. */
  readonly widthOf: (code: number) => number;
  readonly ascent: number;
  readonly descent: number;
}

/** Heights that a font without a descriptor is taken to have. */
const HEIGHTS = { ascent: 800, descent: -200 };

export function readFontMetrics(font: PDFDict): FontMetrics {
  const carrier = findCarrier(font);
  const descriptor = maybeDict(carrier, 'FontDescriptor');
  const heights = { ascent: maybeNumber(descriptor, 'Ascent') ?? HEIGHTS.ascent, descent: maybeNumber(descriptor, 'Descent') ?? HEIGHTS.descent };
  if (maybeName(font, 'Subtype') === 'Type0') {
    const widths = readCidWidths(maybeArray(carrier, 'W'));
    const standard = maybeNumber(carrier, 'DW') ?? 1000;
    return { bytes: 2, widthOf: (code) => widths.get(code) ?? standard, ...heights };
  }
  const first = maybeNumber(font, 'FirstChar') ?? 0;
  const listed = numbersOf(maybeArray(font, 'Widths'));
  const scale = maybeName(font, 'Subtype') === 'Type3' ? 1000 * (numbersOf(maybeArray(font, 'FontMatrix'))[0] ?? 0.001) : 1;
  return { bytes: 1, widthOf: (code) => (listed[code - first] ?? maybeNumber(descriptor, 'MissingWidth') ?? 0) * scale, ...heights };
}

/** The dictionary that holds widths and descriptor: the font itself, or the descendant of a composite one. */
export function findCarrier(font: PDFDict): PDFDict {
  const descendants = maybeArray(font, 'DescendantFonts');
  const descendant = descendants !== undefined && descendants.size() > 0 ? descendants.lookup(0) : undefined;
  return descendant instanceof PDFDict ? descendant : font;
}

/** `[c [w1 w2 …] first last w …]` by code. */
export function readCidWidths(list: PDFArray | undefined): ReadonlyMap<number, number> {
  const widths = new Map<number, number>();
  const at = (index: number): PDFObject | undefined => (list !== undefined && index < list.size() ? list.lookup(index) : undefined);
  for (let index = 0; index < (list?.size() ?? 0);) {
    const first = numberOf(at(index));
    const next = at(index + 1);
    if (next instanceof PDFArray) {
      numbersOf(next).forEach((width, offset) => widths.set(first + offset, width));
      index += 2;
    } else {
      const last = Math.min(numberOf(next), first + 0xffff);
      for (let code = first; code <= last; code++) widths.set(code, numberOf(at(index + 2)));
      index += 3;
    }
  }
  return widths;
}

function numbersOf(list: PDFArray | undefined): number[] {
  return list === undefined ? [] : Array.from({ length: list.size() }, (_, index) => numberOf(list.lookup(index)));
}

function numberOf(object: PDFObject | undefined): number {
  return object instanceof PDFNumber ? object.asNumber() : 0;
}
