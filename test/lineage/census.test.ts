import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countCensus } from '../../src/lineage/census/census.ts';
import { quote } from '../../src/engine/fence.ts';
import { withEngine } from '../../src/engine/file-engine.ts';
import { countHubRows } from '../../src/lineage/hub-route.ts';
import { maybeModelRow } from '../../src/lineage/model-row.ts';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import { DEFAULT_FILTER } from '../../src/lineage/population.ts';
import type { LineageFilter, Population } from '../../src/lineage/population.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { parseObservations } from '../../src/observations/rows.ts';
import type { Problem } from '../../src/errors.ts';
import { writeDump } from '../bench/dump.ts';
import { COUNTRIES, countItems, EVERYTHING, item, MONTH, ndjson, observe, ORGANISATIONS, origins, rules, valuesOf } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lineage-census-'));
// The engine's own folders are counted below: those of other programs must not be among them.
process.env['TMPDIR'] = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const NEW = { createdAt: `${MONTH}-03T00:00:00.000Z` };
const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const census = (file: string, more: { filter?: LineageFilter; months?: readonly string[]; cards?: boolean; memoryMiB?: number } = {}): Promise<Population> =>
  countCensus({ origins, rules, filter: EVERYTHING, months: [MONTH], file, ...more });
const table = (population: Population, filter = EVERYTHING, months?: readonly string[]): string => formatRows(observe(population, filter, months));
const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing thrown', (error: unknown) => (error instanceof BriefwrightError ? error.problems[0]?.code ?? '' : String(error)));

describe('a made dump of 50,000 models', () => {
  const [parquet, lines] = [join(folder, 'dump.parquet'), join(folder, 'dump.ndjson')];
  const months = ['2022-10', '2022-11', '2022-04'];
  beforeAll(async () => {
    const namespaces = ORGANISATIONS.map((o) => o.namespace);
    await writeDump({ rows: 50_000, path: parquet, namespaces });
    await writeDump({ rows: 50_000, path: lines, namespaces });
  });
  const rows = (): ReturnType<typeof maybeModelRow>[] => readFileSync(lines, 'utf8').trimEnd().split('\n').map((line) => maybeModelRow(JSON.parse(line)));

  test('Parquet, JSON lines and the rows of an API give the same table', async () => {
    const all = rows().flatMap((r) => r ?? []);
    const filters: readonly LineageFilter[] = [DEFAULT_FILTER, EVERYTHING, { languageOnly: true, popularOnly: false, nameRules: true, sizeClass: '1b-to-9b' }];
    for (const filter of filters) {
      const expected = table(countHubRows({ rows: all }, { origins, rules, filter, months }), filter, months);
      expect(expected.split('\n').length).toBeGreaterThan(200);
      expect(table(await census(parquet, { filter, months }), filter, months)).toBe(expected);
    }
    expect(table(await census(lines, { months }), EVERYTHING, months)).toBe(table(countHubRows({ rows: all }, { origins, rules, filter: EVERYTHING, months }), EVERYTHING, months));
  }, 300_000);

  test('with a tenth of the memory the same, by way of a folder that is gone afterwards', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('briefwright-census-')).length;
    expect(table(await census(parquet, { months, memoryMiB: 70 }), EVERYTHING, months)).toBe(table(await census(parquet, { months }), EVERYTHING, months));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('briefwright-census-')).length).toBe(before);
  }, 300_000);

  test('the table passes the checks of a project’s own tables', async () => {
    const problems: Problem[] = [];
    const text = table(await census(parquet, { months }), EVERYTHING, months);
    const world = new Map([...COUNTRIES, ...['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'].map((b) => [b, { bloc: b as 'china' }] as const)]);
    const parsed = parseObservations({ file: 'observations.csv', text }, { sources: new Map([['huggingface', 1]]), countries: world }, problems);
    expect(problems.map((p) => p.message)).toEqual([]);
    expect(new Set(parsed.map((o) => [o.series, o.entity, o.country, o.period.text].join('|'))).size).toBe(parsed.length);
  });

  test('a dump of fewer rows is the beginning of a larger one', async () => {
    const short = join(folder, 'short.ndjson');
    await writeDump({ rows: 1000, path: short, namespaces: ORGANISATIONS.map((o) => o.namespace) });
    expect(readFileSync(lines, 'utf8').startsWith(readFileSync(short, 'utf8'))).toBe(true);
  });
});

