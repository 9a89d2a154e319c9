// Part of `npm run bench`, and `npm run bench:preview` alone: from a save to the new sheet in a real browser, one row for each kind of file. Prints a table and leaves nothing behind.
// Options: --rounds N (default 5).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import { startBrowser } from '../preview/browser.ts';
import { makeWorkspace } from './workspace.ts';

const AIM = 0.8;
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Math.max(1, Number(options.rounds));

interface Save {
  readonly name: string;
  readonly file: string;
  /** The text of the file in a round; every round another one. */
  readonly change: (text: string, round: number) => string;
  /** An expression in the page, over the document `doc` of the sheets, that becomes another value. */
  readonly seen: string;
}

const SAVES: readonly Save[] = [
  { name: 'template', file: 'templates/partials/opening.hbs', change: (text, round) => text.replace('{{brief.question}}', `{{brief.question}} (${'x'.repeat(round + 1)})`), seen: "doc.querySelector('.question').textContent" },
  { name: 'style sheet', file: 'templates/themes/default/print.css', change: (text, round) => `${text}\nh1 { color: #1234${10 + round}; }`, seen: "getComputedStyle(doc.querySelector('h1')).color" },
  { name: 'message', file: 'templates/messages/en.yaml', change: (text, round) => text.replace(/^( {2}bottom_line: ).*$/m, `$1gist ${'x'.repeat(round + 1)}`), seen: "doc.querySelector('.bottom-line .label').textContent" },
  { name: 'commentary', file: 'data/commentary/2026-09.md', change: (_, round) => `Said anew ${'x'.repeat(round + 1)}.\n`, seen: "doc.querySelector('.callout.commentary')?.textContent" },
  { name: 'chart of figure 1', file: 'templates/charts/range-band.vl.json', change: (text, round) => text.replace('"mark": "area"', `"mark": { "type": "area", "strokeWidth": ${round + 3}, "stroke": "#333333" }`), seen: "doc.querySelector('figure svg').outerHTML" },
  { name: 'data file', file: 'data/observations/router.csv', change: (text, round) => text.replace('2026-09,368934563196653', `2026-09,3${round}8934563196653`), seen: "doc.querySelector('figure svg').outerHTML" },
  { name: 'colour of the brand (all charts)', file: 'templates/themes/default/brand.yaml', change: (text, round) => text.replace(/ink: "#......"/, `ink: "#1216${20 + round}"`), seen: "doc.querySelector('figure svg').outerHTML + getComputedStyle(doc.querySelector('h1')).color" },
];

/** Seconds from the save to the next frame that shows it. */
async function timeSave(page: Page, { seen }: Save, write: () => void): Promise<number> {
  const waiting = page.evaluate((expression) => new Promise<number>((resolve) => {
    const read = new Function('doc', `return ${expression}`) as (doc: Document | null | undefined) => unknown;
    const doc = document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument;
    const before = read(doc);
    const end = Date.now() + 20_000;
    const look = (): void => void (read(doc) === before && Date.now() < end ? requestAnimationFrame(look) : requestAnimationFrame(() => resolve(Date.now())));
    look();
  }), seen);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const begin = Date.now();
  write();
  const end = await waiting;
  // The panel and the charts out of view follow; the next save waits for them.
  await page.waitForFunction(() => !document.body.classList.contains('busy'));
  await new Promise((resolve) => setTimeout(resolve, 600));
  return (end - begin) / 1000;
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
const workspace = makeWorkspace();
const { folder, build } = workspace;
const child = spawn(process.execPath, [...build.slice(0, -2), 'preview'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await startBrowser();
try {
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  await page.setViewport({ width: 1400, height: 900 });
  await page.goto(address.toString().trim());
  await page.waitForSelector('#pages li', { timeout: 120_000 });
  process.stdout.write(`\nFrom a save to the new sheet on the screen, seconds, ${rounds} saves each\n${''.padEnd(36)}${'median'.padStart(8)}${'most'.padStart(8)}   aim\n`);
  for (const save of SAVES) {
    const path = join(folder, save.file);
    const before = ((): string => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return '';
      }
    })();
    mkdirSync(dirname(path), { recursive: true });
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) seconds.push(await timeSave(page, save, () => writeFileSync(path, save.change(before, round))));
    process.stdout.write(`${save.name.padEnd(36)}${median(seconds).toFixed(2).padStart(8)}${Math.max(...seconds).toFixed(2).padStart(8)}   < ${AIM}\n`);
    if (before !== '') await timeSave(page, save, () => writeFileSync(path, before));
    else rmSync(path);
  }
} finally {
  await browser.close();
  child.kill('SIGINT');
  await once(child, 'exit');
  workspace.remove();
}
