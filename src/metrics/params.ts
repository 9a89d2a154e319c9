// Settings of a metric as a brief writes them, and the lines of a series that they choose. Must not compute.
import type { History } from '../history/history.ts';
import type { Bloc, Observation } from '../observations/observation.ts';
import { groupByAll } from './measure.ts';
import { strings } from './reported.ts';

export type Params = Readonly<Record<string, unknown>>;

export function textParam(params: Params, name: string, fallback = ''): string {
  const value = params[name];
  return typeof value === 'string' ? value : fallback;
}

export function numberParam(params: Params, name: string, fallback: number): number {
  const value = params[name];
  return typeof value === 'number' ? value : fallback;
}

/** One entity's figures of one series in order of time: one source, one unit, one denominator and one window all along. */
export interface Line {
  readonly label: string;
  readonly bloc: Bloc;
  /** Never empty. */
  readonly marks: readonly Observation[];
}

/**
 * The lines of `series` by `by` (`entity`, the default, or `bloc`), of `entities` and `blocs` only where they are given. Rows with a hedge
 * (>, ~) or without a value are left out, and a bloc with several rows in a period has no line. Where a source, a denominator or a window
 * changes the line is cut: what comes after the cut counts.
 */
export function linesOf(history: History, params: Params): readonly Line[] {
  const [entities, blocs] = [strings(params['entities']), strings(params['blocs'])];
  const rows = history.series(textParam(params, 'series')).filter((o) => o.value !== undefined && o.qualifier === '' && (entities.length === 0 || entities.includes(o.entity)) && (blocs.length === 0 || blocs.includes(o.bloc)));
  const labelOf = (o: Observation): string => (params['by'] === 'bloc' ? o.bloc : o.entity);
  return groupByAll(rows, labelOf, (o) => o.bloc).flatMap((all): Line[] => {
    const last = all.at(-1);
    if (last === undefined || hasTwice(all)) return [];
    const cut = all.findLastIndex((o) => !isComparable(o, last));
    return [{ label: labelOf(last), bloc: last.bloc, marks: cut < 0 ? all : all.slice(cut + 1) }];
  });
}

/** Whether a period is there twice. The figures are in order of period, so that only neighbours can be of one. */
function hasTwice(marks: readonly Observation[]): boolean {
  const isSuspect = marks.some((o, i) => o.period.end === marks[i - 1]?.period.end);
  return isSuspect && new Set(marks.map((o) => o.period.text)).size < marks.length;
}

/** Whether two figures may stand in one line or one difference. */
export function isComparable(a: Observation, b: Observation): boolean {
  return a.series === b.series && a.source === b.source && a.unit === b.unit && a.denominator === b.denominator && a.window === b.window;
}

/** Days since 1970 of the middle of the days that a figure describes. */
export function middleDay(o: Pick<Observation, 'period'>): number {
  return (dayNumber(o.period.start) + dayNumber(o.period.end)) / 2;
}

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}

export function dayText(number: number): string {
  return new Date(Math.floor(number) * 86_400_000).toISOString().slice(0, 10);
}
