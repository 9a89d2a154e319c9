// Checkpoints 10 and 31, what the shown codes of a font lead to: glyphs, widths, Unicode. Must not judge fonts that show nothing.
import { PDFName, PDFStream } from '@cantoo/pdf-lib';
import { decodeStream, maybeDict, maybeName } from '../pdf/objects.ts';
import { bytesOf } from './element.ts';
import type { Finding } from './finding.ts';
import { glyphOf, type Font } from './font.ts';

const KNOWN_ENCODINGS = new Set(['MacRomanEncoding', 'MacExpertEncoding', 'WinAnsiEncoding']);
const KNOWN_ORDERINGS = new Set(['GB1', 'CNS1', 'Japan1', 'Korea1']);

export function checkFontGlyphs(font: Font): Finding[] {
  return [...checkProgram(font), ...checkUnicode(font), ...checkCidSet(font)];
}

/** One finding a font and kind: the first code, and how many there are. */
function report(font: Font, checkpoint: string, message: string, isWrong: (code: number) => boolean): Finding[] {
  const wrong = [...font.shown].filter(([code]) => isWrong(code));
  const [first] = wrong;
  if (first === undefined) return [];
  const [code, page] = first;
  const sign = font.unicode?.get(code);
  return [{ checkpoint, page, message: `${font.name}: ${message}: code ${code}${sign === undefined ? '' : ` ("${sign}")`}${wrong.length > 1 ? ` and ${wrong.length - 1} more` : ''}.` }];
}

function checkProgram(font: Font): Finding[] {
  const { program, metrics } = font;
  const found = report(font, '31-030', 'a sign without a glyph is shown', (code) => glyphOf(font, code) === 0);
  if (program === undefined) return found;
  found.push(...report(font, '31-011', 'the program lacks a glyph', (code) => (glyphOf(font, code) ?? 0) >= program.glyphs));
  found.push(...report(font, '31-016', 'a width is not that of the program', (code) => {
    const glyph = glyphOf(font, code);
    const width = glyph === undefined ? undefined : program.widthOf(glyph);
    return width !== undefined && Math.abs(width - metrics.widthOf(code)) > 1;
  }));
  return found;
}

function checkUnicode(font: Font): Finding[] {
  const { unicode } = font;
  if (unicode === undefined) {
    if (isReadable(font)) return [];
    return report(font, '31-027', 'nothing says which signs its codes are', () => true);
  }
  return [
    ...report(font, '10-001', 'a code has no sign', (code) => glyphOf(font, code) !== 0 && (unicode.get(code) ?? '') === ''),
    ...listed(font, '31-028', 'a code means the sign zero', (sign) => sign.includes('\u0000')),
    ...listed(font, '31-029', 'a code means a byte order mark', (sign) => /[\uFEFF\uFFFE]/.test(sign)),
  ];
}

/** Over the whole map, shown or not. */
function listed({ unicode, name, shown }: Font, checkpoint: string, message: string, isWrong: (sign: string) => boolean): Finding[] {
  const wrong = [...(unicode ?? [])].find(([, sign]) => isWrong(sign));
  const page = wrong === undefined ? undefined : shown.get(wrong[0]) ?? [...shown.values()][0];
  return wrong === undefined ? [] : [{ checkpoint, message: `${name}: ${message}: code ${wrong[0]}.`, ...(page === undefined ? {} : { page }) }];
}

/** Fonts whose codes are known without a map. Glyph names of Type 1 and Type 3 fonts are not looked up. */
function isReadable({ dict, type, carrier, isSymbolic }: Font): boolean {
  const encoding = dict.lookup(PDFName.of('Encoding'));
  if (encoding instanceof PDFName && KNOWN_ENCODINGS.has(encoding.decodeText())) return true;
  if (KNOWN_ENCODINGS.has(maybeName(maybeDict(dict, 'Encoding'), 'BaseEncoding') ?? '') && type !== 'Type0') return true;
  const info = maybeDict(carrier, 'CIDSystemInfo');
  if (type === 'Type0') return bytesOf(info?.lookup(PDFName.of('Registry'))) === 'Adobe' && KNOWN_ORDERINGS.has(bytesOf(info?.lookup(PDFName.of('Ordering'))) ?? '');
  return type === 'TrueType' && !isSymbolic;
}

/** A CIDSet is not asked for, but what it says has to be true. */
function checkCidSet(font: Font): Finding[] {
  const stream = font.descriptor?.lookup(PDFName.of('CIDSet'));
  const { program } = font;
  if (!(stream instanceof PDFStream) || program === undefined || font.carrier.lookup(PDFName.of('CIDToGIDMap')) instanceof PDFStream) return [];
  const bits = decodeStream(stream);
  const has = (cid: number): boolean => ((bits[cid >> 3] ?? 0) & (0x80 >> (cid & 7))) !== 0;
  const lists = Array.from({ length: Math.max(program.glyphs, bits.length * 8) }, (_, cid) => has(cid));
  const page = [...font.shown.values()][0];
  const place = page === undefined ? {} : { page };
  return [
    ...(lists.slice(0, program.glyphs).includes(false) ? [{ checkpoint: '31-014', message: `${font.name}: its CIDSet leaves out a glyph that the program has.`, ...place }] : []),
    ...(lists.slice(program.glyphs).includes(true) ? [{ checkpoint: '31-015', message: `${font.name}: its CIDSet names a glyph that the program lacks.`, ...place }] : []),
  ];
}
