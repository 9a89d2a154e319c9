// Which months an axis of time names. Must not know Vega.
import type { ChartRow } from './chart.ts';

/** Vega-Lite's date object; `month` counts from 1. */
export interface AxisDate {
  readonly utc: true;
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

export interface TimeAxis {
  readonly values: readonly AxisDate[];
  /** d3 time format. */
  readonly format: string;
}

const STEPS = [1, 3, 6, 12, 24, 60, 120];

/**
 * Ticks for `rows` on a plot of `width` pixels: quarter months (or months, half-years, years) and the last month of the data;
 * an earlier tick nearer than `space` pixels to it is left out. A whole month is named at its middle, where its mark stands.
 */
export function computeTimeAxis(rows: readonly ChartRow[], width: number, space: number): TimeAxis | undefined {
  const dates = rows.map((row) => row.date).filter((date) => /^\d{4}-\d\d-\d\d$/.test(date)).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (rows.every(isWholeYear)) return computeYears(rows, width, space);
  const byMonth = new Map(rows.filter((row) => isWholeMonth(row)).map((row) => [row.start.slice(0, 7), row.date]));
  const span = Math.max(1, daysBetween(first, last));
  const months = listMonths(first, last);
  const step = STEPS.find((s) => (months.length / s) * space <= width) ?? 240;
  const tickOf = (month: string): string => byMonth.get(month) ?? (byMonth.size > 0 ? `${month}-15` : `${month}-01`);
  const wanted = months.filter((month) => (monthNumber(month) - 1) % Math.min(step, 12) === 0 && isStepYear(month, step)).map(tickOf);
  const end = byMonth.size > 0 ? last : undefined;
  const kept = wanted.filter((tick) => tick >= first && tick <= last && (end === undefined || tick === end || (daysBetween(tick, end) / span) * width >= space));
  const ticks = [...new Set(end === undefined && kept.length > 0 ? kept : [...kept, last])];
  return { values: ticks.map(parseTick), format: step >= 12 && end === undefined ? '%Y' : '%b %Y' };
}

/** A year is named at its middle, where its mark stands; the last one always. */
function computeYears(rows: readonly ChartRow[], width: number, space: number): TimeAxis {
  const dates = [...new Set(rows.map((row) => row.date))].sort();
  const every = Math.max(1, Math.ceil((dates.length * space * 0.6) / width));
  return { values: dates.filter((_, i) => (dates.length - 1 - i) % every === 0).map(parseTick), format: '%Y' };
}

function isWholeYear(row: ChartRow): boolean {
  return row.start.endsWith('-01-01') && row.end === `${row.start.slice(0, 4)}-12-31`;
}

function isWholeMonth(row: ChartRow): boolean {
  const length = daysBetween(row.start, row.end) + 1;
  return row.start.endsWith('-01') && row.start.slice(0, 7) === row.end.slice(0, 7) && length >= 28;
}

function isStepYear(month: string, step: number): boolean {
  return step <= 12 || Number(month.slice(0, 4)) % (step / 12) === 0;
}

function listMonths(first: string, last: string): string[] {
  const out: string[] = [];
  for (let year = Number(first.slice(0, 4)), month = monthNumber(first); out.length < 2400; month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (name > last.slice(0, 7)) break;
    out.push(name);
  }
  return out;
}

function monthNumber(date: string): number {
  return Number(date.slice(5, 7));
}

function daysBetween(a: string, b: string): number {
  return (Date.parse(b) - Date.parse(a)) / 86_400_000;
}

function parseTick(date: string): AxisDate {
  return { utc: true, year: Number(date.slice(0, 4)), month: monthNumber(date), date: Number(date.slice(8, 10)) };
}
