// The door to this room: one renderer for all charts of a build. Must not read files.
import type { Chart, ChartRequest, ChartTheme } from './chart.ts';
import { drawChart } from './chart-drawing.ts';
import { createTextMeasure } from './text-measure.ts';

export interface ChartRenderer {
  readonly renderChart: (request: ChartRequest) => Promise<Chart>;
}

export function createChartRenderer(theme: Pick<ChartTheme, 'fonts'>): ChartRenderer {
  const measure = createTextMeasure(theme.fonts);
  return { renderChart: (request) => drawChart(request, measure) };
}
