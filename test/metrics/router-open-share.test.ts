import { expect, test } from 'vitest';
import { routerOpenShare } from '../../src/metrics/router-open-share.ts';
import { history, observation } from '../support/observations.ts';

const SERIES = 'router-tokens-monthly.openrouter';
const row = (entity: string, value: number, period = '2025-01') => observation({ series: SERIES, entity, value, period, unit: 'tokens', published: '2026-10-10' });
const january = [row('open weights', 337.5), row('closed weights', 1501), row('unlabelled models', 305.5), row('other models', 86.1)];

test('the bounds of January 2025 are the worked numbers of the definition', () => {
  const measure = routerOpenShare.compute(history(january), {})?.rows[0]?.measure;
  expect(measure?.low).toBeCloseTo(15.1, 1);
  expect(measure?.high).toBeCloseTo(18.4, 1);
  expect(measure?.value).toBeUndefined();
  expect(measure?.inputs).toHaveLength(4);
});

test('a partial month is left out, so that it never looks like a fall', () => {
  const partial = january.map((o) => observation({ ...o, period: '2025-02-01/2025-02-09', value: 1 }));
  const result = routerOpenShare.compute(history([...january, ...partial]), {});
  expect(result?.rows).toHaveLength(1);
  expect(result?.latest.text).toBe('2025-01');
});

test('what was published after the cut-off does not exist', () => {
  expect(routerOpenShare.compute(history(january, '2026-08', '2026-09-10'), {})).toBeUndefined();
});

test('months without any token give no row and no division by zero', () => {
  const empty = january.map((o) => observation({ ...o, period: '2025-03', value: 0 }));
  expect(routerOpenShare.compute(history(empty), {})).toBeUndefined();
});