test('repeated, unreadable and undated rows are counted, and which of two rows counts does not depend on their order', async () => {
  const items = [item('Qwen/q'), item('me/new', ['Qwen/q'], { ...NEW, downloadsAllTime: 5 }), item('ME/new', ['meta-llama/l'], { ...NEW, downloadsAllTime: 6 }), item('a/x', [], { createdAt: 'soon' }), { id: '' }, {}];
  for (const list of [items, [...items].reverse()]) {
    const population = await census(put('odd.ndjson', ndjson(list)));
    expect([population.rows, population.repeatedRows, population.unreadableRows, population.undatedRows]).toEqual([3, 1, 2, 1]);
    expect(valuesOf(observe(population), 'new-derivatives-root-country', 'country')).toEqual({ US: 1 });
    expect(table(population)).toBe(table(countItems(list)));
  }
});

test('two rows of one `_id` are one model under two names', async () => {
  const items = [item('old/name', ['Qwen/q'], { ...NEW, _id: 'a', downloadsAllTime: 1 }), item('new/name', ['Qwen/q'], { ...NEW, _id: 'a', downloadsAllTime: 2 }), item('me/x', ['old/name'], NEW), item('me/y', [{ id: 'old/name', _id: 'a' }], NEW)];
  const population = await census(put('twice.ndjson', ndjson(items)));
  expect(population.repeatedRows).toBe(1);
  expect(table(population)).toBe(table(countItems(items)));
});

test('broken lines are left out and counted as unreadable', async () => {
  const population = await census(put('broken.ndjson', `${ndjson([item('Qwen/q')])}{"id": "a/b", "downloads": \n{"id": "c/d", "tags": 7}\n${ndjson([item('me/new', ['Qwen/q'], NEW)])}`));
  expect(population.rows + population.unreadableRows).toBe(4);
  expect(valuesOf(observe(population), 'new-derivatives-root-country', 'country')).toEqual({ CN: 1 });
});

test('a dump with other columns: `_id` in bases or not, cards as text, times with a zone, counts as fractions', async () => {
  const file = join(folder, 'drift.parquet');
  await withWriter(`COPY (SELECT 'me/new' AS id, TIMESTAMPTZ '2026-02-01 00:30:00+02:00' AS createdAt, 9.0::DOUBLE AS downloads, {'relation': 'finetune', 'models': [{'id': 'Qwen/q'}]} AS baseModels, ['license:mit'] AS tags, '{"total": 5}' AS safetensors, true AS gated UNION ALL
    SELECT 'Qwen/q', NULL, NULL, NULL, NULL, NULL, NULL) TO '${file}' (FORMAT parquet)`);
  const population = await census(file);
  expect(valuesOf(observe(population), 'new-derivatives-root-country', 'country')).toEqual({ CN: 1 });
  expect(population.undatedRows).toBe(1);
  const text = join(folder, 'text.parquet');
  await withWriter(`COPY (SELECT 'me/new' AS id, '2026-01-05' AS createdAt, '{"relation":"merge","models":[{"_id":"1","id":"Qwen/q"}]}' AS baseModels) TO '${text}' (FORMAT parquet)`);
  expect(valuesOf(observe(await census(text)), 'new-derivatives-relation', 'entity')).toEqual({ merge: 1 });
});

