// The ledger held for upkeep: nobody sends meanwhile, and what a dead sender left is unknown first. Must not send.
import { failure } from '../../errors.ts';
import { recoverSending } from '../ledger/deliveries.ts';
import type { Issue } from '../ledger/delivery.ts';
import { readIssues } from '../ledger/issues.ts';
import { maybeLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findHolder, maybeLock } from '../ledger/sender-lock.ts';

/** Runs `work` with the sender's lock. Throws ISSUE_NOT_SENT where there is no ledger, SEND_BUSY while something is being sent (status 1). */
export async function withUpkeep<T>(stateFolder: string, now: number, work: (ledger: Ledger) => T | Promise<T>): Promise<T> {
  const ledger = await maybeLedger(stateFolder);
  if (ledger === undefined) throw failure('ISSUE_NOT_SENT', 'Nothing has been sent to a list yet.', {}, 1);
  try {
    const lock = await maybeLock(stateFolder);
    if (lock === undefined) throw failure('SEND_BUSY', `A sending is running (process ${findHolder(ledger)?.pid ?? '?'}); nothing was changed.`, { hint: 'Try again when it has ended, or ask it to: --stop.' }, 1);
    try {
      recoverSending(ledger, now);
      return await work(ledger);
    } finally {
      lock.release();
    }
  } finally {
    ledger.close();
  }
}

/** All versions of an issue. Throws ISSUE_NOT_SENT (status 1). */
export function issuesOf(ledger: Ledger, brief: string, month: string): readonly Issue[] {
  const issues = readIssues(ledger, brief, month);
  if (issues.length === 0) throw failure('ISSUE_NOT_SENT', `${month}/${brief} has not been sent to anybody.`, {}, 1);
  return issues;
}
