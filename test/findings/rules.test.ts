import { describe, expect, test } from 'vitest';
import { change } from '../../src/findings/change.ts';
import { confidenceOf } from '../../src/findings/confidence.ts';
import { crossing } from '../../src/findings/crossing.ts';
import { disagreement } from '../../src/findings/disagreement.ts';
import type { Finding, RuleInput } from '../../src/findings/finding.ts';
import { lead } from '../../src/findings/lead.ts';
import { level } from '../../src/findings/level.ts';
import { ratio } from '../../src/findings/ratio.ts';
import { rankFindings, RULES, selectTakeaways } from '../../src/findings/registry.ts';
import { quote } from '../../src/metrics/measure.ts';
import type { MetricResult, Row } from '../../src/metrics/metric.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { history, observation } from '../support/observations.ts';

function row(label: string, value: number, period: string, more: Partial<Omit<Observation, 'period'>> = {}): Row {
  const o = observation({ value, period, ...more });
  return { label, bloc: o.bloc, group: '', measure: quote(o, 'm@1') };
}

function input(rows: readonly Row[], more: Partial<MetricResult> = {}): RuleInput {
  const [first] = rows;
  if (first === undefined) throw new TypeError('rows');
  return { figure: { id: 'figure', story: 'story', result: { id: 'm', version: 1, rows, latest: first.measure.period, caveats: [], ...more } }, history: history([]), previousCutoff: '2026-09-10' };
}

const china = { bloc: 'china' } as const;
const us = { bloc: 'united-states' } as const;

describe('change', () => {
  test('prefers the point a year before to the first one', () => {
    const f = change.evaluate(input(['2025-01', '2025-09', '2026-09'].map((p, i) => row('a', 10 * (i + 1), p))));
    expect(f?.measures['earlier']?.period.text).toBe('2025-09');
    expect(f?.measures['delta']?.value).toBe(10);
    expect(f?.args['year']).toBe('yes');
  });
  test('says nothing of a single point, and never of the unassigned alone', () => {
    expect(change.evaluate(input([row('a', 1, '2026-09')]))).toBeUndefined();
    expect(change.evaluate(input([row('u', 1, '2026-08', { bloc: 'unassigned' }), row('u', 90, '2026-09', { bloc: 'unassigned' })]))).toBeUndefined();
  });
  test('a move within rounding is flat', () => {
    expect(change.evaluate(input([row('a', 40.2, '2026-08'), row('a', 40.4, '2026-09')]))?.direction).toBe('flat');
  });
});

describe('crossing', () => {
  const bound = (low: number, period: string): Row => ({ ...row('open', 0, period), measure: { ...quote(observation({ period }), 'm@1'), value: undefined, low, high: low + 10 } });
  test('a majority needs the low bound above one half, and dates from the last time that it was not', () => {
    expect(crossing.evaluate(input([bound(30, '2026-01'), bound(49, '2026-02')]))).toBeUndefined();
    const f = crossing.evaluate(input([bound(30, '2026-01'), bound(55, '2026-02'), bound(48, '2026-03'), bound(51, '2026-04'), bound(60, '2026-05')]));
    expect(f?.measures['since']?.period.text).toBe('2026-04');
  });
  test('a series that was always above one half has not crossed it', () => {
    expect(crossing.evaluate(input([bound(60, '2026-01'), bound(65, '2026-02')]))).toBeUndefined();
  });
  test('an overtaking is dated at the first common period of the new order', () => {
    const f = crossing.evaluate(input([
      row('china', 6, '2025-01', china), row('china', 36, '2026-03', china), row('china', 63, '2026-07', china), row('china', 56, '2026-10', china),
      row('united-states', 80, '2025-01', us), row('united-states', 55, '2026-03', us), row('united-states', 28, '2026-07', us), row('united-states', 23, '2026-10', us),
    ]));
    expect(f?.args).toMatchObject({ name: 'china', other: 'united-states', kind: 'overtaking' });
    expect(f?.measures['since']?.period.text).toBe('2026-07');
  });
  test('who has always led has not overtaken', () => {
    expect(crossing.evaluate(input([row('a', 9, '2026-01'), row('a', 9, '2026-02'), row('b', 1, '2026-01', us), row('b', 2, '2026-02', us)]))).toBeUndefined();
  });
});

