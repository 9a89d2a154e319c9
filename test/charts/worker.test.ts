// One process for many requests: in order, each with its own clock, and none lost because of another.
import { afterEach, expect, test } from 'vitest';
import { createChartRenderer, type ChartRenderer } from '../../src/charts/chart-renderer.ts';
import type { ChartRequest } from '../../src/charts/chart.ts';
import { request, row } from './sample.ts';
import { sampleRows } from './sample-rows.ts';

let renderer: ChartRenderer;
afterEach(() => renderer.close());

const codesOf = (result: PromiseSettledResult<unknown>): unknown => (result.status === 'fulfilled' ? 'drawn' : (result.reason as { problems: { code: string }[] }).problems.map((p) => p.code).join());

/** Makes more rows than any memory or time allows. */
function endless(): ChartRequest {
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json', data: { name: 'rows' }, mark: 'bar',
    transform: [{ calculate: 'sequence(0, 3e5)', as: 'a' }, { flatten: ['a'] }, { calculate: 'sequence(0, 3e5)', as: 'b' }, { flatten: ['b'] }],
    encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'label', type: 'nominal' } },
  };
  return { ...request('bar-values', [row({ label: 'A', value: 3 })]), id: 'endless', spec, specText: JSON.stringify(spec) };
}

test('charts asked for at once are the same as one after the other, by one process and by two', async () => {
  const names = ['slope', 'bar-values', 'dumbbell', 'slope'] as const;
  const requests = names.map((name, n) => ({ ...request(name, sampleRows(name)), id: `figure-${n}` }));
  renderer = createChartRenderer({ processes: 1 });
  const single = [];
  for (const one of requests) single.push(await renderer.renderChart(one));
  const ahead = await Promise.all(requests.map((one) => renderer.renderChart(one)));
  const two = createChartRenderer({ processes: 2 });
  two.warmUp();
  const spread = await Promise.all(requests.map((one) => two.renderChart(one)));
  await two.close();
  expect(ahead).toEqual(single);
  expect(spread).toEqual(single);
}, 60_000);

test('a chart that never ends fails alone: those before it and behind it are drawn', async () => {
  renderer = createChartRenderer({ processes: 1, deadline: 6000, memory: 300 });
  const good = request('slope', sampleRows('slope'));
  const results = await Promise.allSettled([good, endless(), good, endless(), good].map((one) => renderer.renderChart(one)));
  expect(results.map(codesOf)).toEqual(['drawn', 'CHART_DEADLINE', 'drawn', 'CHART_DEADLINE', 'drawn']);
}, 60_000);

test('closing waits for what was asked for, and a closed renderer starts again', async () => {
  renderer = createChartRenderer({ processes: 1 });
  const good = request('slope', sampleRows('slope'));
  const drawn = renderer.renderChart(good);
  await renderer.close();
  expect((await drawn).svg).toContain('<svg');
  expect((await renderer.renderChart(good)).svg).toBe((await drawn).svg);
}, 60_000);
