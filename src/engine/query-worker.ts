// Asks queries in a process of their own, one after the other, and ends it when one takes too long. Must not know what is asked.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { memoryProblem } from './engine-error.ts';
import type { QueryAnswer, QueryLimits, QueryProblem, QueryTable } from './query.ts';
import type { ProcessMessage, QueryJob } from './query-process.ts';

/** Until a process has started; from then on the time of a query counts. */
const START_MS = 30_000;
/** As in query-process.ts, which cannot be imported. */
const TOO_LARGE = 70;

/** An answer to each of `queries`, in order. Rejects when `signal` is aborted, and for what is no fault of a query. */
export async function askQueries(tables: readonly QueryTable[], queries: readonly string[], limits: QueryLimits, signal?: AbortSignal): Promise<readonly QueryAnswer[]> {
  const answers: QueryAnswer[] = [];
  while (answers.length < queries.length) {
    signal?.throwIfAborted();
    const { given, lost } = await askProcess({ tables, queries: queries.slice(answers.length), limits }, signal);
    answers.push(...given);
    if (lost !== undefined) answers.push({ problem: lost === 'time' ? timeProblem(limits) : memoryProblem(limits.memoryMiB) });
  }
  return answers;
}

interface Outcome {
  readonly given: readonly QueryAnswer[];
  /** What the next query died of. */
  readonly lost?: 'time' | 'memory';
}

function askProcess(job: QueryJob, signal: AbortSignal | undefined): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const given: QueryAnswer[] = [];
  const child = startProcess();
  let lost: Outcome['lost'];
  let timer: NodeJS.Timeout;
  const rearm = (time: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      lost = 'time';
      child.kill('SIGKILL');
    }, time);
  };
  const stop = (): void => void child.kill('SIGKILL');
  const settle = (work: () => void): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    work();
  };
  rearm(START_MS);
  signal?.addEventListener('abort', stop);
  child.on('message', (message: ProcessMessage) => {
    if (message === 'ready') return rearm(job.limits.milliseconds);
    if ('unexpected' in message) return settle(() => (stop(), reject(new Error(message.unexpected))));
    given.push(message.answer);
    rearm(job.limits.milliseconds);
  });
  child.on('error', (error) => settle(() => reject(error)));
  child.on('exit', (code, by) => settle(() => {
    if (signal?.aborted === true) reject(signal.reason);
    else if (given.length === job.queries.length) resolve({ given });
    else if (lost !== undefined || code === TOO_LARGE) resolve({ given, lost: lost ?? 'memory' });
    // Without a message of its own it most likely asked for more memory than there is.
    else if (by !== null || (code ?? 0) >= 128) resolve({ given, lost: 'memory' });
    else reject(new Error(`The process that answers queries ended with ${String(code)}.`));
  }));
  child.send(job, (error) => (error === null ? undefined : settle(() => (stop(), reject(error)))));
  return promise;
}

function timeProblem({ milliseconds }: QueryLimits): QueryProblem {
  return { code: 'SQL_TIME', message: `The query had not ended after ${milliseconds / 1000} s.`, hint: 'Filter before joining; a join without a condition multiplies the rows.' };
}

/** With an empty environment: no secret is within reach of a query, and no time zone of the machine. */
function startProcess(): ChildProcess {
  // Packed, this file and the process's are JavaScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fork(fileURLToPath(new URL(`./query-process.${extension}`, import.meta.url)), [], {
    execArgv: ['--max-old-space-size=512'], env: { TZ: 'UTC' }, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
