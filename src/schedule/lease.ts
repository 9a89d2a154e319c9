// One run at a time, on one machine or several that share the folder. Must not outlive its holder: a lease that is not renewed ends.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { openDatabase } from './job-store.ts';

export interface Lease {
  /** False when somebody else has taken it over: stop before the next step. */
  readonly renew: () => boolean;
  readonly release: () => void;
}

export interface Holder {
  readonly holder: string;
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** In milliseconds. Longer than any step runs without renewing. */
export const LEASE_LENGTH = 15 * 60_000;

/**
 * The lease of the store at `path`, or who holds it. A holder whose process has ended on this machine does not block;
 * one on another machine does until its lease ends. Throws as openDatabase.
 */
export function takeLease(path: string, now: () => number): Lease | Holder {
  const database = openDatabase(path);
  const holder = randomUUID();
  try {
    database.exec('BEGIN IMMEDIATE');
    const [row] = database.prepare('SELECT * FROM lease').all();
    const other = row === undefined ? undefined : { holder: String(row['holder']), pid: Number(row['pid']), host: String(row['host']), until: Number(row['until']) };
    if (other !== undefined && isHeld(other, now())) {
      database.exec('ROLLBACK');
      database.close();
      return other;
    }
    database.prepare('INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?)').run(holder, process.pid, hostname(), now() + LEASE_LENGTH);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
  return {
    renew: () => Number(database.prepare('UPDATE lease SET until = ? WHERE holder = ?').run(now() + LEASE_LENGTH, holder).changes) === 1,
    release: () => {
      database.prepare('DELETE FROM lease WHERE holder = ?').run(holder);
      database.close();
    },
  };
}

export function isLease(taken: Lease | Holder): taken is Lease {
  return 'release' in taken;
}

/** A lease that ends later than any can has been written by a clock that ran ahead. */
function isHeld({ pid, host, until }: Holder, now: number): boolean {
  if (until <= now || until > now + LEASE_LENGTH) return false;
  return host !== hostname() || isAlive(pid);
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
