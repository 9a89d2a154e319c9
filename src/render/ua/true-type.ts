// Reads of a TrueType program what a check compares: number of glyphs, widths, character maps. Must not draw.

export interface TrueTypeProgram {
  readonly glyphs: number;
  /** Thousandths of the size; undefined beyond the last glyph. */
  readonly widthOf: (glyph: number) => number | undefined;
  /** Platform and encoding of every character map: `3,1`. */
  readonly cmaps: readonly string[];
}

/** Undefined for bytes that are no TrueType program. Subsets without a `cmap` are usual in PDF. */
export function parseTrueType(bytes: Uint8Array): TrueTypeProgram | undefined {
  try {
    return readProgram(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readProgram(view: DataView): TrueTypeProgram | undefined {
  const tables = new Map<string, number>();
  for (let at = 12, count = view.getUint16(4); count > 0; at += 16, count--) {
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
    tables.set(tag, view.getUint32(at + 8));
  }
  const [head, hhea, hmtx, maxp] = ['head', 'hhea', 'hmtx', 'maxp'].map((tag) => tables.get(tag));
  if (head === undefined || hhea === undefined || hmtx === undefined || maxp === undefined) return undefined;
  const glyphs = view.getUint16(maxp + 4);
  const measured = view.getUint16(hhea + 34);
  const unit = view.getUint16(head + 18);
  const widthOf = (glyph: number): number | undefined => (glyph >= glyphs || measured === 0 ? undefined : (view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1)) * 1000) / unit);
  // A last look that fails here, not in the middle of a check.
  if (measured > 0) view.getUint16(hmtx + 4 * (measured - 1));
  return { glyphs, widthOf, cmaps: readCmaps(view, tables.get('cmap')) };
}

function readCmaps(view: DataView, at: number | undefined): string[] {
  if (at === undefined) return [];
  return Array.from({ length: view.getUint16(at + 2) }, (_, index) => `${view.getUint16(at + 4 + 8 * index)},${view.getUint16(at + 6 + 8 * index)}`);
}
