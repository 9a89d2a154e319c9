// Rows of sources as the table of a snapshot, and what a later revision changed.
import { describe, expect, test } from 'vitest';
import { cellsOf, checkRows, compareRows, findRevised, formatRows, readCells } from '../../src/history/snapshot-rows.ts';
import type { Row } from '../../src/sources/source.ts';

const row = (change: Partial<Row> = {}): Row => ({
  series: 'downloads.counter', entity: 'acme/model', country: 'US', period: '2025-11', value: 5, unit: 'downloads', denominator: 'requests', window: '30 days', evidence: 'primary', locator: 'items/0001 [0].downloads', ...change,
});
const known = { sources: new Map([['counter', {}]]), countries: new Map([['US', { bloc: 'united-states' as const }]]) };
const cells = (change: Partial<Row> = {}) => cellsOf(row(change), 'counter', '2025-12-02');
const check = (...rows: readonly Partial<Row>[]) => checkRows(formatRows(rows.map(cells)), 'x.csv', known);

describe('cells', () => {
  test.each([
    [5, '5'], [0, '0'], [1.25, '1.25'], [1e-7, '0.0000001'], [2.5e-7, '0.00000025'], [3_090_854_224, '3090854224'], [123456789012345678n, '123456789012345678'], ['385.30', '385.30'],
  ])('%s is written as %s', (value, text) => expect(cells({ value })['value']).toBe(text));

  test('text becomes one line of visible characters, and reads back as it was written', () => {
    const nasty = { entity: ' a\u202e\nb\u0000  c\u200b, "d" ', note: 'x\ud800y\ufeff', denominator: 'line\r\nbreak' };
    const { observations, problems } = check(nasty);
    expect(problems).toEqual([]);
    expect(observations[0]).toMatchObject({ entity: 'a b c , "d"', note: 'x y', denominator: 'line break', published: '2025-12-02', asOf: '2025-12-02' });
    const text = formatRows([cells(nasty)]);
    expect(formatRows(readCells(text, 'x.csv'))).toBe(text);
  });

  test('a negative figure stays one', () => {
    expect(check({ value: '-3.25', unit: 'points' }).observations[0]?.value).toBe(-3.25);
    expect(check({ value: -12, unit: 'points' }).observations[0]?.value).toBe(-12);
  });

  test('a dated dump keeps its own day; what was counted cannot be later than its publication', () => {
    expect(cells({ published: '2025-08-31' })).toMatchObject({ published: '2025-08-31', as_of: '2025-08-31' });
    expect(cells({ asOf: '2025-11-30' })).toMatchObject({ published: '2025-12-02', as_of: '2025-11-30' });
  });

  test('what the tables do not allow is a problem: numbers, units, countries, sources, repeats', () => {
    for (const bad of [{ value: '1,000' }, { value: Number.NaN }, { value: -1 }, { unit: 'pulls' }, { country: 'XX' }, { source: 'nobody' }, { period: '2025-13' }]) expect(check(bad).problems.length, JSON.stringify(bad)).toBeGreaterThan(0);
    expect(check({}, { value: 6 }).problems).toMatchObject([{ code: 'DATA_DUPLICATE', line: 3 }]);
  });
});

test('a revision names what is new, another and gone; the day of reading is no difference', () => {
  const before = [cells(), cells({ entity: 'b' }), cells({ entity: 'c', value: undefined, low: 1, high: 2 } as Partial<Row>)];
  const now = [cellsOf(row(), 'counter', '2025-12-05'), cells({ entity: 'b', value: 7 }), cells({ entity: 'd' })];
  expect(compareRows(now, before)).toEqual({ added: 1, changed: 1, gone: 1 });
  expect(findRevised(now, before).map((r) => [r.entity, r.before, r.after])).toEqual([['b', '5', '7'], ['d', '', '5'], ['c', '1–2', '']]);
  expect(compareRows(before, before)).toEqual({ added: 0, changed: 0, gone: 0 });
});
