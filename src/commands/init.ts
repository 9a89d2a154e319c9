// `briefwright init`: a new project from a starter. Must not know what is in one.
import { stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { writeFile } from '../files.ts';
import { packageRoot } from '../project.ts';
import { composeSchedule } from '../scaffold/schedule-files.ts';
import { readStarter } from '../scaffold/starter.ts';
import type { ProjectFiles } from '../scaffold/starter.ts';
import { writeNewFolder } from '../scaffold/new-folder.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';

export const name = 'init';
export const summary = 'makes a new project from a starter';
export const help = `Usage: briefwright init [dir] [options]

Makes a briefing project in dir (default: the current folder), which must be new or
empty, and prints its path. It builds at once. Starters:
  open-models    the shipped brief on open models, with all its data
  blank          one section with one sourced figure, to be replaced by your own
  country-watch  the shipped data seen from one bloc, Europe until you choose another
--schedule adds files that start "briefwright run" every day, and says in them how to install
them and what their traps are; a folder that is a project already gets those files alone.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  schedule: { type: 'string', value: 'KIND', help: 'systemd, cron or github: files for a daily start of the monthly job' },
  starter: { type: 'string', value: 'NAME', help: 'open-models (default), blank or country-watch' },
};
export const positionals = { min: 0, max: 1, label: 'one folder' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const target = resolve(effects.cwd, args.positionals[0] ?? textOf(args, 'project') ?? '.');
  const starter = textOf(args, 'starter') ?? 'open-models';
  const schedule = maybeSchedule(args, target);
  if (schedule !== undefined && (await isProject(target))) return addSchedule(target, schedule, args, effects);
  const files = new Map([...await readStarter(packageRoot(), starter, slug(basename(target))), ...(schedule ?? [])]);
  await writeNewFolder(target, files, effects.signal);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, folder: target, starter, files: [...files.keys()] });
  else effects.stdout(`${target}\n`);
  if (!flagOf(args, 'quiet')) effects.stderr(nextSteps(target, effects));
  return 0;
}

function maybeSchedule(args: ParsedArgs, target: string): ProjectFiles | undefined {
  const kind = textOf(args, 'schedule');
  return kind === undefined ? undefined : composeSchedule({ kind, target, program: programName() });
}

async function isProject(target: string): Promise<boolean> {
  return (await stat(join(target, 'data', 'briefs')).catch(() => undefined))?.isDirectory() === true;
}

/** Throws INIT_EXISTS for a file that is there already; then nothing was written. */
async function addSchedule(target: string, files: ProjectFiles, args: ParsedArgs, effects: Effects): Promise<number> {
  const paths = [...files.keys()].map((path) => join(target, path));
  const there: string[] = [];
  for (const path of paths) if ((await stat(path).catch(() => undefined)) !== undefined) there.push(path);
  if (there.length > 0) throw new BriefwrightError(there.map((file) => ({ code: 'INIT_EXISTS', message: `${file} is there already; nothing was written.`, hint: 'Move it away first.' })));
  for (const [path, bytes] of files) await writeFile(join(target, path), bytes);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, folder: target, files: [...files.keys()] });
  else effects.stdout(paths.map((path) => `${path}\n`).join(''));
  return 0;
}

function slug(text: string): string {
  const name = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return name === '' ? 'brief' : name;
}

function nextSteps(target: string, effects: Effects): string {
  const program = programName();
  const steps = [...(target === effects.cwd ? [] : [`cd ${quoted(target)}`]), `${program} build`, `${program} check`];
  return `Next:\n${steps.map((s) => `  ${s}\n`).join('')}README.md in the folder says what is where.\n`;
}

/** How a shell starts this program in the folder of a project. */
function programName(): string {
  const root = packageRoot();
  return root.split(sep).includes('node_modules') ? 'npx briefwright' : `npm --prefix ${quoted(root)} run -s brief --`;
}

function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
