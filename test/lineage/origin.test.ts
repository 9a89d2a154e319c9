import { expect, test } from 'vitest';
import { originsOf } from '../../src/lineage/origin.ts';
import { publisherClasses } from '../../src/lineage/population.ts';
import { compareRegistries } from '../../src/lineage/restatement.ts';
import { describeUnassigned } from '../../src/lineage/unassigned.ts';
import { COUNTRIES, countItems, EVERYTHING, FAMILIES, item, observe, ORGANISATIONS, origins, valuesOf } from './support.ts';

const NEW = { createdAt: '2026-01-02T00:00:00.000Z' };

test.each([
  ['qwen', 'organisation CN china'], ['QWEN', 'organisation CN china'], ['Qwen2', 'unknown ZZ unassigned'], ['', 'unknown ZZ unassigned'], ['unsloth', 're-uploader ZZ unassigned'], ['thebloke', 're-uploader ZZ unassigned'],
  ['mlabonne', 'individual ZZ unassigned'], ['EleutherAI', 'unknown ZZ unassigned'], ['sensetime', 'organisation HK china'], ['constructor', 'unknown ZZ unassigned'], ['__proto__', 'unknown ZZ unassigned'],
])('%s is %s', (namespace, expected) => {
  const { kind, country, bloc } = origins.publisherOf(namespace);
  expect(`${kind} ${country} ${bloc}`).toBe(expected);
});

test('a renamed account is one publisher under its present name, a ring of renames ends', () => {
  expect([origins.presentName('thudm'), origins.presentName('zai-org'), origins.presentName('ring-b')]).toEqual(['zai-org', undefined, 'ring-a']);
  const moved = originsOf({ organisations: ORGANISATIONS.map((o) => (o.namespace === 'THUDM' ? { ...o, country: 'US' } : o)), families: FAMILIES, countries: COUNTRIES });
  expect(moved.publisherOf('THUDM').country).toBe('CN');
});

test('families by account are those of the whole table', () => {
  expect(['Qwen/x', 'google/bert', 'google/gemma-2', 'GOOGLE/T5Gemma', 'thudm/x', 'who/qwen', 'qwen'].map((id) => origins.familyOf(id.toLowerCase())?.name)).toEqual(['Qwen', undefined, 'Gemma', 'Gemma', 'GLM', undefined, undefined]);
});

test('publishers are told apart by kind and country only', () => {
  const { classes, placeOf } = publisherClasses(origins);
  expect(classes[0]).toEqual({ kind: 'unknown', country: 'ZZ', bloc: 'unassigned' });
  expect(placeOf.get('qwen')).toBe(placeOf.get('deepseek-ai'));
  expect(placeOf.get('eleutherai')).toBe(0);
});

test('the unassigned are listed by name, the largest first, roots and publishers apart', () => {
  const rows = observe(countItems([item('who/base'), item('ann/base'), item('a/1', ['who/base'], NEW), item('a/2', ['who/base'], NEW), item('b/3', ['ann/base'], NEW), item('Qwen/4', ['qwen'], NEW)]));
  expect(Object.entries(valuesOf(rows, 'unassigned-bases', 'entity'))).toEqual([['who', 2], ['(no account in the name)', 1], ['ann', 1]]);
  expect(valuesOf(rows, 'unassigned-publishers', 'entity')).toEqual({ a: 2, b: 1 });
});

test('the share that the registry cannot place is said with the names that would help most', () => {
  const rows = observe(countItems([item('who/base'), item('ann/base'), item('a/1', ['who/base'], NEW), item('a/2', ['who/base'], NEW), item('b/3', ['ann/base'], NEW), item('Qwen/4', ['Qwen/x'], NEW)])).map((r) => ({ series: r['series'] ?? '', entity: r['entity'] ?? '', country: r['country'] ?? '', value: r['value'] ?? '' }));
  expect(describeUnassigned(rows)).toEqual(['75.0 % of 4 new derivatives lead to bases whose country the registry does not know; most stand on those of who (2), ann (1).', '75.0 % of 4 new models come from accounts without a country; most from a (2), b (1).']);
  expect(describeUnassigned([])).toEqual([]);
});

test('a changed registry restates past months and says which accounts did it', async () => {
  const items = [item('who/base'), item('a/1', ['who/base'], NEW), item('a/2', ['who/base'], { createdAt: '2025-12-05T00:00:00.000Z' }), item('a/3', ['Qwen/gone'], NEW)];
  const after = originsOf({ organisations: [...ORGANISATIONS, { namespace: 'Who', name: 'Who', country: 'KR', evidence: 'cited', sourceUrl: '', note: '' }], families: FAMILIES, countries: COUNTRIES });
  const change = await compareRegistries((use) => observe(countItems(items, EVERYTHING, ['2025-12', '2026-01'], use)), origins, after);
  expect(change.accounts).toEqual([{ namespace: 'who', before: 'unknown, unassigned', after: 'KR' }]);
  const blocs = change.restatements.filter((r) => r.series === 'new-derivatives-root-bloc.hub').map((r) => [r.period, r.country, r.before, r.after]);
  expect(blocs).toEqual([['2025-12', 'other', undefined, '1'], ['2025-12', 'unassigned', '1', undefined], ['2026-01', 'other', undefined, '1'], ['2026-01', 'unassigned', '1', undefined]]);
  expect((await compareRegistries((use) => observe(countItems(items, EVERYTHING, ['2026-01'], use)), origins, origins)).restatements).toEqual([]);
});
