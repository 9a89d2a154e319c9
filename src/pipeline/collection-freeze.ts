// Portions → a new revision of the snapshot, when its figures or verdicts differ from the one before. Must not judge.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { Provenance } from '../history/provenance.ts';
import { listMonths, maybeRevision, type Revision } from '../history/snapshot.ts';
import { freezeSnapshot } from '../history/snapshot-freeze.ts';
import { compareRows, formatRows } from '../history/snapshot-rows.ts';
import { partialStore } from './collection-partial.ts';
import type { CollectSettings } from './collection-settings.ts';
import type { Portion } from './collection-source.ts';

export interface FreezeRequest {
  readonly settings: CollectSettings;
  readonly partial: string;
  readonly previous: Revision | undefined;
  readonly portions: readonly Portion[];
  readonly run: string;
}

export interface Frozen {
  /** Relative to the project. */
  readonly folder: string;
  readonly provenance: Provenance;
  readonly isNew: boolean;
}

/** Freezes, or gives the revision before when nothing differs. Throws WRITE_FAILED; then nothing has changed. */
export async function freezeIfDifferent({ settings, partial, previous, portions, run }: FreezeRequest, effects: Effects): Promise<Frozen> {
  const { project, month, inputs } = settings;
  const cells = portions.flatMap((p) => p.cells);
  if (previous !== undefined && !differs(previous, portions)) return { folder: previous.folder, provenance: withCollections(previous.provenance, portions), isNew: false };
  effects.signal.throwIfAborted();
  const store = partialStore(partial);
  for (const input of inputs) await store.put(input.bytes);
  const table = formatRows(cells);
  const provenance: Provenance = {
    version: 1, tool: await toolOf(project.packageRoot), month, revision: (previous?.provenance.revision ?? 0) + 1, run, frozenAt: new Date(effects.now()).toISOString(),
    observations: { sha256: sha256(table), rows: cells.length }, inputs: inputs.map(({ file, sha256: hash, size }) => ({ file, sha256: hash, size })), sources: portions.map((p) => p.result),
  };
  const folder = await freezeSnapshot(project.root, { provenance, table, stores: [store, ...(previous === undefined ? [] : [previous.store])] });
  return { folder, provenance, isNew: true };
}

/** Another figure, another set of sources, or a verdict that a reader has to know. That a figure was read again is no difference. */
function differs(previous: Revision, portions: readonly Portion[]): boolean {
  const { added, changed, gone } = compareRows(portions.flatMap((p) => p.cells), previous.cells);
  return added + changed + gone > 0 || verdictsOf(portions.map((p) => p.result)) !== verdictsOf(previous.provenance.sources);
}

function verdictsOf(sources: readonly { readonly id: string; readonly verdict: string }[]): string {
  return JSON.stringify(sources.map((s) => [s.id, s.verdict === 'cached' ? 'fresh' : s.verdict]).sort());
}

/** The collections that brought nothing new are over as well. */
function withCollections(provenance: Provenance, portions: readonly Portion[]): Provenance {
  return { ...provenance, sources: portions.map((p) => p.result) };
}

export async function toolOf(packageRoot: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string };
  return `${name} ${version}`;
}

/** Throws CLOCK_SET_BACK (status 1) when something has been recorded later than `now`. */
export async function checkClock(projectDir: string, now: number): Promise<void> {
  for (const month of (await listMonths(projectDir)).slice(-2)) {
    const revision = await maybeRevision(projectDir, month);
    const latest = Math.max(...[revision?.provenance.frozenAt ?? '', ...(revision?.provenance.sources.map((s) => s.capturedTo ?? '') ?? [])].map((t) => Date.parse(t)).filter((t) => !Number.isNaN(t)));
    if (latest <= now + 300_000) continue;
    throw failure('CLOCK_SET_BACK', `This computer says that it is ${new Date(now).toISOString()}, but ${join('data/snapshots', month)} was frozen at ${new Date(latest).toISOString()}.`, { hint: 'Set the clock right and run collect again; nothing was changed.' }, 1);
  }
}
