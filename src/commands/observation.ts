// `briefwright observation add`: a row of data with its source and denominator. Must not know how tables are written.
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { readAnswers, type Question } from './questions.ts';

export const name = 'observation';
export const summary = 'adds a figure to the data, with its source and denominator';
export const help = `Usage: briefwright observation add [options]

Adds one row to data/observations, to the table that has the series or to a new one, after
reading all data with it: a row that would not be sound is refused and changes nothing.
On a terminal it asks for what is not given. A source that is new needs the --source-…
options as well. The columns are explained in data/README.md.`;
const COLUMNS: readonly (readonly [option: string, column: string, ask: string, required: boolean])[] = [
  ['series', 'series', 'series, as <measure>.<tracker>', true], ['entity', 'entity', 'what the figure is about', true], ['country', 'country', 'country of its developer, or a bloc', true],
  ['period', 'period', 'what it describes: 2025, 2025-11 or 2025-11-16', true], ['value', 'value', 'value, with the digits of the source', false], ['low', 'value_low', 'low end of a range', false],
  ['high', 'value_high', 'high end of a range', false], ['qualifier', 'qualifier', 'hedge of the source: >, <, ~ or up to', false], ['unit', 'unit', 'unit as printed', true],
  ['denominator', 'denominator', 'what it is a part of, or counts', true], ['window', 'window', 'over what time', true], ['as-of', 'as_of', 'last day counted', true],
  ['published', 'published', 'day of publication', true], ['evidence', 'evidence', 'primary, secondary, derived or vendor', true], ['source', 'source', 'id of the source in sources.yaml', true],
  ['locator', 'locator', 'where in the source', true], ['note', 'note', 'what one has to know to quote it', false],
];
const SOURCE: readonly (readonly [key: string, ask: string])[] = [
  ['publisher', 'publisher'], ['title', 'title'], ['url', 'address'], ['date', 'date of publication'], ['accessed', 'day it was read'], ['licence', 'licence, or "not stated"'], ['counts', 'what it counts'], ['counts-not', 'what it does not count'],
];

export const options: Readonly<Record<string, OptionSpec>> = {
  ...Object.fromEntries(COLUMNS.map(([option, , ask]): [string, OptionSpec] => [option, { type: 'string', value: 'TEXT', help: ask }])),
  table: { type: 'string', value: 'NAME', help: 'the table under data/observations' },
  ...Object.fromEntries(SOURCE.map(([key, ask]): [string, OptionSpec] => [`source-${key}`, { type: 'string', value: 'TEXT', help: `of a new source: ${ask}` }])),
};
export const positionals = { min: 1, max: 1, label: '"add"' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  if (args.positionals[0] !== 'add') throw failure('USAGE_UNKNOWN_COMMAND', `"observation ${args.positionals[0]}" is not a command.`, { hint: 'Write "observation add".' });
  const project = await readProject(args, effects);
  const answers = await readAnswers(COLUMNS.map(([option, , ask, required]): Question => ({ option, ask, required })), args, effects);
  const isNew = SOURCE.some(([key]) => textOf(args, `source-${key}`) !== undefined);
  const source = isNew ? await readAnswers(SOURCE.map(([key, ask]): Question => ({ option: `source-${key}`, ask: `the source's ${ask}`, required: true })), args, effects) : undefined;
  const table = textOf(args, 'table');
  const { addObservation } = await import('../scaffold/new-observation.ts');
  const files = await addObservation(project, {
    row: new Map(COLUMNS.flatMap(([option, column]): [string, string][] => (answers.has(option) ? [[column, answers.get(option) ?? '']] : []))),
    ...(table === undefined ? {} : { table }),
    ...(source === undefined ? {} : { source: { ...Object.fromEntries([...source].map(([option, text]) => [option.slice('source-'.length).replace('-', '_'), text])), attribution: '', reported_from: '' } }),
  });
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, files });
  else effects.stdout(files.map((f) => `${f}\n`).join(''));
  return 0;
}
