// The door to this room: draws charts one after the other in a process of their own with a limit of time and memory.
// Must not read files, must not know Vega.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BriefwrightError } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import type { ProcessAnswer } from './chart-process.ts';

export interface ChartRenderer {
  /**
   * Draws one chart. Rejects with a BriefwrightError that holds every problem found: CHART_REFUSED, CHART_SCHEMA, CHART_SPEC,
   * CHART_UNKNOWN_WORD, CHART_LOCAL_TIME, CHART_OPTION, CHART_DATA and CHART_FONT for the specification and the theme;
   * CHART_EMPTY, CHART_ROW_LOST, CHART_LABEL_CLIPPED, CHART_LABEL_OVERLAP, CHART_OUTSIDE, CHART_TOO_NARROW and CHART_TRANSPARENT for
   * what it draws; CHART_DEADLINE (status 1) when it takes too long or too much memory.
   */
  readonly renderChart: (request: ChartRequest) => Promise<Chart>;
  /** Ends the process of the charts. An idle one does not keep the program alive. */
  readonly close: () => Promise<void>;
}

export interface ChartRendererOptions {
  /** Milliseconds for one chart. */
  readonly deadline?: number;
  /** Megabytes of heap. */
  readonly memory?: number;
}

/** A renderer for all charts of a run; its process starts with the first chart and again after one that was stopped. */
export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  const { deadline = 20_000, memory = 512 } = options;
  let child: ChildProcess | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const draw = async (request: ChartRequest): Promise<Chart> => {
    child ??= startProcess(memory);
    const answer = await askProcess(child, request, deadline);
    if (answer === undefined) {
      stop();
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

/** With an empty environment: no secret is within reach of an expression, and no time zone of the machine. */
function startProcess(memory: number): ChildProcess {
  // Packed, this file and the process's are JavaScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fork(fileURLToPath(new URL(`./chart-process.${extension}`, import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${memory}`],
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
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
