import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countCensus } from '../../src/lineage/census/census.ts';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import type { ObservationRow } from '../../src/lineage/observation-rows.ts';
import { countItems, EVERYTHING, MONTH, ndjson, observe, origins, rules, valuesOf } from './support.ts';
import { CASES } from './truth-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'lineage-truth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const only = (values: Readonly<Record<string, number>>): string => Object.keys(values).join('+');

/** `country family depth: roots` of the one new model. */
function standing(rows: readonly ObservationRow[]): string {
  if (only(valuesOf(rows, 'new-derivatives-root-country')) === '') return 'nothing';
  const family = only(valuesOf(rows, 'new-derivatives-root-family', 'entity'));
  const depth = only(valuesOf(rows, 'new-derivatives-depth', 'entity')).replace(/ steps?$/, '');
  const roots = Object.keys(valuesOf(rows, 'new-derivatives-bases', 'entity')).sort().join(', ');
  return `${only(valuesOf(rows, 'new-derivatives-root-country', 'country'))} ${family === 'other bases' ? '-' : family === 'several families' ? 'several' : family} ${depth}: ${roots}`;
}

function oddities(rows: readonly ObservationRow[]): readonly string[] {
  return Object.entries(valuesOf(rows, 'lineage-irregularities', 'entity')).filter(([, n]) => n > 0).map(([name]) => name).sort();
}

test('the table is large enough and says nothing twice', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CASES.map((c) => c.name)).size).toBe(CASES.length);
});

describe('where a model stands', () => {
  test.each(CASES.map((c) => [c.name, c] as const))('%s', (_, { items, stands, odd }) => {
    const rows = observe(countItems(items));
    expect(standing(rows)).toBe(stands);
    expect(oddities(rows)).toEqual([...(odd ?? [])].sort());
    expect(formatRows(observe(countItems([...items].reverse())))).toBe(formatRows(rows));
  });
});

/** A start of the engine takes longer than a case, so that all cases go in at once, with their repeated rows, and some alone. */
test('a file gives what the API gives', async () => {
  const sets: readonly (readonly [string, readonly unknown[]])[] = [['all together', CASES.flatMap((c) => c.items)], ...CASES.filter((_, i) => i % 9 === 0).map((c) => [c.name, c.items] as const)];
  for (const [i, [name, items]] of sets.entries()) {
    const file = join(folder, `${i}.ndjson`);
    writeFileSync(file, ndjson(items));
    const population = await countCensus({ origins, rules, filter: EVERYTHING, months: [MONTH], file, cards: true });
    expect(formatRows(observe(population)), name).toBe(formatRows(observe(countItems(items))));
  }
});
