// Part of `npm run bench`, and `npm run bench:build` alone: a build beside the least that printing takes, and beside jsreport, as ratios, from Node's start to files on disk.
// Each round runs every row once, so that a busy minute of the machine falls on all of them. Prints a table and leaves nothing behind.
// Options: --rounds N (default 5), --jsreport DIR (where it is installed already, or `none`).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from '../../src/render/browser/find-browser.ts';
import { measureFinishing } from './finishing.ts';
import { readPeak } from './memory.ts';
import { composePeerRequest, makeWorkspace, type Workspace } from './workspace.ts';

const JSREPORT = 'jsreport@4.14.2';
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, jsreport: { type: 'string' } } });
const rounds = Math.max(1, Number(options.rounds));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

interface Row {
  readonly name: string;
  readonly aim: string;
  readonly prepare?: (round: number) => void;
  readonly args: readonly string[];
}

/** Seconds of a whole process. Throws when it fails. */
async function time(args: readonly string[], cwd: string): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (piece: Buffer) => (words += piece.toString()));
  const status = await new Promise((resolve) => child.on('exit', resolve));
  const seconds = (performance.now() - begin) / 1000;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}: ${words}`);
  return seconds;
}

/** The folder where jsreport is, installed there when it has to be; undefined when it cannot be had. */
function maybePeer(workspace: Workspace): string | undefined {
  if (options.jsreport === 'none') return undefined;
  const folder = options.jsreport ?? join(workspace.folder, 'jsreport');
  if (!existsSync(join(folder, 'node_modules', 'jsreport'))) {
    note(`Installing ${JSREPORT} into a temporary folder (about 300 MB, some minutes) …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', JSREPORT], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
    if (npm.status !== 0) {
      note(`jsreport is left out: it cannot be installed here. ${npm.stderr.trim().split('\n')[0] ?? ''}`);
      return undefined;
    }
  }
  return folder;
}

const median = (all: readonly number[]): number => {
  const sorted = [...all].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
};

async function measure(workspace: Workspace): Promise<void> {
  const { folder, build } = workspace;
  note('Building once, to unpack the browser and to have the page …');
  await time(build, folder);
  const month = spawnSync(process.execPath, [...build.slice(0, -1), '--json'], { cwd: folder, encoding: 'utf8' });
  const edition = (JSON.parse(month.stdout) as { folder: string }).folder;
  const kept = join(folder, 'page');
  mkdirSync(kept);
  const { path: browser } = await findBrowser({ env: process.env, signal: new AbortController().signal });
  const [html, request, pdf] = [join(kept, 'brief.html'), join(kept, 'request.json'), join(kept, 'out.pdf')];
  writeFileSync(html, (await import('node:fs')).readFileSync(join(edition, 'brief.html')));
  writeFileSync(request, JSON.stringify(composePeerRequest(edition)));
  const peer = maybePeer(workspace);
  const here = import.meta.dirname;
  const rows: Row[] = [
    { name: 'floor: the same browser prints the same HTML', aim: '1', args: [join(here, 'floor.mjs'), browser, html, pdf] },
    { name: 'first build, nothing kept from before', aim: '≤ 2.5', prepare: workspace.forget, args: build },
    { name: 'build with unchanged charts', aim: '≤ 1.6', prepare: workspace.touch, args: build },
    { name: 'build when nothing has changed', aim: '≤ 0.3 s', args: build },
    ...(peer === undefined ? [] : [{ name: `${JSREPORT}, charts drawn in the page`, aim: 'slower than the first build', args: [join(here, 'peer.mjs'), peer, browser, request, pdf] }]),
  ];
  const seconds = rows.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    note(`Round ${round + 1} of ${rounds} …`);
    for (const [index, row] of rows.entries()) {
      row.prepare?.(round);
      seconds[index]?.push(await time(row.args, folder));
    }
  }
  const floor = seconds[0] ?? [];
  say(`\n${'Median of ' + rounds + ' runs in turn, whole processes'.padEnd(30)}`);
  say(`${''.padEnd(48)} ${'× floor'.padStart(8)} ${'seconds'.padStart(8)} ${'least'.padStart(8)}   aim`);
  for (const [index, { name, aim }] of rows.entries()) {
    const own = seconds[index] ?? [];
    const ratio = median(own.map((value, round) => value / (floor[round] ?? value)));
    say(`${name.padEnd(48)} ${ratio.toFixed(2).padStart(8)} ${median(own).toFixed(2).padStart(8)} ${Math.min(...own).toFixed(2).padStart(8)}   ${aim}`);
  }
  const history = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(here, 'history.ts')], { encoding: 'utf8' });
  if (history.status !== 0) throw new Error(history.stderr);
  const { observations, findings, first, median: again } = JSON.parse(history.stdout) as { observations: number; findings: number; first: number; median: number };
  say(`Three years of monthly snapshots of 3,000 models (${observations} observations) → metrics and ${findings} findings: ${first.toFixed(2)} s of processor time the first time, ${again.toFixed(2)} s again (aim < 1 s).`);
  const { finish, library } = await measureFinishing(edition);
  const [least, unit] = [finish, library].map((spans) => Math.min(...spans.map((span) => span.processor)));
  const walls = finish.map((span) => span.wall);
  say(`Finishing the PDF in a warm process: ${median(walls).toFixed(0)} ms, at least ${Math.min(...walls).toFixed(0)} (aim ≤ 100 ms); least processor time ${(least ?? 0).toFixed(0)} ms, ${((least ?? 0) / (unit ?? 1)).toFixed(2)} times that of the library reading and writing the file.`);
  workspace.forget();
  const peak = await readPeak(build, folder);
  say(peak === undefined ? 'Memory is not measured on this system.' : `Own peak memory of a first build, without the browser: ${peak.main} MiB resident (${peak.all} MiB with the processes that draw charts, shared pages counted once; aim ≤ 300 MiB).`);
}

const workspace = makeWorkspace();
try {
  await measure(workspace);
} finally {
  rmSync(workspace.folder, { recursive: true, force: true });
}
