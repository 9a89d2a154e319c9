// Copies of frozen tables: what is read from one is what the table says, and nothing but the table is believed.
import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../src/files.ts';
import { encodeObservations, maybeDecode, type CopyStore } from '../../src/history/snapshot-copy.ts';
import { freezeSnapshot } from '../../src/history/snapshot-freeze.ts';
import { cellsOf, checkRows, formatRows } from '../../src/history/snapshot-rows.ts';
import { withoutRepeats } from '../../src/history/snapshot-tables.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { packageRoot } from '../../src/project.ts';
import { maybeStore } from '../../src/pipeline/cache-store.ts';
import { readKnowledge } from '../../src/pipeline/knowledge.ts';
import type { Row } from '../../src/sources/source.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const known = { sources: new Map([['a', {}], ['b', {}]]), countries: new Map([['US', { bloc: 'united-states' as const }], ['FR', { bloc: 'europe' as const }], ['china', { bloc: 'china' as const }]]) };

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((t) => `x${t}`);
const number = fc.oneof(fc.nat(1e9), fc.double({ min: 0, max: 1e9, noNaN: true }).map((n) => Number(n.toFixed(6))), fc.constantFrom('0', '385.30', '123456789012345678', '0.000000000001'));
const figure = fc.oneof(
  fc.record({ value: number, unit: fc.constantFrom('downloads', 'million downloads', 'billion parameters', 'points') }), fc.constant({ value: '-0', unit: 'points' }), fc.constant({ value: -3.25, unit: 'months' }),
  fc.constant({ unit: 'event' }), fc.record({ low: fc.nat(50), high: fc.integer({ min: 60, max: 100 }), unit: fc.constant('%') }), fc.constant({ low: 1, value: 2, high: 3, unit: 'x', qualifier: '~' }),
);
const rows = fc.array(fc.record({
  rest: fc.record({
    series: fc.constantFrom('downloads.a', 'share-of-tokens.b'), country: fc.constantFrom('US', 'FR', 'china'), period: fc.constantFrom('2025', '2025-10', '2025-09-30', '2024-11/2025-10', '2025-10-01/2025-10-31'),
    denominator: text, window: text, evidence: fc.constantFrom('primary', 'secondary', 'derived', 'vendor'), source: fc.constantFrom('a', 'b'), locator: text, note: fc.oneof(fc.constant(''), text),
    published: fc.constantFrom('2025-12-01', '2025-11-30'),
  }), entity: text, figure,
}), { maxLength: 12 });

test('a copy gives the very observations of the table, in order and key by key', () => {
  fc.assert(fc.property(rows, (made) => {
    const table = formatRows(made.map(({ rest, entity, figure: given }, i) => cellsOf({ ...rest, entity: `${entity}${i}`, asOf: '2025-11-30', ...given } as Row, rest.source, '2025-12-02')));
    const { observations, problems } = checkRows(table, 'data/snapshots/2025-11/r1/observations.csv', known);
    expect(problems).toEqual([]);
    const copied = maybeDecode(encodeObservations(observations), 'data/snapshots/2025-11/r1/observations.csv', known, new Map());
    expect(copied).toStrictEqual(observations);
    // The order of the fields too: what is printed of an observation is the same text.
    expect(JSON.stringify(copied)).toBe(JSON.stringify(observations));
    expect(copied?.map((o) => Object.is(o.value, -0))).toEqual(observations.map((o) => Object.is(o.value, -0)));
  }), { numRuns: isLong ? 2000 : 150 });
});

test('only what was published on one day is a repeat, and the earlier month keeps it', () => {
  const [first] = checkRows(formatRows([cellsOf({ series: 'downloads.a', entity: 'm', country: 'US', period: '2025-10', value: 1, unit: 'downloads', denominator: 'd', window: 'w', evidence: 'primary', locator: 'l' }, 'a', '2025-11-02')]), 'x.csv', known).observations;
  if (first === undefined) throw new Error('no row');
  const at = (change: Partial<Observation>): Observation => ({ ...first, ...change });
  const months = [[first, at({ key: 'x:3', entity: 'n' })], [at({ key: 'y:2' }), at({ key: 'y:3', published: '2025-12-02' })], [at({ key: 'z:2', window: 'v' }), at({ key: 'z:3', entity: 'n' })]];
  expect(withoutRepeats(months).map((o) => o.key)).toEqual([first.key, 'x:3', 'y:3', 'z:2']);
  expect(withoutRepeats([months[0] ?? []]).map((o) => o.key)).toEqual([first.key, 'x:3']);
});

