// All snapshots up to a month as one addition to the tables that are entered by hand. Must not merge them: the pipeline does.
import type { Observation, Source } from '../observations/observation.ts';
import type { Month } from '../period.ts';
import type { SourceResult } from './provenance.ts';
import { listMonths, readSnapshot } from './snapshot.ts';
import type { CopyStore } from './snapshot-copy.ts';
import type { Snapshot, SnapshotRegistry } from './snapshot.ts';

export interface SnapshotTables {
  /** Of the highest revision of every month, in order of the months. */
  readonly observations: readonly Observation[];
  /** Descriptions of the collected sources by id, the newest month's; entries of `sources.yaml` win over them. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What became of each source in the newest month that was asked for, by id. */
  readonly verdicts: ReadonlyMap<string, SourceResult>;
  /** In order of the months. */
  readonly snapshots: readonly Snapshot[];
  /** SHA-256 by project-relative path of every file that was read. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** Snapshots of `throughMonth` and before; empty when nothing was collected. `store` keeps copies that are read faster. Throws BriefwrightError for one that was altered. */
export async function readSnapshotTables(projectDir: string, throughMonth: Month, registry?: SnapshotRegistry, store?: CopyStore): Promise<SnapshotTables> {
  const snapshots: Snapshot[] = [];
  const copies = store === undefined ? undefined : { store, shared: new Map<string, string>() };
  for (const month of (await listMonths(projectDir)).filter((m) => m <= throughMonth)) {
    const snapshot = await readSnapshot(projectDir, month, registry, copies);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  await store?.trim();
  return {
    observations: withoutRepeats(snapshots.map((s) => s.observations)),
    sources: new Map(snapshots.flatMap((s) => [...s.sources])),
    verdicts: snapshots.at(-1)?.verdicts ?? new Map<string, SourceResult>(),
    snapshots,
    hashes: new Map(snapshots.flatMap((s) => [...s.hashes])),
  };
}

/** A dated dump that two months took in says the same twice; the later month's copy is left out. Only what was published on one day can be the same. */
export function withoutRepeats(months: readonly (readonly Observation[])[]): readonly Observation[] {
  const shared = findSharedDays(months);
  const seen = new Set<string>();
  const isNew = (o: Observation): boolean => {
    if (!shared.has(o.published)) return true;
    const id = JSON.stringify([o.series, o.entity, o.country, o.period.text, o.published, o.denominator, o.window]);
    return !seen.has(id) && seen.add(id) !== undefined;
  };
  const none: readonly Observation[] = [];
  return none.concat(...(shared.size === 0 ? months : months.map((observations) => observations.filter(isNew))));
}

/** Days of publication that several months have. */
function findSharedDays(months: readonly (readonly Observation[])[]): ReadonlySet<string> {
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const observations of months) {
    const days = new Set<string>();
    let last = '';
    for (const { published } of observations) if (published !== last) days.add((last = published));
    for (const day of days) (seen.has(day) ? shared : seen).add(day);
  }
  return shared;
}
