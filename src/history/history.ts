// What was known at a cut-off: the observations that an edition may use. Must not change what is frozen.
import type { Observation, Statement, Tables } from '../observations/observation.ts';
import type { Day, Month } from '../period.ts';

/** An edition's knowledge. Nothing in it was published after `cutoff`. */
export interface History {
  readonly month: Month;
  readonly cutoff: Day;
  /** Observations of a series in order of period, then publication. */
  readonly series: (name: string) => readonly Observation[];
  readonly statements: readonly Statement[];
}

/** `tables` as they were known at the end of `cutoff`. */
export function historyAt(tables: Tables, month: Month, cutoff: Day): History {
  const known = new Map<string, Observation[]>();
  for (const o of tables.observations) {
    if (o.published > cutoff) continue;
    const list = known.get(o.series);
    if (list === undefined) known.set(o.series, [o]);
    else list.push(o);
  }
  for (const list of known.values()) list.sort(byPeriodThenPublication);
  return {
    month,
    cutoff,
    series: (name) => known.get(name) ?? [],
    statements: tables.statements.filter((s) => s.published <= cutoff).sort((a, b) => compare(a.date.end, b.date.end) || compare(a.key, b.key)),
  };
}

function byPeriodThenPublication(a: Observation, b: Observation): number {
  return compare(a.period.end, b.period.end) || compare(a.period.start, b.period.start) || compare(a.published, b.published) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
