// Months, days and spans, with the calendar's traps.
import { expect, test } from 'vitest';
import { addMonths, comparePeriods, cutoffOf, dayOfMonth, isMonth, lastDayOf, maybePeriod, monthsBetween } from '../src/period.ts';
import type { Period } from '../src/period.ts';

test.each([
  ['2025', 'year', '2025-01-01', '2025-12-31'], ['2025-11', 'month', '2025-11-01', '2025-11-30'], ['2024-02', 'month', '2024-02-01', '2024-02-29'], ['2100-02', 'month', '2100-02-01', '2100-02-28'],
  ['2025-11-16', 'day', '2025-11-16', '2025-11-16'], ['2024-02-29', 'day', '2024-02-29', '2024-02-29'], ['2025-11-10/2025-11-16', 'span', '2025-11-10', '2025-11-16'],
  ['2024-11/2025-11', 'span', '2024-11-01', '2025-11-30'], ['2025/2025', 'span', '2025-01-01', '2025-12-31'], ['2025-11/2025-11-30', 'span', '2025-11-01', '2025-11-30'],
])('%s is a %s from %s to %s', (text, kind, start, end) => {
  expect(maybePeriod(text)).toEqual({ text, kind, start, end });
});

test.each([
  '', '25', '2025-13', '2025-00', '2025-1', '2025-02-29', '2025-11-31', '2025-11-00', '2025-11-16T00:00', ' 2025', '2025 ', '2025-11-16/2025-11-10', '2025/', '/2025', '2025/2026/2027', '２０２５', '-2025', '+2025-11', 'now', '2025-11-16\n',
])('%j is no period', (text) => {
  expect(maybePeriod(text)).toBeUndefined();
});

test('a month is four digits, a hyphen and a month', () => {
  expect(['2025-11', '2025-01', '2025-12'].map(isMonth)).toEqual([true, true, true]);
  expect(['2025-13', '2025-0', '2025-1', '2025-11-01', '2025', '2025-11\n', 'x2025-11'].map(isMonth)).toEqual(Array.from({ length: 7 }, () => false));
});

test('months are added and counted over years', () => {
  expect([addMonths('2025-11', 2), addMonths('2025-01', -1), addMonths('2025-11', 0), addMonths('2025-11', -23)]).toEqual(['2026-01', '2024-12', '2025-11', '2023-12']);
  expect([monthsBetween('2025-11', '2026-09'), monthsBetween('2026-01', '2025-12'), monthsBetween('2025-11', '2025-11')]).toEqual([10, -1, 0]);
  for (let n = -40; n <= 40; n++) expect(monthsBetween('2025-11', addMonths('2025-11', n))).toBe(n);
});

test('a cut-off is in the following month, on its last day where that is shorter', () => {
  expect([cutoffOf('2025-11', 10), cutoffOf('2025-12', 10), cutoffOf('2026-01', 31), cutoffOf('2024-01', 30)]).toEqual(['2025-12-10', '2026-01-10', '2026-02-28', '2024-02-29']);
  expect([dayOfMonth('2025-04', 31), dayOfMonth('2025-04', 1)]).toEqual(['2025-04-30', '2025-04-01']);
  expect([lastDayOf('2024-02'), lastDayOf('2025-12')]).toEqual(['2024-02-29', '2025-12-31']);
});

test('the later period is the one that ends later, then the one that starts later', () => {
  const period = (text: string): Period => maybePeriod(text) ?? { text, kind: 'day', start: '', end: '' };
  const sorted = ['2025', '2025-12', '2025-11-16', '2025-12-31', '2025-11', '2024-12/2025-11'].map(period).sort(comparePeriods).map((p) => p.text);
  expect(sorted).toEqual(['2025-11-16', '2024-12/2025-11', '2025-11', '2025', '2025-12', '2025-12-31']);
  expect(comparePeriods(period('2025-11'), period('2025-11-01/2025-11-30'))).toBe(0);
});
