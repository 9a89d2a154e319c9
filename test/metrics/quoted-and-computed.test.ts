import { describe, expect, test } from 'vitest';
import { cumulativeShare } from '../../src/metrics/cumulative-share.ts';
import { directionOf, maybeDifference } from '../../src/metrics/difference.ts';
import { licenceMix } from '../../src/metrics/licence-mix.ts';
import { listPrice } from '../../src/metrics/list-price.ts';
import { notableReleases } from '../../src/metrics/notable-releases.ts';
import { originReadings } from '../../src/metrics/origin-readings.ts';
import { reported } from '../../src/metrics/reported.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { restatements } from '../../src/metrics/restatements.ts';
import { trainingHardware } from '../../src/metrics/training-hardware.ts';
import { quote } from '../../src/metrics/measure.ts';
import { history, observation } from '../support/observations.ts';

describe('reported', () => {
  const series = 'downloads-cumulative-family.bloomberg';
  const qwen = observation({ series, entity: 'Qwen', value: 385.3e6, unit: 'downloads', printed: { scale: 1e6, decimals: 1 } });
  const llama = observation({ series, entity: 'Llama', value: 346.2e6, unit: 'downloads', bloc: 'united-states', printed: { scale: 1e6, decimals: 1 } });

  test('quotes without touching the value', () => {
    const rows = reported.compute(history([qwen, llama]), { series })?.rows ?? [];
    expect(rows.map((r) => [r.label, r.group, r.measure.value, r.measure.formula])).toEqual([['Qwen', 'bloomberg', 385.3e6, 'as published'], ['Llama', 'bloomberg', 346.2e6, 'as published']]);
  });
  test('a later vintage of the same period replaces the earlier one', () => {
    const revised = observation({ ...qwen, period: qwen.period.text, value: 390e6, published: '2026-05-01' });
    expect(reported.compute(history([qwen, revised]), { series, pick: 'all' })?.rows.map((r) => r.measure.value)).toEqual([390e6]);
  });
  test('keeps to the entities and blocs that it was asked for', () => {
    expect(reported.compute(history([qwen, llama]), { series, entities: 'Llama' })?.rows.map((r) => r.label)).toEqual(['Llama']);
    expect(reported.compute(history([qwen, llama]), { series, blocs: ['europe'] })).toBeUndefined();
  });
});

test('the cumulative shares of March 2026 with their remainder', () => {
  const at = { series: 'downloads-cumulative-country.atom', unit: 'downloads', period: '2026-03', published: '2026-07-04' } as const;
  const rows = cumulativeShare.compute(history([
    observation({ ...at, bloc: 'china', value: 1150e6 }), observation({ ...at, bloc: 'united-states', value: 723e6 }), observation({ ...at, bloc: 'world', value: 2040e6 }),
  ]), {})?.rows ?? [];
  expect(rows.map((r) => [r.label, Math.round(r.measure.value ?? 0)])).toEqual([['china', 56], ['united-states', 35], ['remainder', 8]]);
  expect(rows.reduce((sum, r) => sum + (r.measure.value ?? 0), 0)).toBeCloseTo(100, 9);
});

test('a hedged figure ("more than") is never the part or the whole of a share', () => {
  const at = { series: 'downloads-cumulative-country.atom', unit: 'downloads', period: '2025-10' } as const;
  expect(cumulativeShare.compute(history([observation({ ...at, value: 550e6, qualifier: '>' }), observation({ ...at, bloc: 'world', value: 2000e6, qualifier: '~' })]), {})).toBeUndefined();
});

test('medians and ratio of the worked week', () => {
  const price = (entity: string, value: number, bloc: 'china' | 'united-states') => observation({ series: 'list-price-output.openrouter-archive', entity, value, bloc, unit: 'usd-per-mtok', period: '2026-05-11', asOf: '2026-05-11' });
  const result = listPrice.compute(history([
    ...[25, 15, 3].map((v) => price(`us/${v}`, v, 'united-states')), ...[3.5, 1.2, 0.87, 0.378, 0.28, 0.26].map((v) => price(`cn/${v}`, v, 'china')), price('cn/free', 0, 'china'),
  ]), { side: 'output' });
  expect(result?.named?.['median-united-states']?.value).toBe(15);
  expect(result?.named?.['median-china']?.value).toBeCloseTo(0.624, 3);
  expect(result?.named?.['ratio']?.value).toBeCloseTo(24.04, 2);
  expect(result?.rows.map((r) => r.measure.value)).toEqual([25, 15, 3.5, 3, 1.2, 0.87, 0.378, 0.28, 0.26]);
});

test('an older week does not stand in for a bloc that the latest one lacks', () => {
  const old = observation({ series: 'list-price-output.openrouter-archive', entity: 'cn/a', value: 1, unit: 'usd-per-mtok', period: '2026-05-04', asOf: '2026-05-04' });
  const now = observation({ series: 'list-price-output.openrouter-archive', entity: 'us/a', value: 9, bloc: 'united-states', unit: 'usd-per-mtok', period: '2026-05-11', asOf: '2026-05-11' });
  expect(listPrice.compute(history([old, now]), { side: 'output' })?.named).not.toHaveProperty('ratio');
});

