// `briefwright reconcile`: unknown deliveries decided by the mail server's log. Must not send anything.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parsePostfixLog } from '../delivery/evidence/postfix-log.ts';
import { applyVerdicts, findVerdicts } from '../delivery/evidence/reconciliation.ts';
import { issuesOf, withUpkeep } from '../delivery/evidence/upkeep.ts';
import { resolveEditionName } from '../delivery/issue/edition-name.ts';
import { readDeliveries } from '../delivery/ledger/deliveries.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, listOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'reconcile';
export const summary = 'decides unknown deliveries by the mail server\'s log';
export const help = `Usage: briefwright reconcile <edition> --log FILE [--log FILE …]

A delivery is unknown when the conversation with the mail server ended after the message had
left and before its answer came. A Postfix log shows what became of it: the message is in the
queue (it counts as accepted), or it never was (the next "send --yes" sends it). Where the log
does not decide, or may be another server's, the delivery stays unknown: say what you know
with "briefwright resolve". Several files are read in the order given, the oldest first.
Exit status 1 when somebody is still unknown.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  log: { type: 'string', multiple: true, value: 'FILE', help: 'a log of Postfix, such as mail.log' },
};
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const files = listOf(args, 'log');
  if (files.length === 0) throw failure('USAGE_MISSING_VALUE', 'No log is named.', { hint: 'Name one with --log FILE; Postfix often writes mail.log among the system\'s logs.' });
  const project = await readProject(args, effects);
  const { brief, month } = await resolveEditionName(project.out, args.positionals[0] ?? '', effects.cwd);
  const lines: string[] = [];
  // Only Postfix's lines are kept: a system's log holds much else.
  for (const file of files) for await (const line of linesOf(resolve(effects.cwd, file))) if (line.includes('postfix')) lines.push(line);
  const log = parsePostfixLog(lines, effects.now());
  const findings = await withUpkeep(project.state, effects.now(), (ledger) => {
    const issues = issuesOf(ledger, brief, month);
    const [unknown, accepted] = [issues.flatMap((issue) => readDeliveries(ledger, issue, 'unknown')), issues.flatMap((issue) => readDeliveries(ledger, issue, 'accepted'))];
    const found = findVerdicts(unknown, accepted, log);
    applyVerdicts(ledger, found, effects.now());
    return found;
  });
  const left = findings.filter((f) => f.verdict === 'open').length;
  if (flagOf(args, 'json')) writeJson(effects, { ok: left === 0, edition: `${month}/${brief}`, findings: findings.map((f) => ({ address: f.delivery.address, messageId: f.delivery.messageId, verdict: f.verdict, reason: f.reason })) });
  else {
    for (const { delivery, verdict, reason } of findings) effects.stdout(printable(`${WORDS[verdict].padEnd(13)} ${delivery.address}  ${reason}\n`));
    if (!flagOf(args, 'quiet')) effects.stderr(findings.length === 0 ? 'Nobody is unknown.\n' : left === 0 ? '' : `${left} still unknown.\n`);
  }
  return left === 0 ? 0 : 1;
}

const WORDS = { accepted: 'accepted', 'not-accepted': 'to be sent', open: 'still unknown' } as const;

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (cause) {
    throw failure('FILE_UNREADABLE', `The log cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { file });
  }
}
