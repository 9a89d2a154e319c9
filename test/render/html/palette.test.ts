// The shipped colours, proved: apart for every common colour vision and in greyscale, strong enough on their ground.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from '../../../src/render/html/contrast.ts';
import { parseBrand } from '../../../src/render/html/theme.ts';
import { readFileSync } from 'node:fs';
import { distance, seenAs, VISIONS, type Vision } from './colour-vision.ts';

const FILE = join(import.meta.dirname, '../../../templates/themes/default/brand.yaml');
const { colours } = parseBrand({ file: 'brand.yaml', text: readFileSync(FILE, 'utf8') });

/** CIEDE2000. Just noticeable is about 2.3; in greyscale only lightness is left, and symbols, dashes and hatching help. */
const LEAST: Readonly<Record<Vision, number>> = { full: 15, protanopia: 10, deuteranopia: 10, tritanopia: 10, greyscale: 6 };

test('the distance is CIEDE2000 (pairs of Sharma, Wu and Dalal)', () => {
  const pairs = [[[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425], [[50, 2.5, 0], [73, 25, -18], 27.1492], [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644], [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373]] as const;
  for (const [a, b, expected] of pairs) expect(distance(a, b)).toBeCloseTo(expected, 4);
});

test('the visions merge what they are known to merge', () => {
  expect(distance(seenAs('#d00000', 'full'), seenAs('#5b5b00', 'full'))).toBeGreaterThan(40);
  expect(distance(seenAs('#d00000', 'protanopia'), seenAs('#5b5b00', 'protanopia'))).toBeLessThan(15);
  expect(distance(seenAs('#0078c8', 'tritanopia'), seenAs('#008080', 'tritanopia'))).toBeLessThan(distance(seenAs('#0078c8', 'full'), seenAs('#008080', 'full')) / 2);
  expect(distance(seenAs('#ff0000', 'greyscale'), seenAs('#7f7f7f', 'greyscale'))).toBeLessThan(5);
});

/** Any two blocs can stand in one figure: dots, lines and bars take whatever the data name. */
const PAIRS = Object.entries(colours.blocs).flatMap(([a, x], i, all) => all.slice(i + 1).map(([b, y]) => [a, b, x, y] as const));

test.each(VISIONS)('all pairs of blocs are apart in vision %s', (vision) => {
  const near = PAIRS.map(([a, b, x, y]) => ({ pair: `${a}, ${b}`, apart: distance(seenAs(x, vision), seenAs(y, vision)) })).filter(({ apart }) => apart < LEAST[vision]);
  expect(near).toEqual([]);
  expect(PAIRS).toHaveLength(21);
});

test('the accent is nobody\'s colour', () => {
  for (const bloc of Object.values(colours.blocs)) expect(distance(seenAs(colours.accent, 'full'), seenAs(bloc, 'full'))).toBeGreaterThanOrEqual(15);
});

test('text reaches 4.5 to 1 on every ground it stands on', () => {
  for (const text of [colours.ink, colours.muted, colours.accent]) for (const ground of [colours.ground, colours.tint]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
});

test('marks reach 3 to 1 against the ground, which is also the separator between stacked neighbours', () => {
  for (const [bloc, colour] of Object.entries(colours.blocs)) expect([bloc, contrast(colour, colours.ground) >= 3]).toEqual([bloc, true]);
});

test('words inside a mark reach 4.5 to 1 in ground or in ink', () => {
  for (const [bloc, colour] of Object.entries(colours.blocs)) expect([bloc, Math.max(contrast(colour, colours.ground), contrast(colour, colours.ink)) >= 4.5]).toEqual([bloc, true]);
});
