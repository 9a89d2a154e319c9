// argv → one command → exit status. Must not know what a command does, nor any vendor library.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findUnknownOptions, hasFlag, parseArguments, splitCommand } from './commands/arguments.ts';
import { COMMANDS } from './commands/commands.ts';
import type { Loader } from './commands/commands.ts';
import type { Command } from './commands/command.ts';
import { writeJson } from './commands/command.ts';
import { defaultProject } from './commands/edition-options.ts';
import { commandHelp, helpOf } from './commands/help.ts';
import { failureValue, printable, redact, writeProblems, writeStack } from './commands/report.ts';
import { hintNames } from './config/names.ts';
import { readBriefNames } from './config/brief-list.ts';
import type { Effects } from './effects.ts';
import { BriefwrightError, failure } from './errors.ts';
import { packageRoot, resolveProject } from './project.ts';
import { runProcess } from './process.ts';

/** Runs one command line; never throws. Returns the exit status of the contract. */
export async function main(argv: readonly string[], effects: Effects, commands: ReadonlyMap<string, Loader> = COMMANDS): Promise<number> {
  try {
    return await dispatch(argv, effects, commands);
  } catch (error) {
    return report(error, argv, effects);
  }
}

async function dispatch(argv: readonly string[], effects: Effects, commands: ReadonlyMap<string, Loader>): Promise<number> {
  const { word, rest } = splitCommand(argv);
  const asksHelp = hasFlag(rest, 'help') || word === 'help';
  if (hasFlag(rest, 'version')) return writeResult(await readVersion(), 'version', rest, effects);
  if (asksHelp && (word === undefined || (word === 'help' && splitCommand(rest).word === undefined))) {
    return writeResult(helpOf(await Promise.all([...commands.values()].map((load) => load()))), 'help', rest, effects);
  }
  const { command, args } = await resolveCommand(word, rest, argv, effects, commands);
  if (asksHelp) return writeResult(commandHelp(command), 'help', rest, effects);
  return command.run(parseArguments(args, command), effects);
}

async function resolveCommand(word: string | undefined, rest: readonly string[], argv: readonly string[], effects: Effects, commands: ReadonlyMap<string, Loader>): Promise<{ command: Command; args: readonly string[] }> {
  if (word === 'help') return resolveCommand(splitCommand(rest).word, splitCommand(rest).rest, rest, effects, commands);
  const named = word === undefined ? undefined : commands.get(word);
  if (named !== undefined) return { command: await named(), args: rest };
  const [first] = commands.values();
  if (first === undefined) throw new Error('There are no commands.');
  const command = await first();
  if (word !== undefined) await checkIsBrief(word, argv, effects, commands, command);
  return { command, args: argv };
}

/** A first word that is no command must be a brief: `briefwright open-models`. */
async function checkIsBrief(word: string, argv: readonly string[], effects: Effects, commands: ReadonlyMap<string, Loader>, command: Command): Promise<void> {
  const briefs = await findBriefNames(argv, effects);
  if (briefs.includes(word)) return;
  const options = findUnknownOptions(argv, command);
  if (options.length > 0) throw new BriefwrightError(options);
  throw failure('USAGE_UNKNOWN_COMMAND', `"${word}" is neither a command nor a brief.`, { hint: hintNames('commands and briefs', word, [...commands.keys(), ...briefs]) });
}

async function findBriefNames(argv: readonly string[], effects: Effects): Promise<readonly string[]> {
  const at = argv.findIndex((a) => a === '--project' || a.startsWith('--project='));
  const value = at < 0 ? undefined : argv[at] === '--project' ? argv[at + 1] : argv[at]?.slice('--project='.length);
  const project = await resolveProject(value === undefined ? await defaultProject(effects) : { project: value }, effects.cwd);
  return readBriefNames(project);
}

async function readVersion(): Promise<string> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return `${version}\n`;
}

function writeResult(text: string, key: string, argv: readonly string[], effects: Effects): number {
  if (hasFlag(argv, 'json')) writeJson(effects, { [key]: text.trimEnd() });
  else effects.stdout(text);
  return 0;
}

function report(error: unknown, argv: readonly string[], effects: Effects): number {
  const json = hasFlag(argv, 'json');
  const debug = hasFlag(argv, 'debug');
  const interrupted = effects.signal.aborted || (error instanceof BriefwrightError && error.status === 130);
  const problems = interrupted
    ? [{ code: 'INTERRUPTED', message: 'Interrupted; nothing was changed.' }]
    : error instanceof BriefwrightError
      ? error.problems
      : [{ code: 'UNEXPECTED', message: firstLine(error), hint: 'Run with --debug to see where it comes from.' }];
  if (json) writeJson(effects, failureValue(problems, effects.env));
  else if (interrupted) effects.stderr('Interrupted.\n');
  else if (error instanceof BriefwrightError) writeProblems(problems, effects);
  else effects.stderr(`Unexpected failure: ${printable(redact(firstLine(error), effects.env))} (run with --debug)\n`);
  if (debug) writeStack(error, effects);
  return interrupted ? 130 : error instanceof BriefwrightError ? error.status : 1;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? 'no message';
}

/** What the launcher and `npm run brief` start. */
export function start(): Promise<never> {
  return runProcess(main);
}

if (import.meta.main) await start();
