// From a label to what it means: the arithmetic that is shown gives the number, and equal texts are told apart.
import { beforeAll, describe, expect, test } from 'vitest';
import { formatAnswer } from '../../src/commands/trace-format.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { maybeAnswer, type Knowledge } from '../../src/document/trace.ts';
import { maybeWorked } from '../../src/document/worked.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { observation } from '../support/observations.ts';
import { effects, project } from '../support/edition.ts';

async function edition(month: string): Promise<{ briefing: Briefing; knowledge: Knowledge }> {
  const prepared = await prepareEdition({ project: await project(), brief: 'open-models', month }, effects);
  return { briefing: (await composeDocument(prepared, false)).briefing, knowledge: { tables: prepared.tables, snapshots: prepared.snapshots } };
}

describe('worked', () => {
  const tokens = (entity: string, value: number, bloc: 'china' | 'united-states' | 'unassigned' = 'china') => observation({ entity, value, bloc, unit: 'tokens', country: bloc });
  const inputs = [tokens('a', 30), tokens('b', 20, 'united-states'), tokens('c', 10, 'unassigned'), tokens('d:free', 40)];
  test.each([
    ['a bloc of the whole', { value: 70, unit: 'percent' }, inputs, '70 (china) ÷ 100 = 70'],
    ['one entity', { value: 20, unit: 'percent' }, inputs, '20 (united-states) ÷ 100 = 20'],
    ['the two largest', { value: 70, unit: 'percent' }, inputs.map((o) => ({ ...o, bloc: 'other' as const, country: 'other' })), '70 (the 2 largest) ÷ 100 = 70'],
    ['a bound that leaves a part out', { low: 30, high: 60, unit: 'percent' }, inputs, '30 (a) ÷ 100 = 30; 30 (a) ÷ 50 (a + b) = 60'],
    ['a share that leaves much unassigned', { value: 20, low: 20, high: 30, unit: 'percent' }, inputs, '20 (united-states) ÷ 100 = 20; (20 (united-states) + 10 (unassigned)) ÷ 100 = 30'],
    ['a bloc of which nothing is known', { value: 0, low: 0, high: 10, unit: 'percent' }, inputs, '0 ÷ 100 = 0; 10 (unassigned) ÷ 100 = 10'],
    ['a sum', { value: 100, unit: 'tokens' }, inputs, '30 + 20 + 10 + 40 = 100'],
    ['a median', { value: 25, unit: 'usd-per-mtok' }, inputs, 'median of 10, 20, 30, 40 = 25'],
    ['a quoted figure', { value: 5, unit: 'percent' }, [observation({ value: 5 })], '5, as it stands in the source'],
  ] as const)('%s', (_, number, from, expected) => expect(maybeWorked(number, from)).toBe(expected));
  test('arithmetic that gives another number is not shown', () => {
    expect(maybeWorked({ value: 41, unit: 'percent' }, inputs)).toBeUndefined();
    expect(maybeWorked({ value: 99, unit: 'tokens' }, inputs)).toBeUndefined();
    expect(maybeWorked({ low: 30, high: 61, unit: 'percent' }, inputs)).toBeUndefined();
  });
});

describe('the newest edition', () => {
  let briefing: Briefing;
  let knowledge: Knowledge;
  beforeAll(async () => {
    ({ briefing, knowledge } = await edition('2026-09'));
  }, 60_000);

  test('every number but the dates has its arithmetic filled in', () => {
    const bare = briefing.numbers.filter((n) => n.unit !== 'event').flatMap((n) => maybeAnswer(n.id, briefing, knowledge)?.matches.filter((m) => m.worked === undefined).map((m) => [m.text, m.formula, m.place]) ?? [['?', n.id, '?']]);
    expect(bare).toEqual([]);
  });
  test('every match leads to observations, a table with its hash, a link and a date', () => {
    for (const n of briefing.numbers) {
      const [match] = maybeAnswer(n.id, briefing, knowledge)?.matches ?? [];
      expect(match?.observations.length).toBeGreaterThan(0);
      for (const file of match?.files ?? []) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      for (const source of match?.sources ?? []) expect([source.id, /^https?:/.test(source.url), source.date !== '' || source.publisher !== '']).toEqual([source.id, true, true]);
      expect(match?.cutoff).toBe('2026-10-10');
    }
  });
  test('a finding: its record and the numbers of its sentences, wherever they stand', () => {
    const answer = maybeAnswer('router-country-share.crossing', briefing, knowledge);
    expect(answer?.finding).toMatchObject({ told: ['headline', 'takeaway', 'text'] });
    expect(new Set(answer?.matches.map((m) => m.where))).toEqual(new Set(['page-1', 'takeaways', 'router-country-share']));
    expect(answer?.matches.every((m) => m.finding === 'router-country-share.crossing')).toBe(true);
  });
  test('a finding that prints nothing still answers, with what it weighs', () => {
    const silent = briefing.findings.find((f) => f.told.length === 0);
    const answer = maybeAnswer(silent?.id ?? '', briefing, knowledge);
    expect(answer?.matches).toEqual([]);
    expect(answer === undefined ? '' : formatAnswer(answer)).toContain('nothing: it is only on record');
  });
  test('what is printed in several places is one figure', () => {
    const leader = briefing.numbers.find((n) => n.finding === 'router-country-share.crossing');
    const answer = maybeAnswer(leader?.text ?? '', briefing, knowledge);
    expect([answer?.figures, (answer?.matches.length ?? 0) > 2]).toEqual([1, true]);
  });
  test.each(['', 'nothing of the kind', 'n999999', '57.5%'])('no answer to "%s"', (label) => expect(maybeAnswer(label, briefing, knowledge)).toBeUndefined());
});

test('November 2025: "40%" is two figures, releases and derivatives, and the text says so', async () => {
  const { briefing, knowledge } = await edition('2025-11');
  const answer = maybeAnswer('40%', briefing, knowledge);
  expect([answer?.figures, new Set(answer?.matches.map((m) => m.denominator))]).toEqual([2, new Set(['new language-model derivatives on Hugging Face', 'new language-model releases on Hugging Face'])]);
  expect(answer === undefined ? '' : formatAnswer(answer)).toMatch(/^"40%" stands for 2 different figures, printed in \d places\.\n/);
}, 60_000);