describe('lead', () => {
  test('ranks only what one source counted in one way for one period', () => {
    const rows = [row('Qwen', 385, '2025-10'), row('Llama', 346, '2025-10', us), { ...row('Qwen', 942, '2026-03', { denominator: 'another set' }), group: 'atom' }];
    const f = lead.evaluate(input(rows));
    expect(f?.args).toMatchObject({ name: 'Qwen', other: 'Llama' });
    expect(f?.measures['first']?.value).toBe(385);
  });
  test('two counts of two trackers have no leader', () => {
    expect(lead.evaluate(input([row('Qwen', 385, '2025-10'), { ...row('Llama', 346, '2025-10', us), group: 'other' }]))).toBeUndefined();
  });
});

test('a ratio near one has no cheaper side', () => {
  const named = (value: number) => ({ named: { ratio: quote(observation({ value, unit: 'times' }), 'm@1') } });
  expect(ratio.evaluate(input([row('a', 1, '2026-09')], named(1.05)))?.args['cheaper']).toBe('neither');
  expect(ratio.evaluate(input([row('a', 1, '2026-09')], named(24)))?.args['cheaper']).toBe('china');
  expect(ratio.evaluate(input([row('a', 1, '2026-09')], named(0.5)))?.args['cheaper']).toBe('us');
  expect(ratio.evaluate(input([row('a', 1, '2026-09')]))).toBeUndefined();
});

test('sources disagree only when their denominators do', () => {
  expect(disagreement.evaluate(input([row('a', 17, '2026-01'), row('b', 65, '2026-02')]))).toBeUndefined();
  expect(disagreement.evaluate(input([row('a', 17, '2026-01', { denominator: 'Hub' }), row('b', 65, '2026-02', { denominator: 'curated' })]))?.args['count']).toBe(2);
});

test('a level names each row, the later of one name winning', () => {
  const f = level.evaluate(input([row('Apache 2.0', 50, '2026-01'), row('Apache 2.0', 59, '2026-02')]));
  expect(f?.measures['apache-2-0']?.value).toBe(59);
});

describe('confidence', () => {
  const quoted = (evidence: Observation['evidence'], source = 'a') => quote(observation({ evidence, source }), 'm@1');
  test.each([
    ['high', [quoted('primary')]],
    ['moderate', [{ ...quoted('primary'), formula: 'a ÷ b' }]],
    ['moderate', [quoted('derived')]],
    ['low', [quoted('secondary')]],
    ['moderate', [quoted('secondary', 'a'), quoted('secondary', 'b')]],
    ['low', [quoted('primary'), quoted('vendor')]],
    ['moderate', [{ ...quoted('primary'), value: undefined, low: 1, high: 2 }]],
  ] as const)('%s', (expected, measures) => {
    expect(confidenceOf(measures)).toBe(expected);
  });
});

describe('ranking', () => {
  const finding = (figure: string, story: string, importance: number): Finding => ({ rule: 'r', figure, story, importance, weight: { base: importance, size: 0, fresh: 0, primary: 0, vendor: 0, topOnly: 0, old: 0 }, direction: 'none', confidence: 'high', measures: {}, args: {} });
  test('most important first, equal ones in the order of the brief', () => {
    expect(rankFindings([finding('a', 's', 1), finding('b', 's', 2), finding('c', 's', 2)]).map((f) => f.figure)).toEqual(['b', 'c', 'a']);
  });
  test('never two takeaways of one story', () => {
    expect(selectTakeaways([finding('a', 'use', 9), finding('b', 'use', 8), finding('c', 'why', 7), finding('d', 'x', 6)], 2).map((f) => f.figure)).toEqual(['a', 'c']);
  });
  test('of one story what was counted here goes before what is quoted, and the story keeps its place', () => {
    const ranked = [finding('quoted', 'base', 9), finding('b', 'use', 8), finding('own', 'base', 3), finding('other', 'base', 2)];
    expect(selectTakeaways(ranked, 1, (f) => f.figure === 'own').map((f) => f.figure)).toEqual(['own']);
    expect(selectTakeaways(ranked, 3, (f) => f.figure === 'none').map((f) => f.figure)).toEqual(['quoted', 'b']);
  });
  test('every rule says why', () => {
    for (const [id, rule] of RULES) expect([rule.id, rule.why.length > 20]).toEqual([id, true]);
  });
});
