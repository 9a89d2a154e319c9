// The door to this room: draws charts in processes of their own, each with a limit of time and memory.
// Must not read files, must not know Vega.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BriefwrightError } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import type { ProcessAnswer } from './chart-process.ts';

export interface ChartRenderer {
  /**
   * Draws one chart. Rejects with a BriefwrightError that holds every problem found: CHART_REFUSED, CHART_SCHEMA, CHART_SPEC,
   * CHART_UNKNOWN_WORD, CHART_LOCAL_TIME, CHART_OPTION, CHART_DATA and CHART_FONT for the specification and the theme;
   * CHART_EMPTY, CHART_ROW_LOST, CHART_LABEL_CLIPPED, CHART_LABEL_OVERLAP, CHART_OUTSIDE, CHART_TOO_NARROW, CHART_TOO_TALL, CHART_SCALE and CHART_TRANSPARENT for
   * what it draws; CHART_DEADLINE (status 1) when it takes too long or too much memory.
   */
  readonly renderChart: (request: ChartRequest) => Promise<Chart>;
  /** Starts every process now, so that they load while the charts are still made. */
  readonly warmUp: () => void;
  /** Ends the processes of the charts, after those that were asked for. Idle ones do not keep the program alive. May be called twice. */
  readonly close: () => Promise<void>;
}

export interface ChartRendererOptions {
  /** Milliseconds for one chart. */
  readonly deadline?: number;
  /** Megabytes of heap of each process. */
  readonly memory?: number;
  /** Charts that are drawn at a time; by default one for each core, up to two. */
  readonly processes?: number;
  /** Folder for what V8 has compiled, for the next run. */
  readonly compileCache?: string | undefined;
}

/** One process, and the work that waits for it. */
interface Worker {
  readonly draw: (request: ChartRequest) => Promise<Chart>;
  readonly start: () => void;
  readonly end: () => Promise<void>;
}

/** A renderer for all charts of a run; a process starts with the first chart that finds none idle, and again after one that was stopped. */
export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  const workers = Array.from({ length: Math.max(1, options.processes ?? Math.min(2, availableParallelism())) }, () => createWorker(options));
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const pending = new Set<Promise<unknown>>();
  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) idle.unshift(worker);
    else next(worker);
  };
  const draw = async (request: ChartRequest): Promise<Chart> => {
    const worker = idle.shift() ?? (await new Promise<Worker>((resolve) => void waiting.push(resolve)));
    return worker.draw(request).finally(() => free(worker));
  };
  const renderChart = (request: ChartRequest): Promise<Chart> => {
    const drawn = draw(request);
    const settled = drawn.then(() => undefined, () => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
    return drawn;
  };
  const close = async (): Promise<void> => {
    await Promise.all(pending);
    await Promise.all(workers.map((worker) => worker.end()));
  };
  return { renderChart, warmUp: () => workers.forEach((worker) => worker.start()), close };
}

function createWorker({ deadline = 20_000, memory = 512, compileCache }: ChartRendererOptions): Worker {
  let child: ChildProcess | undefined;
  const start = (): ChildProcess => {
    if (child?.connected !== true) child = startProcess(memory, compileCache);
    return child;
  };
  const draw = async (request: ChartRequest): Promise<Chart> => {
    const answer = await askProcess(start(), request, deadline);
    if (answer === undefined) {
      child?.kill('SIGKILL');
      child = undefined;
      const message = `Figure "${request.id}" was not drawn within ${deadline / 1000} s and ${memory} MB.`;
      throw new BriefwrightError([{ code: 'CHART_DEADLINE', message, file: request.specFile, hint: 'Look for expressions and transforms that make very many values.' }], 1);
    }
    return readAnswer(answer);
  };
  const end = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending !== undefined) await endProcess(ending);
  };
  return { draw, start: () => void start(), end };
}

const END_MS = 2000;

/** A process without its channel has nothing to wait for: it keeps what it has compiled and ends. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
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
  const child = fork(fileURLToPath(new URL(`./chart-process.${extension}`, import.meta.url)), [], {
    // A young generation that fits what one chart makes: less to collect at the start, less to hold at the end.
    execArgv: [`--max-old-space-size=${memory}`, '--min-semi-space-size=4', '--max-semi-space-size=8'],
    env: { TZ: 'UTC', ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => undefined);
  child.unref();
  child.channel?.unref();
  return child;
}

/** Undefined when the time is over or the process died. */
async function askProcess(child: ChildProcess, request: ChartRequest, deadline: number): Promise<ProcessAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ProcessAnswer | undefined>();
  const lost = (): void => resolve(undefined);
  const timer = setTimeout(lost, deadline);
  const listen = (message: unknown): void => resolve(message as ProcessAnswer);
  child.once('message', listen).once('error', reject).once('exit', lost);
  child.ref();
  child.channel?.ref();
  child.send(request, (error) => (error === null ? undefined : lost()));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('message', listen).off('error', reject).off('exit', lost);
    child.unref();
    child.channel?.unref();
  }
}

function readAnswer(answer: ProcessAnswer): Chart {
  if ('chart' in answer) return answer.chart;
  if ('problems' in answer) throw new BriefwrightError(answer.problems, answer.status);
  throw new Error(answer.unexpected);
}
