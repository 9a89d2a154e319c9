// The door to this room: draws charts one after the other in a thread with a limit of time and memory.
// Must not read files, must not know Vega.
import { Worker } from 'node:worker_threads';
import { BriefwrightError } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import type { WorkerAnswer } from './chart-worker.ts';

export interface ChartRenderer {
  /**
   * Draws one chart. Rejects with a BriefwrightError that holds every problem found: CHART_REFUSED, CHART_SCHEMA, CHART_SPEC,
   * CHART_UNKNOWN_WORD, CHART_LOCAL_TIME, CHART_OPTION, CHART_DATA and CHART_FONT for the specification and the theme;
   * CHART_EMPTY, CHART_ROW_LOST, CHART_LABEL_CLIPPED, CHART_LABEL_OVERLAP, CHART_OUTSIDE, CHART_TOO_NARROW and CHART_TRANSPARENT for
   * what it draws; CHART_DEADLINE (status 1) when it takes too long or too much memory.
   */
  readonly renderChart: (request: ChartRequest) => Promise<Chart>;
  /** Ends the thread. An idle one does not keep the process alive. */
  readonly close: () => Promise<void>;
}

export interface ChartRendererOptions {
  /** Milliseconds for one chart. */
  readonly deadline?: number;
  /** Megabytes of heap. */
  readonly memory?: number;
}

/** A renderer for all charts of a run; the thread starts with the first chart and again after one that was stopped. */
export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  const { deadline = 20_000, memory = 512 } = options;
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const stop = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };
  const draw = async (request: ChartRequest): Promise<Chart> => {
    worker ??= startWorker(memory);
    const answer = await askWorker(worker, request, deadline);
    worker?.unref();
    if (answer === undefined) {
      await stop();
      const message = `Figure "${request.id}" was not drawn within ${deadline / 1000} s and ${memory} MB.`;
      throw new BriefwrightError([{ code: 'CHART_DEADLINE', message, file: request.specFile, hint: 'Look for expressions and transforms that make very many values.' }], 1);
    }
    return readAnswer(answer);
  };
  const renderChart = (request: ChartRequest): Promise<Chart> => {
    const result = queue.then(() => draw(request));
    queue = result.catch(() => undefined);
    return result;
  };
  return { renderChart, close: async () => void (await queue.then(stop)) };
}

function startWorker(memory: number): Worker {
  // Packed, this file and the thread's are JavaScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./chart-worker.${extension}`, import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memory } });
  // A thread may still fail after its answer was given up; without a listener that would end the process.
  return worker.on('error', () => undefined);
}

/** Undefined when the time is over or the memory is used up. Rejects when the thread cannot work at all. */
async function askWorker(worker: Worker, request: ChartRequest, deadline: number): Promise<WorkerAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer | undefined>();
  const lost = (): void => resolve(undefined);
  const fail = (error: unknown): void => (isOutOfMemory(error) ? lost() : reject(error));
  const timer = setTimeout(lost, deadline);
  worker.once('message', resolve).once('error', fail).once('exit', lost);
  worker.ref();
  worker.postMessage(request);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', fail).off('exit', lost);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function readAnswer(answer: WorkerAnswer): Chart {
  if ('chart' in answer) return answer.chart;
  if ('problems' in answer) throw new BriefwrightError(answer.problems, answer.status);
  throw new Error(answer.unexpected);
}
