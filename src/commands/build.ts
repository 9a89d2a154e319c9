// `briefwright build`: one edition into `out/`. Must not know how it is made.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions, readProject } from './edition-options.ts';
import { createProgress, failureValue, writeProblems } from './report.ts';
import type { Progress } from './report.ts';

export const name = 'build';
export const summary = 'builds an edition from the project\'s data (the default command)';
export const help = `Usage: briefwright build [brief] [options]

Builds one edition of a brief into out/<month>/<brief>[.<variant>][.<locale>]/ and
prints the path of its PDF. The folder is replaced whole, or not at all.
Without --month it builds the newest month for which every required figure has data.
It never uses the network. --all builds every brief, variant and language, several at once; an
edition that fails does not keep the others, and what has not changed is not made again.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  all: { type: 'boolean', help: 'every brief, variant and language of the project, or of the named brief' },
  draft: { type: 'boolean', help: 'a review copy with a DRAFT mark' },
};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  if (flagOf(args, 'all')) return runAll(args, effects, progress);
  const edition = await readEditionOptions(args, args.positionals[0], effects, progress);
  const { runBuild } = await import('../pipeline/build-job.ts');
  const result = await runBuild({ ...edition, draft: flagOf(args, 'draft') }, effects).finally(progress.clear);
  if (!flagOf(args, 'quiet')) {
    writeProblemsOfGaps(result.gaps, effects);
  }
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...result });
  else effects.stdout(`${result.pdf}\n`);
  return edition.strict && result.gaps.length > 0 ? 3 : 0;
}

async function runAll(args: ParsedArgs, effects: Effects, progress: Progress): Promise<number> {
  for (const other of ['draft', 'variant', 'locale']) if (args.values[other] !== undefined) throw failure('USAGE_WHICH', `--all and --${other} exclude each other.`, { hint: 'Leave one of them out.' });
  const project = await readProject(args, effects);
  const brief = args.positionals[0] ?? textOf(args, 'brief');
  const month = textOf(args, 'month');
  const { buildAll } = await import('../pipeline/build-all.ts');
  const built = await buildAll({ project, onProgress: progress.show, ...(brief === undefined ? {} : { brief }), ...(month === undefined ? {} : { month }) }, effects).finally(progress.clear);
  const failed = built.filter((one) => one.problems !== undefined);
  const gaps = built.flatMap((one) => one.result?.gaps ?? []);
  if (!flagOf(args, 'quiet')) writeProblemsOfGaps(gaps, effects);
  if (failed.length > 0) writeProblems(failed.flatMap(({ edition, problems = [] }) => problems.map((p) => ({ ...p, message: `${edition}: ${p.message}` }))), effects);
  if (flagOf(args, 'json')) writeJson(effects, { ...(failureValue(failed.flatMap((f) => f.problems ?? []), effects.env) as object), ok: failed.length === 0, editions: built.map(({ edition, result }) => ({ edition, ...result })) });
  else for (const { result } of built) if (result !== undefined) effects.stdout(`${result.pdf}\n`);
  if (failed.length > 0) return failed.every((f) => f.status === 2) ? 2 : 1;
  return flagOf(args, 'strict') && gaps.length > 0 ? 3 : 0;
}

function writeProblemsOfGaps(gaps: readonly { readonly figure: string; readonly reason: string }[], effects: Effects): void {
  // What is missing for one reason is one problem.
  const alike = Map.groupBy(gaps, (gap) => gap.reason);
  if (alike.size > 0) writeProblems([...alike].map(([reason, same]) => ({ code: 'DATA_GAP', message: `${[...new Set(same.map((gap) => gap.figure))].join(', ')}: ${reason}` })), effects);
}
