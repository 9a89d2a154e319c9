// One process that draws charts, and the requests that lie before it. Must not know what a chart is.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChartRequest } from './chart.ts';
import type { ProcessAnswer, ProcessMessage } from './chart-process.ts';

export interface ChartWorker {
  /** Undefined when the chart takes too long, or the process died of it. The requests behind it go to a new process. */
  readonly ask: (request: ChartRequest) => Promise<ProcessAnswer | undefined>;
  /** Requests that have no answer yet. */
  readonly load: () => number;
  /** Starts the process now, so that it loads before the first request. */
  readonly start: () => void;
  readonly end: () => Promise<void>;
}

export interface ChartWorkerOptions {
  /** Milliseconds for one chart. */
  readonly deadline: number;
  /** Megabytes of heap. */
  readonly memory: number;
  readonly compileCache: string | undefined;
}

interface Task {
  readonly request: ChartRequest;
  readonly settle: (answer: ProcessAnswer | undefined) => void;
}

/** Milliseconds that a process may take to load: on a busy machine that is not the chart's doing. */
const START_MS = 30_000;

/** All requests are sent at once, so that the process never waits for this one; only the first has a clock running, from when the process has loaded. */
export function createWorker({ deadline, memory, compileCache }: ChartWorkerOptions): ChartWorker {
  const tasks: Task[] = [];
  let child: ChildProcess | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  const rearm = (): void => {
    clearTimeout(timer);
    const [first] = tasks;
    if (first !== undefined && child !== undefined) timer = setTimeout(lose, isReady ? deadline : START_MS, child);
    if (child !== undefined) hold(child, first !== undefined);
  };
  const answer = (from: ChildProcess, message: ProcessMessage): void => {
    if (from !== child) return;
    if (message === 'ready') isReady = true;
    else tasks.shift()?.settle(message);
    rearm();
  };
  const send = (to: ChildProcess, task: Task): void => void to.send(task.request, (error) => (error === null ? undefined : lose(to)));
  const lose = (lost: ChildProcess): void => {
    if (lost !== child) return;
    lost.kill('SIGKILL');
    child = undefined;
    tasks.shift()?.settle(undefined);
    if (tasks.length > 0) for (const task of tasks) send(start(), task);
    rearm();
  };
  const start = (): ChildProcess => {
    if (child?.connected === true) return child;
    const started = startProcess(memory, compileCache);
    started.on('message', (message) => answer(started, message as ProcessMessage)).on('error', () => lose(started)).on('exit', () => lose(started));
    hold(started, false);
    child = started;
    isReady = false;
    return started;
  };
  const ask = (request: ChartRequest): Promise<ProcessAnswer | undefined> => {
    const { promise, resolve } = Promise.withResolvers<ProcessAnswer | undefined>();
    const task = { request, settle: resolve };
    const to = start();
    tasks.push(task);
    if (tasks.length === 1) rearm();
    send(to, task);
    return promise;
  };
  const end = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending !== undefined) await endProcess(ending);
  };
  return { ask, load: () => tasks.length, start: () => void start(), end };
}

/** An idle process does not keep the program alive. */
function hold(child: ChildProcess, isBusy: boolean): void {
  if (isBusy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

const END_MS = 2000;

/** A process without its channel has nothing to wait for: it keeps what it has compiled and ends. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}

/** With an empty environment: no secret is within reach of an expression, and no time zone of the machine. */
function startProcess(memory: number, compileCache: string | undefined): ChildProcess {
  // Packed, this file and the process's are JavaScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fork(fileURLToPath(new URL(`./chart-process.${extension}`, import.meta.url)), [], {
    // A young generation that fits what one chart makes: less to collect at the start, less to hold at the end.
    execArgv: [`--max-old-space-size=${memory}`, '--min-semi-space-size=4', '--max-semi-space-size=8'],
    env: { TZ: 'UTC', ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
