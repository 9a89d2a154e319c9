// Says of a shared glyph what it was written as: Chrome names the lowest character that has it, and a reader, a search or a copy gets a letter for an apostrophe.
// Must not change what is seen.
import { PDFDict, PDFName, PDFRef, type PDFDocument, type PDFStream } from '@cantoo/pdf-lib';
import { decodeStream } from './objects.ts';

/** Modifier letter apostrophe → right single quotation mark; Source Serif draws both with one glyph. */
const WRONG = '02BC';
const RIGHT = '2019';

/** `deflate` makes a compressed stream of bytes. */
export function repairUnicodeMaps(doc: PDFDocument, deflate: (bytes: Uint8Array) => PDFStream): void {
  const key = PDFName.of('ToUnicode');
  for (const [, object] of doc.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict)) continue;
    const ref = object.get(key);
    if (!(ref instanceof PDFRef)) continue;
    const map = Buffer.from(decodeStream(doc.context.lookup(ref))).toString('latin1');
    const mended = repairMap(map);
    if (mended !== map) doc.context.assign(ref, deflate(Buffer.from(mended, 'latin1')));
  }
}

/** Single characters, and ranges of one; in a longer range the next characters would move. */
export function repairMap(map: string): string {
  const mend = (text: string): string => (text.toUpperCase() === WRONG ? RIGHT : text);
  return map
    .replace(/beginbfchar[\s\S]*?endbfchar/g, (section) => section.replace(/<([0-9A-Fa-f]+)>(\s*)<([0-9A-Fa-f]+)>/g, (_, code: string, space: string, text: string) => `<${code}>${space}<${mend(text)}>`))
    .replace(/beginbfrange[\s\S]*?endbfrange/g, (section) => section.replace(/<([0-9A-Fa-f]+)>(\s*)<([0-9A-Fa-f]+)>(\s*)<([0-9A-Fa-f]+)>/g, (_, low: string, s1: string, high: string, s2: string, text: string) => `<${low}>${s1}<${high}>${s2}<${low === high ? mend(text) : text}>`));
}
