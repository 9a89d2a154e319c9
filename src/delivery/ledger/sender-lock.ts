// One sender at a time: a lock of the system that ends with its holder, however it ends, and a word that asks him to stop. Must not guess from process numbers.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ensureStateFolder } from '../receipts.ts';
import type { Ledger } from './ledger.ts';
import { numberOf } from './ledger.ts';

export interface SenderLock {
  readonly release: () => void;
}

export interface Holder {
  readonly pid: number;
  /** 0: upkeep, no issue. */
  readonly issue: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export const LOCK_FILE = 'sender.lock';

/** The lock, or undefined while another sender (or the upkeep of the ledger) has it. */
export async function maybeLock(stateFolder: string): Promise<SenderLock | undefined> {
  await ensureStateFolder(stateFolder);
  const db = new DatabaseSync(join(stateFolder, LOCK_FILE), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw error;
  }
}

/** Says who holds the lock and for what; an old request to stop is forgotten. Only with the lock. */
export function writeHolder(ledger: Ledger, holder: Holder): void {
  ledger.write('holder', (run) => run('INSERT OR REPLACE INTO sender (id, pid, issue, since, stop) VALUES (1, ?, ?, ?, 0)', holder.pid, holder.issue, holder.since));
}

/** Who wrote himself down last; he may be gone. */
export function findHolder(ledger: Ledger): Holder | undefined {
  const [row] = ledger.rows('SELECT pid, issue, since FROM sender');
  return row === undefined ? undefined : { pid: numberOf(row, 'pid'), issue: numberOf(row, 'issue'), since: numberOf(row, 'since') };
}

export function requestStop(ledger: Ledger): void {
  ledger.write('stop', (run) => run('UPDATE sender SET stop = 1'));
}

export function isStopRequested(ledger: Ledger): boolean {
  return ledger.rows('SELECT stop FROM sender WHERE stop = 1').length > 0;
}
