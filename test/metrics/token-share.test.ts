import { expect, test } from 'vitest';
import { routerCountryShare, routerTopShare } from '../../src/metrics/token-share.ts';
import { BLOCS, history, observation, random } from '../support/observations.ts';

const week = (values: Readonly<Record<string, number>>, period = '2026-10-03/2026-10-09') =>
  Object.entries(values).map(([bloc, value]) => observation({ series: 'router-tokens-week-country.openrouter', entity: bloc, bloc: bloc as 'china', value, period, unit: 'tokens', published: '2026-10-10' }));

test('shares of the worked week, unassigned included', () => {
  const rows = routerCountryShare.compute(history(week({ china: 95668.5, 'united-states': 39891.7, europe: 46.5, other: 1663.8, unassigned: 32027.7 })), {})?.rows ?? [];
  const share = (bloc: string) => rows.find((r) => r.bloc === bloc)?.measure.value ?? Number.NaN;
  expect(share('china')).toBeCloseTo(56.5, 1);
  expect(share('united-states')).toBeCloseTo(23.6, 1);
  expect(share('unassigned')).toBeCloseTo(18.9, 1);
  // More than a tenth is unassigned: the others are ranges.
  const china = rows.find((r) => r.bloc === 'china')?.measure;
  expect([china?.isRange, china?.low?.toFixed(1), china?.high?.toFixed(1)]).toEqual([true, '56.5', '75.4']);
  expect(rows.find((r) => r.bloc === 'unassigned')?.measure.isRange).toBeUndefined();
});

test('shares of a period add up to 100 for any tokens, and a larger bloc never has a smaller share', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const tokens = Object.fromEntries(BLOCS.map((bloc) => [bloc, Math.floor(next() * 1e12)]));
    const rows = routerCountryShare.compute(history(week(tokens)), {})?.rows ?? [];
    const sum = rows.reduce((total, r) => total + (r.measure.value ?? 0), 0);
    expect(sum, `seed ${seed}`).toBeCloseTo(100, 9);
    const byTokens = [...rows].sort((a, b) => (tokens[a.bloc] ?? 0) - (tokens[b.bloc] ?? 0)).map((r) => r.measure.value ?? 0);
    expect(byTokens, `seed ${seed}`).toEqual([...byTokens].sort((a, b) => a - b));
  }
});

test('the order of the rows in the table does not matter', () => {
  const all = week({ china: 5, 'united-states': 3, unassigned: 2 });
  const shares = (list: typeof all) => routerCountryShare.compute(history(list), {})?.rows.map((r) => [r.bloc, r.measure.value]);
  expect(shares([...all].reverse())).toEqual(shares(all));
});

test('a week in which everything is unassigned says so', () => {
  const rows = routerCountryShare.compute(history(week({ unassigned: 7 })), {})?.rows ?? [];
  expect(rows.map((r) => [r.bloc, r.measure.value])).toEqual([['unassigned', 100]]);
});

test('a free variant and its paid model are two rows of one bloc', () => {
  const rows = ['x/m:free', 'x/m'].map((entity) => observation({ series: 'router-top-tokens.openrouter-archive', entity, value: 10, unit: 'tokens', period: '2026-05-05/2026-05-11', published: '2026-05-11' }));
  expect(routerTopShare.compute(history(rows), {})?.rows.find((r) => r.bloc === 'china')?.measure.value).toBe(100);
});
