import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { FULL, request, row, SPEC_NAMES, THEME } from './sample.ts';
import { EVENTS, sampleRows } from './sample-rows.ts';

const renderer = createChartRenderer();
afterAll(() => renderer.close());

const SCRIPT = fileURLToPath(new URL('draw-digests.ts', import.meta.url));

async function drawIn(env: Readonly<Record<string, string>>): Promise<{ offset: number; digests: Record<string, string> }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as { offset: number; digests: Record<string, string> };
}

test('every byte is the same in New York, in Kiribati, and in the renderer', async () => {
  const [newYork, kiribati] = await Promise.all([drawIn({ TZ: 'America/New_York', LANG: 'de_DE.UTF-8' }), drawIn({ TZ: 'Pacific/Kiritimati' })]);
  expect([newYork.offset, kiribati.offset]).toEqual([300, -840]);
  expect(newYork.digests).toEqual(kiribati.digests);
  for (const name of SPEC_NAMES) {
    const chart = await renderer.renderChart(request(name, sampleRows(name), { events: EVENTS }));
    expect(createHash('sha256').update(chart.svg).update(chart.png).update(chart.vegaLite).digest('hex')).toBe(newYork.digests[name]);
  }
});

test('requests in parallel are drawn as if alone', async () => {
  const asked = SPEC_NAMES.map((name) => request(name, sampleRows(name), { width: FULL }));
  const together = await Promise.all(asked.map((r) => renderer.renderChart(r)));
  const alone = await renderer.renderChart(asked[3] ?? request('slope', []));
  expect(together.map((chart) => chart.id)).toEqual(SPEC_NAMES);
  expect(together[3]?.svg).toBe(alone.svg);
});

test('numbers and months follow the locale', async () => {
  const rows = sampleRows('range-band').map((r) => ({ ...r, low: (r.low ?? 0) / 100, high: (r.high ?? 0) / 100, text: '0,5' }));
  const { svg } = await renderer.renderChart(request('range-band', rows, { locale: 'fr' }));
  expect(svg).toContain('>janv. 2025<');
  expect(svg).toMatch(/>0,[1-9]</);
  expect(svg).not.toMatch(/>0\.\d</);
  const german = await renderer.renderChart(request('dot-values', sampleRows('dot-values'), { locale: 'de' }));
  expect(german.svg).toMatch(/>1\u00a0Mrd\.</);
});

test('an axis of shares ends with 100 %', async () => {
  const { svg } = await renderer.renderChart(request('line-blocs', sampleRows('line-blocs')));
  expect(svg).toContain('>100\u00a0%<');
  expect(svg).not.toMatch(/>80\u00a0%</);
});

test('months of the axis are quarters, and the last month of the data', async () => {
  const { svg } = await renderer.renderChart(request('range-band', sampleRows('range-band')));
  const months = [...svg.matchAll(/>([A-Z][a-z]{2} 20\d\d)</g)].map((m) => m[1]);
  expect(months).toEqual(['Jan 2025', 'Apr 2025', 'Jul 2025', 'Oct 2025', 'Jan 2026', 'Apr 2026', 'Sep 2026']);
});

test('letters outside Latin-1 are measured in the font and not cut off', async () => {
  const rows = ['Łódź Česko', 'α-β ≥ 5', 'Модель', 'Đặng'].map((label, order) => row({ label, value: order + 1, order }));
  expect((await renderer.renderChart(request('bar-values', rows))).svg).toContain('Łódź Česko');
});

test('a font file that is not there is named', async () => {
  const theme = { ...THEME, fonts: [{ path: 'fonts/missing.woff2', family: 'Missing', weight: 400 }] };
  await expect(renderer.renderChart(request('bar-values', sampleRows('bar-values'), { theme }))).rejects.toMatchObject({ problems: [{ code: 'CHART_FONT', file: 'fonts/missing.woff2' }] });
});

test('the exported specification draws the same chart without us', async () => {
  const { vegaLite, svg } = await renderer.renderChart(request('line-blocs', sampleRows('line-blocs'), { events: EVENTS }));
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  const view = new vega.View(vega.parse(compile(JSON.parse(vegaLite)).spec), { renderer: 'none', loader: vega.loader() });
  const texts = (text: string): (string | undefined)[] => [...text.matchAll(/<text(?![^>]*opacity="0")[^>]*>([^<]+)</g)].map((m) => m[1]);
  const theirs = await view.toSVG();
  expect(texts(theirs)).toEqual(texts(svg));
  expect(theirs).toContain(`width="${FULL}"`);
  expect(view.data('rows')).toHaveLength(sampleRows('line-blocs').length);
});
