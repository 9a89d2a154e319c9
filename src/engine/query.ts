// The nouns of asking: tables in memory, a query of somebody else's, and what comes of it. Must not know what the tables mean.

export type Cell = string | number | null;
export type ColumnKind = 'text' | 'number' | 'day';

export interface QueryTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** In the order of the columns; a day is `YYYY-MM-DD`. */
  readonly rows: readonly (readonly Cell[])[];
  /** Whether its first column names the row, so that an answer can say which rows it rests on. */
  readonly keyed: boolean;
}

/** What a query may take. */
export interface QueryLimits {
  /** For all that is done with one query. */
  readonly milliseconds: number;
  /** Of the engine; its process may have as much again and 256 more. */
  readonly memoryMiB: number;
  /** Of the answer. */
  readonly rows: number;
}

export const QUERY_LIMITS: QueryLimits = { milliseconds: 10_000, memoryMiB: 256, rows: 200 };

/** The column of an answer that names the keyed rows which the row rests on. */
export const KEYS = 'keys';

/** One row of an answer by column: text, number, nothing, or a list of keys. */
export type AnswerRow = Readonly<Record<string, Cell | boolean | readonly string[]>>;

/** What is wrong with a query; `offset` counts characters of its text from 0. */
export interface QueryProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly offset?: number;
}

export type QueryAnswer = { readonly columns: readonly string[]; readonly rows: readonly AnswerRow[] } | { readonly problem: QueryProblem };
