// The metrics that a brief names with a series: the worked number of each file, and what must give no number.
import { expect, test } from 'vitest';
import { METRICS } from '../../src/metrics/registry.ts';
import { maybeShareRange } from '../../src/metrics/share-range.ts';
import type { Row } from '../../src/metrics/metric.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { maybePeriod } from '../../src/period.ts';
import { history, observation } from '../support/observations.ts';

type Given = Parameters<typeof observation>[0];
const make = (list: readonly Given[], base: Given = {}): Observation[] => list.map((given, i) => observation({ key: `data/observations/t.csv:${i + 2}`, series: 's.t', unit: 'downloads', published: '2026-01-01', ...base, ...given }));
const run = (id: string, observations: readonly Observation[], params: Readonly<Record<string, unknown>> = {}) => METRICS.get(id)?.compute(history(observations), { series: 's.t', ...params });
const shown = (rows: readonly Row[] | undefined) => rows?.map((r) => [r.label, r.group, r.measure.period.text, r.measure.value ?? [r.measure.low, r.measure.high]]);
const day = (date: string, value: number, more: Given = {}): Given => ({ period: date, asOf: date, value, ...more });

test('every metric has its row in the table of src/metrics, with its version', async () => {
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const table = readFileSync(join(import.meta.dirname, '..', '..', 'src', 'metrics', 'README.md'), 'utf8');
  const rows = new Map([...table.matchAll(/^\| `([a-z-]+)@(\d+)` \|(.*)\|$/gm)].map(([, id = '', version, rest = '']) => [id, { version: Number(version), cells: rest.split('|').map((c) => c.trim()) }]));
  expect([...rows.keys()].sort()).toEqual([...METRICS.keys()].sort());
  for (const [id, metric] of METRICS) expect([id, rows.get(id)?.version]).toEqual([id, metric.version]);
  expect([...rows.values()].every(({ cells }) => cells.length === 7 && cells.every((c) => c.length > 0))).toBe(true);
});

test('counter-monthly: the worked number, and nothing bridged over a fall, a gap or another scope', () => {
  const worked = run('counter-monthly', make([day('2025-11-30', 1000), day('2025-12-31', 1450)]));
  expect(shown(worked?.rows)).toEqual([['entity', 'between-readings', '2025-12-01/2025-12-31', 450]]);
  expect(worked?.rows[0]?.measure).toMatchObject({ window: '31 days between two readings of a running counter', formula: 'reading of 2025-12-31 − reading of 2025-11-30' });
  const rough = run('counter-monthly', make([
    day('2025-10-31', 50, { entity: 'falls' }), day('2025-11-30', 40, { entity: 'falls' }), day('2025-12-31', 45, { entity: 'falls' }),
    day('2025-10-31', 7, { entity: 'gone' }), day('2025-12-31', 9, { entity: 'gone' }),
    day('2025-11-30', 5, { entity: 'wider' }), day('2025-12-31', 99, { entity: 'wider', denominator: 'more' }),
    day('2025-10-31', 3, { entity: 'still' }), day('2025-11-30', 3, { entity: 'still' }), day('2025-12-31', 3, { entity: 'still' }),
  ]));
  expect(shown(rough?.rows)?.map(([label, , period, value]) => [label, period, value])).toEqual([['still', '2025-11-01/2025-11-30', 0], ['falls', '2025-12-01/2025-12-31', 5], ['still', '2025-12-01/2025-12-31', 0]]);
  expect(rough?.caveats).toEqual(['counter-differences', 'counter-fell', 'counter-vanished']);
  expect(run('counter-monthly', make([day('2025-11-30', 1000)]))).toBeUndefined();
});

