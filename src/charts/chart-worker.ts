// The thread in which charts are drawn: it can be stopped in the middle of an expression, which a promise cannot.
// Must not be imported; `chart-renderer.ts` starts it.
import { parentPort } from 'node:worker_threads';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import { drawChart } from './chart-drawing.ts';
import { createTextMeasure } from './text-measure.ts';
import type { TextMeasure } from './text-measure.ts';

/** What comes back for one request. */
export type WorkerAnswer = { readonly chart: Chart } | { readonly problems: readonly Problem[]; readonly status: BriefwrightError['status'] } | { readonly unexpected: string };

function serve(port: NonNullable<typeof parentPort>): void {
  const measures = new Map<string, TextMeasure>();
  const measureFor = (fonts: ChartRequest['theme']['fonts']): TextMeasure => {
    const key = JSON.stringify(fonts);
    const measure = measures.get(key) ?? createTextMeasure(fonts);
    measures.set(key, measure);
    return measure;
  };
  port.on('message', (request: ChartRequest) => {
    void answer(request, measureFor).then((message) => port.postMessage(message));
  });
}

async function answer(request: ChartRequest, measureFor: (fonts: ChartRequest['theme']['fonts']) => TextMeasure): Promise<WorkerAnswer> {
  try {
    return { chart: await drawChart(request, measureFor(request.theme.fonts)) };
  } catch (error) {
    if (error instanceof BriefwrightError) return { problems: error.problems, status: error.status };
    return { unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

if (parentPort !== null) serve(parentPort);
