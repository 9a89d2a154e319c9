// `briefwright figure new`: a figure of the brief from a series of the data. Must not know how a brief is written.
import { resolveBriefName } from '../config/brief-list.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { readAnswers, type Question } from './questions.ts';

export const name = 'figure';
export const summary = 'adds a figure to a brief, from a series of the data';
export const help = `Usage: briefwright figure new [options]

Adds a figure to data/briefs/<name>.yaml, at the end of a section, with its words beside
it; denominator and window come from the data. Comments and order of the file are kept.
On a terminal it asks for what is not given. "briefwright check" follows.`;
const QUESTIONS: readonly Question[] = [
  { option: 'series', ask: 'series of the data, as <measure>.<tracker>', required: true },
  { option: 'id', ask: 'id of the figure: lower-case letters, digits and hyphens', required: true },
  { option: 'section', ask: 'id of the section that prints it', required: true },
  { option: 'chart', ask: 'chart, such as bar-values, dot-values or line', required: true },
  { option: 'title', ask: 'title, ten words or fewer', required: true },
  { option: 'subtitle', ask: 'subtitle: measure, geography and period; {latest} is filled in', required: true },
];
export const options: Readonly<Record<string, OptionSpec>> = Object.fromEntries(QUESTIONS.map(({ option, ask }): [string, OptionSpec] => [option, { type: 'string', value: 'TEXT', help: ask }]));
export const positionals = { min: 1, max: 1, label: '"new"' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  if (args.positionals[0] !== 'new') throw failure('USAGE_UNKNOWN_COMMAND', `"figure ${args.positionals[0]}" is not a command.`, { hint: 'Write "figure new".' });
  const project = await readProject(args, effects);
  const brief = await resolveBriefName(project, textOf(args, 'brief'));
  const answers = await readAnswers(QUESTIONS, args, effects);
  const get = (option: string): string => answers.get(option) ?? '';
  const { addFigure } = await import('../scaffold/new-figure.ts');
  const file = await addFigure(project, brief, { id: get('id'), section: get('section'), series: get('series'), chart: get('chart'), title: get('title'), subtitle: get('subtitle') });
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, file });
  else effects.stdout(`${file}\n`);
  return 0;
}
