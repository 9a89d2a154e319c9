// `briefwright trace`: where a printed number comes from. Must not compute one.
import type { Effects } from '../effects.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress, printable } from './report.ts';
import { formatAnswer } from './trace-format.ts';

export const name = 'trace';
export const summary = 'shows where a printed number comes from';
export const help = `Usage: briefwright trace <label> [options]

Shows every printed number that <label> matches (its id, the figure or table that prints
it, a finding such as router-open-share.crossing, or the number as printed): its formula
with the numbers filled in, its observations, the tables they stand in with their hashes,
their sources, and the raw bodies where they were collected. A figure that is printed in
several places is shown once, with all of them; figures that read the same are told apart.
Of more than three figures, each has a line with its number and its arithmetic, and the
id that shows it alone with its observations; --json has all of all.
The edition is composed in memory: nothing is written and the network is not used.
Exit status 1 when nothing matches.

Example: briefwright trace router-open-share --month 2025-11`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 1, max: 1, label: 'one label' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const edition = await readEditionOptions(args, undefined, effects, progress);
  const { traceLabel } = await import('../pipeline.ts');
  const answer = await traceLabel({ ...edition, label: args.positionals[0] ?? '' }, effects).finally(progress.clear);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...answer });
  else effects.stdout(printable(`${formatAnswer(answer)}\n`));
  return 0;
}
