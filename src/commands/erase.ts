// `briefwright erase`: one person out of everything that the project keeps; shows what it would erase unless told --yes. Must not send anything.
import { parseAddress } from '../delivery/address.ts';
import { erasePerson, nobodyErased } from '../delivery/evidence/erasure.ts';
import type { Effects } from '../effects.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'erase';
export const summary = 'erases a person from the list, the ledger, stored messages and records';
export const help = `Usage: briefwright erase ADDRESS [--yes]

Takes a person out of data/private/recipients.csv and out of everything in .briefwright/: the
ledger keeps that somebody got an issue and forgets who, stored messages are deleted, and so
are the records of proofs and entries of the suppression list. Copies that you made, mail
servers and backups are not reached, nor a list that recipients_command prints.
Without --yes it says what it would erase and changes nothing.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  yes: { type: 'boolean', help: 'erase it' },
};
export const positionals = { min: 1, max: 1, label: 'one address' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const { address } = parseAddress(args.positionals[0] ?? '', 'address to erase');
  const project = await readProject(args, effects);
  const isDry = !flagOf(args, 'yes');
  const erased = await erasePerson({ root: project.root, stateFolder: project.state, address, now: effects.now(), isDry });
  if (Object.values(erased).every((n) => n === 0)) throw nobodyErased(address);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, outcome: isDry ? 'not-erased' : 'erased', ...erased });
  else {
    const parts = [[erased.list, 'of the list'], [erased.deliveries, 'of the ledger'], [erased.messages, 'stored messages'], [erased.proofs, 'of the record of proofs'], [erased.bounces, 'reports of mail servers'], [erased.suppressions, 'of the suppression list']] as const;
    effects.stdout(printable(`${isDry ? 'Would erase' : 'Erased'} ${parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(', ')}${isDry ? ' (nothing was erased; add --yes)' : ''}.\n`));
    if (erased.suppressions > 0 && !flagOf(args, 'quiet')) effects.stderr('The entry that kept mail from this address is erased too: see that no other list brings it back.\n');
  }
  return 0;
}
