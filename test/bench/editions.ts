// `npm run bench:editions`: many editions by `build --all`, beside one process for each and beside the browser's own print of the same pages, as ratios of one run.
// Prints a table and leaves nothing behind. Options: --editions N (default 24, an even number), --few N (the smaller run for memory, default 10).
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from '../../src/render/browser/find-browser.ts';
import { readPeak } from './memory.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const { values: options } = parseArgs({ options: { editions: { type: 'string', default: '24' }, few: { type: 'string', default: '10' } } });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

/** Audiences of the shipped brief, each in two languages: titles of their own, half of them on US Letter. */
function writeVariants({ folder }: Workspace, editions: number): readonly string[] {
  const file = join(folder, 'data', 'briefs', 'open-models.yaml');
  const text = original.replace(/^variants:\n(?:  .*\n)+/m, () => `variants:\n${Array.from({ length: editions / 2 - 1 }, (_, i) => `  - { name: audience-${i}, page: ${i % 2 === 0 ? 'A4' : 'Letter'}, title: Open Models for audience number ${i} }\n`).join('')}`);
  writeFileSync(file, text);
  return ['', ...Array.from({ length: editions / 2 - 1 }, (_, i) => `audience-${i}`)];
}

/** Seconds of a whole process. Throws when it fails. */
function time(args: readonly string[], cwd: string): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return (performance.now() - begin) / 1000;
}

/** Folders of the editions, by when each was made. */
function editionsOf({ folder }: Workspace): ReadonlyMap<string, number> {
  const out = join(folder, 'out');
  return new Map(readdirSync(out).flatMap((month) => readdirSync(join(out, month)).filter((name) => name !== 'README.md').map((name) => {
    const path = join(out, month, name);
    return [path, statSync(join(path, 'manifest.json')).mtimeMs] as const;
  })));
}

async function measure(workspace: Workspace, editions: number, few: number): Promise<void> {
  const { folder, build } = workspace;
  note('Building once, to unpack the browser …');
  time(build, folder);
  const variants = writeVariants(workspace, editions);
  workspace.forget();
  note(`${editions} editions, one process each …`);
  let single = 0;
  for (const variant of variants) for (const locale of ['en-GB', 'fr']) single += time([...build, ...(variant === '' ? [] : ['--variant', variant]), '--locale', locale], folder);
  workspace.forget();
  note(`${editions} editions, build --all …`);
  const all = time([...build, '--all'], folder);
  const before = editionsOf(workspace);
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  for (const [index, path] of [...before.keys()].entries()) copyFileSync(join(path, 'brief.html'), join(pages, `${index}.html`));
  const { path: browser } = await findBrowser({ env: process.env, signal: new AbortController().signal });
  note('The browser alone …');
  const floor = time([join(import.meta.dirname, 'floor-many.mjs'), browser, String(Math.min(4, availableParallelism())), pages], folder);
  const [first = ''] = before.keys();
  const month = first.split(/[\\/]/).at(-2) ?? '';
  mkdirSync(join(folder, 'data', 'commentary'), { recursive: true });
  writeFileSync(join(folder, 'data', 'commentary', `${month}.fr.md`), 'Une phrase de plus.\n');
  const again = time([...build, '--all'], folder);
  const after = editionsOf(workspace);
  const made = [...after].filter(([path, when]) => before.get(path) !== when);
  const shown = made.every(([path]) => path.endsWith('.fr'));
  say(`\n${before.size} editions on ${availableParallelism()} cores, whole processes, in one run`);
  say(`one process per edition, one after the other: ${(single / editions).toFixed(2)} s each`);
  say(`build --all: ${(all / editions).toFixed(2)} s each, ${(single / all).toFixed(2)} × the throughput (aim ≥ 4)`);
  say(`the browser's own print of the same pages at the same concurrency: ${(floor / editions).toFixed(2)} s each; build --all takes ${(all / floor).toFixed(2)} × that (aim ≤ 2.2)`);
  say(`after a new French commentary: ${made.length} of ${editions} editions made, ${shown && made.length === editions / 2 ? 'all that show it and no other' : 'NOT the right ones'}, in ${again.toFixed(2)} s`);
  const peaks: string[] = [];
  for (const count of [few, editions]) {
    note(`Memory of ${count} editions …`);
    writeVariants(workspace, count);
    workspace.forget();
    const peak = await readPeak([...build, '--all'], folder, 200);
    peaks.push(peak === undefined ? 'not measured on this system' : `${peak.main} MiB for ${count} editions`);
  }
  say(`own peak memory, without the browsers and the process that draws charts: ${peaks.join(', ')}`);
}

const workspace = makeWorkspace();
const original = readFileSync(join(workspace.folder, 'data', 'briefs', 'open-models.yaml'), 'utf8');
try {
  await measure(workspace, Number(options.editions), Number(options.few));
} finally {
  rmSync(workspace.folder, { recursive: true, force: true });
}
