// `send --status` and `send --stop`: how a sending stands, and a word to the one that runs. Must not send or plan.
import { resolveEditionName } from '../delivery/issue/edition-name.ts';
import { formatStatus, statusValue } from '../delivery/issue/status.ts';
import { readDeliveries } from '../delivery/ledger/deliveries.ts';
import { readIssues } from '../delivery/ledger/issues.ts';
import { maybeLedger } from '../delivery/ledger/ledger.ts';
import type { Ledger } from '../delivery/ledger/ledger.ts';
import { findHolder, maybeLock, requestStop } from '../delivery/ledger/sender-lock.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, writeJson } from './command.ts';
import type { ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';

export async function runStatus(args: ParsedArgs, effects: Effects, way: 'status' | 'stop'): Promise<number> {
  const project = await readProject(args, effects);
  const { brief, month } = await resolveEditionName(project.out, args.positionals[0] ?? '', effects.cwd);
  const ledger = await maybeLedger(project.state);
  try {
    const issues = ledger === undefined ? [] : readIssues(ledger, brief, month);
    if (ledger === undefined || issues.length === 0) throw failure('ISSUE_NOT_SENT', `${month}/${brief} has not been sent to anybody.`, { hint: 'Nothing is known of it; proofs do not count.' }, 1);
    if (way === 'stop') return await stop(ledger, args, effects);
    if (flagOf(args, 'json')) writeJson(effects, issues.flatMap((issue) => readDeliveries(ledger, issue).map((d) => statusValue(issue, d))));
    else effects.stdout(formatStatus(ledger, issues));
    return 0;
  } finally {
    ledger?.close();
  }
}

async function stop(ledger: Ledger, args: ParsedArgs, effects: Effects): Promise<number> {
  const lock = await maybeLock(ledger.stateFolder);
  lock?.release();
  if (lock === undefined) requestStop(ledger);
  const pid = lock === undefined ? findHolder(ledger)?.pid : undefined;
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, outcome: lock === undefined ? 'asked' : 'not-running', ...(pid === undefined ? {} : { pid }) });
  else if (!flagOf(args, 'quiet')) effects.stderr(lock === undefined ? `Process ${pid ?? '?'} was asked to stop; it ends after the message that is on its way.\n` : 'No sending is running.\n');
  return 0;
}