test('counter-monthly: the thirty-day counter stands beside it as a group of its own', () => {
  const both = [...make([day('2025-11-30', 1000), day('2025-12-31', 1450)]), observation({ series: 'd30.t', unit: 'downloads', published: '2026-01-01', period: '2025-12-02/2025-12-31', value: 430 })];
  expect(shown(run('counter-monthly', both, { against: 'd30.t' })?.rows)).toEqual([['entity', 'between-readings', '2025-12-01/2025-12-31', 450], ['entity', 'thirty-days', '2025-12-02/2025-12-31', 430]]);
});

test('counter-cumulative says what fell and what vanished', () => {
  const readings = make([day('2025-10-31', 1000), day('2025-11-30', 1450), day('2025-12-31', 1400), day('2025-10-31', 2, { entity: 'gone' })]);
  const result = run('counter-cumulative', readings);
  expect(result?.rows.map((r) => r.measure.value)).toEqual([1000, 1450, 1400, 2]);
  expect(result?.caveats).toEqual(['downloads-are-requests', 'counter-fell', 'counter-vanished']);
});

test('concentration: the worked numbers; an unassigned fifth makes ranges; a stated whole is the whole', () => {
  const parts = make([{ entity: 'a', value: 50 }, { entity: 'b', value: 30 }, { entity: 'c', value: 20 }]);
  const open = make([{ entity: 'a', value: 50 }, { entity: 'b', value: 30 }, { entity: 'c', value: 20, bloc: 'unassigned' }]);
  const values = (list: Observation[], params: object) => run('concentration', list, params as Record<string, unknown>)?.rows.map((r) => r.measure.value ?? [r.measure.low, r.measure.high]);
  expect(values(parts, { n: 2 })).toEqual([80]);
  expect(values(parts, { of: 'hhi' })).toEqual([3800]);
  expect(values(open, { n: 2 })).toEqual([[80, 100]]);
  expect(values(open, { of: 'hhi' })).toEqual([[3400, 3800]]);
  expect(values(make([{ entity: 'a', value: 60 }, { entity: 'all', bloc: 'world', value: 100 }]), { n: 1 })).toEqual([[60, 100]]);
  expect(values(make([{ entity: 'a', value: 5, bloc: 'unassigned' }]), {})).toBeUndefined();
  expect(values(make([{ entity: 'a', value: 9 }]), { of: 'hhi' })).toEqual([10_000]);
});

test('growth: over the months asked for, never from nothing, never across a change of scope; shares by points', () => {
  const months = make([{ period: '2025-12', value: 200 }, { period: '2026-11', value: 220 }, { period: '2026-12', value: 230 }], { published: '2026-10-01' });
  expect(run('growth', months)?.rows[0]?.measure).toMatchObject({ value: 15, unit: 'percent', window: 'change since 2025-12' });
  expect(run('growth', months, { months: 1 })?.rows[0]?.measure.value).toBeCloseTo(100 * (230 / 220 - 1), 12);
  expect(run('growth', months, { months: 3 })).toBeUndefined();
  expect(run('growth', make([{ period: '2025-12', value: 0 }, { period: '2026-12', value: 230 }], { published: '2026-10-01' }))).toBeUndefined();
  expect(run('growth', make([{ period: '2025-12', value: 10, source: 'another' }, { period: '2026-12', value: 230 }], { published: '2026-10-01' }))).toBeUndefined();
  expect(run('growth', make([{ period: '2025-12', value: 40 }, { period: '2026-12', value: 46 }], { unit: 'percent', published: '2026-10-01' }))?.rows[0]?.measure).toMatchObject({ value: 6, unit: 'points' });
});

