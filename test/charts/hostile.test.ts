import { afterAll, describe, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import type { Chart } from '../../src/charts/chart.ts';
import { drawChart } from '../../src/charts/chart-drawing.ts';
import { createTextMeasure } from '../../src/charts/text-measure.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { request, row, THEME } from './sample.ts';

const renderer = createChartRenderer({ deadline: 8000, memory: 200 });
afterAll(() => renderer.close());

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const BAR = { $schema: SCHEMA, data: { name: 'rows' }, mark: 'bar', encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'label', type: 'nominal' } } };
const ROWS = [row({ label: 'A', value: 3 }), row({ label: 'B', value: 5 })];

/** Draws `spec` as if it had been read from a file. */
async function draw(spec: object, rows = ROWS): Promise<unknown> {
  const specText = JSON.stringify(spec, null, 2);
  return renderer.renderChart({ ...request('bar-values', rows), id: 'hostile', spec, specText, specFile: 'templates/charts/mine.vl.json' }).catch((error: unknown) => error);
}

describe('refused before anything is compiled', () => {
  const cases: readonly [string, object, string, RegExp][] = [
    ['data from a file', { ...BAR, data: { url: 'file:///etc/hostname' } }, 'CHART_REFUSED', /"url"/],
    ['data from the network', { ...BAR, data: { url: 'http://127.0.0.1/x.csv' } }, 'CHART_REFUSED', /"url"/],
    ['data in a lookup', { ...BAR, transform: [{ lookup: 'label', from: { data: { url: 'x.csv' }, key: 'label', fields: ['x'] } }] }, 'CHART_REFUSED', /"url"/],
    ['an image mark', { ...BAR, mark: 'image' }, 'CHART_REFUSED', /image/],
    ['an image mark in a layer', { $schema: SCHEMA, layer: [{ mark: { type: 'image' } }] }, 'CHART_REFUSED', /image/],
    ['a link', { ...BAR, encoding: { ...BAR.encoding, href: { value: 'javascript:alert(1)' } } }, 'CHART_REFUSED', /"href"/],
    ['a script in a value', { ...BAR, mark: { type: 'bar', tooltip: 'JavaScript:alert(1)' } }, 'CHART_REFUSED', /another resource/],
    ['a paint from elsewhere', { ...BAR, mark: { type: 'bar', fill: 'url(file:///x.svg#a)' } }, 'CHART_REFUSED', /another resource/],
    ['another schema', { ...BAR, $schema: 'https://vega.github.io/schema/vega/v6.json' }, 'CHART_SCHEMA', /version 5 or 6/],
    ['an older schema', { ...BAR, $schema: 'https://vega.github.io/schema/vega-lite/v4.json' }, 'CHART_SCHEMA', /version 5 or 6/],
    ['another data set', { ...BAR, data: { name: 'secrets' } }, 'CHART_DATA', /secrets/],
    ['local time', { ...BAR, transform: [{ calculate: 'month(datum.date)', as: 'm' }] }, 'CHART_LOCAL_TIME', /month/],
    ['an unknown word', { ...BAR, title: { text: { expr: 'words.nothing' } } }, 'CHART_UNKNOWN_WORD', /nothing/],
    ['an unknown option', { ...BAR, usermeta: { briefwright: { label: 'end' } } }, 'CHART_OPTION', /"label"/],
    ['several plots', { $schema: SCHEMA, hconcat: [BAR, BAR] }, 'CHART_SPEC', /hconcat/],
    ['no object', [], 'CHART_SPEC', /JSON object/],
  ];

  test.each(cases)('%s', async (_, spec, code, message) => {
    const error = await draw(spec);
    expect(error).toBeInstanceOf(BriefwrightError);
    const problems = error instanceof BriefwrightError ? error.problems : [];
    const found = problems.find((problem) => problem.code === code);
    expect(found?.message).toMatch(message);
    expect(found?.file).toBe('templates/charts/mine.vl.json');
    expect(found?.line).toBeGreaterThan(0);
  });

  test('several faults are reported together, each with its line', async () => {
    const error = await draw({ ...BAR, $schema: 'x', data: { url: 'y' }, mark: 'image' });
    const problems = error instanceof BriefwrightError ? error.problems : [];
    expect(problems.map((p) => [p.code, p.line])).toEqual([['CHART_SCHEMA', 2], ['CHART_REFUSED', 4], ['CHART_REFUSED', 6]]);
  });
});

