// The gallery as golden: every case as SVG text or as the words of its refusal, the typical ones as pixels, and the whole as pages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { readTheme } from '../../src/render/html/theme.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { SPEC_NAMES } from '../charts/sample.ts';
import { printBriefing } from '../layout/print.ts';
import { launch } from '../render/browser/launch.ts';
import { expectGolden } from '../support/golden.ts';
import { composeGallery } from './briefing.ts';
import { galleryCases } from './cases.ts';
import { drawCases, type DrawnCase } from './drawing.ts';
import { comparePixels } from './pixels.ts';

const ROOT = join(import.meta.dirname, '../..');
const PIXELS = join(ROOT, 'test/output/gallery');
/** Share of pixels; another processor may round the edge of a letter differently. */
const TOLERANCE = 0.004;

const renderer = createChartRenderer();
afterAll(() => renderer.close());

let drawn: readonly DrawnCase[];
beforeAll(async () => {
  const theme = await readTheme([join(ROOT, 'templates')], 'default');
  drawn = await drawCases(galleryCases(theme.chart), renderer);
}, 180_000);

test('has every type with typical, extreme and broken data', () => {
  expect(new Set(drawn.map((d) => d.item.spec))).toEqual(new Set(SPEC_NAMES));
  for (const spec of SPEC_NAMES) expect(drawn.filter((d) => d.item.spec === spec).length).toBeGreaterThanOrEqual(12);
  expect(drawn.filter((d) => d.item.name === 'typical' && d.chart === undefined)).toEqual([]);
});

test('a case without any value is refused, and every refusal has words', () => {
  for (const { item, problems } of drawn.filter((d) => d.item.name === 'all null')) expect([item.spec, problems.map((p) => p.code)]).toEqual([item.spec, ['CHART_EMPTY']]);
  for (const { item, problems } of drawn.filter((d) => d.chart === undefined)) for (const problem of problems) expect(problem.message).toContain(item.request.id);
});

test.each(SPEC_NAMES)('%s equals its golden text', (spec) => {
  const text = drawn.filter((d) => d.item.spec === spec).map(({ item, chart, problems }) => {
    // The typical ones are golden as whole pictures in test/output/charts; here a picture is its words and a digest of all of it.
    const words = chart === undefined ? [] : [...chart.svg.matchAll(/<text[^>]*>([^<]+)</g)].map((m) => m[1] ?? '');
    const body = chart === undefined ? problems.map((p) => `${p.code}: ${p.message}`) : [`${chart.width} × ${chart.height}`, words.join(' | '), createHash('sha256').update(chart.svg).digest('hex')];
    return [`== ${item.request.id}`, ...body].join('\n');
  });
  expectGolden(`${text.join('\n\n')}\n`, `gallery/${spec}.txt`);
});

describe('pixels', () => {
  test.each(SPEC_NAMES)('%s, typical, equals its golden picture within the tolerance', async (spec) => {
    const png = drawn.find((d) => d.item.spec === spec && d.item.name === 'typical' && d.item.width === 'half')?.chart?.png ?? new Uint8Array();
    const file = join(PIXELS, `${spec}.png`);
    if (!existsSync(file) && process.env['CI'] === undefined) {
      mkdirSync(PIXELS, { recursive: true });
      writeFileSync(file, png);
    }
    expect(await comparePixels(readFileSync(file), png)).toBeLessThan(TOLERANCE);
  });

  test('another type, and the same with one series in another place, are not within it', async () => {
    const pngOf = (id: string): Uint8Array => drawn.find((d) => d.item.request.id === id)?.chart?.png ?? new Uint8Array();
    expect(await comparePixels(pngOf('line-typical-half'), pngOf('line-typical-half'))).toBe(0);
    expect(await comparePixels(pngOf('line-typical-half'), pngOf('area-typical-half'))).toBeGreaterThan(TOLERANCE);
    expect(await comparePixels(pngOf('bar-values-all-equal-half'), pngOf('bar-values-typical-half'))).toBeGreaterThan(TOLERANCE);
  });
});

test('its pages pass every check of a build, with a chart or a refusal for each case', async () => {
  const browser = await launch();
  try {
    const some = drawn.filter((d) => ['stacked-area', 'timeline'].includes(d.item.spec) || process.env['BRIEFWRIGHT_LONG'] === '1');
    const charts = new Map(some.flatMap(({ chart }) => (chart === undefined ? [] : [[chart.id, chart] as const])));
    const { pdf } = await printBriefing(composeGallery(some), charts, browser);
    const text = (await inspectPdf(pdf)).pages.map((page) => page.text).join('').replace(/\s+/g, '');
    for (const { item, problems } of some) expect(text).toContain((problems[0]?.code ?? `${item.spec}: ${item.name}`).replace(/\s+/g, ''));
  } finally {
    await browser.close();
  }
}, 180_000);
