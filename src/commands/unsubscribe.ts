// `briefwright unsubscribe`: a reader's no, by the token of a link or by the owner's hand. Must not send anything.
import { parseAddress } from '../delivery/address.ts';
import { addSuppression, readSuppressions, removeSuppression } from '../delivery/suppression.ts';
import type { Suppression } from '../delivery/suppression.ts';
import { maybeSubscription, parseUnsubscribeSecret } from '../delivery/unsubscribe-token.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'unsubscribe';
export const summary = 'takes a reader off the list, by the token of an unsubscribe link or by address';
export const help = `Usage: briefwright unsubscribe <token>
       briefwright unsubscribe --address ADDRESS [--brief NAME] [--undo]
       briefwright unsubscribe --list
       briefwright unsubscribe --serve [HOST:]PORT [--locale TAG]

Adds a reader to .briefwright/suppression.jsonl, which every sending obeys. <token> is the last part
of the address in a message's List-Unsubscribe header and is read with BRIEFWRIGHT_UNSUBSCRIBE_SECRET;
it is about one brief. --address is about every brief unless --brief names one.
Doing it twice is no error. --undo takes an address off the list again: only when its owner asks.
--serve answers the links themselves until it is stopped, on this machine alone unless a host is
named; put it behind a web server that speaks https. A POST takes the reader off, a GET shows a page.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  address: { type: 'string', value: 'ADDRESS', help: 'whom not to write to' },
  undo: { type: 'boolean', help: 'with --address: allow writing again' },
  serve: { type: 'string', value: '[HOST:]PORT', help: 'answer unsubscribe links over HTTP' },
  list: { type: 'boolean', help: 'show who is not written to, and why' },
};
export const positionals = { min: 0, max: 1, label: 'one token' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const [token] = args.positionals;
  const address = textOf(args, 'address');
  const list = flagOf(args, 'list');
  const place = textOf(args, 'serve');
  if ([token !== undefined, address !== undefined, list, place !== undefined].filter(Boolean).length !== 1 || (flagOf(args, 'undo') && address === undefined)) {
    throw failure('USAGE_WHICH', 'Name one of: a token, --address ADDRESS (with or without --undo), --list, --serve PORT.', { hint: 'Run "briefwright unsubscribe --help" to see how.' });
  }
  if (place !== undefined) return (await import('./unsubscribe-serve.ts')).serve(args, place, effects);
  const { state } = await readProject(args, effects);
  if (list) return show(state, args, effects);
  const time = new Date(effects.now()).toISOString();
  const brief = textOf(args, 'brief');
  if (address !== undefined) {
    const key = parseAddress(address).address;
    if (flagOf(args, 'undo')) return report(args, effects, key, brief ?? '', await removeSuppression(state, key, brief), 'removed');
    return report(args, effects, key, brief ?? '', await addSuppression(state, { address: key, brief: brief ?? '', reason: 'owner', time, note: '' }), 'added');
  }
  const found = maybeSubscription(parseUnsubscribeSecret(effects.env['BRIEFWRIGHT_UNSUBSCRIBE_SECRET']), token ?? '');
  if (found === undefined) {
    throw failure('UNSUBSCRIBE_TOKEN_INVALID', 'The token was not made with this BRIEFWRIGHT_UNSUBSCRIBE_SECRET, or it is incomplete; nothing was changed.', { hint: 'Copy the whole last part of the link, or name the reader with --address.' });
  }
  return report(args, effects, found.address, found.brief, await addSuppression(state, { ...found, reason: 'unsubscribed', time, note: '' }), 'added');
}

function report(args: ParsedArgs, effects: Effects, address: string, brief: string, isChanged: boolean, done: 'added' | 'removed'): number {
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, address, brief, outcome: isChanged ? done : 'unchanged' });
  else if (!flagOf(args, 'quiet')) {
    const what = brief === '' ? 'any brief' : `the brief "${brief}"`;
    effects.stderr(`${printable(done === 'added' ? `${address} ${isChanged ? 'will not' : 'already does not'} get ${what}.` : isChanged ? `${address} may get ${what} again.` : `${address} was not on the list.`)}\n`);
  }
  return 0;
}

async function show(state: string, args: ParsedArgs, effects: Effects): Promise<number> {
  const { entries } = await readSuppressions(state);
  if (flagOf(args, 'json')) writeJson(effects, entries);
  else effects.stdout(entries.map((entry) => `${printable(lineOf(entry))}\n`).join(''));
  return 0;
}

function lineOf({ address, brief, reason, time, note }: Suppression): string {
  return [address, brief === '' ? 'every brief' : brief, reason, time.slice(0, 10), ...(note === '' ? [] : [note])].join('  ');
}
