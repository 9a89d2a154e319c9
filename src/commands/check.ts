// `briefwright check`: every problem of a project at once. Must not write anything.
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress } from './report.ts';

export const name = 'check';
export const summary = 'checks configuration, data, templates and the composed document';
export const help = `Usage: briefwright check [brief] [options]

Checks the configuration, the data, the templates and the document that they make, and
reports every problem at once, the file first so that an editor can jump to it.
It writes nothing and never uses the network. Exit status 2 when there is a problem.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const edition = await readEditionOptions(args, args.positionals[0], effects, progress);
  const { checkProject } = await import('../pipeline.ts');
  const problems = await checkProject(edition, effects).finally(progress.clear);
  if (problems.length > 0) throw new BriefwrightError(problems, 2);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, problems: [] });
  else if (!flagOf(args, 'quiet')) effects.stderr('No problems found.\n');
  return 0;
}