describe('stopped or harmless when it runs', () => {
  test('an endless number of values meets the limit of time or memory', async () => {
    const error = await draw({ ...BAR, transform: [{ calculate: 'length(sequence(1e8))', as: 'n' }] });
    expect(error).toMatchObject({ status: 1, problems: [{ code: 'CHART_DEADLINE', file: 'templates/charts/mine.vl.json' }] });
    expect(await draw(BAR)).toMatchObject({ id: 'hostile' });
  });

  test.each(['datum.label.constructor.constructor("return process")()', '[].constructor.constructor("return 1")()', 'toString.constructor("return 1")()'])('%s', async (calculate) => {
    const error = await draw({ ...BAR, transform: [{ calculate, as: 'x' }] });
    expect(error).toMatchObject({ problems: [{ code: 'CHART_SPEC', file: 'templates/charts/mine.vl.json' }] });
  });

  test('a prototype key is refused and changes nothing', async () => {
    const spec: unknown = JSON.parse(`{"$schema": "${SCHEMA}", "config": {"__proto__": {"polluted": 1}}, "data": {"name": "rows"}, "mark": "bar", "encoding": {"x": {"field": "value", "type": "quantitative"}, "y": {"field": "label", "type": "nominal"}}}`);
    await expect(drawChart({ ...request('bar-values', ROWS), spec }, createTextMeasure(THEME.fonts))).rejects.toMatchObject({ problems: [{ code: 'CHART_SPEC', message: expect.stringContaining('__proto__') }] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('words that look like markup stay words', async () => {
    const attack = '</svg><script>alert(1)</script>';
    const chart = await draw({ ...BAR, title: attack }, [row({ label: attack, value: 3 }), row({ label: '"><img src=x onerror=y>', value: 5 })]);
    const { svg, vegaLite } = chart as Chart;
    expect(svg).not.toMatch(/<script|<img/);
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).toContain('&lt;/svg&gt;&lt;script&gt;');
    expect(vegaLite).not.toContain('<');
    expect(JSON.parse(vegaLite)).toMatchObject({ title: attack });
  });

  test('an unknown channel or transform is an error', async () => {
    expect(await draw({ ...BAR, encoding: { ...BAR.encoding, colour: { field: 'bloc' } } })).toMatchObject({ problems: [{ code: 'CHART_SPEC' }] });
    expect(await draw({ ...BAR, transform: [{ calculate: 'datum.', as: 'x' }] })).toMatchObject({ problems: [{ code: 'CHART_SPEC' }] });
  });

  test('transparency is an error', async () => {
    expect(await draw({ ...BAR, mark: { type: 'bar', opacity: 0.5 } })).toMatchObject({ problems: [{ code: 'CHART_TRANSPARENT' }] });
  });
});

test('a specification that drops rows has to say so', async () => {
  const spec = { ...BAR, transform: [{ filter: 'datum.value > 4' }] };
  expect(await draw(spec)).toMatchObject({ problems: [{ code: 'CHART_ROW_LOST', message: expect.stringContaining('A, Sep 2026') }] });
  expect(await draw({ ...spec, usermeta: { briefwright: { allRows: false } } })).toMatchObject({ id: 'hostile' });
});

test('a domain that sets different values on one spot is an error', async () => {
  const rows = [1, 2, 3].map((n) => row({ label: 'A', value: -10 * n, date: `2026-0${n}-15` }));
  const spec = { $schema: SCHEMA, data: { name: 'rows' }, mark: 'line', encoding: { x: { field: 'date', type: 'temporal' }, y: { field: 'value', type: 'quantitative', scale: { domainMin: 0, domainMax: { expr: 'null' } } } } };
  expect(await draw(spec, rows)).toMatchObject({ problems: [{ code: 'CHART_SCALE', message: expect.stringContaining('3 different values') }] });
});

test.each([false, true])('a value beyond the domain is an error, clipped or not (%s)', async (clip) => {
  const rows = [1, 2, 3].map((n) => row({ label: 'A', value: 10 * n, date: `2026-0${n}-15`, periodLabel: `month ${n}` }));
  const spec = { $schema: SCHEMA, data: { name: 'rows' }, mark: { type: 'line', clip }, encoding: { x: { field: 'date', type: 'temporal' }, y: { field: 'value', type: 'quantitative', scale: { domain: [0, 20] } } } };
  expect(await draw(spec, rows)).toMatchObject({ problems: [{ code: 'CHART_MARK_OUTSIDE', message: expect.stringContaining('1 rows outside its plot: A, month 3') }] });
});

test('marks that reach beyond the width however narrow the plot is are an error', async () => {
  const spec = { ...BAR, encoding: { ...BAR.encoding, x: { field: 'value', type: 'quantitative', scale: { domain: [0, 20] } } } };
  expect(await draw(spec, [row({ label: 'A', value: 40 })])).toMatchObject({ problems: [{ code: 'CHART_OUTSIDE', message: expect.stringMatching(/its marks reach \d+ pixels beyond its width/) }] });
});

test('words over the mark of another row are an error that names both', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => row({ label: `Model ${i}`, value: 50 + i * 0.02, date: `2026-01-${10 + i}`, order: i }));
  const encoding = { x: { field: 'value', type: 'quantitative', scale: { zero: false } }, y: { field: 'order', type: 'quantitative', scale: { domain: [-4, 12] } } };
  const spec = { $schema: SCHEMA, usermeta: { briefwright: { labels: [{ mark: 'dots', at: 'point', text: 'a rather long name of model {label}' }] } }, data: { name: 'rows' }, width: 100, height: 40, layer: [{ name: 'dots', mark: { type: 'point', size: 400 }, encoding }] };
  expect(await draw(spec, rows)).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ code: 'CHART_LABEL_OVERLAP', message: expect.stringMatching(/covers the mark of Model \d|there is no room for/) })]) });
});

