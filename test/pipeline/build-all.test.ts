// build --all: two briefs with variants, one of which cannot be built; the same bytes as one by one; a second time nothing is made.
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'all-'));
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  const text = await readFile(join(root, 'data/briefs/small.yaml'), 'utf8');
  await writeFile(join(root, 'data/briefs/small.yaml'), `${text}variants: [{name: letter, page: Letter}]\n`);
  await writeFile(join(root, 'data/briefs/other.yaml'), `${text.replace('Small Monthly', 'Other Monthly')}variants: [{name: narrow, pages: {min: 7, max: 8}}]\n`);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  return { status: await main(argv, world.effects), out: world.out(), err: world.err() };
}

async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).sort();
  return Object.fromEntries(await Promise.all(entries.map(async (file) => [file.slice(folder.length + 1), sha256(await readFile(file))] as const)));
}

test('the one that fails is named and the others are made, as if alone', async () => {
  const { status, out, err } = await run('build', '--all', '--month', '2026-02');
  expect(out.split('\n').filter((l) => l !== '').map((l) => l.slice(root.length))).toEqual(['/out/2026-02/other/brief.pdf', '/out/2026-02/small/brief.pdf', '/out/2026-02/small.letter/brief.pdf']);
  expect([status, err]).toEqual([1, expect.stringContaining('other.narrow: ')]);
  for (const [brief, ...look] of [['other'], ['small'], ['small', '--variant', 'letter']] as const) expect((await run('build', brief, '--month', '2026-02', ...look, '--out', join(root, 'alone'))).status).toBe(0);
  expect(await hashes(join(root, 'out'))).toEqual(await hashes(join(root, 'alone')));
}, 180_000);

test('a second time nothing is written; after a change of one brief only that one', async () => {
  const times = async (): Promise<number[]> => Promise.all(['other', 'small', 'small.letter'].map(async (name) => (await stat(join(root, 'out/2026-02', name, 'brief.pdf'))).mtimeMs));
  const before = await times();
  await run('build', '--all', '--brief', 'small', '--month', '2026-02');
  expect(await times()).toEqual(before);
}, 120_000);

test('--all leaves no room for a variant, and says so', async () => expect(await run('build', '--all', '--variant', 'letter')).toMatchObject({ status: 2, err: expect.stringContaining('USAGE_WHICH') as string }));
