// `briefwright diff`: what a later edition says otherwise. Must not build or write.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { formatDiff } from './diff-format.ts';
import { readProject } from './edition-options.ts';
import { createProgress, printable } from './report.ts';

export const name = 'diff';
export const summary = 'shows what changed between two editions';
export const help = `Usage: briefwright diff <edition> <edition> [options]
       briefwright diff <edition> --registry MONTH|DIR [options]

Figures, findings, revisions, sources and wording that differ, from the first edition to the
second. <edition> is a folder or its short name (2025-11/open-models). Restated figures are
shown as old → new with the reason.

With --registry, one edition is composed twice, in memory: as it is, and as it would read if
the collected figures were assigned by the registry that was frozen with the collection of
MONTH, or by the registry files of a folder. Queries see that registry too. Figures that were
entered by hand keep their country, which has the bloc that the other registry gives it.

It writes nothing and never uses the network. Exit status 0, whether anything differs or not.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  registry: { type: 'string', value: 'MONTH|DIR', help: 'the edition as it is, and under this registry' },
};
export const positionals = { min: 1, max: 2, label: 'two editions, or one with --registry' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const project = await readProject(args, effects);
  const registry = textOf(args, 'registry');
  const [first = '', second] = args.positionals;
  if (registry !== undefined && second !== undefined) throw failure('USAGE_EXTRA_WORD', 'With --registry, one edition is compared with itself.', { hint: 'Name one edition, or leave --registry out.' });
  const { diffEditions, diffRegistry } = await import('../pipeline/diff.ts');
  if (registry === undefined && second === undefined) throw failure('USAGE_MISSING_WORD', '"diff" needs two editions.', { hint: 'Run "briefwright diff --help" to see how.' });
  const work = registry === undefined ? diffEditions({ project, before: first, after: second ?? '' }, effects) : diffRegistry({ project, edition: first, registry }, effects);
  const diff = await work.finally(progress.clear);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...diff });
  else effects.stdout(printable(`${formatDiff(diff)}\n`));
  return 0;
}
