// `briefwright trace`: where a printed number comes from. Must not compute one.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress, printable } from './report.ts';
import { formatMatch } from './trace-format.ts';

export const name = 'trace';
export const summary = 'shows where a printed number comes from';
export const help = `Usage: briefwright trace <label> [options]

Shows every printed number that <label> matches (its id, the figure or table that prints
it, or the number as printed), with its formula, its observations and their sources.
The edition is composed in memory: nothing is written and the network is not used.
Exit status 1 when nothing matches.

Example: briefwright trace router-open-share --month 2025-11`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 1, max: 1, label: 'one label' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const edition = await readEditionOptions(args, undefined, effects, progress);
  const { traceLabel } = await import('../pipeline.ts');
  const label = args.positionals[0] ?? '';
  const matches = await traceLabel({ ...edition, label }, effects).finally(progress.clear);
  // The pipeline names the nearest labels where it can; this is the last word when it did not.
  if (matches.length === 0) throw failure('TRACE_NO_MATCH', `No printed number matches "${label}".`, { hint: 'A label is the id of a number, a figure or a table, or a number as printed.' }, 1);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, matches });
  else effects.stdout(printable(`${matches.map(formatMatch).join('\n\n')}\n`));
  return 0;
}