test('crossing-month: interpolated between the middles, with the interval; none while ranges overlap, or after falling back', () => {
  const two = (gaps: Readonly<Record<string, number>>, more: Given = {}) => make(Object.entries(gaps).flatMap(([period, gap]) => [{ period, entity: 'Qwen', value: 100 + gap, ...more }, { period, entity: 'Llama', value: 100 }]));
  const asked = { above: 'Qwen', below: 'Llama' };
  const result = run('crossing-month', two({ '2025-07': -30, '2025-08': -20, '2025-09': 10, '2025-10': 40 }), asked);
  expect(result?.rows.map((r) => [r.group, r.measure.period.text, r.measure.unit])).toEqual([['month', '2025-09', 'event'], ['interval', '2025-08/2025-09', 'event']]);
  // 16 August and 15.5 September are 30.5 days apart: two thirds of the way is 5 September, past its noon.
  expect(result?.rows[0]?.measure.formula).toContain('the day is 2025-09-05');
  expect(run('crossing-month', two({ '2025-08': 20, '2025-09': 10 }), asked)).toBeUndefined();
  expect(run('crossing-month', two({ '2025-08': -20, '2025-09': 10, '2025-10': -1 }), asked)).toBeUndefined();
  expect(run('crossing-month', two({ '2025-08': -20, '2025-09': 10 }, { low: 90, high: 120 }), asked)).toBeUndefined();
  expect(run('crossing-month', two({ '2025-08': -20, '2025-09': 10 }, { denominator: 'another' }), asked)).toBeUndefined();
  expect(run('crossing-month', two({ '2025-08': -20 }), asked)).toBeUndefined();
});

test('streak: steps in a row, ended by a fall, a tie at the printed digits and a missing month', () => {
  const line = (values: Readonly<Record<string, number>>, more: Given = {}) => make(Object.entries(values).map(([period, value]) => ({ period, value, ...more })));
  const count = (list: Observation[], of = 'rise') => run('streak', list, { of })?.rows.map((r) => [r.label, r.measure.value, r.measure.period.text]);
  const worked = { '2025-01': 3, '2025-02': 2, '2025-03': 4, '2025-04': 5, '2025-05': 9 };
  expect(count(line(worked))).toEqual([['entity', 3, '2025-02/2025-05']]);
  expect(count(line(worked), 'fall')).toBeUndefined();
  expect(count(line({ '2025-01': 3, '2025-02': 4, '2025-04': 5 }))).toEqual(undefined);
  expect(count(line({ '2025-01': 1_000_000, '2025-02': 1_010_000 }, { printed: { scale: 1e6, decimals: 0 } }))).toBeUndefined();
  const rivals = [...line({ '2025-01': 1, '2025-02': 5, '2025-03': 5 }), ...line({ '2025-01': 2, '2025-02': 4, '2025-03': 4 }, { entity: 'other' })].map((o, i) => ({ ...o, key: `k:${i}` }));
  expect(count(rivals, 'first')).toEqual([['entity', 2, '2025-02/2025-03']]);
});

test('record: the highest of three or more, the earliest of equals', () => {
  const list = make([{ period: '2025-01', value: 3 }, { period: '2025-02', value: 9 }, { period: '2025-03', value: 4 }, { period: '2025-04', value: 9 }]);
  expect(shown(run('record', list)?.rows)).toEqual([['entity', '', '2025-02', 9]]);
  expect(shown(run('record', list, { of: 'low' })?.rows)).toEqual([['entity', '', '2025-01', 3]]);
  expect(run('record', list.slice(0, 2))).toBeUndefined();
});

test('release-pace: 20 models in 317 days are 1.9 a month', () => {
  const list = make([{ entity: 'open weights', period: '2025-01-01/2025-11-13', value: 20, unit: 'models' }]);
  expect(run('release-pace', list)?.rows[0]?.measure.value).toBeCloseTo(1.92035, 4);
  expect(run('release-pace', list, { weights: 'closed weights' })).toBeUndefined();
});

test('size-mix: what states no size makes ranges of the rest', () => {
  const list = make([{ entity: 'below 1 billion', value: 4 }, { entity: '1 to 10 billion', value: 3 }, { entity: 'size not stated', value: 3 }], { unit: 'models', period: '2026-01-01' });
  expect(run('size-mix', list)?.rows.map((r) => [r.label, r.measure.value ?? [r.measure.low, r.measure.high]])).toEqual([['below 1 billion', [40, 70]], ['1 to 10 billion', [30, 60]], ['size not stated', 30]]);
  expect(run('licence-share', make([{ entity: 'MIT', value: 95 }, { entity: 'none declared', value: 5 }], { unit: 'models' }))?.rows.map((r) => r.measure.value)).toEqual([95, 5]);
});

