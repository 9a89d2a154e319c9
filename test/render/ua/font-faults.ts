// One way to spoil the fonts of a good PDF for each failure condition of checkpoints 10 and 31. Must not know how the checker finds it.
import { decodeStream } from '../../../src/render/pdf/objects.ts';
import type { Fault } from './faults.ts';
import { PDFArray, PDFDict, PDFName, PDFString, showIn, trueType, type World } from './spoiling.ts';

const name = (text: string): PDFName => PDFName.of(text);

const carrierOf = ({ font }: World): PDFDict => font().lookup(name('DescendantFonts'), PDFArray).lookup(0, PDFDict);

function editMap({ doc, font }: World, change: (map: string) => string): void {
  const before = Buffer.from(decodeStream(font().lookup(name('ToUnicode')))).toString('latin1');
  if (change(before) === before) throw new Error('nothing was changed');
  font().set(name('ToUnicode'), doc.context.register(doc.context.stream(change(before))));
}

/** A simple TrueType font with this encoding, flags and character maps. */
function showSimple(world: World, encoding: unknown, flags: number, cmaps: readonly string[]): void {
  const program = world.doc.context.register(world.doc.context.flateStream(trueType(cmaps)));
  const font = showIn(world, { Subtype: 'TrueType', FirstChar: 65, LastChar: 65, Widths: [500], ToUnicode: unicodeMap(world, '<41> <0041>') }, { descriptor: { Flags: flags, FontFile2: program } });
  if (encoding !== undefined) world.set(font, 'Encoding', encoding);
}

const unicodeMap = ({ doc }: World, pairs: string) => doc.context.register(doc.context.stream(`1 beginbfchar ${pairs} endbfchar`));

/** Makes the page's first font use an embedded character map whose dictionary says this of itself. */
function embedMap(world: World, info: object, map: string): void {
  const { doc: { context }, set, font } = world;
  const own = carrierOf(world).lookup(name('CIDSystemInfo'), PDFDict);
  const same = { Registry: own.lookup(name('Registry')), Ordering: own.lookup(name('Ordering')), Supplement: 0 };
  set(font(), 'Encoding', context.register(context.stream(map, { Type: 'CMap', CMapName: 'Own', CIDSystemInfo: { ...same, ...info } } as never)));
}

const SYMBOLIC = 4;
const PLAIN = 32;

export const FONT_FAULTS: readonly Fault[] = [
  ['10-001', 'codes without a sign', (world) => editMap(world, (map) => map.replace(/\d+ beginbf(char|range)[\s\S]*?endbf\1/, ''))],
  ['31-001', 'a map of another registry', (world) => embedMap(world, { Registry: PDFString.of('Elsewhere') }, '')],
  ['31-002', 'a map of another ordering', (world) => embedMap(world, { Ordering: PDFString.of('Other') }, '')],
  ['31-003', 'a map that is newer than the font', (world) => embedMap(world, { Supplement: 5 }, '')],
  ['31-004', 'a table of glyphs that is none', (world) => world.set(carrierOf(world), 'CIDToGIDMap', 'Other')],
  ['31-005', 'no table of glyphs', (world) => void carrierOf(world).delete(name('CIDToGIDMap'))],
  ['31-006', 'a map that nobody knows', (world) => world.set(world.font(), 'Encoding', 'Klingon-H')],
  ['31-007', 'a map in two directions', (world) => embedMap(world, {}, '/WMode 1 def')],
  ['31-008', 'a map that builds on one that nobody knows', (world) => embedMap(world, {}, '/Klingon-H usecmap')],
  ['31-009', 'a font that is not embedded', (world) => void carrierOf(world).lookup(name('FontDescriptor'), PDFDict).delete(name('FontFile2'))],
  ['31-011', 'a glyph that the program lacks', (world) => {
    world.edit((text) => `${text}\n/Artifact BMC BT /${firstFont(world)} 8 Tf 30 30 Td <FF00> Tj ET EMC\n`);
    editMap(world, (map) => `${map}\n1 beginbfchar <FF00> <0041> endbfchar`);
  }],
  ['31-014', 'a set that leaves out a glyph', (world) => setGlyphs(world, 1)],
  ['31-015', 'a set with a glyph too many', (world) => setGlyphs(world, 60_000)],
  ['31-016', 'widths that are not the program\'s', (world) => world.set(carrierOf(world), 'W', [0, 65535, 333])],
  ['31-017', 'a program without a map for its encoding', (world) => showSimple(world, 'WinAnsiEncoding', PLAIN, ['3,0'])],
  ['31-019', 'no encoding', (world) => showSimple(world, undefined, PLAIN, ['3,1'])],
  ['31-020', 'an encoding without a base', (world) => showSimple(world, { Type: 'Encoding' }, PLAIN, ['3,1'])],
  ['31-021', 'an encoding for experts', (world) => showSimple(world, 'MacExpertEncoding', PLAIN, ['3,1'])],
  ['31-023', 'differences without a Unicode map', (world) => showSimple(world, { BaseEncoding: 'WinAnsiEncoding', Differences: [65, 'B'] }, PLAIN, ['1,0'])],
  ['31-024', 'a symbolic font with an encoding', (world) => showSimple(world, 'WinAnsiEncoding', SYMBOLIC, ['3,0'])],
  ['31-025', 'a symbolic font without a map', (world) => showSimple(world, undefined, SYMBOLIC, [])],
  ['31-026', 'a symbolic font with the wrong maps', (world) => showSimple(world, undefined, SYMBOLIC, ['3,1', '1,0'])],
  ['31-027', 'codes that nothing explains', (world) => void world.font().delete(name('ToUnicode'))],
  ['31-028', 'a code that means zero', (world) => editMap(world, (map) => `${map}\n1 beginbfchar <FF00> <0000> endbfchar`)],
  ['31-029', 'a code that means a byte order mark', (world) => editMap(world, (map) => `${map}\n1 beginbfchar <FF00> <FEFF> endbfchar`)],
  ['31-030', 'a sign without a glyph', (world) => world.edit((text) => `${text}\n/Artifact BMC BT /${firstFont(world)} 8 Tf 30 30 Td <0000> Tj ET EMC\n`)],
];

function firstFont({ page }: World): string {
  return page.node.Resources()?.lookup(name('Font'), PDFDict).keys()[0]?.decodeText() ?? '';
}

/** A CIDSet with the first glyphs of a font. */
function setGlyphs(world: World, count: number): void {
  const descriptor = carrierOf(world).lookup(name('FontDescriptor'), PDFDict);
  descriptor.set(name('CIDSet'), world.doc.context.register(world.doc.context.flateStream(new Uint8Array(Math.ceil(count / 8)).fill(0xff))));
}
