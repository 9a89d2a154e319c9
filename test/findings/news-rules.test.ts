// The rules that speak only when something happened: each with data that support it, and with data that nearly do.
import { describe, expect, test } from 'vitest';
import { acceleration } from '../../src/findings/acceleration.ts';
import { clarification } from '../../src/findings/clarification.ts';
import { concentration } from '../../src/findings/concentration.ts';
import { crossing } from '../../src/findings/crossing.ts';
import type { RuleInput, TopicInput } from '../../src/findings/finding.ts';
import { gap } from '../../src/findings/gap.ts';
import { importanceOf } from '../../src/findings/importance.ts';
import { licenceChange } from '../../src/findings/licence-change.ts';
import { mover } from '../../src/findings/mover.ts';
import { oneModel } from '../../src/findings/one-model.ts';
import { promotion } from '../../src/findings/promotion.ts';
import { quotedCrossing } from '../../src/findings/quoted-crossing.ts';
import { ratio } from '../../src/findings/ratio.ts';
import { record } from '../../src/findings/record.ts';
import { reversal } from '../../src/findings/reversal.ts';
import { revision } from '../../src/findings/revision.ts';
import { statement } from '../../src/findings/statement.ts';
import { quote } from '../../src/metrics/measure.ts';
import type { Row } from '../../src/metrics/metric.ts';
import { routerTopShare } from '../../src/metrics/token-share.ts';
import type { Observation, Statement } from '../../src/observations/observation.ts';
import { addMonths, maybePeriod } from '../../src/period.ts';
import { history, observation } from '../support/observations.ts';

const months = (count: number, last = '2026-09'): string[] => Array.from({ length: count }, (_, i) => addMonths(last, i + 1 - count));

function row(label: string, value: number, period: string, more: Partial<Omit<Observation, 'period'>> = {}): Row {
  const o = observation({ value, period, series: 'shares.test', entity: label, ...more });
  return { label, bloc: o.bloc, group: '', measure: quote(o, 'm@1') };
}

/** A line of the last months, its newest point published after the issue before. */
function line(values: readonly number[], more: Partial<Omit<Observation, 'period'>> = {}): Row[] {
  return months(values.length).map((month, i) => row('china', values[i] ?? 0, month, more));
}

function input(rows: readonly Row[], previousCutoff = '2026-09-10'): RuleInput {
  const [first] = rows;
  if (first === undefined) throw new TypeError('rows');
  const latest = rows.reduce((a, b) => (b.measure.period.end > a.measure.period.end ? b : a), first).measure.period;
  return { figure: { id: 'figure', story: 'story', result: { id: 'm', version: 1, rows, latest, caveats: [] } }, history: history(rows.flatMap((r) => [...r.measure.inputs])), previousCutoff };
}

describe('record', () => {
  const rising = [10, 11, 12, 14, 13, 15, 16, 20];
  test('the newest point beyond all others, with the record before', () => {
    expect(record.evaluate(input(line(rising)))).toMatchObject({ args: { kind: 'high' }, measures: { best: { value: 16 } }, direction: 'up' });
    expect(record.evaluate(input(line(rising.map((x) => 40 - x))))).toMatchObject({ args: { kind: 'low' }, measures: { best: { value: 24 } } });
  });
  test('is told once: not when the point was known to the issue before', () => {
    expect(record.evaluate(input(line(rising), '2026-10-10'))).toBeUndefined();
  });
  test.each([['too few points', line([1, 2, 3])], ['within rounding', line([10, 11, 12, 13, 14, 15, 16, 16.4])], ['no record', line([10, 11, 12, 30, 14, 15, 16, 17])], ['the unassigned part', line(rising, { bloc: 'unassigned' })]])('says nothing: %s', (_, rows) => {
    expect(record.evaluate(input(rows))).toBeUndefined();
  });
  test('does not look across a change of denominator', () => {
    const rows = line(rising).map((r, i) => (i < 4 ? { ...r, measure: { ...r.measure, denominator: 'another whole' } } : r));
    expect(record.evaluate(input(rows))).toBeUndefined();
  });
});

