// Settings of a metric as a brief writes them, and the lines of a series that they choose. Must not compute.
import type { History } from '../history/history.ts';
import type { Bloc, Observation } from '../observations/observation.ts';
import { groupBy } from './measure.ts';

export type Params = Readonly<Record<string, unknown>>;

export function textParam(params: Params, name: string, fallback = ''): string {
  const value = params[name];
  return typeof value === 'string' ? value : fallback;
}

export function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((x) => typeof x === 'string') : [];
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
  const isWanted = wanted(params);
  const isByBloc = params['by'] === 'bloc';
  return groupsOf(history, textParam(params, 'series'), (o) => o.value !== undefined && o.qualifier === '' && isWanted(o), isByBloc).flatMap((all): Line[] => {
    const last = all.at(-1);
    if (last === undefined || hasTwice(all)) return [];
    const cut = all.findLastIndex((o) => !isComparable(o, last));
    return [{ label: isByBloc ? last.bloc : last.entity, bloc: last.bloc, marks: cut < 0 ? all : all.slice(cut + 1) }];
  });
}

/** Whether `entities` and `blocs`, where they are given, name an observation. */
export function wanted(params: Params): (o: Observation) => boolean {
  const [entities, blocs] = [strings(params['entities']), strings(params['blocs'])];
  return (o) => (entities.length === 0 || entities.includes(o.entity)) && (blocs.length === 0 || blocs.includes(o.bloc));
}

/** The observations of a series that `keep` keeps, by entity and bloc, or by bloc alone; those first that come first. */
export function groupsOf(history: History, series: string, keep: (o: Observation) => boolean, isByBloc = false): readonly (readonly Observation[])[] {
  const all = history.series(series);
  const rows = all.filter(keep);
  if (isByBloc) return [...groupBy(rows, (o) => o.bloc).values()];
  // Where nothing was left out, the history has them already.
  const groups = rows.length === all.length ? [...history.byEntity(series).values()] : [...groupBy(rows, (o) => o.entity).values()];
  return groups.every(isOfOneBloc) ? groups : [...groupBy(rows, (o) => `${o.entity}\u0000${o.bloc}`).values()];
}

function isOfOneBloc(group: readonly Observation[]): boolean {
  const bloc = group[0]?.bloc;
  return group.every((o) => o.bloc === bloc);
}

/** Whether a period is there twice. The figures are in order of period, so that only neighbours can be of one. */
function hasTwice(marks: readonly Observation[]): boolean {
  const isSuspect = marks.some((o, i) => i > 0 && o.period.end === marks[i - 1]?.period.end);
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
