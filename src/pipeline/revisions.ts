// Figures that an earlier revision of their month had otherwise, and why: read again, or a changed registry. Must not freeze one.
import type { RevisedFigure, Revisions } from '../document/revised.ts';
import type { Provenance, SourceResult } from '../history/provenance.ts';
import { readRevision, type Revision, type Snapshot } from '../history/snapshot.ts';
import { findRevised, type Revision as Revised } from '../history/snapshot-rows.ts';
import { originsOf } from '../lineage/origin.ts';
import { changedAccounts, type ChangedAccount } from '../lineage/restatement.ts';
import type { Observation } from '../observations/observation.ts';
import type { Month } from '../period.ts';
import { parseFrozenRegistry, registryHash } from './collection-registry.ts';

/** Of the newest revisions of `month` and of those before it, against the revision before each. */
export async function readRevisions(projectDir: string, snapshots: readonly Snapshot[], month: Month): Promise<Revisions> {
  const figures: RevisedFigure[] = [];
  const accounts = new Map<string, ChangedAccount>();
  for (const snapshot of snapshots.filter((s) => s.month <= month)) {
    const previous = snapshot.previous.at(-1);
    if (previous === undefined) continue;
    const [now, before] = [await readRevision(projectDir, snapshot.month, snapshot.revision), await readRevision(projectDir, snapshot.month, previous)];
    const isNews = snapshot.month === month || now.provenance.restatedBy === month;
    const found = figuresOf(snapshot, now, before, isNews);
    figures.push(...found);
    if (isNews && found.some((f) => f.reason === 'registry')) for (const account of changedAccounts(await originsIn(before), await originsIn(now))) accounts.set(account.namespace, account);
  }
  return { figures, accounts: [...accounts.values()] };
}

function figuresOf(snapshot: Snapshot, now: Revision, before: Revision, isNews: boolean): readonly RevisedFigure[] {
  const observations = new Map(snapshot.observations.map((o) => [subject(o.series, o.entity, o.country, o.period.text), o]));
  return findRevised(now.cells, before.cells).flatMap((r: Revised): RevisedFigure[] => {
    const after = observations.get(subject(r.series, r.entity, r.country, r.period));
    const value = Number(r.before);
    // What is new or gone is no revision of a figure; the counts of both are in the snapshot's provenance.
    if (after?.value === undefined || r.before === '' || r.after === '' || !Number.isFinite(value)) return [];
    const earlier: Observation = { ...after, value: value * (Number(r.after) === 0 ? 1 : after.value / Number(r.after)), key: `${before.folder}/observations.csv` };
    return [{ before: earlier, after, reason: reasonOf(now.provenance, before.provenance, r.source), isNews }];
  });
}

function subject(...parts: readonly string[]): string {
  return parts.join('\u0000');
}

/** The same bodies, or the same dump, and another registry: that is the reason. With the same registry it is the program. */
function reasonOf(now: Provenance, before: Provenance, source: string): RevisedFigure['reason'] {
  const [a, b] = [now, before].map(({ sources }) => sources.find((s) => s.id === source));
  if (a === undefined || b === undefined || materialOf(a) !== materialOf(b)) return 'collection';
  return registryHash(now.inputs) === registryHash(before.inputs) ? 'program' : 'registry';
}

function materialOf({ captures }: SourceResult): string {
  return captures.map((c) => c.headers['dump-sha256'] ?? c.sha256).sort().join(' ');
}

async function originsIn({ provenance, store }: Revision): Promise<ReturnType<typeof originsOf>> {
  return originsOf(parseFrozenRegistry(await Promise.all(provenance.inputs.map(async ({ file, sha256, size }) => ({ file, bytes: await store.get(sha256, size) })))));
}
