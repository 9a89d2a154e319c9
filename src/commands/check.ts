// `briefwright check`: every problem of a project at once. Must not write anything.
import { resolve } from 'node:path';
import type { Effects } from '../effects.ts';
import { BriefwrightError, failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { Problem } from '../errors.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions, readProject } from './edition-options.ts';
import { textTable } from './text-table.ts';
import type { TemplateFileState } from '../scaffold/template-files.ts';
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
With --templates alone (no folder after it) it lists which file wins for every template,
and what the package has changed in its own since a project copied them.
It writes nothing and never uses the network. Exit status 2 when there is a problem.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  templates: { type: 'string', optional: true, value: '[DIR]', help: 'alone: list which file wins for every template' },
  pdf: { type: 'string', value: 'FILE', help: 'check the accessibility of this PDF' },
};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const file = textOf(args, 'pdf');
  if (flagOf(args, 'templates')) await showTemplates(args, effects);
  const problems = await (file === undefined ? checkEdition(args, effects, progress) : checkFile(args, file, effects)).finally(progress.clear);
  if (problems.length > 0) throw new BriefwrightError(problems, 2);
  if (flagOf(args, 'json')) { if (!flagOf(args, 'templates')) writeJson(effects, { ok: true, problems: [] }); }
  else if (!flagOf(args, 'quiet')) effects.stderr('No problems found.\n');
  return 0;
}

const STATES: Readonly<Record<TemplateFileState['state'], string>> = {
  'built-in': '', own: 'the project\'s own', partial: 'single keys, merged over the package\'s',
  unrecorded: 'replaces the package\'s; what it was copied from is not recorded', current: 'replaces the package\'s, which is as it was', behind: 'the package has changed its file since',
};

/** Results to stdout; a check of the edition follows. */
async function showTemplates(args: ParsedArgs, effects: Effects): Promise<void> {
  const { listTemplateFiles } = await import('../scaffold/template-files.ts');
  const files = await listTemplateFiles(await readProject(args, effects));
  if (flagOf(args, 'json')) return writeJson(effects, { ok: true, templates: files });
  effects.stdout(`${textTable([['template', 'used', ''], ...files.map((f) => [f.path, f.winner, STATES[f.state]])])}\n`);
  for (const f of files.filter((x) => x.state === 'behind')) {
    effects.stdout(`\n${f.path}: what the package has changed since it was copied\n${f.changes.map((c) => `  ${c.sign} ${c.line}: ${c.text}\n`).join('')}`);
  }
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
