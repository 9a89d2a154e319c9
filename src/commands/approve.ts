// `briefwright approve`: somebody's word that an edition may go out. Must not build or send one.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

export const name = 'approve';
export const summary = 'records that an edition may go out: who says so, when, and of which bytes';
export const help = `Usage: briefwright approve <edition> [--by NAME] [--withdraw]

Checks every file of the edition against its manifest and records in .briefwright/ who
approves, when, and the manifest's hash. An edition that is built again with other bytes
needs another approval. <edition> is a folder or its short name (2025-11/open-models).
A brief with "approval: true" under "email" is sent only when it is approved.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  by: { type: 'string', value: 'NAME', help: 'who approves; without it, the name of the account' },
  withdraw: { type: 'boolean', help: 'take every approval of the edition back' },
};
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const project = await readProject(args, effects);
  const [{ readEdition }, approvals] = await Promise.all([import('../delivery/edition.ts'), import('../delivery/approvals.ts')]);
  const edition = await readEdition(project.out, args.positionals[0] ?? '', { allowDraft: flagOf(args, 'withdraw'), cwd: effects.cwd });
  const time = new Date(effects.now()).toISOString();
  const { label, digest } = edition;
  if (flagOf(args, 'withdraw')) {
    const withdrawn = approvals.withdrawApprovals(project.state, label, time);
    if (flagOf(args, 'json')) writeJson(effects, { ok: true, edition: label, withdrawn });
    else if (!flagOf(args, 'quiet')) effects.stderr(withdrawn === 0 ? `${label} was not approved.\n` : `${label} is not approved any more.\n`);
    return 0;
  }
  const who = nameOf(args, effects);
  const isNew = await approvals.addApproval(project.state, { edition: label, manifest: digest, who, time });
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, edition: label, manifest: digest, who, time, isNew });
  else if (!flagOf(args, 'quiet')) effects.stderr(printable(isNew ? `${who} has approved ${label} (manifest ${digest.slice(0, 12)}).\n` : `${who} had approved these bytes of ${label} already.\n`));
  return 0;
}

function nameOf(args: ParsedArgs, effects: Effects): string {
  const who = (textOf(args, 'by') ?? effects.env['USER'] ?? effects.env['LOGNAME'] ?? effects.env['USERNAME'] ?? '').normalize('NFC').trim();
  if (who === '') throw failure('USAGE_WHO', 'Nobody is named as the one who approves.', { hint: 'Add --by "Maria Silva".' });
  if (who.length > 200 || /[\p{Cc}\p{Bidi_Control}]/u.test(who)) throw failure('USAGE_BAD_VALUE', '--by must be a name of at most 200 characters in one line.');
  return who;
}
