import { expect, test } from 'vitest';
import { history, observation } from '../support/observations.ts';

const first = observation({ entity: 'a', period: '2026-01', value: 10, published: '2026-02-05', key: 'x:2' });
const restated = observation({ entity: 'a', period: '2026-01', value: 12, published: '2026-03-05', key: 'x:3' });

test('what was published last holds, and every vintage is kept beside it', () => {
  const h = history([restated, first]);
  expect(h.series('test.series').map((o) => o.value)).toEqual([12]);
  expect(h.vintages('test.series').map((o) => o.value)).toEqual([10, 12]);
});

test('before the restatement the first figure holds', () => {
  expect(history([first, restated], '2026-01', '2026-02-10').series('test.series').map((o) => o.value)).toEqual([10]);
});

test('the day of the cut-off itself is known, the day after is not', () => {
  expect(history([first], '2026-01', '2026-02-05').series('test.series')).toHaveLength(1);
  expect(history([first], '2026-01', '2026-02-04').series('test.series')).toHaveLength(0);
});

test('figures of another denominator or window are figures of their own', () => {
  const other = observation({ entity: 'a', period: '2026-01', value: 99, denominator: 'something else', key: 'x:4' });
  expect(history([first, other]).series('test.series')).toHaveLength(2);
});

test('in order of period, whatever the order of the table', () => {
  const later = observation({ entity: 'a', period: '2026-03', key: 'x:5' });
  const earlier = observation({ entity: 'a', period: '2025-12', key: 'x:6' });
  expect(history([later, first, earlier]).series('test.series').map((o) => o.period.text)).toEqual(['2025-12', '2026-01', '2026-03']);
});

test('what is of one day stays in the order of its table, line 9 before line 10', () => {
  const rows = [9, 10].map((line) => observation({ entity: `e${line}`, period: '2026-01', published: '2026-02-05', key: `x:${line}` }));
  expect(history(rows).series('test.series').map((o) => o.key)).toEqual(['x:9', 'x:10']);
});

test('of two that say different things of the same on one day the same one holds, whichever is read first', () => {
  const twin = observation({ entity: 'a', period: '2026-01', value: 11, published: '2026-02-05', key: 'x:4' });
  for (const rows of [[first, twin], [twin, first]]) expect(history(rows).series('test.series').map((o) => o.value)).toEqual([11]);
});

test('by entity there is what the series has, also where some of it was published again', () => {
  const h = history([restated, first, observation({ entity: 'b', period: '2026-01', value: 3, published: '2026-03-06', key: 'x:5' })]);
  expect([...h.byEntity('test.series')].map(([entity, list]) => [entity, list.map((o) => o.value)])).toEqual([['a', [12]], ['b', [3]]]);
  expect(h.byEntity('no.such')).toEqual(new Map());
});
