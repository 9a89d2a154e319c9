// One query over tables in memory, inside the fence: asked as it stands, with the rows stored the other way round, and over the rows
// that it names alone. An answer holds only if all three agree. Must not be asked in the program's own process: see query-worker.ts.
import { DATE, DOUBLE, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { engineProblem } from './engine-error.ts';
import { appendRows, fence, openEngine } from './fence.ts';
import { KEYS } from './query.ts';
import type { AnswerRow, QueryAnswer, QueryLimits, QueryProblem, QueryTable } from './query.ts';
import { listVolatile, readStatement } from './statement.ts';
import type { Statement } from './statement.ts';

const TYPES = { text: VARCHAR, number: DOUBLE, day: VARCHAR } as const;

/** Tables in memory, ready to be asked. */
interface Room {
  readonly connection: DuckDBConnection;
  readonly close: () => void;
}

/** Answers queries over the same tables, one after the other. Offsets of problems are in characters. */
export async function openQueries(tables: readonly QueryTable[], limits: QueryLimits): Promise<(query: string) => Promise<QueryAnswer>> {
  const asStored = await openRoom(tables, limits);
  const turned = await openRoom(tables.map((t) => ({ ...t, rows: t.rows.toReversed() })), limits);
  const volatile = await listVolatile(asStored.connection);
  const known = new Set(tables.flatMap((t) => (t.keyed ? t.rows.map((row) => String(row[0])) : [])));
  const check = (query: string): Promise<Statement | { readonly problem: QueryProblem }> => readStatement(asStored.connection, query, tables, volatile);
  const ask = (room: Room, query: string): Promise<QueryAnswer> => askRoom(room, query, tables, limits);
  const askAll = async (query: string): Promise<QueryAnswer> => {
    const statement = await check(query);
    if ('problem' in statement) return statement;
    const answer = await ask(asStored, query);
    if ('problem' in answer) return answer;
    if (answer.rows.length > 1 && !statement.isOrdered) return { problem: NO_ORDER };
    const again = await ask(turned, query);
    if ('problem' in again) return again;
    if (!agree(answer, again)) return { problem: OTHER_ORDER };
    const named = new Set(answer.rows.flatMap((row) => keysOf(row)));
    // A key that does not exist is the reader's to refuse.
    if (named.size === 0 || [...named].some((key) => !known.has(key))) return answer;
    const alone = await openRoom(tables.map((t) => (t.keyed ? { ...t, rows: t.rows.filter((row) => named.has(String(row[0]))) } : t)), limits);
    const same = agree(answer, await ask(alone, query));
    alone.close();
    return same ? answer : { problem: UNNAMED };
  };
  return async (query) => inCharacters(query, await askAll(query));
}

const NO_ORDER: QueryProblem = { code: 'SQL_NO_ORDER', message: 'The query does not say in which order its rows come.', hint: 'End it with ORDER BY.' };
const OTHER_ORDER: QueryProblem = {
  code: 'SQL_ORDER', message: 'The answer depends on the order in which the rows are stored.', hint: 'Order by columns that tell every row apart, also inside list(… ORDER BY …), first and LIMIT.',
};
const UNNAMED: QueryProblem = {
  code: 'SQL_ROWS_UNNAMED', message: `The answer rests on rows that its column "${KEYS}" does not name.`, hint: 'Name every row of the numerator and of the denominator: a total needs the keys of all that it adds up.',
};

/** The engine counts bytes. */
function inCharacters(query: string, answer: QueryAnswer): QueryAnswer {
  if (!('problem' in answer) || answer.problem.offset === undefined) return answer;
  return { problem: { ...answer.problem, offset: Buffer.from(query).subarray(0, answer.problem.offset).toString('utf8').length } };
}

async function openRoom(tables: readonly QueryTable[], { memoryMiB }: QueryLimits): Promise<Room> {
  const instance = await openEngine({ memoryMiB, threads: 1, keepsOrder: true });
  const connection = await instance.connect();
  for (const table of tables) await createTable(connection, table);
  await connection.run('SET errors_as_json = true');
  await fence(connection, []);
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, close };
}

async function askRoom({ connection }: Room, query: string, tables: readonly QueryTable[], limits: QueryLimits): Promise<QueryAnswer> {
  try {
    const read = await connection.streamAndReadUntil(query, limits.rows + 1);
    const rows = read.getRowsJS();
    const columns = read.columnNames();
    if (rows.length > limits.rows) return { problem: { code: 'SQL_TOO_MANY_ROWS', message: `The query gives more than ${limits.rows} rows.`, hint: 'A figure shows a few: group, filter, or add a LIMIT after an ORDER BY that tells every row apart.' } };
    return { columns, rows: rows.map((row) => Object.fromEntries(columns.map((name, c) => [name, plain(row[c])]))) };
  } catch (error) {
    return { problem: engineProblem(error, tables, limits) };
  }
}

async function createTable(connection: DuckDBConnection, { name, columns, rows }: QueryTable): Promise<void> {
  const kinds = Object.entries(columns);
  const sql = (kind: string): string => (kind === 'number' ? 'DOUBLE' : 'VARCHAR');
  await connection.run(`CREATE TABLE "${name}" (${kinds.map(([column, kind]) => `"${column}" ${sql(kind)}`).join(', ')})`);
  await appendRows(connection, name, kinds.map(([, kind]) => TYPES[kind]), rows);
  for (const [column, kind] of kinds) if (kind === 'day') await connection.run(`ALTER TABLE "${name}" ALTER "${column}" TYPE ${String(DATE)}`);
}

/** Whole numbers become numbers, days their text, lists of text lists; what else there is becomes text. */
function plain(value: unknown): AnswerRow[string] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(String);
  return String(value);
}

function keysOf(row: AnswerRow): readonly string[] {
  const keys = row[KEYS];
  if (typeof keys === 'string') return [keys];
  return Array.isArray(keys) ? (keys as readonly string[]) : [];
}

/** The same rows in the same order; sums of fractions may differ in their last digits, and a list of keys in its order. */
function agree(a: QueryAnswer, b: QueryAnswer): boolean {
  if ('problem' in a || 'problem' in b) return false;
  return a.rows.length === b.rows.length && a.rows.every((row, i) => Object.entries(row).every(([name, value]) => isSame(value, b.rows[i]?.[name])));
}

function isSame(a: AnswerRow[string], b: AnswerRow[string] | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());
  return a === b;
}
