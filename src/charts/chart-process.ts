// The process in which charts are drawn: it can be stopped in the middle of an expression, and when it runs out of memory
// it ends alone (a thread would take the program with it). Must not be imported; `chart-worker.ts` starts it.
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import { drawChart } from './chart-drawing.ts';
import { createTextMeasure } from './text-measure.ts';
import type { TextMeasure } from './text-measure.ts';

/** What comes back for one request. */
export type ProcessAnswer = { readonly chart: Chart } | { readonly problems: readonly Problem[]; readonly status: BriefwrightError['status'] } | { readonly unexpected: string };

/** `ready` once, when the process has loaded. */
export type ProcessMessage = ProcessAnswer | 'ready';

type Fonts = ChartRequest['theme']['fonts'];

/** Answers each request with one message, in order. */
function serve(send: (answer: ProcessAnswer) => void): void {
  const measures = new Map<string, TextMeasure>();
  const measureFor = (fonts: Fonts): TextMeasure => {
    const key = JSON.stringify(fonts);
    const measure = measures.get(key) ?? createTextMeasure(fonts);
    measures.set(key, measure);
    return measure;
  };
  // One after the other: Vega keeps some of what it works with in the process.
  let last: Promise<void> = Promise.resolve();
  process.on('message', (request: ChartRequest) => {
    last = last.then(async () => send(await answer(request, measureFor)));
  });
}

async function answer(request: ChartRequest, measureFor: (fonts: Fonts) => TextMeasure): Promise<ProcessAnswer> {
  try {
    return { chart: await drawChart(request, measureFor(request.theme.fonts)) };
  } catch (error) {
    if (error instanceof BriefwrightError) return { problems: error.problems, status: error.status };
    return { unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

serve((message) => void process.send?.(message));
process.send?.('ready' satisfies ProcessMessage);
