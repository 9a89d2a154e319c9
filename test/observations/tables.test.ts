// Hostile rows: each gives its problem at its line, all of them at once.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/errors.ts';
import { sha256 } from '../../src/files.ts';
import { readTables } from '../../src/observations/tables.ts';
import { brief, problemsOf, row, SOURCES, statement, statements, table, withProject } from './project.ts';

/** What is wrong with the row, the column that is blamed, the code. */
const HOSTILE: readonly (readonly [Readonly<Record<string, string>>, string, string])[] = [
  [{ value: '"1,5"' }, 'value', 'DATA_NUMBER'],
  [{ value: '−3' }, 'value', 'DATA_NUMBER'],
  [{ value: '1e400' }, 'value', 'DATA_NUMBER'],
  [{ value: '1e3' }, 'value', 'DATA_NUMBER'],
  [{ value: 'NaN' }, 'value', 'DATA_NUMBER'],
  [{ value: 'Infinity' }, 'value', 'DATA_NUMBER'],
  [{ value: '0x10' }, 'value', 'DATA_NUMBER'],
  [{ value: '>40' }, 'value', 'DATA_NUMBER'],
  [{ value: '007' }, 'value', 'DATA_NUMBER'],
  [{ value: '.5' }, 'value', 'DATA_NUMBER'],
  [{ value: '1 150' }, 'value', 'DATA_NUMBER'],
  [{ value: '٣' }, 'value', 'DATA_NUMBER'],
  [{ value: '9'.repeat(400) }, 'value', 'DATA_NUMBER'],
  [{ value: '-1' }, 'value', 'DATA_RANGE'],
  [{ value: '101', unit: '%' }, 'value', 'DATA_RANGE'],
  [{ value: '', value_low: '50', value_high: '101', unit: '%' }, 'value_high', 'DATA_RANGE'],
  [{ value: '-101', unit: '% change' }, 'value', 'DATA_RANGE'],
  [{ value: '' }, 'value', 'DATA_VALUE'],
  [{ value: '1', unit: 'event' }, 'value', 'DATA_VALUE'],
  [{ value: '', value_low: '5', value_high: '4' }, 'value_low', 'DATA_BOUNDS'],
  [{ value: '7', value_low: '4', value_high: '5' }, 'value_low', 'DATA_BOUNDS'],
  [{ value: '7', value_low: '4' }, 'value_high', 'DATA_BOUNDS'],
  [{ value: '5', unit: '%', denominator: '' }, 'denominator', 'DATA_DENOMINATOR'],
  [{ value: '5', unit: '%', window: '' }, 'window', 'DATA_DENOMINATOR'],
  [{ unit: 'milion downloads' }, 'unit', 'DATA_UNIT'],
  [{ country: 'cn' }, 'country', 'DATA_COUNTRY'],
  [{ country: 'China' }, 'country', 'DATA_COUNTRY'],
  [{ source: 'god' }, 'source', 'DATA_SOURCE'],
  [{ source: '__proto__' }, 'source', 'DATA_SOURCE'],
  [{ evidence: 'Primary' }, 'evidence', 'DATA_WORD'],
  [{ qualifier: '≥' }, 'qualifier', 'DATA_WORD'],
  [{ period: '2025-13' }, 'period', 'DATA_PERIOD'],
  [{ period: '2025-10-31/2025-10-01' }, 'period', 'DATA_PERIOD'],
  [{ period: '2025-11' }, 'period', 'DATA_DATE_ORDER'],
  [{ as_of: '2025-02-29' }, 'as_of', 'DATA_DATE'],
  [{ as_of: '2025-10' }, 'as_of', 'DATA_DATE'],
  [{ as_of: '2025-11-13' }, 'as_of', 'DATA_DATE_ORDER'],
  [{ published: '12.11.2025' }, 'published', 'DATA_DATE'],
  [{ series: 'Downloads.Atom' }, 'series', 'DATA_SERIES'],
  [{ series: 'downloads' }, 'series', 'DATA_SERIES'],
  [{ locator: '' }, 'locator', 'DATA_CELL_EMPTY'],
  [{ entity: '' }, 'entity', 'DATA_CELL_EMPTY'],
  [{ source: '' }, 'source', 'DATA_CELL_EMPTY'],
  [{ note: 'a\u202Eb' }, 'note', 'DATA_TEXT'],
  [{ note: 'a\u0007b' }, 'note', 'DATA_TEXT'],
  [{ entity: '"Qwen\nLlama"' }, 'entity', 'DATA_TEXT'],
  [{ entity: 'Qwen\u200b' }, 'entity', 'DATA_TEXT'],
  [{ entity: ' Qwen' }, 'entity', 'DATA_TEXT'],
];

