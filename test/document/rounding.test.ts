import { expect, test } from 'vitest';
import { isOffByRounding } from '../../src/document/rounding.ts';
import { quote } from '../../src/metrics/measure.ts';
import type { Row } from '../../src/metrics/metric.ts';
import { observation } from '../support/observations.ts';

const rows = (values: readonly number[], decimals = 1, period = '2026-01'): Row[] => values.map((value, i) => ({ label: `part-${i}`, bloc: 'other', group: '', measure: quote(observation({ value, period, printed: { scale: 1, decimals } }), 'm@1') }));

test.each([
  ['thirds at one decimal: 99.9', rows([100 / 3, 100 / 3, 100 / 3]), true],
  ['halves of a unit: 101', rows([33.5, 33.5, 33], 0), true],
  ['parts that agree', rows([56.5, 23.6, 19.9]), false],
  ['parts that are no whole', rows([33.33, 33.33]), false],
  ['a single share', rows([100]), false],
  ['two periods, each by itself', [...rows([60, 40]), ...rows([100 / 3, 100 / 3, 100 / 3], 1, '2026-02')], true],
  ['two denominators are not one whole', [...rows([50.05]), ...rows([49.95]).map((r) => ({ ...r, measure: { ...r.measure, denominator: 'other' } }))], false],
  ['a count is no share', rows([100 / 3, 100 / 3, 100 / 3]).map((r) => ({ ...r, measure: { ...r.measure, unit: 'models' as const } })), false],
])('%s', (_, given, expected) => expect(isOffByRounding(given)).toBe(expected));
