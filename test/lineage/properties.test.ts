import { expect, test } from 'vitest';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import { random } from '../support/observations.ts';
import { standingOf } from './naive.ts';
import type { Declared } from './naive.ts';
import { countItems, item, observe, valuesOf } from './support.ts';

const OWNERS = ['Qwen', 'deepseek-ai', 'meta-llama', 'google', 'mistralai', 'black-forest-labs', 'upstage', 'sensetime', 'unsloth', 'who', 'ann', 'bob'];
const NEW = { createdAt: '2026-01-02T00:00:00.000Z' };
const items = (models: readonly Declared[]): Record<string, unknown>[] => models.map((m) => item(m.id, m.bases, NEW));

/** Few names, many edges: rings, diamonds, self-references, gaps and wrong cases come by themselves. */
function randomModels(next: () => number, size: number): readonly Declared[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] ?? list[0] as T;
  const ids = Array.from({ length: size }, (_, i) => `${pick(OWNERS)}/m${i}`);
  const named = (id: string): string => (next() < 0.1 ? id.toUpperCase() : next() < 0.1 ? `${pick(OWNERS)}/gone${Math.floor(next() * 3)}` : id);
  return ids.map((id, i) => ({ id, bases: Array.from({ length: next() < 0.3 ? 0 : 1 + Math.floor(next() * 3) }, () => named(next() < 0.7 && i > 0 ? pick(ids.slice(0, i)) : pick(ids))) }));
}

/** What the slow way says, in the shape of the observations. */
function slowly(models: readonly Declared[]): Record<string, Record<string, number>> {
  const out: Record<string, Record<string, number>> = { country: {}, family: {}, depth: {}, share: {} };
  const add = (what: string, key: string, n = 1): void => void ((out[what] ??= {})[key] = (out[what][key] ?? 0) + n);
  for (const { id } of models) {
    const s = standingOf(id, models);
    if (s === undefined) continue;
    add('country', s.country);
    add('family', s.family);
    add('depth', s.depth === 1 ? '1 step' : s.depth >= 5 ? '5 or more steps' : `${s.depth} steps`);
    for (const [bloc, part] of Object.entries(s.share)) add('share', bloc, part);
  }
  return out;
}

function quickly(given: readonly unknown[]): Record<string, Readonly<Record<string, number>>> {
  const rows = observe(countItems(given));
  return {
    country: valuesOf(rows, 'new-derivatives-root-country', 'country'), family: valuesOf(rows, 'new-derivatives-root-family', 'entity'), depth: valuesOf(rows, 'new-derivatives-depth', 'entity'),
    share: valuesOf(rows, 'new-derivatives-root-bloc-fractional', 'country'),
  };
}

const table = (given: readonly unknown[]): string => formatRows(observe(countItems(given)));

test('random graphs: the same as the slow way, down to the fractions', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const models = randomModels(random(seed), 2 + (seed % 11));
    const [slow, quick] = [slowly(models), quickly(items(models))];
    for (const what of ['country', 'family', 'depth']) expect(quick[what], `seed ${seed} ${what} ${JSON.stringify(models)}`).toEqual(slow[what]);
    const blocs = new Set([...Object.keys(slow['share'] ?? {}), ...Object.keys(quick['share'] ?? {})]);
    for (const bloc of blocs) expect(quick['share']?.[bloc] ?? 0, `seed ${seed} ${bloc}`).toBeCloseTo(slow['share']?.[bloc] ?? 0, 4);
  }
});

test('the roots by name are those of the slow way', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const models = randomModels(random(seed * 7), 8);
    for (const { id } of models) {
      // One new model at a time, so that fewer than ten roots are listed.
      const given = models.map((m) => item(m.id, m.bases, m.id === id ? NEW : {}));
      const roots = Object.keys(valuesOf(observe(countItems(given)), 'new-derivatives-bases', 'entity')).map((r) => r.toLowerCase()).sort();
      expect(roots, `seed ${seed * 7} ${id} ${JSON.stringify(models)}`).toEqual([...(standingOf(id, models)?.roots ?? [])].sort());
    }
  }
});

test('the order of the rows and of the bases does not matter', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const next = random(seed * 13);
    const models = randomModels(next, 14);
    const turned = [...models].map((m) => ({ key: next(), m: { ...m, bases: [...m.bases].reverse() } })).sort((a, b) => a.key - b.key).map(({ m }) => m);
    expect(table(items(turned)), `seed ${seed * 13}`).toBe(table(items(models)));
  }
});

