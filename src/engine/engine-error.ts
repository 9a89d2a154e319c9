// What the engine says of a query, in words that help. Must not know what the tables mean.
import { findNearest } from '../errors.ts';
import type { QueryLimits, QueryProblem, QueryTable } from './query.ts';

interface EngineError {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly error_subtype?: string;
  readonly position?: string;
  readonly name?: string;
  readonly candidates?: string;
}

/** `error` as thrown with errors_as_json; the offset is in bytes. Throws `error` itself when it is none of the engine's. */
export function engineProblem(error: unknown, tables: readonly QueryTable[], { memoryMiB }: QueryLimits): QueryProblem {
  const said = maybeEngineError(error instanceof Error ? error.message : String(error));
  if (said === undefined) throw error;
  const place = said.position === undefined ? {} : { offset: Number(said.position) };
  const message = (said.exception_message ?? '').split('\n')[0] ?? '';
  if (said.error_subtype === 'COLUMN_NOT_FOUND' || /^Referenced column/.test(message)) return { ...columnProblem(said, message, tables), ...place };
  switch (said.exception_type) {
    case 'Out of Memory':
      return memoryProblem(memoryMiB);
    case 'Permission':
      return { code: 'SQL_FORBIDDEN', message: 'A query reads the tables of the project and nothing else.', hint: 'No files, addresses, extensions or settings.', ...place };
    case 'Conversion':
    case 'Out of Range':
      return { code: 'SQL_VALUE', message: `${message}.`, hint: 'A value that may be missing or no number: use TRY_CAST, or leave its row out.', ...place };
    default:
      return { code: 'SQL_ENGINE', message: message.replace(/[.!]?$/, '.'), hint: hintOf(said), ...place };
  }
}

export function memoryProblem(memoryMiB: number): QueryProblem {
  return { code: 'SQL_MEMORY', message: `The query needs more than ${memoryMiB} MiB of memory.`, hint: 'Filter before joining; a join without a condition multiplies the rows.' };
}

function columnProblem(said: EngineError, message: string, tables: readonly QueryTable[]): QueryProblem {
  const name = said.name ?? /"([^"]+)"/.exec(message)?.[1] ?? '';
  const columns = [...new Set(tables.flatMap((t) => Object.keys(t.columns)))];
  const near = findNearest(name, columns) ?? said.candidates?.split(',')[0];
  const holders = tables.filter((t) => Object.hasOwn(t.columns, near ?? '')).map((t) => t.name);
  const hint = near === undefined ? `Columns of observations: ${Object.keys(tables[0]?.columns ?? {}).join(', ')}.` : `Try "${near}"${holders.length === 0 ? '' : `, a column of ${holders.join(', ')}`}. A text stands between single quotes.`;
  return { code: 'SQL_UNKNOWN_COLUMN', message: `There is no column "${name}".`, hint };
}

function hintOf(said: EngineError): string {
  const near = findNearest(said.name ?? '', (said.candidates ?? '').split(','));
  return near === undefined ? 'The query is DuckDB SQL; data/README.md describes the tables.' : `Try "${near}".`;
}

function maybeEngineError(text: string): EngineError | undefined {
  const start = text.indexOf('{');
  try {
    return start < 0 ? undefined : (JSON.parse(text.slice(start)) as EngineError);
  } catch {
    return undefined;
  }
}
