// What is known: the tables entered by hand and the frozen snapshots, side by side. Must not ask the network.
import type { BriefConfig } from '../config/brief-config.ts';
import type { CollectedSource } from '../document/news.ts';
import type { Problem } from '../errors.ts';
import type { Snapshot } from '../history/snapshot.ts';
import type { CopyStore } from '../history/snapshot-copy.ts';
import { readSnapshotTables } from '../history/snapshot-tables.ts';
import type { Tables } from '../observations/observation.ts';
import { readTables } from '../observations/tables.ts';
import type { Month } from '../period.ts';

export interface Knowledge {
  /** Hand-entered and collected observations together; an entry of `sources.yaml` wins over a collected source's own. */
  readonly tables: Tables;
  /** In order of the months. */
  readonly snapshots: readonly Snapshot[];
}

/** `copies`: where checked tables of snapshots are kept, to be read faster. Throws BriefwrightError with every problem of the tables, or for a snapshot that was altered. */
export async function readKnowledge(projectDir: string, copies?: CopyStore): Promise<Knowledge> {
  const entered = await readTables(projectDir);
  const collected = await readSnapshotTables(projectDir, '9999-12', entered, copies);
  return {
    snapshots: collected.snapshots,
    tables: {
      ...entered,
      observations: entered.observations.concat(collected.observations),
      sources: new Map([...collected.sources, ...entered.sources]),
      hashes: new Map([...entered.hashes, ...collected.hashes]),
    },
  };
}

/** What an edition says of the sources collected last by its month; a suspect one that nobody accepted is a problem. */
export function resolveCollected(config: BriefConfig, snapshots: readonly Snapshot[], month: Month): { readonly collected: readonly CollectedSource[]; readonly problems: readonly Problem[] } {
  const latest = snapshots.filter((s) => s.month <= month).at(-1);
  const collected: CollectedSource[] = [];
  const problems: Problem[] = [];
  for (const [id, result] of latest?.verdicts ?? []) {
    const { verdict } = result;
    if (verdict === 'fresh') continue;
    const accepted = config.accept.find((a) => a.source === id)?.reason;
    if (verdict === 'suspect' && accepted === undefined) {
      problems.push({
        code: 'COLLECTED_SUSPECT', message: `The figures collected from "${id}" are not plausible: ${result.reasons.join(' ')}`, file: `${latest?.folder ?? ''}/provenance.json`,
        hint: `Look at them and collect again, or accept them in ${config.file}: "accept: [{ source: ${id}, reason: … }]".`,
      });
      continue;
    }
    collected.push({ title: result.title, verdict, ...(result.asOf === undefined ? {} : { asOf: result.asOf }), ...(accepted === undefined ? {} : { accepted }) });
  }
  return { collected, problems };
}
