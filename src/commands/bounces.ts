// `briefwright bounces`: what mail servers sent back, into the suppression list or aside. Must not change the mailbox.
import { resolve } from 'node:path';
import { processBounces } from '../delivery/bounces/bounces.ts';
import type { Bounce, BounceSummary } from '../delivery/bounces/bounces.ts';
import { openKnownMessages } from '../delivery/bounces/known-messages.ts';
import { readMessages, splitMessages } from '../delivery/bounces/mail-source.ts';
import { parseUnsubscribeSecret } from '../delivery/unsubscribe-token.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'bounces';
export const summary = 'reads what mail servers sent back and stops writing to addresses that are gone';
export const help = `Usage: briefwright bounces --from PATH

Reads delivery-status reports (RFC 3464) from a Maildir, a folder of messages, an mbox file, one message,
or standard input (--from -). The mailbox is not changed; reading it again counts nothing twice.
An address that is gone goes onto the suppression list, for every brief; what may pass (a full mailbox,
a refused content) is counted. A report is believed only when it returns headers that a message from
here carried: its delivery id, or the sealed token of its unsubscribe link
(BRIEFWRIGHT_UNSUBSCRIBE_SECRET). Others are copied to .briefwright/bounces/ for a person to look at.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  from: { type: 'string', value: 'PATH', help: 'Maildir, mbox, message, or - for standard input' },
};
export const positionals = { min: 0, max: 0, label: 'options only' };

export async function run(args: ParsedArgs, effects: Effects, input?: AsyncIterable<Uint8Array | string>): Promise<number> {
  const from = textOf(args, 'from');
  if (from === undefined) throw failure('USAGE_MISSING_OPTION', '"bounces" needs --from.', { hint: 'briefwright bounces --from PATH' });
  const { state } = await readProject(args, effects);
  const secret = effects.env['BRIEFWRIGHT_UNSUBSCRIBE_SECRET'] ?? '';
  const find = await openKnownMessages(state, secret === '' ? undefined : parseUnsubscribeSecret(secret));
  const messages = from === '-' ? splitMessages(input ?? process.stdin) : readMessages(resolve(effects.cwd, from));
  const summary = await processBounces(messages, { stateFolder: state, find, now: effects.now(), signal: effects.signal });
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...summary });
  else {
    effects.stdout(summary.bounces.map((bounce) => `${printable(lineOf(bounce))}\n`).join(''));
    if (!flagOf(args, 'quiet')) effects.stderr(`${describe(summary, state)}\n`);
  }
  return 0;
}

function lineOf({ address, kind, status, diagnostic, soft }: Bounce): string {
  const what = kind === 'hard' ? 'gone, not written to any more' : kind === 'delayed' ? 'delayed' : `not delivered (${soft} so far)`;
  return [address, what, ...[status, diagnostic].filter((x) => x !== '')].join('  ');
}

function describe({ messages, repeated, others, unknown, bounces }: BounceSummary, state: string): string {
  const count = (kind: Bounce['kind']): number => bounces.filter((bounce) => bounce.kind === kind).length;
  return [
    `${messages} read: ${count('hard')} gone, ${count('soft')} not delivered, ${count('delayed')} delayed, ${repeated} read before, ${others} without a report that matters.`,
    ...(unknown === 0 ? [] : [`${unknown} about messages that were not sent from here, or that return too little to tell: ${state}/bounces/. Name the reader by hand with "briefwright unsubscribe --address ADDRESS" where it is true.`]),
  ].join('\n');
}
