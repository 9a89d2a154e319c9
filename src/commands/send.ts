// `briefwright send`: a built edition by mail, to the list or as a proof; shows what it would do unless told --yes. Must not build.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, listOf } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';

export const name = 'send';
export const summary = 'emails a built edition; shows what it would send unless --yes is given';
export const help = `Usage: briefwright send <edition> [--yes] [--new-only | --correction] [--wait]
       briefwright send <edition> --status | --stop
       briefwright send <edition> --to ADDRESS [--yes]

Sends an issue to the readers in data/private/recipients.csv through the server of SMTP_URL
(smtp://user:password@host:587 or smtps://…:465). <edition> is a folder or its short name
(2025-11/open-models); the brief itself stands for all its variants and languages.
Without --yes nothing is sent: it shows who would get what and writes a sample.
With --yes each reader gets one message, whatever happens: .briefwright/ledger.sqlite knows
who has it, and a run that was stopped or killed goes on where it was. What a server puts
off is tried again by the next run, or with --wait by this one. A message that may have
arrived is never sent again by itself (see reconcile and resolve).
An edition is refused that fails its check, that differs from its manifest, whose data are
too old, that lacks an approval or is under embargo, as the brief says under "email".
With --to it sends a proof to one address, recorded in .briefwright/receipts.jsonl.
The owner of the brief gets one mail about who did not get it, and never the readers.
Exit status 1 when anybody was refused, put off, or is unknown.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  yes: { type: 'boolean', help: 'send it' },
  'new-only': { type: 'boolean', help: 'also to who joined the list since the issue was first sent' },
  correction: { type: 'boolean', help: 'a corrected edition to everybody again, as a new version' },
  wait: { type: 'boolean', help: 'keep trying what the server puts off until the window of the brief is over' },
  status: { type: 'boolean', help: 'how the issue stands with each reader, as CSV' },
  stop: { type: 'boolean', help: 'let the sending that is running finish its message and end' },
  to: { type: 'string', multiple: true, value: 'ADDRESS', help: 'send a proof to this address' },
  from: { type: 'string', value: 'ADDRESS', help: 'the sender of a proof (default: the brief\'s own, or its contact)' },
};
export const positionals = { min: 1, max: 1, label: 'one edition' };

const WAYS = ['new-only', 'correction', 'status', 'stop'] as const;

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const ways = [...WAYS.filter((way) => flagOf(args, way)), ...(listOf(args, 'to').length > 0 ? ['to'] : [])];
  if (ways.length > 1) throw failure('USAGE_WHICH', `${ways.map((way) => `--${way}`).join(' and ')} do not go together.`, { hint: 'Name one of them.' });
  const [way] = ways;
  if (way === 'to') return (await import('./send-proof.ts')).runProof(args, effects);
  if (args.values['from'] !== undefined) throw failure('USAGE_WHICH', '--from is for a proof.', { hint: 'The sender of an issue is "from" under "email" in the brief.' });
  if (way === 'status' || way === 'stop') return (await import('./send-status.ts')).runStatus(args, effects, way);
  return (await import('./send-issue.ts')).runIssueCommand(args, effects, way === 'new-only' || way === 'correction' ? way : 'all');
}
