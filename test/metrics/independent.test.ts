// The main shares against a second implementation in SQL, on generated histories, to the last digit; and what holds whatever the data are.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METRICS } from '../../src/metrics/registry.ts';
import type { MetricResult } from '../../src/metrics/metric.ts';
import type { Bloc, Observation } from '../../src/observations/observation.ts';
import { history, observation } from '../support/observations.ts';
import { counterSql, openSecondOpinion, OPEN_SHARE_SQL, shareSql, type SecondOpinion } from './second-implementation.ts';

const RUNS = process.env['BRIEFWRIGHT_LONG'] === '1' ? 2000 : 60;
const CUTOFF = '2026-10-10';
const ALL_BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'mixed', 'unassigned'];

let second: SecondOpinion;
beforeAll(async () => {
  second = await openSecondOpinion();
});
afterAll(() => second.close());

/** Counts of models by month with several vintages, some of them published too late; whole numbers, zero included. */
const historyOf = (series: string, entities: readonly string[], more: Partial<Observation> = {}): fc.Arbitrary<Observation[]> => {
  const row = fc.record({
    entity: fc.constantFrom(...entities), bloc: fc.constantFrom(...ALL_BLOCS), month: fc.integer({ min: 1, max: 9 }),
    value: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 ** 42 })), published: fc.constantFrom('2026-10-01', '2026-10-09', '2026-10-10', '2026-10-11', '2027-01-01'),
  });
  return fc.array(row, { maxLength: 60 }).map((rows) => rows.map(({ month, ...given }, i) =>
    observation({ key: `data/observations/g.csv:${String(i).padStart(4, '0')}`, series, unit: 'tokens', country: 'ZZ', ...given, ...more, period: `2026-0${month}` })));
};

const compute = (id: string, observations: readonly Observation[], params = {}): MetricResult | undefined => METRICS.get(id)?.compute(history(observations, '2026-09', CUTOFF), params);
const byText = (rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] => [...rows].sort((a, b) => (JSON.stringify(a.slice(0, 2)) < JSON.stringify(b.slice(0, 2)) ? -1 : 1));

/** Shares as the metric has them; a share that is a range is its low bound here. */
const sharesOf = (result: MetricResult | undefined): readonly (readonly unknown[])[] => byText((result?.rows ?? []).map((r) => [r.measure.period.text, r.bloc, r.measure.low ?? r.measure.value]));

describe('a second implementation in SQL agrees to the last digit', () => {
  test.each([
    ['router-country-share', 'router-tokens-week-country.openrouter'], ['router-top-share', 'router-top-tokens.openrouter-archive'],
    ['hub-download-share', 'downloads-30d-country.hub'], ['derivative-share', 'new-derivatives-root-bloc.hub-census'],
  ])('%s', async (id, series) => {
    await fc.assert(fc.asyncProperty(historyOf(series, ['a', 'b', 'c']), async (observations) => {
      expect(sharesOf(compute(id, observations))).toEqual(byText(await second.ask(observations, CUTOFF, shareSql(series))));
    }), { numRuns: RUNS });
  }, 120_000);

  test('router-open-share', async () => {
    await fc.assert(fc.asyncProperty(historyOf('router-tokens-monthly.openrouter', ['open weights', 'closed weights', 'unlabelled models', 'other models'], { bloc: 'world' }), async (observations) => {
      const rows = (compute('router-open-share', observations)?.rows ?? []).map((r) => [r.measure.period.text, r.measure.low, r.measure.high]);
      expect(rows).toEqual(await second.ask(observations, CUTOFF, OPEN_SHARE_SQL));
    }), { numRuns: RUNS });
  }, 120_000);

  test('counter-monthly: falling counters and missing readings give no number in either', async () => {
    const series = 'downloads-all-time-family.hub';
    const days = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'];
    const readings = fc.array(fc.record({ entity: fc.constantFrom('a', 'b', 'c'), day: fc.constantFrom(...days), value: fc.integer({ min: 0, max: 5000 }) }), { maxLength: 16 })
      .map((rows) => rows.map(({ entity, day, value }, i) => observation({ key: `k:${String(i).padStart(3, '0')}`, series, entity, value, unit: 'downloads', period: day, published: day })));
    await fc.assert(fc.asyncProperty(readings, async (observations) => {
      const rows = (compute('counter-monthly', observations, { series })?.rows ?? []).map((r) => [r.label, r.measure.period.text, r.measure.value]);
      expect(rows.every(([, , value]) => Number(value) >= 0)).toBe(true);
      expect(byText(rows)).toEqual(byText(await second.ask(observations, CUTOFF, counterSql(series))));
    }), { numRuns: RUNS });
  }, 120_000);
});

