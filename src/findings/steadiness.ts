// Whether points of one line can be compared step by step: one metric, one denominator, even distances. Must not choose a rule.
import type { Measure, Row } from '../metrics/metric.ts';
import { dayNumber, middleOf } from './series.ts';

/** The points at the end of a line that were counted in one way; a change of metric, denominator or window begins a new line. */
export function comparableTail(line: readonly Row[]): readonly Row[] {
  const last = line.at(-1)?.measure;
  const from = line.findLastIndex(({ measure }) => last === undefined || !isAlike(measure, last));
  return line.slice(from + 1);
}

function isAlike(a: Measure, b: Measure): boolean {
  return a.metric === b.metric && a.denominator === b.denominator && a.window === b.window && a.unit === b.unit;
}

/** Days between neighbours: the median; undefined for fewer than three points. */
export function cadenceOf(ends: readonly string[]): number | undefined {
  const days = [...new Set(ends)].sort().map(dayNumber);
  const gaps = days.slice(1).map((day, i) => day - (days[i] ?? day)).sort((a, b) => a - b);
  return gaps.length < 2 ? undefined : gaps[gaps.length >> 1];
}

/** Whether every neighbour is within half a step of the median distance. */
export function isEven(line: readonly Row[]): boolean {
  const ends = line.map((row) => row.measure.period.end);
  const cadence = cadenceOf(ends);
  if (cadence === undefined) return false;
  return ends.slice(1).every((end, i) => Math.abs(dayNumber(end) - dayNumber(ends[i] ?? end) - cadence) <= cadence / 2);
}

/** The row nearest to so many days before the last one, within `within` days of it. */
export function findBefore(line: readonly Row[], days: number, within: number): Row | undefined {
  const last = line.at(-1);
  if (last === undefined) return undefined;
  const target = dayNumber(last.measure.period.end) - days;
  const distance = (row: Row): number => Math.abs(dayNumber(row.measure.period.end) - target);
  return line.filter((row) => row !== last && distance(row) <= within).sort((a, b) => distance(a) - distance(b))[0];
}

/** How far apart two points are, in points for shares and in per cent of the earlier one otherwise. */
export function stepSize(later: Row, earlier: Row): number {
  const [a, b] = [middleOf(earlier), middleOf(later)];
  if (later.measure.unit === 'percent') return Math.abs(b - a);
  return a === 0 ? 0 : (100 * Math.abs(b - a)) / Math.abs(a);
}

/** Whether the last point was published since the issue before: news is told once. */
export function isFresh(row: Row, previousCutoff: string): boolean {
  return row.measure.inputs.some((o) => o.published > previousCutoff);
}
