// Requests with real-looking data for the tests of this room.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ChartEvent, ChartRequest, ChartRow, ChartTheme } from '../../src/charts/chart.ts';
import type { Bloc } from '../../src/observations/observation.ts';

const require = createRequire(import.meta.url);
const FONT_FOLDER = path.join(path.dirname(require.resolve('@fontsource/source-sans-3/package.json')), 'files');
const SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese'];

export const THEME: ChartTheme = {
  ink: '#121618', muted: '#4f595d', grid: '#dfe3e0', ground: '#ffffff',
  blocs: { china: '#982919', 'united-states': '#123d76', europe: '#9a6e09', other: '#5b6669', mixed: '#401b43', world: '#121618', unassigned: '#8c9497' },
  labelFamily: "'Source Sans 3', sans-serif",
  fonts: [400, 600].flatMap((weight) => SUBSETS.map((subset) => ({ path: path.join(FONT_FOLDER, `source-sans-3-${subset}-${weight}-normal.woff2`), family: 'Source Sans 3', weight }))),
};

export const BLOC_NAMES: Readonly<Record<Bloc, string>> = {
  china: 'China', 'united-states': 'United States', europe: 'Europe', other: 'Other', mixed: 'Mixed', world: 'World', unassigned: 'Unassigned',
};

export const FULL = 660;
export const HALF = 318;

export const SPEC_NAMES = [
  'range-band', 'line-blocs', 'stacked-share', 'dot-values', 'bar-values', 'dot-log', 'range-dots', 'stacked-columns', 'small-multiples', 'slope', 'dumbbell', 'line', 'area', 'stacked-area', 'timeline',
] as const;
export type SpecName = (typeof SPEC_NAMES)[number];

export function row(part: Partial<ChartRow> & { readonly value: number | null }): ChartRow {
  const bloc = part.bloc ?? 'china';
  const text = part.value === null ? '' : String(part.value);
  return {
    label: BLOC_NAMES[bloc], bloc, blocLabel: BLOC_NAMES[bloc], group: '', start: '2026-09-01', end: '2026-09-30', date: '2026-09-15',
    periodLabel: 'Sep 2026', low: null, high: null, text, order: 0, ...part,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The period fields of a whole month `YYYY-MM`. */
export function month(name: string): Pick<ChartRow, 'start' | 'end' | 'date' | 'periodLabel'> {
  const [year = 0, number = 1] = name.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { start: `${name}-01`, end: `${name}-${last}`, date: `${name}-15`, periodLabel: `${MONTHS[number - 1] ?? ''} ${year}` };
}

export function week(start: string): Pick<ChartRow, 'start' | 'end' | 'date' | 'periodLabel'> {
  const day = (n: number): string => new Date(Date.parse(start) + n * 86_400_000).toISOString().slice(0, 10);
  return { start, end: day(6), date: day(3), periodLabel: `${Number(start.slice(8))} ${MONTHS[Number(start.slice(5, 7)) - 1] ?? ''} ${start.slice(0, 4)}` };
}

export function year(name: string): Pick<ChartRow, 'start' | 'end' | 'date' | 'periodLabel'> {
  return { start: `${name}-01-01`, end: `${name}-12-31`, date: `${name}-07-02`, periodLabel: name };
}

export function readSpec(name: string): { spec: unknown; specFile: string; specText: string } {
  const specFile = `templates/charts/${name}.vl.json`;
  const specText = readFileSync(new URL(`../../${specFile}`, import.meta.url), 'utf8');
  return { spec: JSON.parse(specText), specFile, specText };
}

export function request(name: string, rows: readonly ChartRow[], more: Partial<ChartRequest> = {}): ChartRequest {
  const events: readonly ChartEvent[] = [];
  return { id: name, ...readSpec(name), rows, events, words: {}, width: FULL, locale: 'en', alt: `Chart of ${name}.`, theme: THEME, ...more };
}
