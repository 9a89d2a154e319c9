// The sample tables bent in every way that data can bend.
import type { ChartRow } from '../../src/charts/chart.ts';
import type { Bloc } from '../../src/observations/observation.ts';
import { row } from './sample.ts';
import type { SpecName } from './sample.ts';
import { sampleRows } from './sample-rows.ts';

type Variant = (name: SpecName) => ChartRow[];

const BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned'];
const LONG_NAME = 'Institute for the Advancement of Openly Licensed Models, EU';

/** Multiplies every figure and prints it anew. */
function scale(rows: readonly ChartRow[], factor: number): ChartRow[] {
  const times = (value: number | null): number | null => (value === null ? null : value * factor);
  return rows.map((r) => {
    const text = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format((r.value ?? r.high ?? 0) * factor);
    return { ...r, value: times(r.value), low: times(r.low), high: times(r.high), text };
  });
}

function without(r: ChartRow): ChartRow {
  return { ...r, value: null, low: null, high: null, text: '' };
}

function level(r: ChartRow): ChartRow {
  return { ...r, value: r.value === null ? null : 20, low: r.low === null ? null : 20, high: r.high === null ? null : 20, text: '20\u00a0%' };
}

const NAMED: readonly SpecName[] = ['dot-values', 'bar-values', 'dot-log', 'range-dots'];

function thirty(name: SpecName): ChartRow[] {
  if (!NAMED.includes(name)) return sampleRows(name);
  return Array.from({ length: 30 }, (_, i) => {
    const value = Math.round(1000 / (i + 1)) + (i % 3);
    return row({ label: `Model number ${i + 1}`, bloc: BLOCS[i % 5] ?? 'china', value, low: value * 0.8, high: value * 1.3, text: String(value), order: i });
  });
}

export const VARIANTS = {
  one: (name) => sampleRows(name).slice(0, 1),
  'all but one null': (name) => sampleRows(name).map((r, i, all) => (i === Math.floor(all.length / 2) ? r : without(r))),
  equal: (name) => sampleRows(name).map(level),
  thirty,
  'long names': (name) => sampleRows(name).map((r) => ({ ...r, label: `${LONG_NAME}: ${r.label}`, group: r.group === '' ? '' : `${LONG_NAME} ${r.group}` })),
  large: (name) => scale(sampleRows(name), 1e12),
  negative: (name) => scale(sampleRows(name), -1),
  zero: (name) => sampleRows(name).map((r) => ({ ...r, value: r.value === null ? null : 0, low: r.low === null ? null : 0, high: r.high === null ? null : 0, text: '0' })),
} satisfies Readonly<Record<string, Variant>>;
