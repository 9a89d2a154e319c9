// `briefwright init`: a new project from a starter. Must not know what is in one.
import { basename, resolve, sep } from 'node:path';
import type { Effects } from '../effects.ts';
import { packageRoot } from '../project.ts';
import { readStarter } from '../scaffold/starter.ts';
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
  country-watch  the shipped data seen from one bloc, Europe until you choose another`;
export const options: Readonly<Record<string, OptionSpec>> = {
  starter: { type: 'string', value: 'NAME', help: 'open-models (default), blank or country-watch' },
};
export const positionals = { min: 0, max: 1, label: 'one folder' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const target = resolve(effects.cwd, args.positionals[0] ?? textOf(args, 'project') ?? '.');
  const starter = textOf(args, 'starter') ?? 'open-models';
  const files = await readStarter(packageRoot(), starter, slug(basename(target)));
  await writeNewFolder(target, files, effects.signal);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, folder: target, starter, files: [...files.keys()] });
  else effects.stdout(`${target}\n`);
  if (!flagOf(args, 'quiet')) effects.stderr(nextSteps(target, effects));
  return 0;
}

function slug(text: string): string {
  const name = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return name === '' ? 'brief' : name;
}

function nextSteps(target: string, effects: Effects): string {
  const root = packageRoot();
  const program = root.split(sep).includes('node_modules') ? 'npx briefwright' : `npm --prefix ${quoted(root)} run -s brief --`;
  const steps = [...(target === effects.cwd ? [] : [`cd ${quoted(target)}`]), `${program} build`, `${program} check`];
  return `Next:\n${steps.map((s) => `  ${s}\n`).join('')}README.md in the folder says what is where.\n`;
}

function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
