import { describe, expect, test } from 'vitest';
import { compareFacts } from '../../src/document/comparison.ts';
import type { FindingFact, RowFact } from '../../src/document/edition-facts.ts';

const mark = (given: Partial<RowFact> = {}): RowFact => ({
  figure: 'shares', row: 'china', value: 40, qualifier: '', unit: 'percent', period: '2026-01', denominator: 'all', window: 'month', metric: 'm@1', sources: ['a'], observations: ['data/observations/x.csv:2'], ...given,
});
const facts = (rows: readonly RowFact[], findings: readonly FindingFact[] = []) => ({ rows, findings });
const finding = (given: Partial<FindingFact> = {}): FindingFact => ({ id: 'shares.change', importance: 50, direction: 'up', confidence: 'high', ...given });

describe('figures', () => {
  test('an edition does not differ from itself, and the order of its marks does not matter', () => {
    const rows = [mark(), mark({ row: 'europe' }), mark({ period: '2026-02' })];
    expect(compareFacts(facts(rows), facts([...rows].reverse()))).toEqual({ figures: [], findings: [] });
  });
  test('a later mark of the same name is a move, and not a restatement', () => {
    const [change] = compareFacts(facts([mark()]), facts([mark(), mark({ period: '2026-02', value: 45 })])).figures;
    expect(change).toMatchObject({ kind: 'changed', restated: [], gone: [], added: [{ period: '2026-02' }], moved: [{ before: { value: 40 }, after: { value: 45 } }] });
  });
  test.each([['denominator', 'another whole'], ['window', 'week'], ['unit', 'tokens']] as const)('another %s makes another figure: no move, no restatement', (key, value) => {
    const [change] = compareFacts(facts([mark()]), facts([mark({ period: '2026-02', [key]: value })])).figures;
    expect([change?.moved, change?.restated, change?.added.length, change?.gone.length]).toEqual([[], [], 1, 1]);
  });
  test('two metric versions are no line', () => {
    expect(compareFacts(facts([mark()]), facts([mark({ period: '2026-02', metric: 'm@2' })])).figures[0]?.moved).toEqual([]);
  });
  test('a figure that came or went is said to be that', () => {
    expect(compareFacts(facts([]), facts([mark()])).figures.map((f) => f.kind)).toEqual(['new']);
    expect(compareFacts(facts([mark()]), facts([])).figures.map((f) => f.kind)).toEqual(['gone']);
  });
});

describe('restated: the same mark reads otherwise, and why', () => {
  const snapshot = (revision: number) => ({ observations: [`data/snapshots/2026-01/r${revision}/observations.csv:2`] });
  test.each([
    ['metric', {}, { metric: 'm@2' }], ['collection', snapshot(1), snapshot(2)], ['source', {}, { sources: ['b'] }], ['vintage', {}, { observations: ['data/observations/x.csv:3'] }], ['assignment', {}, {}],
  ] as const)('%s', (reason, before, after) => {
    const [change] = compareFacts(facts([mark(before)]), facts([mark({ ...after, value: 41 })])).figures;
    expect(change?.restated).toMatchObject([{ before: { value: 40 }, after: { value: 41 }, reason }]);
  });
  test('a bound, a hedge or a metric version alone is a restatement too', () => {
    for (const other of [{ low: 1 }, { high: 2 }, { qualifier: '~' }, { metric: 'm@2' }]) expect(compareFacts(facts([mark()]), facts([mark(other)])).figures[0]?.restated.length).toBe(1);
  });
});

test('findings: new, gone, and what changed of one', () => {
  const { findings } = compareFacts(facts([], [finding(), finding({ id: 'old.level' })]), facts([], [finding({ direction: 'flat' }), finding({ id: 'new.lead' })]));
  expect(findings.map((f) => [f.id, f.kind])).toEqual([['shares.change', 'changed'], ['new.lead', 'new'], ['old.level', 'gone']]);
});