test('price-at-quality: only models of like quality are compared', () => {
  const price = (entity: string, value: number, bloc: 'china' | 'united-states') => ({ series: 'p.t', entity, value, bloc, unit: 'usd-per-mtok' as const });
  const quality = (entity: string, value: number) => ({ series: 'q.t', entity, value, unit: 'points' as const });
  const list = make([price('c1', 1, 'china'), price('c2', 0.5, 'china'), price('u1', 4, 'united-states'), price('u2', 2, 'united-states'), price('u3', 0.1, 'united-states'),
    quality('c1', 60), quality('c2', 50), quality('u1', 61), quality('u2', 59), quality('u3', 30)]);
  const result = METRICS.get('price-at-quality')?.compute(history(list), { price: 'p.t', quality: 'q.t' });
  expect(result?.rows.map((r) => [r.label, r.measure.value])).toEqual([['c1', 3]]);
  expect(result?.named?.['ratio']?.value).toBe(3);
  expect(METRICS.get('price-at-quality')?.compute(history(list), { price: 'p.t', quality: 'none.t' })).toBeUndefined();
});

test('relative-adoption: against the tenth at the same age in months', () => {
  const models = Array.from({ length: 12 }, (_, i) => `m${i + 1}`);
  // m10, the tenth by downloads, has 40,000; released at different times, compared at the same age.
  const downloads = (i: number): number => (i < 9 ? 60_000 + 1000 * (8 - i) : i === 9 ? 40_000 : 1000);
  const list = [
    ...models.map((entity, i) => observation({ key: `r:${i}`, series: 'released.t', entity, unit: 'event', period: i % 2 === 0 ? '2025-01-15' : '2025-03-02', published: '2026-01-01' })),
    ...models.map((entity, i) => observation({ key: `d:${i}`, series: 's.t', entity, unit: 'downloads', value: downloads(i), period: i % 2 === 0 ? '2025-03-31' : '2025-05-31', published: '2026-01-01' })),
  ];
  const params = { releases: 'released.t', entities: ['m9', 'm10', 'm12'] };
  expect(shown(run('relative-adoption', list, params)?.rows)?.map(([label, group, , value]) => [label, group, value])).toEqual([['m9', 'month-2', 1.5], ['m10', 'month-2', 1], ['m12', 'month-2', 0.025]]);
  expect(run('relative-adoption', list.filter((o) => !/m1[012]/.test(o.entity)), params)).toBeUndefined();
});

test('a share is a range from a tenth unassigned on', () => {
  expect(maybeShareRange(565, 189, 1000)).toEqual({ low: 56.5, high: 75.4 });
  expect(maybeShareRange(565, 100, 1000)).toEqual({ value: 56.5 });
  expect(maybeShareRange(1, 0, 0)).toBeUndefined();
});

test('no measure of any of them joins two sources, and each has inputs, a denominator and a window', () => {
  const list = make([
    { period: '2025-01', value: 1, source: 'a' }, { period: '2025-02', value: 2, source: 'a' }, { period: '2025-03', value: 3, source: 'b' }, { period: '2025-04', value: 4, source: 'b' }, { period: '2025-05', value: 6, source: 'b' },
  ]);
  for (const id of ['counter-monthly', 'counter-cumulative', 'growth', 'streak', 'record', 'concentration']) {
    for (const { measure } of run(id, list, { months: 1 })?.rows ?? []) {
      expect([id, new Set(measure.inputs.map((o) => o.source)).size]).toEqual([id, 1]);
      expect([measure.denominator, measure.window].every((text) => text !== '')).toBe(true);
      expect(maybePeriod(measure.period.text)).toEqual(measure.period);
    }
  }
});