describe('in a project', () => {
  /** Two months of ten models, and a store that says what it was asked. */
  async function makeProject() {
    const root = await mkdtemp(join(tmpdir(), 'copies-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
    await cp(join(packageRoot(), 'data/registry/countries.csv'), join(root, 'data/registry/countries.csv'));
    for (const month of ['2026-01', '2026-02']) {
      const table = formatRows(Array.from({ length: 10 }, (_, i) => cellsOf({
        series: 'downloads.bench', entity: `lab/model-${i}`, country: i % 2 === 0 ? 'CN' : 'FR', period: month, value: i * 1000, unit: 'downloads', denominator: 'tracked models', window: '30 days', evidence: 'primary', locator: `${i}`,
      }, 'bench', `${month}-28`)));
      const source = {
        id: 'bench', publisher: 'B', title: 'C', url: 'https://bench.example.org/', licence: 'CC0', attribution: 'B', counts: 'Files.', countsNot: 'People.', base: 'https://bench.example.org', figures: 'running' as const,
        verdict: 'fresh' as const, reasons: [], notes: [], rows: 10, compared: { added: 10, changed: 0, gone: 0 }, captures: [],
      };
      await freezeSnapshot(root, { provenance: { version: 1, tool: 'test', month, revision: 1, run: 'r', frozenAt: `${month}-28T08:00:00.000Z`, observations: { sha256: sha256(table), rows: 10 }, inputs: [], sources: [source] }, table, stores: [] });
    }
    const store = await maybeStore(join(root, '.briefwright'), 'snapshots', 1e6, () => Date.now());
    if (store === undefined) throw new Error('no store');
    const seen: string[] = [];
    const copies: CopyStore = {
      program: 'p', trim: store.trim,
      maybeRead: async (key) => {
        const found = await store.maybeRead(key);
        seen.push(found === undefined ? 'none' : 'copy');
        return found;
      },
      write: async (key, bytes) => {
        seen.push('written');
        await store.write(key, bytes);
      },
    };
    const read = async (through = copies) => ({ known: await readKnowledge(root, through), seen: seen.splice(0) });
    return { root, copies, read, folder: join(root, '.briefwright/cache/snapshots'), table: join(root, 'data/snapshots/2026-01/r1/observations.csv') };
  }

  test('the second reading takes the copies and finds the same; another program takes none', async () => {
    const { root, copies, read } = await makeProject();
    const plain = await readKnowledge(root);
    expect(plain.tables.observations.filter((o) => o.series === 'downloads.bench')).toHaveLength(20);
    const [first, second, other] = [await read(), await read(), await read({ ...copies, program: 'q' })];
    expect([first.seen, second.seen, other.seen]).toEqual([['none', 'written', 'none', 'written'], ['copy', 'copy'], ['none', 'written', 'none', 'written']]);
    for (const { known: one } of [first, second, other]) expect(JSON.stringify([one.tables.observations, [...one.tables.hashes], one.snapshots])).toBe(JSON.stringify([plain.tables.observations, [...plain.tables.hashes], plain.snapshots]));
  });

  test('a damaged copy, one cut short and one under another name are found out and made again', async () => {
    const { root, read, folder } = await makeProject();
    const whole = JSON.stringify((await readKnowledge(root)).tables.observations);
    await read();
    const [a = '', b = ''] = await readdir(folder);
    const bytes = await readFile(join(folder, a));
    const damages: (() => Promise<unknown>)[] = [
      ...[70, Math.floor(bytes.length / 2), bytes.length - 1].map((at) => () => writeFile(join(folder, a), bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)))),
      () => writeFile(join(folder, a), bytes.subarray(0, -5)), () => writeFile(join(folder, a), ''), () => cp(join(folder, b), join(folder, a)),
    ];
    for (const damage of damages) {
      await damage();
      const { known: one, seen } = await read();
      expect([seen.toSorted(), JSON.stringify(one.tables.observations) === whole]).toEqual([['copy', 'none', 'written'], true]);
      expect((await read()).seen).toEqual(['copy', 'copy']);
    }
  });

  test('a table that was altered is refused, however whole its copy is', async () => {
    const { read, table } = await makeProject();
    await read();
    await chmod(table, 0o644);
    await writeFile(table, (await readFile(table, 'utf8')).replace('3000', '3001'));
    await expect(read()).rejects.toMatchObject({ status: 1, problems: [{ code: 'SNAPSHOT_CORRUPT', file: 'data/snapshots/2026-01/r1/observations.csv' }] });
  });

  test('what the registry no longer knows is told with its place, and another bloc is taken from it', async () => {
    const { root, read } = await makeProject();
    await read();
    const file = join(root, 'data/registry/countries.csv');
    const registry = await readFile(file, 'utf8');
    await writeFile(file, registry.replace(/^FR,(.*),europe,/m, 'FR,$1,other,'));
    expect((await read()).known.tables.observations.find((o) => o.key.endsWith('2026-02/r1/observations.csv:3'))).toMatchObject({ country: 'FR', bloc: 'other' });
    await writeFile(file, registry.replace(/^FR,.*\n/m, ''));
    await expect(read()).rejects.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ code: 'DATA_COUNTRY', file: 'data/snapshots/2026-01/r1/observations.csv', line: 3 })]) as unknown });
  });
});