describe('whatever the data are', () => {
  const SERIES = 'downloads-30d-country.hub';
  const any = historyOf(SERIES, ['a', 'b', 'c', 'd']);
  const shares = (observations: readonly Observation[]): MetricResult | undefined => compute('hub-download-share', observations);

  test('the shares of a period add up to 100 with unassigned, and each is from 0 to 100', () => {
    fc.assert(fc.property(any, (observations) => {
      for (const rows of Map.groupBy(shares(observations)?.rows ?? [], (r) => r.measure.period.text).values()) {
        const parts = rows.map((r) => r.measure.low ?? r.measure.value ?? Number.NaN);
        expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(100, 9);
        expect(parts.every((p) => p >= 0 && p <= 100)).toBe(true);
        expect(rows.every((r) => (r.measure.high ?? 0) <= 100 + 1e-9)).toBe(true);
        expect(rows.map((r) => r.bloc)).toContain('unassigned');
      }
    }), { numRuns: RUNS * 5 });
  });

  test('another model never lowers the count of its country, in a year of releases', () => {
    const releases = historyOf('notable-releases.epoch', ['open weights', 'closed weights'], { unit: 'models' });
    fc.assert(fc.property(releases, fc.constantFrom<Bloc>('china', 'united-states', 'europe', 'other'), fc.integer({ min: 1, max: 9 }), (observations, bloc, month) => {
      const count = (list: readonly Observation[]): number => (compute('notable-releases', list)?.rows ?? []).filter((r) => r.bloc === bloc).reduce((sum, r) => sum + (r.measure.value ?? 0), 0);
      const one = observation({ key: 'data/observations/g.csv:9999', series: 'notable-releases.epoch', entity: 'open weights', unit: 'models', country: 'one more', bloc, value: 1, period: `2026-0${month}`, published: '2026-10-01' });
      expect(count([...observations, one])).toBe(count(observations) + 1);
    }), { numRuns: RUNS * 5 });
  });

  test('the order of the rows and repeated rows never matter', () => {
    fc.assert(fc.property(any.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list))), ([list, shuffled, some]) => {
      const repeated = [...shuffled, ...some.map((o) => ({ ...o }))];
      expect(sharesOf(shares(repeated))).toEqual(sharesOf(shares(list)));
    }), { numRuns: RUNS * 5 });
  });

  test('a month of nothing, a single model, everything unassigned', () => {
    const month = (values: readonly (readonly [Bloc, number])[]) => values.map(([bloc, value], i) => observation({ key: `k:${i}`, series: SERIES, entity: `m${i}`, bloc, value, unit: 'downloads', period: '2026-08' }));
    expect(shares(month([['china', 0], ['united-states', 0]]))).toBeUndefined();
    expect(sharesOf(shares(month([['china', 7]])))).toEqual([['2026-08', 'china', 100], ['2026-08', 'unassigned', 0]]);
    expect(sharesOf(shares(month([['unassigned', 7]])))).toEqual([['2026-08', 'unassigned', 100]]);
    expect(shares([])).toBeUndefined();
  });

  test('what is published after the cut-off changes nothing', () => {
    fc.assert(fc.property(any, (observations) => {
      expect(sharesOf(shares(observations))).toEqual(sharesOf(shares(observations.filter((o) => o.published <= CUTOFF))));
    }), { numRuns: RUNS });
  });
});
