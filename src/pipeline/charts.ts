// The charts of an edition: from the cache, or drawn several at a time. Must not know how a chart is drawn or kept.
import { createChartRenderer, type ChartRenderer } from '../charts/chart-renderer.ts';
import type { Chart, ChartRequest } from '../charts/chart.ts';
import type { ChartData } from '../document/figure.ts';
import { BriefwrightError, failure, type Problem } from '../errors.ts';
import { figureWidths } from '../render/html/page.ts';
import { MAIL_CHART_WIDTH } from '../render/mail/mail-figures.ts';
import type { ChartCache } from './cache-charts.ts';
import type { Prepared } from './preparation.ts';

export interface ChartMeans {
  /** Ended by whoever made it; without one, drawing has its own. */
  readonly renderer?: ChartRenderer | undefined;
  readonly cache?: ChartCache | undefined;
  /** Called when every chart that has to be drawn has been asked for. */
  readonly onAsked?: () => void;
}

export interface DrawnCharts {
  /** By figure, in the order of the data. */
  readonly charts: ReadonlyMap<string, Chart>;
  /** Of the figures that go into the message: drawn for a phone, or the page's chart where the narrow one cannot be drawn. */
  readonly mailCharts: ReadonlyMap<string, Chart>;
}

/** `mail` names the figures of the message. Throws BriefwrightError with the problems of every chart of the page. */
export async function drawCharts(prepared: Prepared, data: readonly ChartData[], mail: readonly string[], means: ChartMeans = {}): Promise<DrawnCharts> {
  const { renderer = createChartRenderer() } = means;
  try {
    const small = data.filter((chart) => mail.includes(chart.figure));
    const requests = [...data.map((chart) => chartRequest(prepared, chart)), ...small.map((chart) => ({ ...chartRequest(prepared, chart), width: MAIL_CHART_WIDTH }))];
    const known = await Promise.all(requests.map((request) => means.cache?.maybeChart(request)));
    const making = requests.map((request, index) => known[index] ?? drawChart(request, renderer, means.cache));
    means.onAsked?.();
    const settled = await Promise.allSettled(making);
    const charts = chartsOf(data, settled.slice(0, data.length));
    if (known.includes(undefined)) await means.cache?.trim();
    return { charts, mailCharts: mailChartsOf(small, settled.slice(data.length), charts) };
  } finally {
    if (means.renderer === undefined) await renderer.close();
  }
}

async function drawChart(request: ChartRequest, renderer: ChartRenderer, cache: ChartCache | undefined): Promise<Chart> {
  const drawn = await renderer.renderChart(request);
  await cache?.keep(request, drawn);
  return drawn;
}

function chartsOf(data: readonly ChartData[], settled: readonly PromiseSettledResult<Chart>[]): ReadonlyMap<string, Chart> {
  const problems: Problem[] = [];
  const charts = new Map<string, Chart>();
  for (const [index, result] of settled.entries()) {
    if (result.status === 'fulfilled') charts.set(data[index]?.figure ?? result.value.id, result.value);
    else if (result.reason instanceof BriefwrightError) problems.push(...result.reason.problems);
    else throw result.reason;
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return charts;
}

/** Labels that fit the page may not fit a phone; then the page's own chart is sent, which is right though small. */
function mailChartsOf(data: readonly ChartData[], settled: readonly PromiseSettledResult<Chart>[], charts: ReadonlyMap<string, Chart>): ReadonlyMap<string, Chart> {
  return new Map(settled.flatMap((result, index) => {
    const figure = data[index]?.figure ?? '';
    if (result.status === 'rejected' && !(result.reason instanceof BriefwrightError)) throw result.reason;
    const chart = result.status === 'fulfilled' ? result.value : charts.get(figure);
    return chart === undefined ? [] : [[figure, chart] as const];
  }));
}

function chartRequest(prepared: Prepared, chart: ChartData): ChartRequest {
  const spec = prepared.specs.get(chart.chart);
  if (spec === undefined) throw failure('CHART_UNKNOWN', `There is no chart "${chart.chart}".`);
  return {
    id: chart.figure, spec: spec.spec, specFile: spec.file, specText: spec.text, rows: chart.rows, events: chart.events, words: chart.words,
    width: figureWidths(prepared.config.page)[chart.width], locale: prepared.locale, alt: chart.alt, theme: prepared.theme.chart,
  };
}
