// `briefwright build`: one edition into `out/`. Must not know how it is made.
import type { Effects } from '../effects.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress, writeProblems } from './report.ts';

export const name = 'build';
export const summary = 'builds an edition from the project\'s data (the default command)';
export const help = `Usage: briefwright build [brief] [options]

Builds one edition of a brief into out/<month>/<brief>[.<variant>][.<locale>]/ and
prints the path of its PDF. The folder is replaced whole, or not at all.
Without --month it builds the newest month for which every required figure has data.
It never uses the network.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  draft: { type: 'boolean', help: 'a review copy with a DRAFT mark' },
};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
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

function writeProblemsOfGaps(gaps: readonly { readonly figure: string; readonly reason: string }[], effects: Effects): void {
  if (gaps.length === 0) return;
  writeProblems(gaps.map((gap) => ({ code: 'DATA_GAP', message: `${gap.figure}: ${gap.reason}` })), effects);
}