test('what is no dump is refused with its name and a hint', async () => {
  const wrong = join(folder, 'wrong.parquet');
  await withWriter(`COPY (SELECT 1 AS number) TO '${wrong}' (FORMAT parquet)`);
  const typed = join(folder, 'typed.parquet');
  await withWriter(`COPY (SELECT 'a/b' AS id, 'x' AS tags) TO '${typed}' (FORMAT parquet)`);
  const cut = join(folder, 'cut.parquet');
  writeFileSync(cut, readFileSync(wrong).subarray(0, 200));
  expect(await codeOf(census(join(folder, 'none.parquet')))).toBe('CENSUS_FILE');
  expect(await codeOf(census(folder))).toBe('CENSUS_FILE');
  expect(await codeOf(census(put('plain.txt', 'hello')))).toBe('CENSUS_FILE');
  expect(await codeOf(census(put('st*r.ndjson', '{}')))).toBe('CENSUS_FILE');
  expect(await codeOf(census(wrong))).toBe('CENSUS_COLUMN');
  expect(await codeOf(census(typed))).toBe('CENSUS_COLUMN');
  expect(await codeOf(census(cut))).toBe('CENSUS_READ');
});

test('names that would end a statement are only names', async () => {
  const items = [item("Qwen/q"), item("me/x'; DROP TABLE m; --", ['Qwen/q'], NEW), item('me/new', ["Qwen/q'); ATTACH 'x'; --"], NEW)];
  const file = put("it's; quoted.ndjson", ndjson(items));
  expect(table(await census(file))).toBe(table(countItems(items)));
});

describe('the engine', () => {
  const allowed = join(folder, 'allowed.ndjson');
  const denied = join(folder, 'denied.ndjson');
  beforeAll(() => {
    writeFileSync(allowed, '{"id":"a/b"}\n');
    writeFileSync(denied, '{"id":"c/d"}\n');
  });

  test.each([
    ['another file', `SELECT * FROM read_json(${quote(denied)})`], ['a file as text', `SELECT * FROM read_text('/etc/hostname')`], ['a pattern', `SELECT * FROM read_json(${quote(join(folder, '*.ndjson'))})`], ['a way around', `SELECT * FROM read_json(${quote(`${folder}/../${folder.split('/').at(-1) ?? ''}/denied.ndjson`)})`],
    ['writing', `COPY (SELECT 1) TO ${quote(join(folder, 'written.csv'))}`], ['writing over the dump', `COPY (SELECT 1) TO ${quote(allowed)}`], ['a database', `ATTACH ${quote(join(folder, 'x.db'))}`], ['the network', "SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')"],
    ['an extension', 'INSTALL httpfs'], ['loading one', 'LOAD httpfs'], ['the lock', 'SET enable_external_access = true'], ['more paths', `SET allowed_paths = [${quote(denied)}]`], ['a folder listing', `SELECT * FROM glob(${quote(`${folder}/*`)})`],
  ])('refuses %s', async (_, sql) => {
    const answer = await withEngine({ file: allowed }, async (engine) => {
      expect(await engine.rows(`SELECT id FROM read_json(${quote(engine.path)}, columns = {id: 'VARCHAR'})`)).toEqual([['a/b']]);
      return engine.rows(sql).then((rows) => `rows: ${JSON.stringify(rows)}`, (error: unknown) => `refused: ${String(error)}`);
    });
    expect(answer.startsWith('refused') || answer === 'rows: []', answer).toBe(true);
    expect(readFileSync(allowed, 'utf8')).toBe('{"id":"a/b"}\n');
  });

  test('stops when told to, and leaves no folder', async () => {
    const controller = new AbortController();
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('briefwright-census-')).length;
    const work = withEngine({ file: allowed, signal: controller.signal }, (engine) => {
      setTimeout(() => controller.abort(new Error('stopped')), 100);
      return engine.rows('SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000) b');
    });
    await expect(work).rejects.toThrow('stopped');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('briefwright-census-')).length).toBe(before);
  });
});

async function withWriter(sql: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}
