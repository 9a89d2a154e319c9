// The unfinished part of a collection, `.briefwright/collect/<month>/`: what belongs to a frozen snapshot goes, the rest stays.
// The caller holds the lock.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFile } from '../files.ts';
import type { Provenance } from '../history/provenance.ts';
import { journalPath, maybeJournal, removeJournal } from '../sources/journal.ts';
import { createRawStore, type RawStore } from '../sources/raw-store.ts';

export function partialStore(partial: string): RawStore {
  return createRawStore(join(partial, 'raw'), '.briefwright/collect/raw');
}

/** The run that is going on, or was interrupted; a new one when there is none. */
export async function readRun(partial: string, newest: Provenance | undefined): Promise<{ readonly id: string; readonly isFrozen: boolean }> {
  const file = join(partial, 'run.json');
  const id = await readFile(file, 'utf8').then((text) => /^\{"run":"([0-9a-f]{16})"\}\n$/.exec(text)?.[1], () => undefined);
  if (id !== undefined) return { id, isFrozen: newest?.run === id };
  const fresh = randomBytes(8).toString('hex');
  await writeFile(file, `{"run":"${fresh}"}\n`, { mode: 0o600 });
  return { id: fresh, isFrozen: false };
}

/**
 * Removes what `frozen` holds and every body that no journal names. `run` is the run that goes on; without it the run is over.
 */
export async function tidyPartial(partial: string, frozen: Provenance | undefined, run?: string): Promise<void> {
  const done = new Set(frozen?.sources.flatMap((s) => s.collection ?? []));
  const needed = new Set<string>();
  for (const name of await readdir(partial).catch(() => [])) {
    const id = /^(.+)\.ndjson$/.exec(name)?.[1];
    if (id === undefined) continue;
    const path = journalPath(partial, id);
    const journal = await maybeJournal(path);
    if (journal === undefined || done.has(journal.start.id)) await removeJournal(path);
    else for (const capture of journal.captures.values()) needed.add(capture.sha256);
  }
  const store = partialStore(partial);
  for (const hash of await store.hashes()) if (!needed.has(hash)) await rm(store.pathOf(hash), { force: true });
  if (run !== undefined) return;
  // Last of all: killed before this, the next run finds its snapshot frozen and tidies on, instead of asking everybody again.
  await rm(needed.size === 0 ? partial : join(partial, 'run.json'), { recursive: true, force: true });
}
