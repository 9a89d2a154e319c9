// Who has approved which bytes, and when: `.briefwright/approvals.sqlite`. Must not decide whether an issue needs one; the brief does.
import { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../errors.ts';
import type { BriefwrightError } from '../errors.ts';
import { ensureStateFolder } from './receipts.ts';

export interface Approval {
  /** `2025-11/open-models`. */
  readonly edition: string;
  /** SHA-256 of the edition's manifest.json, in hex: any other bytes need another approval. */
  readonly manifest: string;
  readonly who: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export const APPROVALS_FILE = 'approvals.sqlite';
const VERSION = 1;
const WAIT = 10_000;

/** What was approved of `edition` and not withdrawn, oldest first; of every edition when it is undefined. Throws APPROVALS_UNREADABLE (status 1). */
export function readApprovals(stateFolder: string, edition?: string): readonly Approval[] {
  if (!existsSync(join(stateFolder, APPROVALS_FILE))) return [];
  return using(stateFolder, (database) => database.prepare('SELECT edition, manifest, who, time FROM approval WHERE withdrawn IS NULL AND (? IS NULL OR edition = ?) ORDER BY id').all(edition ?? null, edition ?? null)
    .map((row) => ({ edition: String(row['edition']), manifest: String(row['manifest']), who: String(row['who']), time: String(row['time']) })));
}

/** The standing approval of these very bytes, the last one where there are several. Throws as readApprovals. */
export function maybeApproval(stateFolder: string, edition: string, manifest: string): Approval | undefined {
  return readApprovals(stateFolder, edition).findLast((approval) => approval.manifest === manifest);
}

/** Records an approval, on the disk when it returns; false when the same person has approved these bytes already. Throws APPROVALS_UNREADABLE (status 1). */
export async function addApproval(stateFolder: string, approval: Approval): Promise<boolean> {
  await ensureStateFolder(stateFolder);
  const { edition, manifest, who, time } = approval;
  const changes = using(stateFolder, (database) => database.prepare(
    'INSERT INTO approval (edition, manifest, who, time) SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM approval WHERE edition = ? AND manifest = ? AND who = ? AND withdrawn IS NULL)',
  ).run(edition, manifest, who, time, edition, manifest, who).changes);
  await chmod(join(stateFolder, APPROVALS_FILE), 0o600);
  return changes > 0;
}

/** Takes back every approval of an edition; how many there were. They stay in the record, with the time of the withdrawal. */
export function withdrawApprovals(stateFolder: string, edition: string, time: string): number {
  if (!existsSync(join(stateFolder, APPROVALS_FILE))) return 0;
  return using(stateFolder, (database) => Number(database.prepare('UPDATE approval SET withdrawn = ? WHERE edition = ? AND withdrawn IS NULL').run(time, edition).changes));
}

function using<T>(stateFolder: string, work: (database: DatabaseSync) => T): T {
  const path = join(stateFolder, APPROVALS_FILE);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: WAIT });
    prepareTables(database, path);
    return work(database);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    database?.close();
  }
}

function prepareTables(database: DatabaseSync, path: string): void {
  database.exec('PRAGMA synchronous = FULL');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === VERSION) return;
  if (version > VERSION) throw failure('APPROVALS_NEWER', `${path} was written by a newer version of this program.`, { file: path, hint: 'Use that version.' }, 1);
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS approval (id INTEGER PRIMARY KEY, edition TEXT NOT NULL, manifest TEXT NOT NULL, who TEXT NOT NULL, time TEXT NOT NULL, withdrawn TEXT) STRICT;
    PRAGMA user_version = ${VERSION};
    COMMIT;`);
}

function unreadable(path: string, cause: unknown): unknown {
  const isSqlite = cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR';
  if (!isSqlite) return cause;
  const error: BriefwrightError = failure('APPROVALS_UNREADABLE', `${path} cannot be used: ${cause.message}.`, { file: path, hint: 'Nothing counts as approved until it can be read. Put the file back from a copy, or move it away and approve again.' }, 1);
  return error;
}
