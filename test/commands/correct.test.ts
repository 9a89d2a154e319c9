// correct: the new version says so on page 1, the old one stays, verify and build keep both.
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

const NAME = '2026-02/small';
let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'correct-'));
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  folder = join(root, 'out', NAME);
  expect((await run('build')).status).toBe(0);
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] }, now: () => Date.UTC(2026, 3, 20) });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

async function hashes(path: string): Promise<Record<string, string>> {
  const entries = (await readdir(path, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).sort();
  return Object.fromEntries(await Promise.all(entries.map(async (file) => [file.slice(path.length + 1), sha256(await readFile(file))] as const)));
}

async function change(from: string, to: string): Promise<void> {
  const file = join(root, 'data/observations/downloads.csv');
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

const correct = (reason: string) => run('correct', NAME, '--reason', reason);

test('without a reason, or with nothing corrected, nothing is written', async () => {
  const before = await hashes(folder);
  expect((await run('correct', NAME)).err).toContain('USAGE_NO_REASON');
  expect(await correct('It was wrong.')).toMatchObject({ status: 2, err: expect.stringContaining('CORRECT_NOTHING_CHANGED') as string });
  expect((await correct('x\u202ey')).err).toContain('USAGE_BAD_VALUE');
  expect(await hashes(folder)).toEqual(before);
}, 60_000);

test('two corrections: a notice each, the versions before kept byte for byte, verified and rebuilt the same', async () => {
  const first = await hashes(folder);
  await change('12.5', '12.6');
  const { status, out } = await correct('The figure of the first tracker had a wrong digit.');
  expect([status, out]).toEqual([0, `${join(folder, 'brief.pdf')}\n`]);
  const briefing = JSON.parse(await readFile(join(folder, 'brief.json'), 'utf8')) as Briefing;
  expect(briefing.edition.status).toBe('corrected');
  expect(briefing.lead[0]).toEqual({ kind: 'callout', tone: 'correction', title: 'Corrected on 20 April 2026', paragraphs: [['The figure of the first tracker had a wrong digit.']] });
  expect(await readFile(join(folder, 'brief.html'), 'utf8')).toContain('had a wrong digit');
  expect(await hashes(join(folder, 'v1'))).toEqual(first);
  expect(await run('verify', NAME)).toMatchObject({ status: 0, err: '' });

  const { v: second } = { v: Object.fromEntries(Object.entries(await hashes(folder)).filter(([path]) => !path.startsWith('v1/'))) };
  await change('12.6', '12.7');
  const again = JSON.parse((await run('correct', NAME, '--reason', 'And 12.6 was wrong too.', '--json')).out) as { version: number };
  expect(again.version).toBe(3);
  expect([await hashes(join(folder, 'v1')), await hashes(join(folder, 'v2'))]).toEqual([first, second]);
  const whole = await hashes(folder);
  expect((await run('build', '--month', '2026-02')).status).toBe(0);
  expect(await hashes(folder)).toEqual(whole);
  expect((JSON.parse(await readFile(join(folder, 'brief.json'), 'utf8')) as Briefing).lead.slice(0, 2)).toMatchObject([{ title: 'Corrected on 20 April 2026' }, { paragraphs: [['And 12.6 was wrong too.'], [expect.stringContaining('analyst')]] }]);
}, 120_000);

test('an edition of two pages, which leaves figures out, is not corrected for nothing either', async () => {
  const at = ['--project', packageRoot(), '--out', join(root, 'short')];
  expect((await run('build', '--month', '2026-09', '--variant', 'board', ...at)).status).toBe(0);
  const before = await hashes(join(root, 'short'));
  expect(await run('correct', '2026-09/open-models.board', '--reason', 'It was wrong.', ...at)).toMatchObject({ status: 2, err: expect.stringContaining('CORRECT_NOTHING_CHANGED') as string });
  expect(await hashes(join(root, 'short'))).toEqual(before);
}, 120_000);

test('a manifest that lost its corrections stops a build', async () => {
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"corrections": [', '"corrections": [7,'));
  expect(await run('build', '--month', '2026-02')).toMatchObject({ status: 1, err: expect.stringContaining('MANIFEST_INVALID') as string });
  await writeFile(file, text);
}, 60_000);