describe('observations', () => {
  test('a good row: value with the source’s own digits, converted without a rounding error', async () => {
    const tables = await withProject({ 'data/observations/a.csv': table(
      row(), row({ value: '0.28', unit: 'USD per million tokens', series: 'p.x' }), row({ value: '', unit: 'event', series: 'e.x' }),
      row({ value: '', value_low: '180', value_high: '210.5', unit: 'repositories per day', series: 'd.x', qualifier: 'up to' }),
      row({ value: '1.10', unit: 'trillion tokens', series: 't.x', country: 'HK' }), row({ value: '1000', unit: '% change', series: 'g.x' }),
    ) }, readTables);
    expect(tables.observations.map((o) => [o.key, o.value, o.low, o.high, o.unit, o.printed, o.bloc])).toEqual([
      ['data/observations/a.csv:2', 385_300_000, undefined, undefined, 'downloads', { scale: 1e6, decimals: 1 }, 'china'],
      ['data/observations/a.csv:3', 0.28, undefined, undefined, 'usd-per-mtok', { scale: 1, decimals: 2 }, 'china'],
      ['data/observations/a.csv:4', undefined, undefined, undefined, 'event', { scale: 1, decimals: 0 }, 'china'],
      ['data/observations/a.csv:5', undefined, 180, 210.5, 'per-day', { scale: 1, decimals: 1 }, 'china'],
      ['data/observations/a.csv:6', 1_100_000_000_000, undefined, undefined, 'tokens', { scale: 1e12, decimals: 2 }, 'china'],
      ['data/observations/a.csv:7', 1000, undefined, undefined, 'percent', { scale: 1, decimals: 0 }, 'china'],
    ]);
    expect(tables.observations[0]?.period).toMatchObject({ kind: 'month', end: '2025-10-31' });
    expect('value' in (tables.observations[2] ?? {})).toBe(false);
  });

  test.each(HOSTILE)('%j', async (cells, column, code) => {
    const bad = row(cells);
    const problems = await problemsOf({ 'data/observations/a.csv': table(row({ entity: 'other' }), bad) });
    expect(problems.map((p) => [p.file, p.line, p.code])).toEqual([['data/observations/a.csv', 3, code]]);
    const [problem] = problems;
    // The column is that of the cell: what stands there is what the row was given.
    const given = cells[column] ?? '';
    expect(bad.slice((problem?.column ?? 0) - 1).startsWith(given)).toBe(true);
    expect(problem?.column).toBeGreaterThan(column === 'series' ? 0 : 1);
  });

  test('a value in spaces is two mistakes at one place', async () => {
    const problems = await problemsOf({ 'data/observations/a.csv': table(row({ value: ' 12 ' })) });
    expect(problems.map((p) => p.code)).toEqual(['DATA_TEXT', 'DATA_NUMBER']);
    expect(problems[0]?.column).toBe(problems[1]?.column);
  });

  test('all hostile rows at once, each at its own line, beside those of the other files', async () => {
    const problems = await problemsOf({
      'data/observations/a.csv': table(...HOSTILE.map(([cells]) => row(cells)).filter((text) => !text.includes('\n'))),
      'data/observations/b.csv': 'series,entity\nx\n',
      'data/registry/sources.yaml': `${SOURCES}bad:\n  publisher: P\n`,
      'data/observations/statements.csv': statements(statement({ kind: 'rumour' })),
    });
    const rows = HOSTILE.filter(([cells]) => !row(cells).includes('\n'));
    const found = new Set(brief(problems));
    for (const [i, [, , code]] of rows.entries()) expect(found).toContain(`a.csv:${i + 2} ${code}`);
    expect(found).toContain('b.csv:2 CSV_RAGGED_ROW');
    expect(found).toContain('b.csv:1 DATA_COLUMN_MISSING');
    expect(found).toContain('sources.yaml:12 DATA_FIELD_MISSING');
    expect(found).toContain('statements.csv:2 DATA_WORD');
  });

  test('hints name the nearest known word', async () => {
    const hints = async (cells: Record<string, string>) => (await problemsOf({ 'data/observations/a.csv': table(row(cells)) })).map((p) => p.hint);
    expect(await hints({ country: 'cn' })).toEqual(['Try "CN".']);
    expect(await hints({ source: 'god' })).toEqual(['Try "good".']);
    expect(await hints({ unit: 'milion downloads' })).toEqual(['Try "million downloads".']);
    expect(await hints({ evidence: 'Primary' })).toEqual(['Try "primary".']);
  });

  test('the same figure twice, also in two tables; a later publication is no repetition', async () => {
    const later = row({ published: '2025-12-01', value: '386.0' });
    expect(await problemsOf({ 'data/observations/a.csv': table(row(), later), 'data/observations/b.csv': table(row({ window: 'year' })) })).toEqual([]);
    const problems = await problemsOf({ 'data/observations/a.csv': table(row(), row({ value: '1' })), 'data/observations/b.csv': table(later, row()) });
    expect(brief(problems)).toEqual(['a.csv:3 DATA_DUPLICATE', 'b.csv:3 DATA_DUPLICATE']);
    expect(problems.map(formatProblem)[0]).toContain('> 3 | downloads-monthly-org.atom');
  });

  test('a series with two units', async () => {
    expect(brief(await problemsOf({ 'data/observations/a.csv': table(row()), 'data/observations/b.csv': table(row({ unit: 'models', value: '3', entity: 'x' })) }))).toEqual(['b.csv:2 DATA_SERIES']);
    expect(await problemsOf({ 'data/observations/a.csv': table(row(), row({ unit: 'downloads', value: '3', entity: 'x' })) })).toEqual([]);
  });

  test('columns: missing, unknown, any order', async () => {
    const [header = '', line = ''] = table(row()).split('\n');
    expect(brief(await problemsOf({ 'data/observations/a.csv': `${header.replace('locator', 'locatr')}\n${line}\n` }))).toEqual(['a.csv:1 DATA_COLUMN_UNKNOWN', 'a.csv:1 DATA_COLUMN_MISSING']);
    const turned = (text: string): string => text.split(',').reverse().join(',');
    expect(await problemsOf({ 'data/observations/a.csv': `${turned(header)}\n${turned(line)}\n` })).toEqual([]);
  });
});

