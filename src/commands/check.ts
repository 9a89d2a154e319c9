// `briefwright check`: every problem of a project at once. Must not write anything.
import { resolve } from 'node:path';
import type { Effects } from '../effects.ts';
import { BriefwrightError, failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { Problem } from '../errors.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress } from './report.ts';
import type { Progress } from './report.ts';

export const name = 'check';
export const summary = 'checks configuration, data, templates and the composed document';
export const help = `Usage: briefwright check [brief] [options]

Checks the configuration, the data, the templates and the document that they make, and
reports every problem at once, the file first so that an editor can jump to it.
With --pdf it checks the accessibility of one PDF instead, this program's or another's,
against the machine-checkable conditions of the Matterhorn Protocol 1.1 (PDF/UA-1), and
names checkpoint, page and element.
It writes nothing and never uses the network. Exit status 2 when there is a problem.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  pdf: { type: 'string', value: 'FILE', help: 'check the accessibility of this PDF' },
};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const file = textOf(args, 'pdf');
  const problems = await (file === undefined ? checkEdition(args, effects, progress) : checkFile(args, file, effects)).finally(progress.clear);
  if (problems.length > 0) throw new BriefwrightError(problems, 2);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, problems: [] });
  else if (!flagOf(args, 'quiet')) effects.stderr('No problems found.\n');
  return 0;
}

async function checkEdition(args: ParsedArgs, effects: Effects, progress: Progress): Promise<readonly Problem[]> {
  const edition = await readEditionOptions(args, args.positionals[0], effects, progress);
  const { checkProject } = await import('../pipeline.ts');
  return checkProject(edition, effects);
}

async function checkFile(args: ParsedArgs, file: string, effects: Effects): Promise<readonly Problem[]> {
  if (args.positionals.length > 0) throw failure('USAGE_PDF_AND_BRIEF', `A brief ("${args.positionals[0]}") and --pdf are named: one run checks one of them.`);
  const { checkPdfFile } = await import('../pipeline.ts');
  return checkPdfFile(resolve(effects.cwd, file), file);
}
