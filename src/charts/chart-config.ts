// The theme as Vega-Lite configuration and as scales by bloc. Must not know a specification.
import type { Bloc } from '../observations/observation.ts';
import type { ChartTheme } from './chart.ts';
import { computeVegaLocale } from './chart-locale.ts';
import { mixColours } from './colour.ts';

/** CSS pixels; 11 px are 8.25 pt on paper. */
export const LABEL_SIZE = 11;
export const LINE_HEIGHT = 13;

/** In the order in which they are stacked and listed. */
export const BLOC_ORDER: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'mixed', 'world', 'unassigned'];

const SHAPES: Readonly<Record<Bloc, string>> = {
  china: 'circle', 'united-states': 'square', europe: 'diamond', other: 'triangle-up', mixed: 'triangle-down', world: 'M-0.95,0L-0.48,-0.82L0.48,-0.82L0.95,0L0.48,0.82L-0.48,0.82Z', unassigned: 'cross',
};

const DASHES: Readonly<Record<Bloc, readonly number[]>> = {
  china: [1, 0], 'united-states': [6, 3], europe: [1.5, 2.5], other: [8, 3, 1.5, 3], mixed: [3, 3], world: [1, 0], unassigned: [1.5, 5],
};

export type BlocScale = 'colour' | 'tint' | 'shape' | 'dash';

/** A discrete Vega-Lite scale from bloc ids to colours, light tints (for areas), symbols or dashes. */
export function computeBlocScale(kind: BlocScale, theme: ChartTheme): object {
  const range = BLOC_ORDER.map((bloc) => {
    if (kind === 'shape') return SHAPES[bloc];
    if (kind === 'dash') return DASHES[bloc];
    return kind === 'tint' ? mixColours(theme.blocs[bloc], theme.ground, 0.25) : theme.blocs[bloc];
  });
  return { domain: [...BLOC_ORDER], range };
}

/** `config` for every chart: rules instead of boxes, light grid, one size of label, nothing transparent. */
export function computeChartConfig(theme: ChartTheme, locale: string): Record<string, unknown> {
  const solid = { opacity: 1 };
  return {
    aria: false,
    background: theme.ground,
    font: theme.labelFamily,
    locale: computeVegaLocale(locale),
    mark: { color: theme.ink },
    point: { ...solid, filled: true, size: 60 },
    circle: solid, square: solid, tick: solid, geoshape: solid,
    line: { strokeWidth: 2, strokeJoin: 'round' },
    rule: { color: theme.muted },
    text: { fontSize: LABEL_SIZE, color: theme.ink, lineHeight: LINE_HEIGHT },
    view: { stroke: null },
    axis: {
      labelFontSize: LABEL_SIZE, labelColor: theme.muted, labelLimit: 0, labelPadding: 6, titleFontSize: LABEL_SIZE, titleColor: theme.muted, titleFontWeight: 400,
      gridColor: theme.grid, gridWidth: 1, domainColor: theme.ink, domainWidth: 1, tickColor: theme.ink, tickSize: 4, tickWidth: 1,
    },
    axisX: { grid: false, labelSeparation: 6 },
    axisY: { domain: false, ticks: false, grid: true },
    axisBand: { ticks: false, domain: false, grid: false },
    axisXQuantitative: { labelFlush: false },
    axisYDiscrete: { grid: false, labelColor: theme.ink },
    header: { title: null, labelFontSize: LABEL_SIZE, labelFontWeight: 600, labelColor: theme.ink, labelAnchor: 'start', labelPadding: 2, labelLimit: 0 },
    legend: { labelFontSize: LABEL_SIZE, labelColor: theme.ink, title: null, orient: 'top', symbolOpacity: 1 },
    style: { 'guide-label': { lineBreak: '\n', lineHeight: LINE_HEIGHT } },
  };
}
