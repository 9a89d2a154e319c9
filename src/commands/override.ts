// `briefwright override`: one of the package's templates, copied into the project to be changed. Must not change it.
import { BRIEFING_FORMAT } from '../document/briefing.ts';
import type { Effects } from '../effects.ts';
import { copyOriginal } from '../scaffold/template-files.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';

export const name = 'override';
export const summary = 'copies a template of the package into the project, to be changed';
export const help = `Usage: briefwright override <path> [options]

Copies the package's template of that path (partials/masthead.hbs, charts/line.vl.json,
themes/default/print.css) into templates/ of the project, where it wins, and prints the
copy's path. The original is kept beside it, so that after an upgrade
"briefwright check --templates" can say what the package has changed in its own file.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 1, max: 1, label: 'the path of a template' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const path = (args.positionals[0] ?? '').replace(/^templates\//, '');
  const file = await copyOriginal(await readProject(args, effects), path, BRIEFING_FORMAT);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, file });
  else effects.stdout(`${file}\n`);
  return 0;
}
