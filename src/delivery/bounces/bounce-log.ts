// What mail servers reported about readers, one JSON line a report, append only. Must not hold a report that was not believed.
import { constants } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../errors.ts';
import { writeFile } from '../../files.ts';
import { ensureStateFolder, maybeRecord } from '../receipts.ts';

export interface BounceEntry {
  readonly format: 1;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** SHA-256 of the report: read once, it is not counted again. */
  readonly report: string;
  readonly address: string;
  readonly kind: 'hard' | 'soft' | 'delayed';
  readonly status: string;
  readonly diagnostic: string;
}

export const BOUNCES_FILE = 'bounces.jsonl';

/** Oldest first. A line that a crash cut short is skipped: its report is then read again. Throws BOUNCES_UNREADABLE, RECORD_NEWER (status 1). */
export async function readBounces(stateFolder: string): Promise<readonly BounceEntry[]> {
  const path = join(stateFolder, BOUNCES_FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw failure('BOUNCES_UNREADABLE', `${path} cannot be read.`, { file: path }, 1);
  });
  return text.split('\n').flatMap((line) => maybeEntry(line, path) ?? []);
}

/** On the disk when it returns. Throws BOUNCES_UNWRITABLE (status 1). */
export async function writeBounce(stateFolder: string, entry: BounceEntry): Promise<void> {
  const path = join(stateFolder, BOUNCES_FILE);
  try {
    await ensureStateFolder(stateFolder);
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0), 0o600);
    try {
      // The line end first: what a crash left half-written before it stays a line of its own.
      await file.appendFile(`\n${JSON.stringify(entry)}`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw failure('BOUNCES_UNWRITABLE', `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`, { file: path }, 1);
  }
}

/** Takes out the lines and the reports kept aside that name an address; `isOf` tells. Returns how many of both. */
export async function eraseBounces(stateFolder: string, isOf: (address: string) => boolean, isDry: boolean): Promise<number> {
  const entries = await readBounces(stateFolder);
  const gone = entries.filter((entry) => isOf(entry.address)).length;
  const folder = join(stateFolder, 'bounces');
  const files: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, name), 'latin1');
    if ([...text.matchAll(/[^\s<>;:,"'()]{1,64}@[^\s<>;:,"'()]{1,255}/g)].some(([address]) => isOf(address))) files.push(name);
  }
  if (isDry) return gone + files.length;
  if (gone > 0) await writeFile(join(stateFolder, BOUNCES_FILE), entries.filter((entry) => !isOf(entry.address)).map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
  for (const name of files) await rm(join(folder, name), { force: true });
  return gone + files.length;
}

function maybeEntry(line: string, path: string): BounceEntry | undefined {
  const value = maybeRecord(line, path) as BounceEntry | null | undefined;
  return typeof value === 'object' && value !== null && value.format === 1 && typeof value.report === 'string' && typeof value.address === 'string' && ['hard', 'soft', 'delayed'].includes(value.kind) ? value : undefined;
}
