// What was known at a cut-off: the observations that an edition may use. Must not change what is frozen.
import type { Observation, Statement, Tables } from '../observations/observation.ts';
import type { Day, Month } from '../period.ts';

/** An edition's knowledge. Nothing in it was published after `cutoff`. */
export interface History {
  readonly month: Month;
  readonly cutoff: Day;
  /** Observations of a series in order of period, the newest vintage of each figure. */
  readonly series: (name: string) => readonly Observation[];
  /** As `series`, with every vintage, in order of publication within a period. */
  readonly vintages: (name: string) => readonly Observation[];
  /** Names of all series, in order. */
  readonly names: readonly string[];
  readonly statements: readonly Statement[];
}

/** `tables` as they were known at the end of `cutoff`. */
export function historyAt(tables: Tables, month: Month, cutoff: Day): History {
  const known = new Map<string, Observation[]>();
  const newest = new Map<string, Observation[]>();
  for (const [name, list] of Map.groupBy(tables.observations.filter((o) => o.published <= cutoff), (o) => o.series)) {
    const periods = [...Map.groupBy(list, (o) => o.period.end)].sort(([a], [b]) => compare(a, b)).map(([, same]) => inOrder(same));
    known.set(name, periods.flat());
    newest.set(name, periods.flatMap(newestVintages));
  }
  return {
    month,
    cutoff,
    series: (name) => newest.get(name) ?? [],
    vintages: (name) => known.get(name) ?? [],
    names: [...known.keys()].sort(compare),
    statements: tables.statements.filter((s) => s.published <= cutoff).sort((a, b) => compare(a.date.end, b.date.end) || compare(a.key, b.key)),
  };
}

/** Figures of periods that end together. A collection of thousands of models is published in one day: then their keys say the order. */
function inOrder(same: Observation[]): Observation[] {
  const [first] = same;
  const isOneDay = same.every((o) => o.published === first?.published && o.period.start === first.period.start);
  return same.sort(isOneDay ? (a, b) => compare(a.key, b.key) : byPublication);
}

/** One figure may be published again with another value; what was published last holds. The order is kept. */
function newestVintages(same: readonly Observation[]): readonly Observation[] {
  if (new Set(same.map((o) => o.entity)).size === same.length) return same;
  const last = new Map(same.map((o) => [[o.entity, o.country, o.bloc, o.period.text, o.denominator, o.window].join('\u0000'), o]));
  const kept = new Set(last.values());
  return same.filter((o) => kept.has(o));
}

function byPublication(a: Observation, b: Observation): number {
  return compare(a.period.start, b.period.start) || compare(a.published, b.published) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