describe('reversal', () => {
  test('three steps one way, then one the other', () => {
    expect(reversal.evaluate(input(line([10, 14, 18, 22, 19])))).toMatchObject({ direction: 'down', measures: { peak: { value: 22 }, start: { value: 10 } }, args: { steps: 3 } });
  });
  test.each([['a run of two', [14, 18, 22, 19]], ['a turn within noise', [10, 14, 18, 22, 21]], ['no turn', [10, 14, 18, 22, 25]], ['a flat month in the run', [10, 18, 18.2, 22, 19]]])('says nothing of %s', (_, values) => {
    expect(reversal.evaluate(input(line(values)))).toBeUndefined();
  });
  test('says nothing where months are missing', () => {
    const rows = [row('china', 10, '2025-01'), row('china', 14, '2025-09'), row('china', 18, '2026-01'), row('china', 22, '2026-08'), row('china', 19, '2026-09')];
    expect(reversal.evaluate(input(rows))).toBeUndefined();
  });
});

describe('acceleration', () => {
  const year = (first: number, middle: number, last: number): Row[] => [row('china', first, '2025-09'), row('china', middle, '2026-03'), row('china', last, '2026-09')];
  test('twice as far in the second half year', () => {
    expect(acceleration.evaluate(input(year(10, 15, 40)))).toMatchObject({ direction: 'up', measures: { recent: { value: 25 }, before: { value: 5 } } });
  });
  test.each([['less than twice', year(10, 20, 35)], ['the other way', year(20, 15, 40)], ['a few points', year(10, 11, 14)], ['no point half a year before', [row('china', 10, '2025-09'), row('china', 40, '2026-09')]]])('says nothing: %s', (_, rows) => {
    expect(acceleration.evaluate(input(rows))).toBeUndefined();
  });
});

/** Weeks of a router's largest models, as the real metric reads them. */
function weeks(...all: readonly Readonly<Record<string, number>>[]): RuleInput {
  const ends = ['2026-08-09', '2026-09-06', '2026-10-04'].slice(-all.length);
  const observations = all.flatMap((week, i) => Object.entries(week).map(([name, value]) => observation({
    series: 'router-top-tokens.openrouter-archive', entity: name, bloc: name.startsWith('cn') ? 'china' : 'united-states', country: name.startsWith('cn') ? 'CN' : 'US', unit: 'tokens', value,
    period: ends[i] ?? '', denominator: 'tokens of the largest models', window: 'week',
  })));
  const known = history(observations);
  const result = routerTopShare.compute(known, {});
  if (result === undefined) throw new TypeError('weeks');
  return { figure: { id: 'top', story: 'use', result }, history: known, previousCutoff: '2026-09-10' };
}
const ordinary = { 'cn/a': 20, 'cn/b': 20, 'us/a': 20, 'us/b': 20, 'us/c': 10, 'us/d': 10 };

describe('what a share is made of', () => {
  test('one model makes a bloc’s gain', () => {
    expect(oneModel.evaluate(weeks(ordinary, { ...ordinary, 'cn/a': 60 }))?.args).toMatchObject({ name: 'china', modelName: 'cn/a', came: 'known' });
    expect(oneModel.evaluate(weeks(ordinary, { ...ordinary, 'cn/new': 40 }))?.args).toMatchObject({ modelName: 'cn/new', came: 'new' });
  });
  test('two models that share the gain are no single driver, and a small gain needs none', () => {
    expect(oneModel.evaluate(weeks(ordinary, { ...ordinary, 'cn/a': 40, 'cn/b': 40 }))).toBeUndefined();
    expect(oneModel.evaluate(weeks(ordinary, { ...ordinary, 'cn/a': 25 }))).toBeUndefined();
  });
  test('a promotion is a free variant with a good part of the count; the paid share is told beside it', () => {
    const f = promotion.evaluate(weeks(ordinary, { ...ordinary, 'cn/a:free': 50 }));
    expect(f?.measures['free']?.value).toBeCloseTo(100 / 3, 10);
    expect(f?.measures['china-paid']?.value).toBeCloseTo(40, 10);
    expect(promotion.evaluate(weeks(ordinary, { ...ordinary, 'cn/a:free': 10 }))).toBeUndefined();
    expect(promotion.evaluate(weeks({ ...ordinary, 'cn/a:free': 50 }, ordinary))).toBeUndefined();
  });
  test('the biggest mover leads clearly, and what came or went is no mover', () => {
    expect(mover.evaluate(weeks(ordinary, { ...ordinary, 'us/a': 60 }))).toMatchObject({ args: { name: 'us/a' }, direction: 'up' });
    expect(mover.evaluate(weeks(ordinary, { ...ordinary, 'us/a': 40, 'cn/a': 40 }))).toBeUndefined();
    expect(mover.evaluate(weeks(ordinary, ordinary))).toBeUndefined();
  });
  test('a shift in concentration is ten points of the three largest', () => {
    expect(concentration.evaluate(weeks(ordinary, { ...ordinary, 'us/a': 60 }))?.direction).toBe('up');
    expect(concentration.evaluate(weeks(ordinary, { ...ordinary, 'us/a': 25 }))).toBeUndefined();
  });
});

