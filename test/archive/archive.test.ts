// The archive of a small project, opened from its files in a real browser; its links, its feed, its search, and what must not be overwritten.
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { startScreen } from '../support/screen.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let root: string;
let site: string;
let browser: Browser;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'archive-'));
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  site = join(root, '../', `${root.split('/').at(-1)}-site`);
  browser = await startScreen();
  for (const month of ['2026-02', '2026-03']) expect((await run('build', '--month', month)).err).toBe('');
  const file = join(root, 'data/observations/downloads.csv');
  await writeFile(file, (await readFile(file, 'utf8')).replace('12.5', '12.6'));
  expect((await run('correct', '2026-02/small', '--reason', 'A digit <b>was</b> wrong & is mended.')).err).toBe('');
  expect((await run('build', '--month', '2026-03')).status).toBe(0);
  expect((await run('publish', '--to', site, '--base-url', 'https://briefs.example.org/small/')).status).toBe(0);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([root, site].map((path) => rm(path, { recursive: true, force: true })));
});

async function run(...argv: string[]) {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] }, now: () => Date.UTC(2026, 5, 1) });
  const status = await main(['--quiet', ...argv].toSorted((a, b) => Number(b === argv[0]) - Number(a === argv[0])), world.effects);
  return { status, out: world.out(), err: world.err() };
}

async function listFiles(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).sort();
}

async function hashAll(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all((await listFiles(folder)).map(async (path) => [path, sha256(await readFile(join(folder, path)))] as const)));
}

describe('what is in it', () => {
  test('every edition as it was built, with its earlier versions, without the sample of the message', async () => {
    const [made, kept] = [await hashAll(join(root, 'out/2026-02/small')), await hashAll(join(site, '2026-02/small'))];
    const { 'index.html': page, ...copied } = kept;
    expect(page).toBeDefined();
    expect(copied).toEqual(Object.fromEntries(Object.entries(made).filter(([path]) => !/(^|\/)email\//.test(path))));
    expect(Object.keys(copied)).toContain('v1/brief.pdf');
  });

  test('every link of every page leads to a file and, where it names one, to an element', async () => {
    const files = new Set(await listFiles(site));
    const dead: string[] = [];
    for (const page of [...files].filter((f) => f.endsWith('index.html') || f === 'corrections.html')) {
      const text = await readFile(join(site, page), 'utf8');
      for (const [, address = ''] of text.matchAll(/(?:href|src)="([^"#][^"]*)"/g)) {
        const [path = '', anchor] = address.split('#');
        const target = normalize(join(dirname(page), path));
        if (!files.has(target)) dead.push(`${page} -> ${address}`);
        else if (anchor !== undefined && !(await readFile(join(site, target), 'utf8')).includes(`id="${anchor}"`)) dead.push(`${page} -> ${address}`);
      }
    }
    expect(dead).toEqual([]);
    expect([...files].filter((f) => f.startsWith('figures/'))).toEqual(['figures/small/downloads-reported/index.html']);
  });

  test('the correction and its reason, as text', async () => {
    const page = await readFile(join(site, 'corrections.html'), 'utf8');
    expect(page).toContain('A digit &#60;b&#62;was&#60;/b&#62; wrong &#38; is mended.');
    expect(page).toContain('2026-06-01');
  });

  test('a feed with absolute links, one entry an edition, the corrected one last changed', async () => {
    const feed = await readFile(join(site, 'feed.xml'), 'utf8');
    expect([...feed.matchAll(/<id>([^<]*)<\/id>/g)].map((m) => m[1])).toEqual(['tag:briefs.example.org,2025:archive', 'tag:briefs.example.org,2025:2026-02/small', 'tag:briefs.example.org,2025:2026-03/small']);
    expect(feed).toContain('<updated>2026-06-01T00:00:00Z</updated>');
    expect(feed).toContain('href="https://briefs.example.org/small/2026-03/small/brief.pdf"');
  });

  test('nothing of the machine and no private file', async () => {
    for (const file of (await listFiles(site)).filter((f) => /\.(html|json|js|xml|csv)$/.test(f))) expect(await readFile(join(site, file), 'utf8'), file).not.toContain(root);
    expect((await listFiles(site)).filter((f) => /private|\.briefwright|\.eml/.test(f))).toEqual([]);
  });
});

describe('opened from a file', () => {
  test('search finds a figure and leads to it, with nothing loaded from elsewhere', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (m) => complaints.push(m.text()));
    page.on('pageerror', (e) => complaints.push(String(e)));
    page.on('request', (r) => { if (!r.url().startsWith('file://')) complaints.push(r.url()); });
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await page.type('#q', 'downloads repor');
    await page.waitForSelector('#hits a');
    const targets = await page.$$eval('#hits a', (links) => links.map((a) => a.href));
    const target = targets.find((href) => href.includes('/figures/')) ?? '';
    expect(target).toContain('/figures/small/downloads-reported/index.html#2026-0');
    await page.goto(target);
    expect(await page.$eval('img', (img) => (img as HTMLImageElement).complete && (img as HTMLImageElement).naturalWidth > 0)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each(['index.html', '2026-02/small/index.html', 'figures/small/downloads-reported/index.html', 'corrections.html'])('%s has no accessibility fault and fits 320 pixels', async (path) => {
    const page = await browser.newPage();
    await page.setBypassCSP(true);
    await page.setViewport({ width: 320, height: 640 });
    await page.goto(pathToFileURL(join(site, path)).href);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.addScriptTag({ path: axe });
    const faults = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`);
    });
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('writing', () => {
  test('again it is the same, byte for byte; a new edition changes no address', async () => {
    const before = await hashAll(site);
    expect((await run('publish', '--to', site, '--base-url', 'https://briefs.example.org/small')).status).toBe(0);
    expect(await hashAll(site)).toEqual(before);
  }, 60_000);

  test('a folder with other files, the project itself and a damaged edition are refused, and nothing is written', async () => {
    const foreign = join(root, 'mine');
    await mkdir(foreign);
    await writeFile(join(foreign, 'thesis.txt'), 'years');
    expect(await run('publish', '--to', foreign)).toMatchObject({ status: 2, err: expect.stringContaining('PUBLISH_NOT_AN_ARCHIVE') as string });
    for (const own of ['.', 'data', 'out', '..']) expect((await run('publish', '--to', own)).err).toContain('PUBLISH_NOT_AN_ARCHIVE');
    expect(await listFiles(foreign)).toEqual(['thesis.txt']);
    const [before, csv] = [await hashAll(site), join(root, 'out/2026-03/small/data.csv')];
    const text = await readFile(csv);
    await writeFile(csv, 'x');
    expect(await run('publish', '--to', site)).toMatchObject({ status: 1, err: expect.stringContaining('EDITION_CHANGED') as string });
    await writeFile(csv, text);
    expect(await hashAll(site)).toEqual(before);
  });

  test('without a target, and without an edition, it says what to do', async () => {
    expect((await run('publish')).err).toContain('USAGE_NO_TARGET');
    expect((await run('publish', '--to', join(root, 'new'), '--out', join(root, 'nothing-here'))).err).toContain('PUBLISH_NOTHING');
  });
});
