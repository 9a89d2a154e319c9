// Gives the elements of Chrome's PDF names that do not tell how often the page was laid out. Must not change anything's length: the PDF is read by offsets.

const START = Buffer.from('(node');
const LENGTH = START.length + 9;

/**
 * Changes `pdf` in place: `(node00001935)` counts on over every pass that the page has been through,
 * so names are counted anew from 1, in the same order, which keeps the tree of names sorted.
 */
export function renameElements(pdf: Uint8Array): void {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const found: { readonly at: number; readonly number: number }[] = [];
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 1)) {
    const number = /^\(node(\d{8})\)$/.exec(bytes.toString('latin1', at, at + LENGTH))?.[1];
    if (number !== undefined) found.push({ at, number: Number(number) });
  }
  const numbers = [...new Set(found.map(({ number }) => number))].sort((a, b) => a - b);
  const names = new Map(numbers.map((number, index) => [number, `(node${String(index + 1).padStart(8, '0')})`]));
  for (const { at, number } of found) bytes.write(names.get(number) ?? '', at, 'latin1');
}
