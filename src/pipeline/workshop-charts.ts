// Draws the charts in view first; the others stand as they were until they have been drawn too. Must not know how a chart is drawn.
import type { ChartRenderer } from '../charts/chart-renderer.ts';
import type { Chart, ChartRequest } from '../charts/chart.ts';
import { MAIL_CHART_WIDTH } from '../render/mail/mail-figures.ts';
import type { ChartCache } from './cache-charts.ts';
import type { ChartMeans } from './charts.ts';

export interface ChartQueue {
  readonly means: ChartMeans;
  /**
   * Draws what was put off, one by one, and keeps it; undefined when nothing was. Stops when nobody needs it any more (`isNeeded`), so that
   * a save does not wait for the charts of the save before. Never rejects: what cannot be drawn is found out when it is asked for again.
   */
  readonly maybeFinish: (isNeeded: () => boolean) => Promise<void> | undefined;
}

/** `look` tells one way to see the brief from another; `first` are the figures in view, undefined for all. */
export type OpenChartQueue = (look: string, first: ReadonlySet<string> | undefined) => ChartQueue;

export function createChartQueues(renderer: ChartRenderer, cache: ChartCache): OpenChartQueue {
  const last = new Map<string, Chart>();
  return (look, first) => {
    const nameOf = (request: ChartRequest): string => JSON.stringify([look, request.id, request.width]);
    const putOff: ChartRequest[] = [];
    const older = new Set<Chart>();
    const draw = async (request: ChartRequest): Promise<Chart> => {
      const chart = await renderer.renderChart(request);
      last.set(nameOf(request), chart);
      return chart;
    };
    const renderChart = async (request: ChartRequest): Promise<Chart> => {
      const before = last.get(nameOf(request));
      // Who looks at sheets does not see the charts of the message.
      const isInView = first === undefined || (first.has(request.id) && request.width !== MAIL_CHART_WIDTH);
      if (before === undefined || isInView) return draw(request);
      putOff.push(request);
      older.add(before);
      return before;
    };
    const maybeChart = async (request: ChartRequest): Promise<Chart | undefined> => {
      const chart = await cache.maybeChart(request);
      if (chart !== undefined) last.set(nameOf(request), chart);
      return chart;
    };
    const keep = (request: ChartRequest, chart: Chart): Promise<void> => (older.has(chart) ? Promise.resolve() : cache.keep(request, chart));
    const finish = async (isNeeded: () => boolean): Promise<void> => {
      for (const request of putOff) {
        if (!isNeeded()) return;
        await draw(request).then((chart) => cache.keep(request, chart), () => undefined);
      }
    };
    return { means: { renderer: { ...renderer, renderChart }, cache: { ...cache, maybeChart, keep } }, maybeFinish: (isNeeded) => (putOff.length === 0 ? undefined : finish(isNeeded)) };
  };
}
