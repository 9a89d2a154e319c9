// Queries of somebody else's: what they may see, what they may not do, what is said when they are wrong.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUERY_LIMITS, type QueryAnswer, type QueryProblem, type QueryTable } from '../../src/engine/query.ts';
import { askQueries } from '../../src/engine/query-worker.ts';

const folder = mkdtempSync(join(tmpdir(), 'queries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const observations: QueryTable = {
  name: 'observations', keyed: true,
  columns: { key: 'text', series: 'text', entity: 'text', period_end: 'day', value: 'number', window: 'text' },
  rows: [
    ['a:2', 's', 'Qwen', '2025-11-30', 3, 'month'], ['a:3', 's', 'Llama', '2025-11-30', 1, 'month'],
    ['a:4', 's', 'Qwen', '2025-12-31', 5, 'month'], ['a:5', 't', 'Épée', null, null, 'month'],
  ],
};
const edition: QueryTable = { name: 'edition', keyed: false, columns: { month: 'text', cutoff: 'day' }, rows: [['2025-12', '2026-01-10']] };

const askAll = (queries: readonly string[], limits = {}): Promise<readonly QueryAnswer[]> => askQueries([observations, edition], queries, { ...QUERY_LIMITS, ...limits });
const problemOf = (answer: QueryAnswer | undefined): QueryProblem => (answer !== undefined && 'problem' in answer ? answer.problem : { code: 'none', message: JSON.stringify(answer) });
const rowsOf = (answer: QueryAnswer | undefined): unknown => (answer !== undefined && 'rows' in answer ? answer.rows : answer);

describe('answers', () => {
  test('come as plain values, in order, with the keys that they rest on', async () => {
    const [byEntity, share, dated] = await askAll([
      "SELECT entity AS label, sum(value) AS value, list(key) AS keys FROM observations WHERE series = 's' GROUP BY entity ORDER BY label",
      `WITH month AS (SELECT * FROM observations WHERE period_end = (SELECT max(period_end) FROM observations WHERE series = 's' AND period_end < DATE '2025-12-01'))
       SELECT entity AS label, 100 * value / sum(value) OVER () AS value, list(key) OVER () AS keys FROM month ORDER BY label;`,
      "SELECT e.month, e.cutoff, o.period_end, 1::HUGEINT AS n, 1.5::DECIMAL(4,2) AS d, true AS b, \"window\", key AS keys FROM edition e, observations o WHERE o.key = 'a:2'",
    ]);
    expect(rowsOf(byEntity)).toEqual([{ label: 'Llama', value: 1, keys: ['a:3'] }, { label: 'Qwen', value: 8, keys: ['a:2', 'a:4'] }]);
    expect(rowsOf(share)).toEqual([{ label: 'Llama', value: 25, keys: ['a:2', 'a:3'] }, { label: 'Qwen', value: 75, keys: ['a:2', 'a:3'] }]);
    expect(rowsOf(dated)).toEqual([{ month: '2025-12', cutoff: '2026-01-10', period_end: '2025-11-30', n: 1, d: 1.5, b: true, window: 'month', keys: 'a:2' }]);
  });

  test('must not depend on how rows are stored, nor on rows that they do not name', async () => {
    const problems = (await askAll([
      "SELECT entity AS label, value FROM observations WHERE series = 's'",
      "SELECT entity AS label, value, key AS keys FROM observations WHERE series = 's' ORDER BY label",
      "SELECT first(entity) AS label, count(*) AS value FROM observations WHERE period_end = DATE '2025-11-30'",
      "SELECT entity AS label, value, key AS keys FROM observations WHERE series = 's' ORDER BY series LIMIT 1",
      "SELECT entity AS label, 100 * value / (SELECT sum(value) FROM observations) AS value, key AS keys FROM observations WHERE key = 'a:2'",
      "SELECT entity AS label, value, key AS keys FROM observations WHERE series = 's' ORDER BY label, period_end",
    ])).map((a) => problemOf(a).code);
    expect(problems).toEqual(['SQL_NO_ORDER', 'SQL_ORDER', 'SQL_ORDER', 'SQL_ORDER', 'SQL_ROWS_UNNAMED', 'none']);
  });
});

describe('what is wrong is said with its place', () => {
  const wrong: readonly (readonly [string, string, string | undefined, RegExp])[] = [
    ['SELEC 1', 'SQL_SYNTAX', 'SELEC 1', /syntax error/],
    ['SELECT entity,\n  value\nFROM observations ORDER BY', 'SQL_SYNTAX', '', /end of input/],
    ["SELECT 'é', valu FROM observations", 'SQL_UNKNOWN_COLUMN', 'valu FROM', /Try "value", a column of observations/],
    ['SELECT value FROM observation', 'SQL_UNKNOWN_TABLE', 'observation', /Try "observations"\. Known tables: observations, edition/],
    ["SELECT nosuch(value) FROM observations", 'SQL_ENGINE', 'nosuch', /./],
    ["SELECT CAST(entity AS DOUBLE) FROM observations", 'SQL_VALUE', 'CAST', /TRY_CAST/],
    ['SELECT 1; SELECT 2', 'SQL_ONE_STATEMENT', undefined, /One|one SELECT/],
    ['', 'SQL_ONE_STATEMENT', undefined, /no query/],
    ['SELECT $1', 'SQL_PARAMETER', undefined, /value itself/],
    ['SELECT random()', 'SQL_FUNCTION', 'random', /another day or machine/],
    ['SELECT current_date', 'SQL_FUNCTION', 'current_date', /another day/],
    ['SELECT now()', 'SQL_FUNCTION', 'now', /another day/],
    ['SELECT * FROM observations USING SAMPLE 2', 'SQL_CHANCE', undefined, /chance/],
    ['SELECT r FROM range(500) t(r) ORDER BY r', 'SQL_TOO_MANY_ROWS', undefined, /more than 200 rows/],
  ];
  let answers: readonly QueryAnswer[] = [];
  beforeAll(async () => {
    answers = await askAll(wrong.map(([query]) => query));
  }, 60_000);

  test.each(wrong.map((row, i) => [...row, i] as const))('%s', (query, code, at, words, i) => {
    const problem = problemOf(answers[i]);
    expect(problem.code).toBe(code);
    expect(`${problem.message} ${problem.hint ?? ''}`).toMatch(words);
    if (at !== undefined) expect(query.slice(problem.offset).startsWith(at)).toBe(true);
    expect(`${problem.message}${problem.hint}`).not.toMatch(/undefined|"exception/);
  });
});

describe('hostile queries', () => {
  const canary = join(folder, 'canary.csv');
  const touched = join(folder, 'touched');
  writeFileSync(canary, 'secret\ncanary-4711\n');

  test('reach no file, no address, no setting, and leave nothing behind', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => (asked.push(request.url ?? ''), response.end('a\n1\n'))).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.csv`;
    const hostile = [
      `COPY observations TO '${touched}'`, `COPY (SELECT 1) TO '${touched}'`, `EXPORT DATABASE '${touched}'`, `ATTACH '${touched}' AS x`, `CREATE TABLE x AS SELECT * FROM '${canary}'`,
      `SELECT * FROM read_csv('${canary}')`, `SELECT * FROM '${canary}'`, `SELECT * FROM read_text('${canary}')`, `SELECT * FROM read_blob('${canary}')`, `SELECT * FROM glob('${folder}/*')`,
      "SELECT * FROM read_csv('/etc/passwd')", `SELECT (SELECT content FROM read_text('${canary}')) AS label`, `WITH t AS (FROM read_csv('${canary}')) FROM t`, `SELECT * FROM query('FROM read_text(''${canary}'')')`,
      `SELECT * FROM query_table(['${canary}'])`, `SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))`, `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''${canary}'')'))`,
      `SELECT * FROM read_csv('${url}')`, `SELECT * FROM '${url}'`, `SELECT * FROM parquet_scan('${url}')`, 'INSTALL httpfs', 'LOAD httpfs', "INSTALL httpfs FROM 'http://127.0.0.1/'", 'PRAGMA database_list', 'PRAGMA enable_profiling',
      "SET memory_limit = '64GB'", 'SET enable_external_access = true', 'RESET ALL', "SET VARIABLE x = 1", "SELECT getvariable('x')", "SELECT current_setting('temp_directory')", 'SELECT * FROM duckdb_settings()', 'FROM duckdb_secrets()', 'FROM duckdb_logs', 'FROM information_schema.tables', 'FROM pg_catalog.pg_class', 'FROM sqlite_master', 'FROM pragma_database_list',
      'CREATE TABLE x (a INT)', "INSERT INTO observations VALUES ('x')", 'DELETE FROM observations', 'DROP TABLE observations', 'UPDATE observations SET value = 1', 'BEGIN', 'CHECKPOINT', 'CALL pragma_version()', 'EXPLAIN SELECT 1', 'DESCRIBE observations', 'SHOW TABLES', 'SUMMARIZE observations', "PREPARE p AS SELECT 1", 'SELECT sleep_ms(60000)', "SELECT write_log('x')", "SELECT nextval('x')", "SELECT error('x')", "CREATE SECRET (TYPE s3)", "SELECT * FROM which_secret('a', 'b')", 'USE memory',
    ];
    const answers = await askAll(hostile);
    expect(hostile.map((query, i) => [query, problemOf(answers[i]).code]).filter(([, code]) => !/^SQL_(NOT_SELECT|UNKNOWN_TABLE|FUNCTION|SYNTAX|ONE_STATEMENT)$/.test(String(code)))).toEqual([]);
    expect(JSON.stringify(answers)).not.toMatch(/canary-4711|root:/);
    expect(existsSync(touched)).toBe(false);
    expect(asked).toEqual([]);
    server.close();
  }, 60_000);

  test('that never end, or would fill the machine, are ended; the next one is answered', async () => {
    const endless = [
      'SELECT count(*) AS value FROM range(10000000) a, range(10000000) b', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t',
      // These do not heed an interrupt of the engine.
      "SELECT max(levenshtein(repeat('a', 200000), repeat('b', 200000)))", "SELECT length(repeat('x', 2000000000))",
    ];
    const answers = await askAll([...endless, 'SELECT 1 AS value'], { milliseconds: 1000 });
    expect(endless.map((query, i) => [query, problemOf(answers[i]).code]).filter(([, code]) => code !== 'SQL_TIME' && code !== 'SQL_MEMORY')).toEqual([]);
    expect(rowsOf(answers.at(-1))).toEqual([{ value: 1 }]);
  }, 90_000);

  test('are ended with the work they belong to', async () => {
    const controller = new AbortController();
    const asking = askQueries([observations], ['SELECT count(*) FROM range(1000000000000)'], QUERY_LIMITS, controller.signal);
    setTimeout(() => controller.abort(), 300);
    await expect(asking).rejects.toThrow(/abort/i);
  });
});
