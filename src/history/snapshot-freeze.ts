// A new revision of a month's snapshot, whole or not at all. Must not touch the revisions that are there.
import { chmod, copyFile, link, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BriefwrightError } from '../errors.ts';
import { createRawStore } from '../sources/raw-store.ts';
import type { RawStore } from '../sources/raw-store.ts';
import { formatProvenance } from './provenance.ts';
import type { Provenance } from './provenance.ts';
import { SNAPSHOTS } from './snapshot.ts';

export interface FreezeInput {
  readonly provenance: Provenance;
  /** Text of `observations.csv`. */
  readonly table: string;
  /** Where the bodies lie, the first store that has one. */
  readonly stores: readonly RawStore[];
}

/**
 * Writes `data/snapshots/<month>/r<N>` beside its place, flushes it and gives it its name last. Returns the folder, relative.
 * Throws WRITE_FAILED (status 1); then nothing has changed. The caller holds the lock.
 */
export async function freezeSnapshot(projectDir: string, { provenance, table, stores }: FreezeInput): Promise<string> {
  const { month, revision } = provenance;
  const folder = `${SNAPSHOTS}/${month}/r${revision}`;
  const target = join(projectDir, folder);
  const fresh = join(dirname(target), `.r${revision}.new`);
  try {
    await removeUnfinished(projectDir, month);
    await mkdir(fresh, { recursive: true });
    const raw = createRawStore(join(fresh, 'raw'), `${folder}/raw`);
    const hashes = new Set([...provenance.inputs.map((i) => i.sha256), ...provenance.sources.flatMap((s) => s.captures.map((c) => c.sha256))]);
    for (const hash of [...hashes].sort()) await placeBody(hash, stores, raw);
    await writeFlushed(join(fresh, 'observations.csv'), table);
    await writeFlushed(join(fresh, 'provenance.json'), formatProvenance(provenance));
    for (const name of await readdir(join(fresh, 'raw')).catch(() => [])) await flushFolder(join(fresh, 'raw', name));
    await flushFolder(join(fresh, 'raw'));
    await flushFolder(fresh);
    await rename(fresh, target);
    await flushFolder(dirname(target));
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    if (cause instanceof BriefwrightError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new BriefwrightError([{ code: 'WRITE_FAILED', message: `${folder} cannot be written: ${text}`, hint: 'Check the rights and the free space and run collect again; what has been collected is kept.' }], 1, cause);
  }
  return folder;
}

/** What a killed run left beside the revisions. The caller holds the lock. */
export async function removeUnfinished(projectDir: string, month: string): Promise<void> {
  const folder = join(projectDir, SNAPSHOTS, month);
  for (const name of await readdir(folder).catch(() => [])) {
    if (/^\.r\d+\.new$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A second name for the same bytes where the file system can, a copy where not. They were flushed when they were stored. */
async function placeBody(hash: string, stores: readonly RawStore[], raw: RawStore): Promise<void> {
  const to = raw.pathOf(hash);
  await mkdir(dirname(to), { recursive: true });
  for (const store of stores) {
    const from = store.pathOf(hash);
    if ((await lstat(from).catch(() => undefined)) === undefined) continue;
    try {
      await link(from, to);
    } catch {
      await copyFile(from, to);
      await flushFile(to);
    }
    await chmod(to, 0o444).catch(() => undefined);
    return;
  }
  throw new Error(`the raw body ${hash} is not there`);
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
