// `briefwright correct`: a new version of a published edition, with a notice. Must not send it.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { createProgress } from './report.ts';

export const name = 'correct';
export const summary = 'makes a new version of an edition, with a visible notice, and keeps the old one';
export const help = `Usage: briefwright correct <edition> --reason TEXT

Builds the edition again from the data and words as they are now, says on page 1 that it was
corrected, when and why, and keeps the version before under v1/, v2/, … inside the edition.
Correct the data first. Nobody is told: "briefwright send" sends a new version when asked.`;
export const options: Readonly<Record<string, OptionSpec>> = { reason: { type: 'string', value: 'TEXT', help: 'what was wrong, for the reader' } };
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const reason = (textOf(args, 'reason') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
  if (reason === '') throw failure('USAGE_NO_REASON', 'A correction tells its readers what was wrong.', { hint: 'Add --reason "The share of Europe was that of May."' });
  if (reason.length > 600 || /[\p{Cc}\p{Bidi_Control}]/u.test(reason)) throw failure('USAGE_BAD_VALUE', '--reason must be plain text of at most 600 characters.');
  const project = await readProject(args, effects);
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const { correctEdition } = await import('../pipeline/correction.ts');
  const result = await correctEdition({ project, edition: args.positionals[0] ?? '', reason, onProgress: progress.show }, effects).finally(progress.clear);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...result });
  else effects.stdout(`${result.pdf}\n`);
  return 0;
}
