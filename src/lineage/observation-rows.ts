// Counts → rows of an observation table, in one fixed order. Must not compute a share: a share is a metric's.
import { formatCsv } from '../csv.ts';
import { OBSERVATION_COLUMNS } from '../observations/rows.ts';
import { cutoffOf, lastDayOf } from '../period.ts';
import type { Day, Month } from '../period.ts';
import type { LineageFilter } from './population.ts';
import type { LineageRules } from './rules.ts';

/** A row by column of `OBSERVATION_COLUMNS`; columns that are not there are empty. */
export type ObservationRow = Readonly<Record<string, string>>;

/** What is the same for all rows of one reading. */
export interface Reading {
  /** `hub` for rows of the API, `hub-census` for a dump of all models. */
  readonly tracker: 'hub' | 'hub-census';
  /** The day that the Hub was read. */
  readonly asOf: Day;
  /** Id in `sources.yaml`. */
  readonly source: string;
  readonly locator: string;
}

/** One count of one measure. */
export interface Count {
  readonly measure: string;
  readonly entity: string;
  /** ISO code or bloc. */
  readonly country: string;
  readonly month: Month;
  readonly value: number;
  readonly unit: 'models' | 'downloads';
  /** `month`: models created in it. `stock`: all that were there on the day. `last 30 days`: downloads. */
  readonly window: 'month' | 'stock' | 'last 30 days';
  readonly denominator: string;
  readonly note?: string;
}

const WINDOWS = { month: 'created in the month', stock: 'all models on the Hub that day', 'last 30 days': '30 days before the reading' };

/** The filter in words, for the denominator. */
export function describeFilter(filter: LineageFilter, rules: LineageRules): string {
  const parts = [
    filter.languageOnly ? 'language models' : 'models of all tasks',
    ...(filter.popularOnly ? [`with more than ${rules.minDownloads} downloads`] : []),
    ...(filter.sizeClass === undefined ? [] : [`of ${filter.sizeClass} parameters`]),
    ...(filter.nameRules ? ['without conversions and parts by name'] : []),
  ];
  return parts.join(' ');
}

/** Sorted by series, month, value and name, so that the same counts give the same bytes. */
export function toRows(counts: readonly Count[], reading: Reading): readonly ObservationRow[] {
  const sorted = [...counts].sort((a, b) => order(a.measure, b.measure) || order(a.month, b.month) || b.value - a.value || order(a.entity, b.entity) || order(a.country, b.country));
  return sorted.map((count) => ({
    series: `${count.measure}.${reading.tracker}`, entity: count.entity, country: count.country, period: count.month, value: formatNumber(count.value),
    unit: count.unit, denominator: count.denominator, window: WINDOWS[count.window], as_of: reading.asOf, published: reading.asOf,
    evidence: 'derived', source: reading.source, locator: reading.locator, note: count.note ?? '',
  }));
}

/** Exact for whole numbers; the fractional variant has six digits. */
function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '');
}

/** The text of an observation table. */
export function formatRows(rows: readonly ObservationRow[]): string {
  return formatCsv(OBSERVATION_COLUMNS, rows.map((row) => OBSERVATION_COLUMNS.map((column) => {
    const text = row[column] ?? '';
    return column === 'value' && text !== '' ? Number(text) : text;
  })));
}

/** Whether a reading on `asOf` can speak of `month` in an edition with this cut-off day: not before its end. */
export function isReadable(month: Month, asOf: Day, cutoffDay: number): boolean {
  return asOf >= lastDayOf(month) && asOf <= cutoffOf(month, cutoffDay);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