describe('gap', () => {
  test('a weekly count that stopped four months ago', () => {
    const rows = ['2026-04-05', '2026-04-12', '2026-04-19', '2026-04-26', '2026-05-03'].map((day) => row('china', 10, day));
    expect(gap.evaluate(input(rows))).toMatchObject({ args: { cadence: 'weekly' }, measures: { latest: { period: { text: '2026-05-03' } } } });
  });
  test('a yearly count that is a year old is none, nor is a monthly one that is on time, nor three points', () => {
    expect(gap.evaluate(input(['2021', '2022', '2023', '2024', '2025'].map((y) => row('china', 1, y))))).toBeUndefined();
    expect(gap.evaluate(input(line([1, 2, 3, 4, 5, 6])))).toBeUndefined();
    expect(gap.evaluate(input(['2026-01', '2026-02', '2026-03'].map((m) => row('china', 1, m))))).toBeUndefined();
  });
});

test('a revision is the same figure of the same source with another value, published since', () => {
  const before = observation({ series: 's', value: 40, period: '2026-05', published: '2026-06-01' });
  const after = (more: Partial<Omit<Observation, 'period'>> = {}) => observation({ series: 's', value: 43, period: '2026-05', published: '2026-09-20', ...more });
  const told = (o: Observation) => revision.evaluate({ ...input([{ label: 'x', bloc: 'china', group: '', measure: quote(o, 'm@1') }]), history: history([before, o]) });
  expect(told(after())).toMatchObject({ measures: { before: { value: 40 }, after: { value: 43 } } });
  expect([told(after({ value: 40 })), told(after({ source: 'other' })), told(after({ denominator: 'other' })), told(after({ published: '2026-09-01' }))]).toEqual([undefined, undefined, undefined, undefined]);
});

test('a crossing that a source dated is quoted only where both names are shown', () => {
  const event = observation({ series: 'overtake-month.atom', entity: 'Qwen over Llama', period: '2025-09', unit: 'event', value: undefined, published: '2026-04-09' });
  const rows = [row('Qwen', 5, '2026-09'), row('Llama', 4, '2026-09')];
  expect(quotedCrossing.evaluate({ ...input(rows), history: history([event]) })?.measures['month']?.period.text).toBe('2025-09');
  expect(quotedCrossing.evaluate({ ...input(rows.slice(0, 1)), history: history([event]) })).toBeUndefined();
  expect(quotedCrossing.evaluate({ ...input(rows), history: history([event], '2026-02', '2026-03-10') })).toBeUndefined();
});

test('a history of monthly snapshots finds its own crossing, where it crossed and stayed', () => {
  const all = months(12);
  const rows = all.flatMap((month, i) => [row('Llama', 300 + 5 * i, month, { unit: 'downloads', bloc: 'united-states' }), row('Qwen', 250 + 15 * i, month, { unit: 'downloads' })]);
  // 300 + 5i = 250 + 15i at i = 5, where they are level; i = 6 is the first month ahead.
  expect(crossing.evaluate(input(rows))).toMatchObject({ args: { name: 'Qwen', other: 'Llama' }, measures: { since: { period: { text: all[6] } }, before: { period: { text: all[5] } } } });
});

