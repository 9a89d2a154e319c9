import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { computeContrast } from '../../src/charts/colour.ts';
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

test('the sample colours of the blocs stand out from the ground', () => {
  for (const colour of Object.values(THEME.blocs)) expect(computeContrast(colour, THEME.ground)).toBeGreaterThanOrEqual(3);
});
