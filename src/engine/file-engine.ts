// The columnar engine over one file: it reads that and nothing else, and writes only what does not fit into its memory. Must not know models.
import { INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BriefwrightError, failure } from '../errors.ts';
import { appendRows, fence, openEngine } from './fence.ts';

export interface EngineOptions {
  /** The only file that may be read. */
  readonly file: string;
  /** Of the engine's own memory; beyond it tables go to a temporary folder. Default 700. */
  readonly memoryMiB?: number;
  /** Default 2. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

type Cells = readonly (string | number | bigint | boolean | null)[];

export interface Engine {
  /** What the file is, by its first bytes, and how SQL names it. */
  readonly format: 'parquet' | 'json';
  readonly path: string;
  readonly run: (sql: string) => Promise<void>;
  /** All rows of a small answer. */
  readonly rows: (sql: string) => Promise<readonly Cells[]>;
  /** A large answer column by column, a few thousand rows at a time. */
  readonly stream: (sql: string, visit: (columns: readonly Cells[]) => void) => Promise<void>;
  /** A new table of text columns (`t`) and whole-number columns (`n`). */
  readonly load: (table: string, columns: Readonly<Record<string, 't' | 'n'>>, rows: Iterable<readonly (string | number)[]>) => Promise<void>;
}

/**
 * Runs `work` with an engine and takes everything down again, also when it fails or `signal` is aborted.
 * Throws CENSUS_FILE (no such file, not Parquet and not JSON lines, a name with pattern characters), CENSUS_READ (what the engine says).
 */
export async function withEngine<T>(options: EngineOptions, work: (engine: Engine) => Promise<T>): Promise<T> {
  const path = resolve(options.file);
  const format = await formatOf(path);
  const spill = await mkdtemp(join(tmpdir(), 'briefwright-census-'));
  let stop: (() => void) | undefined;
  try {
    options.signal?.throwIfAborted();
    const instance = await openEngine({ memoryMiB: options.memoryMiB ?? 700, threads: options.threads ?? 2, spill, keepsOrder: false });
    try {
      const connection = await instance.connect();
      stop = () => connection.interrupt();
      options.signal?.addEventListener('abort', stop);
      try {
        await fence(connection, [path]);
        return await work(engineOf(connection, format, path));
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof BriefwrightError) throw cause;
    const message = cause instanceof Error ? cause.message.split('\n')[0] ?? '' : String(cause);
    throw new BriefwrightError([{ code: 'CENSUS_READ', message: `${message}`, file: options.file, hint: 'Check that the file is whole: a dump that stopped early has no end.' }], 2, cause);
  } finally {
    if (stop !== undefined) options.signal?.removeEventListener('abort', stop);
    await rm(spill, { recursive: true, force: true });
  }
}

function engineOf(connection: DuckDBConnection, format: Engine['format'], path: string): Engine {
  const stream: Engine['stream'] = async (sql, visit) => {
    const result = await connection.stream(sql);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) visit(chunk.getColumns() as Cells[]);
  };
  return {
    format, path, stream,
    run: async (sql) => void (await connection.run(sql)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows() as Cells[],
    load: async (table, columns, rows) => {
      await connection.run(`CREATE TABLE ${table} (${Object.entries(columns).map(([name, c]) => `${name} ${c === 't' ? 'VARCHAR' : 'INTEGER'}`).join(', ')})`);
      await appendRows(connection, table, Object.values(columns).map((c) => (c === 't' ? VARCHAR : INTEGER)), rows);
    },
  };
}

async function formatOf(path: string): Promise<Engine['format']> {
  if (/[*?[\]{}\0]/.test(path)) throw failure('CENSUS_FILE', 'The path has characters that stand for several files.', { file: path, hint: 'Rename the file or the folder: no * ? [ ] { }.' });
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw failure('CENSUS_FILE', found === undefined ? 'There is no such file.' : 'It is not a file.', { file: path });
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(64), length: 64, position: 0 });
    const head = buffer.subarray(0, bytesRead);
    if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
    if (/^\s*\{/.test(head.toString('utf8')) || (head[0] === 0x1f && head[1] === 0x8b) || bytesRead === 0) return 'json';
  } finally {
    await handle.close();
  }
  throw failure('CENSUS_FILE', 'It is neither Parquet nor JSON lines.', { file: path, hint: 'One model per line, each a JSON object; or the Parquet of hub-stats.' });
}
