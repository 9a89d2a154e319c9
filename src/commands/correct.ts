// `briefwright correct`: a new version of a published edition, with a notice. Must not send it.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { createProgress } from './report.ts';

export const name = 'correct';
export const summary = 'makes a new version of an edition, with a visible notice, and keeps the old one';
export const help = `Usage: briefwright correct <edition> --reason TEXT [--tell]

Builds the edition again from the data and words as they are now, says on page 1 that it was
corrected, when and why, and keeps the version before under v1/, v2/, … inside the edition.
Correct the data first. With --tell the new version goes to everybody who gets the issue, as
"briefwright send <edition> --correction --yes" does; without it nobody is told. Where the
brief asks for an approval, the new version needs one before it is sent.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  reason: { type: 'string', value: 'TEXT', help: 'what was wrong, for the reader' },
  tell: { type: 'boolean', help: 'send the new version to the readers of the issue' },
};
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const reason = (textOf(args, 'reason') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
  if (reason === '') throw failure('USAGE_NO_REASON', 'A correction tells its readers what was wrong.', { hint: 'Add --reason "The share of Europe was that of May."' });
  if (reason.length > 600 || /[\p{Cc}\p{Bidi_Control}]/u.test(reason)) throw failure('USAGE_BAD_VALUE', '--reason must be plain text of at most 600 characters.');
  const project = await readProject(args, effects);
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const { correctEdition } = await import('../pipeline/correction.ts');
  const result = await correctEdition({ project, edition: args.positionals[0] ?? '', reason, onProgress: progress.show }, effects).finally(progress.clear);
  const isJson = flagOf(args, 'json');
  if (!flagOf(args, 'tell')) {
    if (isJson) writeJson(effects, { ok: true, ...result });
    else effects.stdout(`${result.pdf}\n`);
    return 0;
  }
  if (!isJson) effects.stdout(`${result.pdf}\n`);
  return tellReaders(args, isJson ? (sent) => writeJson(effects, { ok: true, ...result, ...sent }) : undefined, effects);
}

/** As `send --correction --yes`; with `write`, what it says in JSON is handed on. What keeps it from being sent leaves the new version as it is. */
async function tellReaders(args: ParsedArgs, write: ((sent: object) => void) | undefined, effects: Effects): Promise<number> {
  const { runIssueCommand } = await import('./send-issue.ts');
  const said: string[] = [];
  const own = write === undefined ? effects : { ...effects, stdout: (text: string) => void said.push(text) };
  const status = await runIssueCommand({ ...args, values: { ...args.values, yes: true } }, own, 'correction');
  write?.(said.length === 0 ? {} : JSON.parse(said.join('')) as object);
  return status;
}
