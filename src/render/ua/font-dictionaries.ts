// Checkpoint 31, what the dictionaries of a font say: encoding, embedding, character maps. Must not read the font program's widths.
import { PDFDict, PDFName, PDFStream } from '@cantoo/pdf-lib';
import { decodeStream, maybeDict, maybeName, maybeNumber } from '../pdf/objects.ts';
import { bytesOf } from './element.ts';
import type { Finding } from './finding.ts';
import type { Font } from './font.ts';
import { PREDEFINED_CMAPS } from './predefined-cmaps.ts';

type Fault = readonly [checkpoint: string, message: string];

export function checkFontDictionaries(font: Font): Finding[] {
  const page = [...font.shown.values()][0];
  const faults = [...checkEmbedding(font), ...(font.type === 'Type0' ? checkComposite(font) : []), ...(font.type === 'TrueType' ? checkSimple(font) : [])];
  return faults.map(([checkpoint, message]) => ({ checkpoint, message: `${font.name} ${message}.`, ...(page === undefined ? {} : { page }) }));
}

function checkEmbedding({ isEmbedded }: Font): Fault[] {
  return isEmbedded ? [] : [['31-009', 'is not embedded']];
}

function checkComposite({ dict, carrier }: Font): Fault[] {
  const found: Fault[] = [];
  const encoding = dict.lookup(PDFName.of('Encoding'));
  const map = carrier.lookup(PDFName.of('CIDToGIDMap'));
  if (maybeName(carrier, 'Subtype') === 'CIDFontType2') {
    if (map === undefined) found.push(['31-005', 'does not say which glyph stands for which code']);
    else if (!(map instanceof PDFStream) && map !== PDFName.of('Identity')) found.push(['31-004', 'has a table of glyphs that is none']);
  }
  if (encoding instanceof PDFName && !PREDEFINED_CMAPS.has(encoding.decodeText())) found.push(['31-006', `uses the character map ${encoding.decodeText()}, which is neither known nor embedded`]);
  if (encoding instanceof PDFStream) found.push(...checkCmap(encoding, maybeDict(carrier, 'CIDSystemInfo')));
  return found;
}

function checkCmap(cmap: PDFStream, font: PDFDict | undefined): Fault[] {
  const found: Fault[] = [];
  const own = maybeDict(cmap.dict, 'CIDSystemInfo');
  for (const [checkpoint, key] of [['31-001', 'Registry'], ['31-002', 'Ordering']] as const) {
    if (bytesOf(own?.lookup(PDFName.of(key))) !== bytesOf(font?.lookup(PDFName.of(key)))) found.push([checkpoint, `and its character map name another ${key}`]);
  }
  if ((maybeNumber(font, 'Supplement') ?? 0) < (maybeNumber(own, 'Supplement') ?? 0)) found.push(['31-003', 'is older than its character map (Supplement)']);
  const text = Buffer.from(decodeStream(cmap)).toString('latin1');
  const written = Number(/\/WMode\s+(\d)/.exec(text)?.[1] ?? 0);
  if (written !== (maybeNumber(cmap.dict, 'WMode') ?? 0)) found.push(['31-007', 'has a character map with two writing directions']);
  const used = [maybeName(cmap.dict, 'UseCMap'), /\/([\w-]+)\s+usecmap/.exec(text)?.[1]].find((name) => name !== undefined);
  if (used !== undefined && !PREDEFINED_CMAPS.has(used)) found.push(['31-008', `has a character map that builds on ${used}, which is not known`]);
  return found;
}

/** Simple TrueType fonts, ISO 14289-1, 7.21.6. */
function checkSimple({ dict, isSymbolic, program }: Font): Fault[] {
  const encoding = dict.lookup(PDFName.of('Encoding'));
  const cmaps = program?.cmaps ?? [];
  if (isSymbolic) {
    const found: Fault[] = encoding === undefined ? [] : [['31-024', 'is symbolic and has an encoding']];
    if (program !== undefined && cmaps.length === 0) found.push(['31-025', 'is symbolic, and its program has no character map']);
    if (cmaps.length > 1 && !cmaps.includes('3,0')) found.push(['31-026', 'is symbolic, and its program has several character maps but not the one for symbols']);
    return found;
  }
  const found: Fault[] = program !== undefined && !cmaps.some((one) => one === '3,1' || one === '1,0' || one.startsWith('0,')) ? [['31-017', 'has no character map for its encoding']] : [];
  if (encoding === undefined) return [...found, ['31-019', 'has no encoding']];
  const base = encoding instanceof PDFDict ? maybeName(encoding, 'BaseEncoding') : encoding instanceof PDFName ? encoding.decodeText() : '';
  if (base === undefined) found.push(['31-020', 'has an encoding without a base']);
  else if (base !== 'MacRomanEncoding' && base !== 'WinAnsiEncoding') found.push(['31-021', `has the encoding ${base}`]);
  if (encoding instanceof PDFDict && encoding.has(PDFName.of('Differences')) && program !== undefined && !cmaps.includes('3,1')) found.push(['31-023', 'has differences from its encoding, but no Unicode map in its program']);
  return found;
}
