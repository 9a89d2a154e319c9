// The end of a sending in words, as JSON and as an exit status. Must not call anything done that is not.
import { adviceOn, countsOf, describeCounts, isComplete, statusValue } from '../delivery/issue/status.ts';
import type { PreparedIssue } from '../delivery/issue/issue.ts';
import type { Told } from '../delivery/issue/owner-notice.ts';
import type { RunResult } from '../delivery/issue/run.ts';
import { readDeliveries } from '../delivery/ledger/deliveries.ts';
import { openLedger } from '../delivery/ledger/ledger.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import type { Project } from '../project.ts';
import { writeJson } from './command.ts';
import { printable, redact, writeProblems } from './report.ts';

export interface ReportContext {
  readonly prepared: PreparedIssue;
  readonly project: Project;
  readonly told: Told;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** 0 when everybody has it, 1 when not, 130 when interrupted. Throws SEND_BUSY when another issue is being sent. */
export async function reportRun(run: RunResult, context: ReportContext, effects: Effects): Promise<number> {
  if (run.kind === 'busy') return reportBusy(run, context, effects);
  const { issue, result, recovered } = run;
  const label = `${issue.month}/${issue.brief}`;
  const ledger = await openLedger(context.project.state);
  try {
    const counts = countsOf(ledger, issue);
    const ok = result.end === 'done' && isComplete(counts);
    const open = readDeliveries(ledger, issue, 'refused', 'expired', 'deferred', 'unknown', 'frozen', 'planned').map((d) => statusValue(issue, d));
    if (context.json) writeJson(effects, { ok, edition: label, version: issue.version, end: result.end, counts, recovered, open, owner: context.told, ...(result.problem === undefined || result.end === 'interrupted' ? {} : { problems: [{ ...result.problem, message: redact(result.problem.message, effects.env) }] }) });
    else {
      for (const d of open) effects.stderr(`${printable(`${d.state.padEnd(9)} ${d.address}${d.answer === '' ? '' : `  ${d.answer}`}${d.next_try === '' ? '' : `  (next try ${d.next_try})`}`)}\n`);
      if (result.problem !== undefined && result.end === 'server-trouble') writeProblems([result.problem], effects);
      if (recovered > 0 && !context.quiet) effects.stderr(`An earlier run ended in the middle of ${recovered === 1 ? 'one message' : `${recovered} messages`}.\n`);
      if (typeof context.told === 'object') effects.stderr(`The owner could not be told: ${printable(redact(context.told.untold, effects.env))}\n`);
      if (context.told === 'told' && !context.quiet) effects.stderr('The owner was told.\n');
      if (!context.quiet) for (const advice of adviceOn(counts, label)) effects.stderr(`${advice}\n`);
      effects.stdout(`${label}${issue.version === 1 ? '' : `, version ${issue.version}`}: ${describeCounts(counts)}${ENDS[result.end]}\n`);
    }
    return result.end === 'interrupted' ? 130 : ok ? 0 : 1;
  } finally {
    ledger.close();
  }
}

const ENDS = { done: '', stopped: ' (stopped on request)', interrupted: ' (interrupted)', 'server-trouble': ' (stopped: the mail server)' } as const;

function reportBusy({ holder, issue }: RunResult & { kind: 'busy' }, { prepared, json, quiet }: ReportContext, effects: Effects): number {
  const label = issue === undefined ? '' : `${issue.month}/${issue.brief}`;
  const isSame = issue?.brief === prepared.brief.name && issue.month === prepared.month;
  const who = holder === undefined ? 'another process' : `process ${holder.pid}, since ${new Date(holder.since).toISOString()}`;
  if (!isSame) throw failure('SEND_BUSY', `${label === '' ? 'The ledger is in use' : `${label} is being sent`} (${who}); nothing was done.`, { hint: 'Try again when it has ended.' }, 1);
  if (json) writeJson(effects, { ok: true, edition: label, end: 'busy', pid: holder?.pid });
  else if (!quiet) effects.stderr(`${label} is being sent already (${who}); this run did nothing.\n`);
  return 0;
}
