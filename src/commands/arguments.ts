// argv → command name, options and words, with every mistake named at once. Must not run a command.
import { parseArgs } from 'node:util';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { COMMON_OPTIONS, findBadValues, unknownOption } from './common-options.ts';
import type { Command, OptionSpec, OptionValue, ParsedArgs } from './command.ts';

type Token = NonNullable<ReturnType<typeof tokensOf>>[number];

function tokensOf(argv: readonly string[], options: Readonly<Record<string, OptionSpec>>) {
  const config = Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, { type: spec.type, ...(name === 'help' ? { short: 'h' } : {}) }]));
  return parseArgs({ args: [...argv], options: config, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** The first word that is not an option's value, and argv without it; the command's own options must follow it. */
export function splitCommand(argv: readonly string[]): { readonly word?: string; readonly rest: readonly string[] } {
  for (const token of tokensOf(argv, COMMON_OPTIONS)) {
    if (token.kind === 'option-terminator') break;
    if (token.kind === 'positional') return { word: token.value, rest: argv.toSpliced(token.index, 1) };
  }
  return { rest: argv };
}

/** Whether `--name` is among the options of `argv`, before anything else is known to be right. */
export function hasFlag(argv: readonly string[], name: 'json' | 'debug' | 'help' | 'version'): boolean {
  return tokensOf(argv, COMMON_OPTIONS).some((t) => t.kind === 'option' && t.name === name);
}

/** Options of `argv` that neither every command nor `command` knows: the word after one may be its value. */
export function findUnknownOptions(argv: readonly string[], command: Command): readonly Problem[] {
  const options = { ...COMMON_OPTIONS, ...command.options };
  return tokensOf(argv, options).flatMap((t) => (t.kind === 'option' && !Object.hasOwn(options, t.name) ? [unknownOption(t.rawName, Object.keys(options))] : []));
}

/** Throws BriefwrightError (status 2) with every mistake of the command line. */
export function parseArguments(argv: readonly string[], command: Command): ParsedArgs {
  const options = { ...COMMON_OPTIONS, ...command.options };
  const problems: Problem[] = [];
  const values: Record<string, OptionValue> = {};
  const positionals: string[] = [];
  for (const token of tokensOf(standAlone(argv, options), options)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    const problem = spec === undefined ? unknownOption(token.rawName, Object.keys(options)) : misuse(token, spec);
    if (problem !== undefined) problems.push(problem);
    else if (spec !== undefined) set(values, token.name, spec, token.value);
  }
  const args = { values, positionals };
  problems.push(...findBadValues(args), ...countProblems(positionals, command));
  if (problems.length > 0) throw new BriefwrightError(problems);
  return args;
}

/** `--templates --json` → `--templates= --json`, where the option may stand alone. */
function standAlone(argv: readonly string[], options: Readonly<Record<string, OptionSpec>>): string[] {
  return argv.map((arg, i) => (arg.startsWith('--') && options[arg.slice(2)]?.optional === true && (argv[i + 1] ?? '-').startsWith('-') ? `${arg}=` : arg));
}

function misuse(token: Token & { readonly kind: 'option' }, spec: OptionSpec): Problem | undefined {
  const { rawName, value, inlineValue } = token;
  if (spec.optional === true && value === '') return undefined;
  if (spec.type === 'boolean') {
    return value === undefined ? undefined : { code: 'USAGE_BAD_VALUE', message: `${rawName} takes no value.`, hint: `Write ${rawName} alone, or leave it out.` };
  }
  const wanted = spec.value ?? 'VALUE';
  if (value === undefined) return { code: 'USAGE_MISSING_VALUE', message: `${rawName} needs a value.`, hint: `Write ${rawName} ${wanted}.` };
  if (inlineValue !== true && value.startsWith('-')) {
    return { code: 'USAGE_MISSING_VALUE', message: `${rawName} needs a value, found "${value}".`, hint: `Write ${rawName} ${wanted}, or ${rawName}=${value} if that is the value.` };
  }
  return undefined;
}

function set(values: Record<string, OptionValue>, name: string, spec: OptionSpec, value: string | undefined): void {
  if (spec.multiple !== true) {
    values[name] = spec.optional === true && value === '' ? true : value ?? true;
    return;
  }
  const before = values[name];
  values[name] = [...(Array.isArray(before) ? before : []), value ?? ''];
}

function countProblems(words: readonly string[], command: Command): Problem[] {
  const { min, max, label } = command.positionals;
  if (words.length < min) return [{ code: 'USAGE_MISSING_WORD', message: `"${command.name}" needs ${label}.`, hint: `Run "briefwright ${command.name} --help" to see how.` }];
  if (words.length <= max) return [];
  const extra = words.slice(max).map((w) => `"${w}"`).join(', ');
  const hint = max === 0 ? `"${command.name}" takes options only.` : `"${command.name}" takes ${label}; put words with spaces into quotes.`;
  return [{ code: 'USAGE_EXTRA_WORD', message: `Too many words: ${extra}.`, hint }];
}
