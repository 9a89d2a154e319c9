// One process that draws for several editions at once: a chart that two of them show is drawn once. Must not know how a chart is drawn or kept.
import type { Chart, ChartRequest, ChartTheme } from '../charts/chart.ts';
import type { ChartRenderer } from '../charts/chart-renderer.ts';

/** Charts whose drawing is remembered, until the store on disk has them for sure. */
const REMEMBERED = 100;

/** A failed drawing is tried again when it is asked for again. */
export function shareRenderer(renderer: ChartRenderer): ChartRenderer {
  const known = new Map<string, Promise<Chart>>();
  const themes = new Map<ChartTheme, number>();
  const keyOf = ({ theme, ...request }: ChartRequest): string => {
    const number = themes.get(theme) ?? themes.size;
    themes.set(theme, number);
    return JSON.stringify([number, request]);
  };
  return {
    ...renderer,
    renderChart: (request) => {
      const key = keyOf(request);
      const drawing = known.get(key) ?? renderer.renderChart(request);
      known.delete(key);
      known.set(key, drawing);
      for (const old of [...known.keys()].slice(0, -REMEMBERED)) known.delete(old);
      drawing.catch(() => known.get(key) === drawing && known.delete(key));
      return drawing;
    },
  };
}
