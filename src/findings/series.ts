// Reads a metric result as series: rows of one label and group in order of time. Must not mix denominators.
import { groupByAll } from '../metrics/measure.ts';
import type { MetricResult, Row } from '../metrics/metric.ts';
import { comparePeriods } from '../period.ts';

/** Rows of each label and group, earliest first. */
export function seriesOf(result: MetricResult): Row[][] {
  return groupByAll(result.rows, (row) => row.label, (row) => row.group).map((line) => line.sort((a, b) => comparePeriods(a.measure.period, b.measure.period)));
}

/** The row about a year before the last one (11 to 13 months), else the first; undefined for a single row. */
export function findEarlier(line: readonly Row[]): { row: Row; year: boolean } | undefined {
  const last = line.at(-1);
  const [first] = line;
  if (last === undefined || first === undefined || first === last) return undefined;
  const target = dayNumber(last.measure.period.end) - 365;
  const year = line.find((row) => Math.abs(dayNumber(row.measure.period.end) - target) <= 15);
  return { row: year ?? first, year: year !== undefined };
}

/** The row nearest to 30 days before the last one, within 10 days. */
export function findMonthBefore(line: readonly Row[]): Row | undefined {
  const last = line.at(-1);
  if (last === undefined) return undefined;
  const target = dayNumber(last.measure.period.end) - 30;
  const near = line.filter((row) => row !== last && Math.abs(dayNumber(row.measure.period.end) - target) <= 10);
  return near.sort((a, b) => Math.abs(dayNumber(a.measure.period.end) - target) - Math.abs(dayNumber(b.measure.period.end) - target))[0];
}

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}

/** A measure as one number: its value, or the middle of its range. */
export function middleOf(row: Row): number {
  const { value, low, high } = row.measure;
  return value ?? ((low ?? high ?? 0) + (high ?? low ?? 0)) / 2;
}