test('releases are summed over the countries of a bloc, by access to the weights', () => {
  const at = (country: string, bloc: 'china' | 'europe', value: number, entity = 'open weights') => observation({ series: 'notable-releases.epoch', country, bloc, value, entity, unit: 'models', period: '2024' });
  const rows = notableReleases.compute(history([at('FR', 'europe', 2), at('DE', 'europe', 1), at('CN', 'china', 15), at('HK', 'china', 1), at('CN', 'china', 9, 'closed weights')]), { weights: 'open weights', since: 2019 })?.rows ?? [];
  expect(rows.map((r) => [r.label, r.measure.value])).toEqual([['china', 16], ['europe', 3]]);
});

test('hardware shares are of the models that state it, and say how many do not', () => {
  const at = (entity: string, value: number) => observation({ series: 'training-hardware.epoch', entity, value, unit: 'models', period: '2024' });
  const result = trainingHardware.compute(history([at('NVIDIA', 3), at('Huawei Ascend', 1), at('not stated', 12)]), { vendor: 'NVIDIA', since: 2023 });
  expect(result?.rows[0]?.measure.value).toBe(75);
  expect(result?.named?.['not-stated']?.value).toBe(75);
});

test('the licences of a bloc add up to 100 with their remainder', () => {
  const at = (entity: string, value: number, bloc: 'china' | 'united-states') => observation({ series: 'licence-share-over-20b.hf-summer', entity, value, bloc });
  const rows = licenceMix.compute(history([at('Apache 2.0', 59, 'china'), at('MIT', 22, 'china'), at('Apache 2.0 or MIT', 29, 'united-states'), at('custom terms', 41, 'united-states'), at('none declared', 30, 'united-states')]), {})?.rows ?? [];
  expect(rows.filter((r) => r.bloc === 'china').map((r) => r.measure.value)).toEqual([59, 22, 19]);
  expect(rows.filter((r) => r.bloc === 'united-states')).toHaveLength(3);
});

test('readings of one share keep their own denominators and are never fewer than two', () => {
  const hub = observation({ series: 'downloads-share-country.economies', value: 17.1, denominator: 'Hub', printed: { scale: 1, decimals: 1 } });
  const curated = observation({ series: 'downloads-share-new-country.atom', value: 65, denominator: 'curated', period: '2025-09' });
  expect(originReadings.compute(history([hub]), {})).toBeUndefined();
  expect(originReadings.compute(history([curated, hub]), {})?.rows.map((r) => [r.measure.value, r.measure.denominator])).toEqual([[17.1, 'Hub'], [65, 'curated']]);
});

test('a restatement needs both figures, and the later one published no earlier', () => {
  const early = observation({ series: 'a.x', entity: 'Qwen', published: '2025-11-12' });
  const late = observation({ series: 'a.y', entity: 'Qwen', published: '2026-04-09' });
  const pairs = [{ id: 'qwen', earlier: ['a.x', 'Qwen'], later: ['a.y', 'Qwen'] }];
  expect(restatements.compute(history([early]), { pairs })).toBeUndefined();
  expect(restatements.compute(history([early, late]), { pairs })?.rows.map((r) => r.group)).toEqual(['earlier', 'later']);
  expect(restatements.compute(history([early, late]), { pairs: [{ id: 'back', earlier: ['a.y'], later: ['a.x'] }] })).toBeUndefined();
});

test('differences are only taken of one metric and one denominator', () => {
  const a = quote(observation({ value: 30 }), 'm@1');
  expect(maybeDifference(quote(observation({ value: 45 }), 'm@1'), a)?.value).toBe(15);
  expect(maybeDifference(quote(observation({ value: 45 }), 'm@1'), a)?.unit).toBe('points');
  expect(maybeDifference(quote(observation({ value: 45 }), 'm@2'), a)).toBeUndefined();
  expect(maybeDifference(quote(observation({ value: 45, denominator: 'else' }), 'm@1'), a)).toBeUndefined();
});

test('within what is printed nothing has risen, and ranges that overlap have not moved', () => {
  const m = (value: number, decimals = 0) => quote(observation({ value, printed: { scale: 1, decimals } }), 'm@1');
  expect(directionOf(m(50.4), m(50.1))).toBe('flat');
  expect(directionOf(m(50.4, 1), m(50.1, 1))).toBe('up');
  expect(directionOf(m(49), m(50))).toBe('down');
  const range = (low: number, high: number) => ({ ...m(0), value: undefined, low, high });
  expect(directionOf(range(40, 50), range(45, 55))).toBe('flat');
  expect(directionOf(range(60, 70), range(45, 55))).toBe('up');
});

test('every metric is listed under its own id', () => {
  for (const [id, metric] of METRICS) expect(metric.id).toBe(id);
});
