// `briefwright resolve`: a person's word on what became of a delivery. Must not send anything.
import { issuesOf, withUpkeep } from '../delivery/evidence/upkeep.ts';
import { resolveEditionName } from '../delivery/issue/edition-name.ts';
import { moveDeliveries, readDeliveries } from '../delivery/ledger/deliveries.ts';
import type { DeliveryState } from '../delivery/ledger/delivery.ts';
import { parseAddress } from '../delivery/address.ts';
import { mailboxKey } from '../delivery/recipients/likeness.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, listOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'resolve';
export const summary = 'records what a person knows of a delivery: it arrived, or it did not';
export const help = `Usage: briefwright resolve <edition> --to ADDRESS --as delivered|not-delivered [--by NAME]

For a delivery that is unknown: "delivered" when the reader has it or the server says so,
"not-delivered" when it is certain that he has not; then the next "send --yes" sends it.
"not-delivered" also gives one that was refused or given up another try.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  to: { type: 'string', multiple: true, value: 'ADDRESS', help: 'the reader' },
  as: { type: 'string', value: 'WORD', help: 'delivered or not-delivered' },
  by: { type: 'string', value: 'NAME', help: 'who says so; without it, the name of the account' },
};
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const word = textOf(args, 'as');
  const from: readonly DeliveryState[] | undefined = word === 'delivered' ? ['unknown'] : word === 'not-delivered' ? ['unknown', 'refused', 'expired'] : undefined;
  const addresses = listOf(args, 'to').map((text) => parseAddress(text, 'reader').address);
  if (from === undefined) throw failure('USAGE_BAD_VALUE', `--as must be delivered or not-delivered${word === undefined ? '' : `, not "${word}"`}.`);
  if (addresses.length === 0) throw failure('USAGE_MISSING_VALUE', 'No reader is named.', { hint: 'Name one with --to ADDRESS.' });
  const by = (textOf(args, 'by') ?? effects.env['USER'] ?? effects.env['LOGNAME'] ?? 'somebody').slice(0, 200);
  const project = await readProject(args, effects);
  const { brief, month } = await resolveEditionName(project.out, args.positionals[0] ?? '', effects.cwd);
  await withUpkeep(project.state, effects.now(), (ledger) => {
    const issue = issuesOf(ledger, brief, month).at(-1);
    const rows = issue === undefined ? [] : readDeliveries(ledger, issue);
    const moves = addresses.map((address) => {
      const row = rows.find((d) => d.key === mailboxKey(address));
      if (row === undefined) throw failure('RESOLVE_NO_READER', `${address} is not among the readers of ${month}/${brief}.`, { hint: `briefwright send ${month}/${brief} --status` });
      if (!from.includes(row.state)) throw failure('RESOLVE_NOT_OPEN', `The delivery to ${address} is ${row.state}; nothing was changed.`, { hint: `Only what is ${from.join(', ')} can be ${word ?? ''}.` });
      return { id: row.id, from, to: word === 'delivered' ? 'accepted' as const : 'frozen' as const, answer: `${word === 'delivered' ? 'delivered' : 'not delivered'}, says ${by}` };
    });
    moveDeliveries(ledger, moves, `person: ${by}`, effects.now());
  });
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, edition: `${month}/${brief}`, addresses, as: word, by });
  else if (!flagOf(args, 'quiet')) effects.stderr(printable(`${addresses.join(', ')}: ${word === 'delivered' ? 'counts as accepted' : 'will be sent by the next "send --yes"'}.\n`));
  return 0;
}
