import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { computeContrast } from '../../src/charts/colour.ts';
import { findSpecProblems } from '../../src/charts/spec-check.ts';
import { walk } from '../../src/charts/spec-guard.ts';
import { findSchemaFaults } from '../../src/charts/spec-schema.ts';
import type { Problem } from '../../src/errors.ts';
import { readSpec, request, SPEC_NAMES, THEME } from './sample.ts';
import { EVENTS, sampleRows } from './sample-rows.ts';

const require = createRequire(import.meta.url);
const renderer = createChartRenderer();
afterAll(() => renderer.close());

test('shipped and exported specifications are valid Vega-Lite', async () => {
  const schema = JSON.parse(readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema);
  for (const name of SPEC_NAMES) {
    expect([name, validate(readSpec(name).spec), validate.errors]).toEqual([name, true, null]);
    const { vegaLite } = await renderer.renderChart(request(name, sampleRows(name), { events: EVENTS }));
    expect([name, validate(JSON.parse(vegaLite)), validate.errors]).toEqual([name, true, null]);
  }
  expect(validate({ data: { name: 'rows' }, mark: 'bra' })).toBe(false);
});

const line = (change: (text: string) => string): readonly Problem[] => {
  const { specText: text } = readSpec('line');
  const changed = change(text);
  expect(changed).not.toBe(text);
  return findSpecProblems(JSON.parse(changed), { file: 'templates/charts/line.vl.json', text: changed }, undefined);
};

test.each<[string, (text: string) => string, RegExp, RegExp]>([
  ['a property', (t) => t.replace('"axis"', '"axes"'), /^Vega-Lite has no "axes" here\. \(layer\.1\.encoding\.y\.axes\)$/, /^Try "axis"\. Known: aggregate, axis/],
  ['a property of the whole', (t) => t.replace('"layer"', '"layers"'), /^Vega-Lite has no "layers" here/, /^Try "layer"\./],
  ['a property of a scale', (t) => t.replace('"nice"', '"nise"'), /^Vega-Lite has no "nise" here/, /^Try "nice"\./],
  ['a mark', (t) => t.replace('"mark": "line"', '"mark": "lime"').replace('"type": "line"', '"type": "lime"'), /^"lime" is nothing that "(mark|type)" can be/, /^Try "line"\./],
  ['a type', (t) => t.replace('"quantitative"', '"quantitive"'), /^"quantitive" is nothing that "type" can be/, /^Try "quantitative"\. Known: quantitative, ordinal, temporal, nominal\.$/],
  ['text for true or false', (t) => t.replace('"zero": false', '"zero": "no"'), /^"zero" cannot be "no"/, /^It is: true or false/],
  ['a field', (t) => t.replace('"field": "value"', '"field": "vaule"'), /^The data have no field "vaule" \(layer\.1\.encoding\.y\.field\)\.$/, /^Try "value"\. Known: label, bloc,/],
])('a misspelt %s is named with its place and the nearest name', (_, change, message, hint) => {
  const [first, ...more] = line(change);
  expect(more.filter((problem) => problem.message === first?.message)).toEqual(more);
  expect(first).toMatchObject({ code: expect.stringMatching(/^CHART_(SPEC|FIELD)$/) as string, message: expect.stringMatching(message) as string, hint: expect.stringMatching(hint) as string, line: expect.any(Number) as number });
});

test('fields that a transform makes are known, also in an expression and a label; others of the same kind are not', () => {
  const source = (spec: object) => ({ file: 'x.vl.json', text: JSON.stringify(spec) });
  const check = (extra: object) => {
    const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'bar', encoding: { x: { field: 'sum', type: 'quantitative' }, y: { field: 'half', type: 'quantitative' } }, ...extra };
    return findSpecProblems(spec, source(spec), undefined).map((problem) => problem.message);
  };
  const transform = [{ aggregate: [{ op: 'sum', field: 'value', as: 'sum' }], groupby: ['bloc'] }, { calculate: "datum.sum / datum['high']", as: 'half' }];
  expect(check({ transform })).toEqual([]);
  expect(check({ transform: [{ calculate: 'datum.sun', as: 'half' }, { aggregate: [{ op: 'sum', field: 'valu', as: 'sum' }], groupby: ['block'] }] })).toEqual([expect.stringContaining('"sun"'), expect.stringContaining('"valu"'), expect.stringContaining('"block"')]);
  expect(check({ transform, usermeta: { briefwright: { labels: [{ mark: 'a', at: 'bar', text: '{txt} {words.high?} {half}' }] } } })).toEqual([expect.stringContaining('"txt"')]);
  expect(check({ transform: [{ pivot: 'bloc', value: 'value' }] })).toEqual([]);
  expect(check({ data: { values: [{ sum: 1, half: 2 }] } })).toEqual([]);
});

test('a mistake in any place is found wherever ajv finds one, and nothing else', () => {
  const schema = JSON.parse(readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema);
  for (const name of process.env['BRIEFWRIGHT_LONG'] === undefined ? ['line', 'range-dots'] : SPEC_NAMES) {
    const { spec } = readSpec(name);
    walk(spec, [], (_, path) => {
      if (path.includes('usermeta') || path.length === 0) return true;
      for (const other of [7, 'qqq', { qqq: 1 }, ['qqq'], null]) {
        const changed = structuredClone(spec) as Record<string | number, unknown>;
        const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, step) => at[step] as Record<string | number, unknown>, changed);
        parent[path.at(-1) ?? ''] = other;
        expect([name, path, other, findSchemaFaults(changed, { file: '', text: '{}' }).length === 0]).toEqual([name, path, other, validate(changed)]);
      }
      return true;
    });
  }
}, 120_000);

test('the sample colours of the blocs stand out from the ground', () => {
  for (const colour of Object.values(THEME.blocs)) expect(computeContrast(colour, THEME.ground)).toBeGreaterThanOrEqual(3);
});
