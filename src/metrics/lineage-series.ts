// What the metrics on lineage share: which tracker speaks, and parts of a whole within one month. Must not print.
import type { History } from '../history/history.ts';
import type { Bloc, Observation } from '../observations/observation.ts';
import { computed, groupBy, percentOf, total } from './measure.ts';
import type { Measure } from './metric.ts';

/** A census of all models goes before the rows of an API; the two are never joined. */
const TRACKERS = ['hub-census', 'hub'];

/** The observations of `measure` by the first tracker that has any, or by the parameter `tracker`; in order of month. */
export function lineageSeries(history: History, params: Readonly<Record<string, unknown>>, measure: string): readonly Observation[] {
  const asked = params['tracker'];
  for (const tracker of typeof asked === 'string' ? [asked] : TRACKERS) {
    const found = history.series(`${measure}.${tracker}`);
    if (found.length > 0) return found;
  }
  return [];
}

/** By month, in order. */
export function byMonth(observations: readonly Observation[]): readonly (readonly Observation[])[] {
  return [...groupBy(observations, (o) => o.period.text).values()];
}

export interface Share {
  readonly metric: string;
  readonly formula: string;
  /** All parts of the month. */
  readonly whole: readonly Observation[];
  readonly part: readonly Observation[];
  /** What may belong to the part as well: the share becomes a range. */
  readonly open?: readonly Observation[];
}

/** `part` of `whole` in per cent; with `open`, from the part alone to the part and all that is open. */
export function maybeShare({ metric, formula, whole, part, open }: Share): Measure | undefined {
  const [first] = whole;
  const value = percentOf(total(part), total(whole));
  if (first === undefined || value === undefined) return undefined;
  const range = open === undefined ? { value } : { low: value, high: percentOf(total(part) + total(open), total(whole)) ?? value };
  return computed({ metric, formula, inputs: whole, unit: 'percent', printed: { scale: 1, decimals: 1 }, period: first.period, denominator: first.denominator, window: first.window, ...range });
}

export function ofBloc(observations: readonly Observation[], bloc: Bloc): readonly Observation[] {
  return observations.filter((o) => o.bloc === bloc);
}
