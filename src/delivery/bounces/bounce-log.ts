// What mail servers reported about readers, one JSON line a report, append only. Must not hold a report that was not believed.
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../errors.ts';
import { ensureStateFolder } from '../receipts.ts';

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

/** Oldest first. A line that a crash cut short is skipped: its report is then read again. */
export async function readBounces(stateFolder: string): Promise<readonly BounceEntry[]> {
  const path = join(stateFolder, BOUNCES_FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw failure('BOUNCES_UNREADABLE', `${path} cannot be read.`, { file: path }, 1);
  });
  return text.split('\n').flatMap((line) => maybeEntry(line) ?? []);
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

function maybeEntry(line: string): BounceEntry | undefined {
  if (line.trim() === '') return undefined;
  try {
    const value = JSON.parse(line) as BounceEntry;
    return typeof value === 'object' && value !== null && value.format === 1 && typeof value.report === 'string' && typeof value.address === 'string' && ['hard', 'soft', 'delayed'].includes(value.kind) ? value : undefined;
  } catch {
    return undefined;
  }
}