test('a chart that no page can hold is an error', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => row({ label: `Name ${i}`, value: i + 1, order: i }));
  expect(await draw({ ...BAR, height: { step: 20 } }, rows)).toMatchObject({ problems: [{ code: 'CHART_TOO_TALL', message: expect.stringMatching(/1\d\d\d pixels high/) }] });
});

test('labels of a specification of one\'s own are placed by request', async () => {
  const rows = [1, 2, 3].flatMap((n) => [row({ label: 'A', value: n, date: `2026-0${n}-15` }), row({ label: 'B', value: n + 0.01, date: `2026-0${n}-15` })]);
  const spec = {
    $schema: SCHEMA, usermeta: { briefwright: { labels: 'end' } }, data: { name: 'rows' }, mark: 'line',
    encoding: { x: { field: 'date', type: 'temporal' }, y: { field: 'value', type: 'quantitative' }, detail: { field: 'label' } },
  };
  expect(await draw(spec, rows)).toMatchObject({ svg: expect.stringMatching(/>A\u00a03<[\s\S]*>B\u00a03\.01</) });
});

test('names that cannot stand beside each other are an error that names both', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => row({ label: `Long name ${i}`, value: i, date: '2026-01-15' }));
  const spec = { ...BAR, mark: 'text', encoding: { text: { field: 'label' }, x: { datum: 3, type: 'quantitative' }, y: { datum: 3, type: 'quantitative' } }, usermeta: { briefwright: { allRows: false } } };
  const error = await draw({ $schema: SCHEMA, data: { name: 'rows' }, usermeta: spec.usermeta, layer: [{ mark: 'rule', encoding: { x: { datum: 1 } } }, { mark: 'text', encoding: spec.encoding }] }, rows);
  expect(error).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ code: 'CHART_LABEL_OVERLAP', message: expect.stringContaining('"Long name 0" and "Long name 1"') })]) });
});