describe('statements', () => {
  const check = (...rows: readonly string[]) => problemsOf({ 'data/observations/statements.csv': statements(...rows) });

  test('a clarification is tied to what it clarifies', async () => {
    expect(await check(statement(), statement({ id: 'b', kind: 'clarification', clarifies: 'a', published: '2026-05-21' }))).toEqual([]);
    expect(brief(await check(statement(), statement({ id: 'b', kind: 'clarification' })))).toEqual(['statements.csv:3 DATA_CLARIFIES']);
    expect(brief(await check(statement({ id: 'abc' }), statement({ id: 'b', clarifies: 'abd' })))).toEqual(['statements.csv:3 DATA_CLARIFIES']);
    expect(brief(await check(statement({ clarifies: 'a' })))).toEqual(['statements.csv:2 DATA_CLARIFIES']);
    expect(brief(await check(statement(), statement({ id: 'b', clarifies: 'a', published: '2025-11-11' })))).toEqual(['statements.csv:3 DATA_DATE_ORDER']);
  });

  test.each([
    [{ id: 'A b' }, 'DATA_ID'], [{ topic: 'price' }, 'DATA_WORD'], [{ evidence: '' }, 'DATA_CELL_EMPTY'], [{ text: '' }, 'DATA_CELL_EMPTY'],
    [{ country: 'USA' }, 'DATA_COUNTRY'], [{ date: 'October' }, 'DATA_PERIOD'], [{ date: '2025-12' }, 'DATA_DATE_ORDER'], [{ published: '2025' }, 'DATA_DATE'],
    [{ source: 'x' }, 'DATA_SOURCE'], [{ text: 'a\u2066b' }, 'DATA_TEXT'],
  ])('%j', async (cells, code) => {
    expect(brief(await check(statement(cells)))).toEqual([`statements.csv:2 ${code}`]);
  });

  test('an id twice', async () => {
    expect(brief(await check(statement(), statement()))).toEqual(['statements.csv:3 DATA_DUPLICATE']);
  });
});

describe('files', () => {
  test('hashes every file that was read, and only tables directly in the folder', async () => {
    await withProject({ 'data/observations/notes.txt': 'x', 'data/observations/sub/c.csv': 'broken', 'data/observations/.hidden.csv': 'broken' }, async (folder) => {
      await writeFile(join(folder, 'elsewhere.csv'), 'broken');
      await symlink(join(folder, 'elsewhere.csv'), join(folder, 'data/observations/link.csv'));
      await mkdir(join(folder, 'data/observations/dir.csv'));
      const { hashes } = await readTables(folder);
      expect([...hashes.keys()].sort()).toEqual(['data/observations/a.csv', 'data/registry/countries.csv', 'data/registry/families.csv', 'data/registry/organisations.csv', 'data/registry/sources.yaml']);
      expect(hashes.get('data/observations/a.csv')).toBe(sha256(table(row())));
    });
  });

  test('a missing file or folder is one problem', async () => {
    expect(brief(await problemsOf({ 'data/registry/families.csv': undefined }))).toEqual(['families.csv: DATA_FILE']);
    expect(brief(await problemsOf({ 'data/observations/a.csv': undefined }))).toEqual(['data/observations: DATA_FILE']);
  });

  test('text that is not UTF-8, and a byte order mark', async () => {
    const bytes = Buffer.from(table(row(), row({ entity: 'Qw\u00e9n' })), 'latin1');
    expect(brief(await problemsOf({ 'data/observations/a.csv': bytes }))).toEqual(['a.csv:3 DATA_ENCODING']);
    expect(brief(await problemsOf({ 'data/observations/a.csv': `\uFEFF${table(row())}` }))).toEqual(['a.csv:1 CSV_BOM']);
  });

  test('an empty table says so', async () => {
    expect(brief(await problemsOf({ 'data/observations/a.csv': '' }))).toEqual(['a.csv:1 CSV_EMPTY']);
    expect(await problemsOf({ 'data/observations/a.csv': table() })).toEqual([]);
  });
});