test('a row that comes twice counts once, and the repeat is counted', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const given = items(randomModels(random(seed * 17), 10));
    const twice = observe(countItems([...given, ...given.slice(0, 4)]));
    expect(valuesOf(twice, 'hub-rows', 'entity')['repeated rows'], `seed ${seed * 17}`).toBe(4);
    expect(formatRows(twice.filter((r) => r['entity'] !== 'repeated rows'))).toBe(formatRows(observe(countItems(given)).filter((r) => r['entity'] !== 'repeated rows')));
  }
});

test('a model more that nobody stands on changes its own count and no other', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const models = randomModels(random(seed * 19), 9);
    const base = models[seed % models.length]?.id ?? '';
    const [before, after] = [quickly(items(models)), quickly(items([...models, { id: 'zoe/leaf', bases: [base] }]))];
    const sum = (o: Readonly<Record<string, number>> | undefined): number => Object.values(o ?? {}).reduce((a, b) => a + b, 0);
    for (const what of ['country', 'family', 'depth']) {
      expect(sum(after[what]) - sum(before[what]), `seed ${seed * 19}`).toBe(1);
      for (const [key, n] of Object.entries(before[what] ?? {})) expect((after[what]?.[key] ?? 0) - n).toBeGreaterThanOrEqual(0);
    }
  }
});

test('a base more never takes a bloc away from a model', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const next = random(seed * 23);
    const models = randomModels(next, 9);
    const [from, to] = [models[Math.floor(next() * 9)], models[Math.floor(next() * 9)]];
    if (from === undefined || to === undefined || from.bases.length === 0) continue;
    const edged = models.map((m) => (m === from ? { ...m, bases: [...m.bases, to.id] } : m));
    for (const { id } of models) {
      const [a, b] = [standingOf(id, models), standingOf(id, edged)];
      if (a?.country === 'mixed' && [...a.roots].every((r) => b?.roots.has(r))) expect(b?.country, `seed ${seed * 23} ${id}`).toBe('mixed');
    }
    expect(quickly(items(edged))['country'], `seed ${seed * 23}`).toEqual(slowly(edged)['country']);
  }
});

test('every count of derivatives adds up to the same number', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const rows = observe(countItems(items(randomModels(random(seed * 29), 12))));
    const sum = (measure: string): number => Object.values(valuesOf(rows, measure)).reduce((a, b) => a + b, 0);
    const all = sum('new-derivatives-root-bloc');
    for (const measure of ['root-country', 'root-family', 'publisher-bloc', 'publisher-root', 'relation', 'depth', 'mixing', 'licence-root', 'size']) expect(sum(`new-derivatives-${measure}`), `seed ${seed * 29} ${measure}`).toBe(all);
    expect(sum('new-derivatives-root-bloc-fractional'), `seed ${seed * 29}`).toBeCloseTo(all, 9);
    expect(valuesOf(rows, 'new-models', 'entity')['with a declared base'] ?? 0).toBe(all);
  }
});

test('a chain of 50,000, a ring of 20,000 and a merge of 1,000 are no trouble', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => item(`a/c${i}`, i === 0 ? ['Qwen/root'] : [`a/c${i - 1}`]));
  const ring = Array.from({ length: 20_000 }, (_, i) => item(`meta-llama/r${i}`, [`meta-llama/r${(i + 1) % 20_000}`]));
  const wide = Array.from({ length: 1_000 }, (_, i) => item(`google/gemma-${String(i).padStart(4, '0')}`));
  const tops = [item('t/chain', ['a/c49999'], NEW), item('t/ring', ['meta-llama/r7'], NEW), item('t/wide', wide.map((w) => String(w['id'])), NEW)];
  const rows = observe(countItems([...chain, ...ring, ...wide, ...tops]));
  expect(valuesOf(rows, 'new-derivatives-root-family', 'entity')).toEqual({ Qwen: 1, Llama: 1, Gemma: 1 });
  // Beyond the limit the first in the alphabet are listed: three models, the ten largest of their roots.
  const named = Object.keys(valuesOf(rows, 'new-derivatives-bases', 'entity'));
  expect([named.length, named.includes('Qwen/root'), named.includes('google/gemma-0008')]).toEqual([10, true, true]);
});
