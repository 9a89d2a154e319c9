// The apostrophe of the serif face: one glyph for two characters, and the map says which was meant.
import { expect, test } from 'vitest';
import { repairMap } from '../../../src/render/pdf/repair-unicode.ts';
import { parseUnicodeMap } from '../../../src/render/pdf/unicode-map.ts';

test('single characters and ranges of one are mended, everything else stays', () => {
  const map = '2 beginbfchar\n<0005> <02BC>\n<02BC> <0041>\nendbfchar\n3 beginbfrange\n<0010> <0010> <02bc>\n<0020> <0022> <02BC>\n<0030> <0031> <02BB>\nendbfrange\n';
  const mended = repairMap(map);
  const found = parseUnicodeMap(mended);
  expect([5, 0x02bc, 0x10, 0x20, 0x21, 0x31].map((code) => found.get(code))).toEqual(['\u2019', 'A', '\u2019', '\u02bc', '\u02bd', '\u02bc']);
  expect(repairMap(mended)).toBe(mended);
});
