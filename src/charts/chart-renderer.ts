// The door to this room: draws charts in processes of their own, each with a limit of time and memory.
// Must not read files, must not know Vega.
import { availableParallelism } from 'node:os';
import { BriefwrightError } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import { chooseFonts } from './chart-fonts.ts';
import type { ProcessAnswer } from './chart-process.ts';
import { createWorker } from './chart-worker.ts';

export interface ChartRenderer {
  /**
   * Draws one chart. Rejects with a BriefwrightError that holds every problem found: CHART_REFUSED, CHART_SCHEMA, CHART_SPEC,
   * CHART_UNKNOWN_WORD, CHART_LOCAL_TIME, CHART_FIELD, CHART_OPTION, CHART_DATA and CHART_FONT for the specification and the theme;
   * CHART_EMPTY, CHART_ROW_LOST, CHART_LABEL_CLIPPED, CHART_LABEL_OVERLAP, CHART_OUTSIDE, CHART_MARK_OUTSIDE, CHART_TOO_NARROW, CHART_TOO_TALL, CHART_SCALE and CHART_TRANSPARENT for
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
  /** Charts that are drawn at a time; two by default, but one where the browser and the program already keep both cores busy. */
  readonly processes?: number;
  /** Folder for what V8 has compiled, for the next run. */
  readonly compileCache?: string | undefined;
}

/** A renderer for all charts of a run; a process starts with its first chart, and again after one that was stopped. */
export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  const { deadline = 20_000, memory = 512, processes = availableParallelism() >= 4 ? 2 : 1, compileCache } = options;
  const workers = Array.from({ length: Math.max(1, processes) }, () => createWorker({ deadline, memory, compileCache }));
  const pending = new Set<Promise<unknown>>();
  const draw = async (request: ChartRequest): Promise<Chart> => {
    const [worker] = workers.toSorted((a, b) => a.load() - b.load());
    const answer = await worker?.ask({ ...request, theme: chooseFonts(request) });
    if (answer !== undefined) return readAnswer(answer);
    const message = `Figure "${request.id}" was not drawn within ${deadline / 1000} s and ${memory} MB.`;
    throw new BriefwrightError([{ code: 'CHART_DEADLINE', message, file: request.specFile, hint: 'Look for expressions and transforms that make very many values.' }], 1);
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

function readAnswer(answer: ProcessAnswer): Chart {
  if ('chart' in answer) return answer.chart;
  if ('problems' in answer) throw new BriefwrightError(answer.problems, answer.status);
  throw new Error(answer.unexpected);
}
