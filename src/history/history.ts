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
  /** As `series`, by entity, those first that come first. */
  readonly byEntity: (name: string) => ReadonlyMap<string, readonly Observation[]>;
  /** Names of all series, in order. */
  readonly names: readonly string[];
  readonly statements: readonly Statement[];
}

/** `tables` as they were known at the end of `cutoff`. */
export function historyAt(tables: Tables, month: Month, cutoff: Day): History {
  const known = new Map<string, Observation[]>();
  let [published, isKnown] = ['', true];
  for (const o of tables.observations) {
    // Thousands of rows in a row are of one day, and equal days are told faster than later ones.
    if (o.published !== published) [published, isKnown] = [o.published, o.published <= cutoff];
    if (!isKnown) continue;
    const list = known.get(o.series);
    if (list === undefined) known.set(o.series, [o]);
    else list.push(o);
  }
  const newest = new Map<string, readonly Observation[]>();
  const byEntity = new Map<string, ReadonlyMap<string, readonly Observation[]>>();
  for (const [name, list] of known) {
    // Collections are read month by month and line by line: most often they are in order already.
    if (list.some((o, i) => i > 0 && byPeriod(list[i - 1] ?? o, o) > 0)) list.sort(byPeriod);
    const groups = Map.groupBy(list, entityOf);
    const last = newestVintages(list, groups);
    newest.set(name, last);
    byEntity.set(name, last === list ? groups : Map.groupBy(last, entityOf));
  }
  return {
    month,
    cutoff,
    series: (name) => newest.get(name) ?? [],
    vintages: (name) => known.get(name) ?? [],
    byEntity: (name) => byEntity.get(name) ?? new Map(),
    names: [...known.keys()].sort(compare),
    statements: tables.statements.filter((s) => s.published <= cutoff).sort((a, b) => compare(a.date.end, b.date.end) || compare(a.key, b.key)),
  };
}

function entityOf(o: Observation): string {
  return o.entity;
}

/** One figure may be published again with another value; what was published last holds. `list` itself where every entity has one figure a period. */
function newestVintages(list: readonly Observation[], groups: ReadonlyMap<string, readonly Observation[]>): readonly Observation[] {
  const twice = [...groups.values()].flatMap((group) => group.filter((o, i) => i > 0 && o.period.end === group[i - 1]?.period.end));
  if (twice.length === 0) return list;
  const suspect = new Set(twice.map((o) => o.period.end));
  const last = new Map<string, Observation>();
  for (const o of list) {
    if (!suspect.has(o.period.end)) continue;
    const id = [o.entity, o.country, o.bloc, o.period.text, o.denominator, o.window].join('\u0000');
    const other = last.get(id);
    // Of two of one day, which only wrong tables have, the keys decide, so that the order of the tables does not.
    if (other === undefined || o.published > other.published || (o.published === other.published && o.key > other.key)) last.set(id, o);
  }
  const kept = new Set(last.values());
  return list.filter((o) => !suspect.has(o.period.end) || kept.has(o));
}

/** By the end of the period, then its start, then publication; what is of one day stays in the order of the tables. */
function byPeriod(a: Observation, b: Observation): number {
  return compare(a.period.end, b.period.end) || compare(a.period.start, b.period.start) || compare(a.published, b.published);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
