// All snapshots up to a month as one addition to the tables that are entered by hand. Must not merge them: the pipeline does.
import type { Observation, Source } from '../observations/observation.ts';
import type { Month } from '../period.ts';
import type { SourceResult } from './provenance.ts';
import { listMonths, readSnapshot } from './snapshot.ts';
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

/** Snapshots of `throughMonth` and before; empty when nothing was collected. Throws BriefwrightError for one that was altered. */
export async function readSnapshotTables(projectDir: string, throughMonth: Month, registry?: SnapshotRegistry): Promise<SnapshotTables> {
  const snapshots: Snapshot[] = [];
  for (const month of (await listMonths(projectDir)).filter((m) => m <= throughMonth)) {
    const snapshot = await readSnapshot(projectDir, month, registry);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  return {
    observations: withoutRepeats(snapshots.flatMap((s) => s.observations)),
    sources: new Map(snapshots.flatMap((s) => [...s.sources])),
    verdicts: snapshots.at(-1)?.verdicts ?? new Map<string, SourceResult>(),
    snapshots,
    hashes: new Map(snapshots.flatMap((s) => [...s.hashes])),
  };
}

/** A dated dump that two months took in says the same twice; the later month's copy is left out. */
export function withoutRepeats(observations: readonly Observation[]): readonly Observation[] {
  const seen = new Set<string>();
  return observations.filter((o) => {
    const id = JSON.stringify([o.series, o.entity, o.country, o.period.text, o.published, o.denominator, o.window]);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
