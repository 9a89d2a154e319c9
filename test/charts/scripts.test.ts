// Names in scripts that the label face lacks: Chinese, Arabic, Hebrew.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseFonts } from '../../src/charts/chart-fonts.ts';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { createTextMeasure } from '../../src/charts/text-measure.ts';
import { readTheme } from '../../src/render/html/theme.ts';
import { request, row } from './sample.ts';

const renderer = createChartRenderer();
afterAll(() => renderer.close());
const theme = (await readTheme([join(import.meta.dirname, '../../templates')], 'default')).chart;
const NAMES = ['通义千问', 'نور', 'נחשון'];

test('only the files that a chart has letters for are taken, and none for Latin', () => {
  const plain = request('bar-values', [row({ label: 'Łódź “quoted” – 5 €', value: 1 })], { theme });
  const { otherFonts: _, ...own } = theme;
  expect(chooseFonts(plain)).toEqual(own);
  const named = chooseFonts(request('bar-values', NAMES.map((label, order) => row({ label, value: 1, order })), { theme }));
  const added = named.fonts.slice(theme.fonts.length);
  expect(new Set(added.map((f) => f.family))).toEqual(new Set(['Noto Sans SC', 'IBM Plex Sans Arabic', 'Noto Sans Hebrew']));
  expect(added.length).toBeLessThanOrEqual(8);
  expect(named.labelFamily).toBe("'Source Sans 3', 'IBM Plex Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans SC', sans-serif");
});

test('they are measured in their own face', () => {
  const named = chooseFonts(request('bar-values', NAMES.map((label, order) => row({ label, value: 1, order })), { theme }));
  const width = (text: string): number => createTextMeasure(named.fonts).width(`400 11px ${named.labelFamily}`, text);
  expect(width('通义千问')).toBeCloseTo(44, 0);
  expect(width('نور')).toBeLessThan(width('ن') + width('و') + width('ر'));
  expect(width('נחשון')).toBeGreaterThan(10);
});

test('and drawn as words', async () => {
  const { svg } = await renderer.renderChart(request('bar-values', NAMES.map((label, order) => row({ label, value: order + 1, order })), { theme }));
  for (const name of NAMES) expect(svg).toContain(`>${name}<`);
  expect(svg).toContain("font-family=\"'Source Sans 3', 'IBM Plex Sans Arabic'");
});
