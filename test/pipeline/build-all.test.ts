// build --all: two briefs with variants, one of which cannot be built; the same bytes as one by one; a second time nothing is made.
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Chart, ChartRequest } from '../../src/charts/chart.ts';
import { sha256 } from '../../src/files.ts';
import { buildAll } from '../../src/pipeline/build-all.ts';
import { shareRenderer } from '../../src/pipeline/shared-renderer.ts';
import { packageRoot, resolveProject } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

const CHART = { svg: '', png: new Uint8Array(), vegaLite: '' } as unknown as Chart;
let root: string;
let other: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'all-'));
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  const text = await readFile(join(root, 'data/briefs/small.yaml'), 'utf8');
  await writeFile(join(root, 'data/briefs/small.yaml'), `${text}variants: [{name: letter, page: Letter}]\n`);
  other = `${text.replace('Small Monthly', 'Other Monthly')}variants: [{name: narrow, pages: {min: 7, max: 8}}]\n`;
  await writeFile(join(root, 'data/briefs/other.yaml'), other);
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

const NAMES = ['other', 'small', 'small.letter'] as const;
/** Which of the editions `work` has written anew. */
async function madeBy(work: () => Promise<unknown>): Promise<string[]> {
  const times = async (): Promise<number[]> => Promise.all(NAMES.map(async (name) => (await stat(join(root, 'out/2026-02', name, 'brief.pdf')).catch(() => ({ mtimeMs: 0 }))).mtimeMs));
  const before = await times();
  await work();
  const after = await times();
  return NAMES.filter((_, i) => before[i] !== after[i]);
}

test('a second time nothing is made; after a change of one brief, or of a commentary, only the editions that show it', async () => {
  const all = ['build', '--all', '--month', '2026-02'] as const;
  await writeFile(join(root, 'data/briefs/other.yaml'), other.replace(/variants: .*\n/, ''));
  expect(await madeBy(() => run(...all))).toEqual(['other']);
  expect(await madeBy(() => run(...all))).toEqual([]);
  await writeFile(join(root, 'data/commentary/2026-02.small.md'), 'A sentence of its own.\n');
  expect(await madeBy(() => run(...all))).toEqual(['small', 'small.letter']);
  expect(await readFile(join(root, 'out/2026-02/small.letter/brief.html'), 'utf8')).toContain('A sentence of its own.');
  await writeFile(join(root, 'data/commentary/2026-02.other.de.md'), 'Für niemand.\n');
  expect(await madeBy(() => run(...all))).toEqual([]);
}, 180_000);

test('interrupted after the first, it goes on with the others, and ends with the same bytes', async () => {
  const whole = await hashes(join(root, 'out'));
  await rm(join(root, 'out'), { recursive: true });
  const controller = new AbortController();
  const project = await resolveProject({ project: root }, root);
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] }, signal: controller.signal });
  const stopped = buildAll({ project, month: '2026-02', workers: 1, onProgress: (text) => { if (text.startsWith('1 of 3')) controller.abort(); } }, world.effects);
  await expect(stopped).rejects.toThrow();
  expect(await readdir(join(root, 'out/2026-02'))).toEqual(['other']);
  expect(await madeBy(() => run('build', '--all', '--month', '2026-02'))).toEqual(['small', 'small.letter']);
  expect(await hashes(join(root, 'out'))).toEqual(whole);
}, 180_000);

test('a chart that two editions ask for at once is drawn once; one that failed is drawn again', async () => {
  const asked: string[] = [];
  const shared = shareRenderer({ renderChart: (request) => { asked.push(request.id); return request.id === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve({ ...CHART, id: request.id }); }, warmUp: () => undefined, close: () => Promise.resolve() });
  const theme = {} as ChartRequest['theme'];
  const request = (id: string, more: Partial<ChartRequest> = {}): ChartRequest => ({ id, spec: {}, specFile: '', specText: '', rows: [], events: [], words: {}, width: 1, locale: 'en', alt: '', theme, ...more } as unknown as ChartRequest);
  const [one, two, wider, othersTheme] = await Promise.all([shared.renderChart(request('a')), shared.renderChart(request('a')), shared.renderChart(request('a', { width: 2 })), shared.renderChart(request('a', { theme: {} as ChartRequest['theme'] }))]);
  expect([one === two, wider === one, othersTheme === one, asked]).toEqual([true, false, false, ['a', 'a', 'a']]);
  for (const _ of [1, 2]) await expect(shared.renderChart(request('bad'))).rejects.toThrow('no');
  expect(asked.filter((id) => id === 'bad').length).toBe(2);
});

test('--all leaves no room for a variant, and says so', async () => expect(await run('build', '--all', '--variant', 'letter')).toMatchObject({ status: 2, err: expect.stringContaining('USAGE_WHICH') as string }));
