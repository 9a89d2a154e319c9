// The fractional version by hand: a derivative is divided equally among its bases, and each of these among its own.
import { expect, test } from 'vitest';
import { countHubRows } from '../../src/lineage/hub-route.ts';
import { countItems, EVERYTHING, item, MONTH, observe, origins, rowsOf, rules, valuesOf } from './support.ts';

const NEW = { createdAt: `${MONTH}-15T00:00:00.000Z` };
const [Q, L, M, K] = ['Qwen/Qwen3-8B', 'meta-llama/Llama-3.1-8B', 'mistralai/Mistral-7B', 'upstage/solar-10b'];
const ROOTS = [item(Q), item(L), item(M), item(K)];

test.each([
  ['one base', [item('me/new', [Q], NEW)], { china: 1 }],
  ['two of one country', [item('Qwen/Q2'), item('me/new', [Q, 'Qwen/Q2'], NEW)], { china: 1 }],
  ['two of different countries', [item('me/new', [Q, L], NEW)], { china: 0.5, 'united-states': 0.5 }],
  ['a merge of a merge: half to the base, a quarter to each below', [item('a/mix', [Q, L]), item('me/new', [Q, 'a/mix'], NEW)], { china: 0.75, 'united-states': 0.25 }],
  ['three: no part is lost to rounding', [item('me/new', [Q, L, M], NEW)], { china: 0.333334, 'united-states': 0.333333, europe: 0.333333 }],
  ['known and unknown: the unknown half stays unassigned', [item('me/new', [Q, 'who/gone'], NEW)], { china: 0.5, unassigned: 0.5 }],
  ['the same base twice is one base', [item('me/new', [L, Q, L], NEW)], { china: 0.5, 'united-states': 0.5 }],
  ['itself does not count', [item('me/new', ['me/new', K], NEW)], { other: 1 }],
  ['a ring on two outside', [item('a/x', ['b/y', Q]), item('b/y', ['a/x', L]), item('me/new', ['a/x'], NEW)], { china: 0.5, 'united-states': 0.5 }],
  ['a ring of two without a base is halved among its members', [item('Qwen/a', ['meta-llama/b']), item('meta-llama/b', ['Qwen/a']), item('me/new', ['Qwen/a'], NEW)], { china: 0.5, 'united-states': 0.5 }],
  ['fifteen quantised copies of a mixed merge', [item('a/mix', [Q, L]), ...Array.from({ length: 15 }, (_, i) => item(`me/q${i}`, ['a/mix'], NEW))], { china: 7.5, 'united-states': 7.5 }],
])('%s', (_, items, expected) => {
  const rows = observe(countItems([...ROOTS, ...items]));
  expect(valuesOf(rows, 'new-derivatives-root-bloc-fractional', 'country')).toEqual(expected);
  // The two versions are two series: whole derivatives add up to the same number.
  const sum = (measure: string): number => Object.values(valuesOf(rows, measure, 'country')).reduce((a, b) => a + b, 0);
  expect(sum('new-derivatives-root-bloc-fractional')).toBeCloseTo(sum('new-derivatives-root-bloc'), 9);
});

test('a base that nobody asked for is unread, not missing; its account still says whose it is', () => {
  const rows = rowsOf([item('me/a', ['Qwen/unread'], NEW), item('me/b', ['who/unread'], NEW), item('me/c', ['who/gone'], NEW), item('me/d', ['a/ft'], NEW)]);
  const observed = observe(countHubRows({ rows, known: rowsOf([item('a/ft', ['who/unread'])]), unread: new Set(['qwen/unread', 'who/unread']) }, { origins, rules, filter: EVERYTHING, months: [MONTH] }));
  expect(valuesOf(observed, 'new-derivatives-root-country', 'country')).toEqual({ CN: 1, ZZ: 3 });
  const odd = valuesOf(observed, 'new-derivatives-irregularities', 'entity');
  expect([odd['stands on a base that was not read'], odd['stands on a missing root'], odd['names a missing base of an unknown publisher'], odd['names a missing base of a known publisher']]).toEqual([3, 1, 1, 0]);
  expect(valuesOf(observed, 'hub-rows', 'entity')).toMatchObject({ models: 4, 'bases left unread': 2 });
});

test('what an edition quotes of another listing never counts, nor does it change what counts', () => {
  const [mine, other] = [item('me/new', [Q], { ...NEW, _id: 'a', downloadsAllTime: 1 }), item('me/new', [L], { ...NEW, _id: 'a', downloadsAllTime: 99 })];
  const observed = observe(countHubRows({ rows: rowsOf([mine]), known: rowsOf([other, item('you/new', [L], NEW), ...ROOTS]) }, { origins, rules, filter: EVERYTHING, months: [MONTH] }));
  expect(valuesOf(observed, 'new-derivatives-root-country', 'country')).toEqual({ CN: 1 });
});
