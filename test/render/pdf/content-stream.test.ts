import { expect, test } from 'vitest';
import { findMarks, markArtifacts } from '../../../src/render/pdf/artifacts.ts';
import { decodeStringToken, splitOperations } from '../../../src/render/pdf/content-stream.ts';
import { parseUnicodeMap } from '../../../src/render/pdf/unicode-map.ts';

const never = (): boolean => false;

test('splits strings with brackets, comments, arrays and dictionaries', () => {
  const stream = '% BT is not one\nq 1 0 0 1 .5 -2. cm (a \\) (b) ET) Tj [<00 1F>-3(x)] TJ /P <</MCID 0/Lang (en)>>BDC BI /W 1 ID \x01\x02 EI Q';
  const found = [...splitOperations(stream)];
  expect(found.map(({ operator }) => operator)).toEqual(['q', 'cm', 'Tj', 'TJ', 'BDC', 'EI', 'Q']);
  expect(found[2]?.operands).toEqual(['(a \\) (b) ET)']);
  expect(found[4]?.operands).toEqual(['/P', '<<', '/MCID', '0', '/Lang', '(en)', '>>']);
  expect(found.map(({ start, end }) => stream.slice(start, end)).at(0)).toBe('q');
  expect(stream.slice(found[3]?.start, found[3]?.end)).toBe('[<00 1F>-3(x)] TJ');
});

test('decodes both kinds of strings', () => {
  expect(decodeStringToken('<48 6 9>')).toBe('Hi');
  expect(decodeStringToken('<4>')).toBe('@');
  expect(decodeStringToken('(a\\(b\\)\\\\ \\101\\7\\n\\\nz)')).toBe('a(b)\\ A\x07\nz');
});

test('wraps what is unmarked and nothing else', () => {
  const stream = 'q 0 0 9 9 re W n /P <</MCID 0>>BDC 0 0 1 1 re f BT <01> Tj ET EMC\n1 1 2 2 re 3 3 m 4 4 l S\nBT /F 9 Tf <02> Tj ET /X1 Do /X2 Do Q';
  const marked = markArtifacts(stream, findMarks(stream, (name) => name === 'X2'));
  expect(marked).toBe('q 0 0 9 9 re W n /P <</MCID 0>>BDC 0 0 1 1 re f BT <01> Tj ET EMC\n/Artifact BMC\n1 1 2 2 re 3 3 m 4 4 l S\nEMC\n/Artifact BMC\nBT /F 9 Tf <02> Tj ET\nEMC /Artifact BMC\n/X1 Do\nEMC /X2 Do Q');
  expect(findMarks(marked, (name) => name === 'X2').unmarked).toEqual([]);
});

test('a text object whose marks lie inside it is left alone', () => {
  expect(findMarks('BT /P <</MCID 1>>BDC <01> Tj EMC ET', never).unmarked).toEqual([]);
  expect(findMarks('1 0 m 2 0 l W* n', never).unmarked).toEqual([]);
});

test('reads single codes, ranges, lists and signs beyond the basic plane', () => {
  const map = parseUnicodeMap('2 beginbfchar <01> <0041> <02> <D83DDE42> endbfchar 2 beginbfrange <0005> <0007> <0061> <10> <11> [<00660069> <0062>] endbfrange');
  expect(Object.fromEntries(map)).toEqual({ 1: 'A', 2: '🙂', 5: 'a', 6: 'b', 7: 'c', 16: 'fi', 17: 'b' });
});
