// What every engine is opened with: no extensions, no files but the named ones, no network, a limit of memory. Must not know what is asked.
import { DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

export interface EngineLimits {
  /** Of the engine's own memory. */
  readonly memoryMiB: number;
  readonly threads: number;
  /** Folder for what does not fit; none where nothing may be written. */
  readonly spill?: string;
  /** Whether rows keep the order in which they were read. */
  readonly keepsOrder: boolean;
}

const CHUNK = 2048;

/** An empty engine in memory. */
export function openEngine({ memoryMiB, threads, spill, keepsOrder }: EngineLimits): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMiB}MiB`, threads: String(threads), preserve_insertion_order: String(keepsOrder),
    temp_directory: spill ?? '', ...(spill === undefined ? { max_temp_directory_size: '0KiB' } : {}),
    autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false',
  });
}

/** From here on the connection reaches `paths` and nothing else, and nobody can change that. */
export async function fence(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await connection.run(`SET allowed_paths = [${paths.map(quote).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** A text as SQL writes it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Fills a table that is there; an absent or null cell is NULL. */
export async function appendRows(connection: DuckDBConnection, table: string, types: readonly DuckDBType[], rows: Iterable<readonly (string | number | null)[]>): Promise<void> {
  const appender = await connection.createAppender(table);
  let batch: (readonly (string | number | null)[])[] = [];
  const flush = (): void => {
    if (batch.length === 0) return;
    const chunk = DuckDBDataChunk.create(types, batch.length);
    for (const c of types.keys()) chunk.setColumnValues(c, batch.map((row) => row[c] ?? null));
    appender.appendDataChunk(chunk);
    batch = [];
  };
  for (const row of rows) if (batch.push(row) === CHUNK) flush();
  flush();
  appender.closeSync();
}