test('ranges that overlap at the end are no crossing', () => {
  const range = (label: string, low: number, high: number, period: string, bloc: 'china' | 'united-states'): Row => {
    const r = row(label, low, period, { bloc });
    return { ...r, measure: { ...r.measure, value: undefined, low, high } };
  };
  const rows = (low: number) => [range('china', 20, 30, '2026-08', 'china'), range('china', low, low + 10, '2026-09', 'china'), range('united-states', 40, 50, '2026-08', 'united-states'), range('united-states', 35, 45, '2026-09', 'united-states')];
  expect([crossing.evaluate(input(rows(50)))?.args['name'], crossing.evaluate(input(rows(40)))]).toEqual(['china', undefined]);
});

test('a median of one model is no side of a ratio', () => {
  const measure = (value: number) => quote(observation({ value, unit: 'times' }), 'm@1');
  const told = (china: number) => ratio.evaluate({ ...input([row('a', 1, '2026-09')]), figure: { id: 'f', story: 's', result: { ...input([row('a', 1, '2026-09')]).figure.result, named: { ratio: measure(6), 'count-china': measure(china), 'count-united-states': measure(7) } } } });
  expect([told(1), told(3)?.args['cheaper']]).toEqual([undefined, 'china']);
});

describe('registers', () => {
  const said = (given: Partial<Statement>): Statement => {
    const date = maybePeriod('2026-09');
    if (date === undefined) throw new TypeError('period');
    return { key: 'k', id: 'a', date, who: 'A firm', bloc: 'united-states', about: 'Qwen', kind: 'statement', topic: 'adoption', text: 'It said so.', clarifies: '', published: '2026-09-20', evidence: 'primary', source: 's', locator: '', note: '', ...given };
  };
  const topic = (statements: readonly Statement[], name: Statement['topic'] = 'adoption'): TopicInput => ({ topic: name, story: 'statements', history: history([], '2026-09', '2026-10-10', statements), previousCutoff: '2026-09-10' });
  test('only what is new, clarifications apart from statements, terms apart from both', () => {
    const all = [said({}), said({ id: 'b', who: 'Another', published: '2026-08-01' }), said({ id: 'c', clarifies: 'b', who: 'Another' }), said({ id: 'd', topic: 'governance', kind: 'fact', about: 'Kimi K3' })];
    expect(statement.evaluate(topic(all))?.args).toMatchObject({ who: 'A firm', count: 1 });
    expect(clarification.evaluate(topic(all))?.args).toMatchObject({ who: 'Another' });
    expect([statement.evaluate(topic(all, 'governance')), licenceChange.evaluate(topic(all, 'governance'))?.args['about'], licenceChange.evaluate(topic(all))]).toEqual([undefined, 'Kimi K3', undefined]);
    expect(statement.evaluate(topic([said({ published: '2026-08-01' })]))).toBeUndefined();
  });
  test('one second-hand report is told with low confidence', () => {
    expect([statement.evaluate(topic([said({ evidence: 'secondary' })]))?.confidence, statement.evaluate(topic([said({})]))?.confidence]).toEqual(['low', 'high']);
  });
});

test('an importance is the sum of its parts, held between 0 and 100', () => {
  for (const rows of [line([10, 11, 12, 14, 13, 15, 16, 20]), line([10, 14, 18, 22, 19])]) {
    for (const f of [record, reversal].flatMap((rule) => rule.evaluate(input(rows)) ?? [])) expect(f.importance).toBe(importanceOf(f.weight));
  }
  expect(importanceOf({ base: 90, size: 25, fresh: 10, primary: 0, vendor: 0, topOnly: 0, old: 0 })).toBe(100);
  expect(importanceOf({ base: 10, size: 0, fresh: 0, primary: 0, vendor: -15, topOnly: -15, old: -10 })).toBe(0);
});
