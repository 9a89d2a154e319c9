// The process in which queries are answered: it can be stopped in the middle of one, and when it takes too much memory it ends alone.
// Must not be imported; `query-worker.ts` starts it.
import type { QueryAnswer, QueryLimits, QueryTable } from './query.ts';
import { openQueries } from './query-run.ts';

/** The first message to the process. */
export interface QueryJob {
  readonly tables: readonly QueryTable[];
  readonly queries: readonly string[];
  readonly limits: QueryLimits;
}

/** What comes back, query by query in order. */
export type ProcessMessage = 'ready' | { readonly answer: QueryAnswer } | { readonly unexpected: string };

/** What the process ends with when it has grown too large. */
export const TOO_LARGE = 70;

const LOOK_MS = 20;

async function serve({ tables, queries, limits }: QueryJob): Promise<void> {
  // The engine counts its tables and not every text that it makes.
  const most = (2 * limits.memoryMiB + 256) * 1024 * 1024;
  const watch = setInterval(() => (process.memoryUsage.rss() > most ? process.exit(TOO_LARGE) : undefined), LOOK_MS);
  const ask = await openQueries(tables, limits);
  process.send?.('ready' satisfies ProcessMessage);
  for (const query of queries) {
    const message: ProcessMessage = await ask(query).then(
      (answer) => ({ answer }), (error: unknown) => ({ unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
    await new Promise((resolve) => process.send?.(message, resolve));
  }
  clearInterval(watch);
  if (process.connected) process.disconnect?.();
}

process.once('message', (job: QueryJob) => void serve(job));
