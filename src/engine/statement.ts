// Whether a text is one SELECT that gives the same answer whenever and wherever it is asked, read from its syntax tree.
// Must not run it.
import type { DuckDBConnection } from '@duckdb/node-api';
import { findNearest } from '../errors.ts';
import type { QueryProblem, QueryTable } from './query.ts';

/** A node of the tree that the engine gives. */
interface Node {
  /** Text, except in a constant. */
  readonly type?: unknown;
  readonly class?: string;
  readonly query_location?: number;
  readonly [key: string]: unknown;
}

export interface Statement {
  /** Whether its outermost part has an ORDER BY. */
  readonly isOrdered: boolean;
}

/** Functions that answer for the clock, chance, the session or the machine, by name, beside those that the engine itself calls volatile. */
const OWN_ANSWERS = /^(current_.*|session_user|user|getvariable|getenv|version|pg_.*|has_.*_privilege|inet_.*|query|query_table|json_.*serialize.*|.*log|stats|age)$/;
const CLOCK_WORDS = /^(current_(date|time|timestamp|user|role|catalog|schema|database)|localtime|localtimestamp|user|session_user)$/;
const LOGARITHMS = /^(log|log2|log10|ln)$/;
const TABLE_FUNCTIONS: readonly string[] = ['unnest', 'range', 'generate_series'];

/** The statement, or what is wrong with it. Offsets are those of the engine, in bytes. */
export async function readStatement(connection: DuckDBConnection, query: string, tables: readonly QueryTable[], volatile: ReadonlySet<string>): Promise<Statement | { readonly problem: QueryProblem }> {
  const parsed = JSON.parse(await textOf(connection, 'SELECT json_serialize_sql(CAST($1 AS VARCHAR))', query)) as Parsed;
  if (parsed.error) return { problem: syntaxProblem(parsed) };
  const [first, second] = parsed.statements;
  if (first === undefined || second !== undefined) {
    return { problem: { code: 'SQL_ONE_STATEMENT', message: first === undefined ? 'There is no query.' : 'A figure has one query, and here is a second.', hint: 'Write one SELECT without what follows the semicolon.' } };
  }
  const problem = firstProblem(first.node, { tables, volatile, named: namesOf(first.node) });
  if (problem !== undefined) return { problem };
  const modifiers = (first.node['modifiers'] ?? []) as readonly Node[];
  return { isOrdered: modifiers.some((m) => m.type === 'ORDER_MODIFIER') };
}

/** Names of the functions that the engine does not call consistent. */
export async function listVolatile(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  return new Set((await textOf(connection, "SELECT coalesce(string_agg(DISTINCT function_name, ','), '') FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY') AND $1 = ''")).split(','));
}

interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements: readonly { readonly node: Node }[];
}

async function textOf(connection: DuckDBConnection, sql: string, value = ''): Promise<string> {
  return String((await connection.runAndReadAll(sql, [value])).getRowsJS()[0]?.[0]);
}

function syntaxProblem({ error_type, error_message = '', position }: Parsed): QueryProblem {
  if (error_type === 'not implemented') return { code: 'SQL_NOT_SELECT', message: 'A figure only reads: its query must be a SELECT.', hint: 'No COPY, ATTACH, INSTALL, PRAGMA, SET, PIVOT or changes of tables.' };
  return { code: 'SQL_SYNTAX', message: `The query is not SQL: ${error_message}.`, ...(position === undefined ? {} : { offset: Number(position) }), hint: 'Look for a missing comma, quote or bracket before this place. "window" is a word of SQL: write it in double quotes.' };
}

interface Allowed {
  readonly tables: readonly QueryTable[];
  readonly volatile: ReadonlySet<string>;
  /** Names that the query gives to parts of itself (WITH). */
  readonly named: ReadonlySet<string>;
}

function firstProblem(tree: unknown, allowed: Allowed): QueryProblem | undefined {
  for (const node of nodesOf(tree)) {
    const problem = nodeProblem(node, allowed);
    if (problem !== undefined) return { ...problem, ...(isPlace(node.query_location) ? { offset: node.query_location } : {}) };
  }
  return undefined;
}

/** The engine writes the largest number where it knows no place. */
function isPlace(location: unknown): location is number {
  return typeof location === 'number' && location < 1e9;
}

function nodeProblem(node: Node, { tables, volatile, named }: Allowed): QueryProblem | undefined {
  if (node.class === 'FUNCTION') return functionProblem(String(node['function_name']).toLowerCase(), volatile);
  if (node.class === 'PARAMETER') return { code: 'SQL_PARAMETER', message: 'A query has no parameters.', hint: 'Write the value itself.' };
  const words = node.class === 'COLUMN_REF' ? (node['column_names'] as readonly string[]) : [];
  if (words.length === 1 && CLOCK_WORDS.test((words[0] ?? '').toLowerCase())) return ownAnswer(words[0] ?? '');
  if (typeof node['sample'] === 'object' && node['sample'] !== null) return { code: 'SQL_CHANCE', message: 'A sample is taken by chance.', hint: 'Choose rows by what they say.' };
  if (node.type === 'BASE_TABLE') return tableProblem(node, tables, named);
  if (node.type === 'TABLE_FUNCTION') {
    const name = String((node['function'] as Node)['function_name']).toLowerCase();
    return TABLE_FUNCTIONS.includes(name) ? undefined : { code: 'SQL_FUNCTION', message: `"${name}" cannot be read from.`, hint: `A query reads ${listOf(tables)}, and no file, address or setting.` };
  }
  if (typeof node.type === 'string' && /_REF$|^PIVOT/.test(node.type) && node.class === undefined) return { code: 'SQL_NOT_SELECT', message: 'A query cannot read from that.', hint: `It reads ${listOf(tables)}.` };
  return undefined;
}

function functionProblem(name: string, volatile: ReadonlySet<string>): QueryProblem | undefined {
  return volatile.has(name) || (OWN_ANSWERS.test(name) && !LOGARITHMS.test(name)) ? ownAnswer(name) : undefined;
}

function ownAnswer(name: string): QueryProblem {
  return { code: 'SQL_FUNCTION', message: `"${name}" gives another answer on another day or machine.`, hint: 'An edition is made of its data alone; the table edition has its month and its cut-off.' };
}

function tableProblem(node: Node, tables: readonly QueryTable[], named: ReadonlySet<string>): QueryProblem | undefined {
  const name = String(node['table_name']);
  const isOwn = node['schema_name'] === '' && node['catalog_name'] === '';
  if (isOwn && (named.has(name.toLowerCase()) || tables.some((t) => t.name === name.toLowerCase()))) return undefined;
  const near = findNearest(name, tables.map((t) => t.name));
  return { code: 'SQL_UNKNOWN_TABLE', message: `There is no table "${name}".`, hint: `${near === undefined ? '' : `Try "${near}". `}Known tables: ${listOf(tables)}.` };
}

function listOf(tables: readonly QueryTable[]): string {
  return tables.map((t) => t.name).join(', ');
}

function namesOf(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(tree)) {
    const map = (node['cte_map'] as { readonly map?: readonly { readonly key: string }[] } | undefined)?.map;
    for (const { key } of map ?? []) names.add(key.toLowerCase());
    if (node.type === 'RECURSIVE_CTE_NODE') names.add(String(node['cte_name']).toLowerCase());
  }
  return names;
}

function* nodesOf(tree: unknown): Generator<Node> {
  if (Array.isArray(tree)) for (const item of tree) yield* nodesOf(item);
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return;
  yield tree as Node;
  for (const value of Object.values(tree)) yield* nodesOf(value);
}
