import { describe, expect, test } from 'vitest';
import { computeWords, formatBound } from '../../src/charts/chart-locale.ts';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { computeContrast, computeTextColour, mixColours } from '../../src/charts/colour.ts';
import { findJsonPosition } from '../../src/charts/json-position.ts';
import { cleanSvg } from '../../src/charts/svg-cleaning.ts';
import { createTextMeasure, wrapText } from '../../src/charts/text-measure.ts';
import { computeTimeAxis } from '../../src/charts/time-axis.ts';
import { month, request, row, THEME, week, year } from './sample.ts';
import { sampleRows } from './sample-rows.ts';

describe('findJsonPosition', () => {
  const text = '{\n  "a\\"b": [1, {"x": "}]"}],\n  "c": {"d": true}\n}';
  test.each([[['a"b'], 2, 3], [['a"b', 1, 'x'], 2, 16], [['c', 'd'], 3, 9], [[], 1, 1]] as const)('%j', (path, line, column) => {
    expect(findJsonPosition(text, path)).toEqual({ line, column });
  });
  test('knows nothing of what is not there, and ends on what is not JSON', () => {
    expect(findJsonPosition(text, ['c', 'z'])).toBeUndefined();
    expect(findJsonPosition(text, ['a"b', 9])).toBeUndefined();
    for (const broken of ['', '{"a": [1, 2', '{"a', '[[[[', '{"a":}', 'x']) expect(() => findJsonPosition(broken, ['a', 7])).not.toThrow();
  });
});

describe('computeTimeAxis', () => {
  const label = (rows: Parameters<typeof computeTimeAxis>[0], width: number): string[] => (computeTimeAxis(rows, width, 66)?.values ?? []).map((v) => `${v.year}-${v.month}-${v.date}`);
  const months = (from: number, count: number): ReturnType<typeof row>[] =>
    Array.from({ length: count }, (_, i) => row({ value: 1, ...month(`${2024 + Math.floor((from + i) / 12)}-${String(((from + i) % 12) + 1).padStart(2, '0')}`) }));

  test('names quarter months and the last month', () => {
    expect(label(months(0, 9), 600)).toEqual(['2024-1-15', '2024-2-15', '2024-3-15', '2024-4-15', '2024-5-15', '2024-6-15', '2024-7-15', '2024-8-15', '2024-9-15']);
    expect(label(months(1, 19), 600)).toEqual(['2024-4-15', '2024-7-15', '2024-10-15', '2025-1-15', '2025-4-15', '2025-8-15']);
  });
  test('never sets two labels nearer than the space', () => {
    for (let count = 1; count < 80; count++) {
      const ticks = (computeTimeAxis(months(0, count), 500, 66)?.values ?? []).map((v) => Date.UTC(v.year, v.month - 1, v.date));
      const span = Math.max(1, (ticks.at(-1) ?? 0) - Date.UTC(2024, 0, 15));
      ticks.slice(1).forEach((tick, i) => expect(((tick - (ticks[i] ?? 0)) / span) * 500).toBeGreaterThan(55));
    }
  });
  test('names whole years at their middle', () => {
    expect(label(['2019', '2020', '2021'].map((y) => row({ value: 1, ...year(y) })), 600)).toEqual(['2019-7-2', '2020-7-2', '2021-7-2']);
  });
  test('always names something', () => {
    expect(label([row({ value: 1, ...week('2025-11-10') })], 600)).toEqual(['2025-11-13']);
    expect(computeTimeAxis([], 600, 66)).toBeUndefined();
  });
});

describe('words and numbers', () => {
  test('the suffix is taken from what every row prints', () => {
    expect(computeWords('en', [row({ value: 1, text: '>40\u00a0%' })], {})).toMatchObject({ suffix: '\u00a0%', currency: '', billion: 'B' });
    expect(computeWords('en-GB', [row({ value: 1, text: '~40%' })], {})).toMatchObject({ suffix: '%' });
    expect(computeWords('en-GB', [row({ value: 1, text: '1\u00a0%' }), row({ value: 1, text: '5' })], { million: ' mn' })).toMatchObject({ suffix: '', million: ' mn', billion: '\u00a0bn' });
  });
  test('bounds keep two or three figures', () => {
    expect([64.06, 5.04, 0.256, 385.3e6].map((v) => formatBound(v, 'fr', ''))).toEqual(['64', '5', '0,26', '385\u00a0M']);
  });
});

test('text colours reach 4.5 to 1 and leave good ones alone', () => {
  expect(computeTextColour('#a8321f', '#ffffff', '#1c2326')).toBe('#a8321f');
  expect(computeContrast(computeTextColour('#e8c15a', '#ffffff', '#1c2326'), '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(mixColours('#000', '#ffffff', 0.5)).toBe('#808080');
  expect(mixColours('tomato', '#ffffff', 0.5)).toBe('tomato');
});

test('wrapped lines keep to the limit, no-break spaces hold, a long word stays whole', () => {
  const measure = createTextMeasure(THEME.fonts);
  const font = "400 11px 'Source Sans 3', sans-serif";
  const lines = wrapText(measure, font, 'Institute for the Advancement of Openly Licensed Models 385\u00a0million', 90).split('\n');
  for (const line of lines) expect(measure.width(font, line)).toBeLessThanOrEqual(90);
  expect(lines.at(-1)).toContain('385\u00a0million');
  expect(wrapText(measure, font, 'Donaudampfschifffahrtsgesellschaft', 40)).toBe('Donaudampfschifffahrtsgesellschaft');
  expect(wrapText(measure, font, '', 40)).toBe('');
});

test('text is measured in the font itself, not estimated', () => {
  const measure = createTextMeasure(THEME.fonts);
  const width = (text: string): number => measure.width("400 11px 'Source Sans 3', sans-serif", text);
  expect(width('iiiiiiiiii')).toBeLessThan(width('WWWWWWWWWW') / 2);
  expect(measure.width("600 11px 'Source Sans 3', sans-serif", 'China')).toBeGreaterThan(width('China'));
});

test('cleaning drops hidden text and prefixes ids, and leaves words alone', () => {
  const svg = '<svg class="marks" width="9"><g role="x" aria-label="a > b"><text opacity="0">gone</text><text opacity="1">role="kept"</text><path id="clip1" d="M0" stroke="url(#clip1)"/></g></svg>';
  expect(cleanSvg(svg, 'fig 1', 'x')).toBe('<svg role="img" aria-label="x" width="9"><g><text>role="kept"</text><path id="fig-1-clip1" d="M0" stroke="url(#fig-1-clip1)"/></g></svg>');
});

test('a chart that takes too long is stopped, and closing twice is harmless', async () => {
  const renderer = createChartRenderer({ deadline: 1 });
  await expect(renderer.renderChart(request('slope', sampleRows('slope')))).rejects.toMatchObject({ status: 1, problems: [{ code: 'CHART_DEADLINE' }] });
  await renderer.close();
  await renderer.close();
});
