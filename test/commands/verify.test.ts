// verify on a small project: the same bytes, and what it says when an input, an output or a version is another.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'verify-'));
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  folder = join(root, 'out/2026-02/small');
  expect((await run('build')).status).toBe(0);
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

async function withFile(path: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const file = join(root, path);
  const before = await readFile(file);
  const text = change(before.toString('latin1'));
  expect(text).not.toBe(before.toString('latin1'));
  await writeFile(file, text, 'latin1');
  await work().finally(() => writeFile(file, before));
}

/** Path, hash and time of change of every file. */
async function state(): Promise<string[]> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Promise.all(entries.map(async (path) => `${path} ${sha256(await readFile(path))} ${(await stat(path)).mtimeMs}`));
}

test('the same bytes are 0, and nothing is written', async () => {
  const before = await state();
  const { status, out, err } = await run('verify', '2026-02/small');
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^${folder}: \\d+ files, the same bytes\\.\n$`));
  expect(await state()).toEqual(before);
}, 60_000);

test('another time zone, language, home, folder and umask make the same bytes', async () => {
  const cli = join(packageRoot(), 'src/cli.ts');
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  const env = { PATH: process.env['PATH'] ?? '', TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: home, USER: 'somebody' };
  const line = 'umask 077; exec "$0" --disable-warning=ExperimentalWarning "$@"';
  const ran = spawnSync('sh', ['-c', line, process.execPath, cli, 'verify', folder, '--project', root, '--json'], { cwd: home, env, encoding: 'utf8' });
  await rm(home, { recursive: true, force: true });
  expect([ran.stderr, ran.status]).toEqual(['', 0]);
  expect(JSON.parse(ran.stdout)).toMatchObject({ ok: true, folder });
}, 60_000);

test('an input that was edited is named, and what it changes first', async () => {
  await withFile('data/observations/downloads.csv', (text) => text.replace('12.5', '12.6'), async () => {
    const { status, out, err } = await run('verify', '2026-02/small');
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('data/observations/downloads.csv has changed since.');
    expect(err).toMatch(/brief\.json is made differently now: .*12\.6.* instead of .*12\.5/);
  });
}, 60_000);

test('files that were edited, lost or added are named, with what is wrong', async () => {
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await withFile('out/2026-02/small/data.csv', (text) => text.replace('12.5', '99.5'), () => withFile('out/2026-02/small/figures/downloads-reported.svg', (svg) => svg.replace(/(<text[^>]*transform="translate\()(\d)/, '$11$2'), async () => {
    const png = join(folder, 'figures/downloads-reported.png');
    const picture = await readFile(png);
    await rm(png);
    const { status, out } = await run('verify', '2026-02/small', '--json');
    await writeFile(png, picture);
    const { problems } = JSON.parse(out) as { problems: { code: string; message: string }[] };
    expect(status).toBe(1);
    expect(problems.map(({ code }) => code).sort()).toEqual(['VERIFY_FILE_CHANGED', 'VERIFY_FILE_CHANGED', 'VERIFY_FILE_EXTRA', 'VERIFY_FILE_MISSING']);
    const text = problems.map(({ message }) => message).join('\n');
    expect(text).toMatch(/data\.csv is not what the build wrote \(row \d+, column \w+: .*99\.5.* instead of .*12\.5/);
    expect(text).toMatch(/downloads-reported\.svg is not what the build wrote \(figure downloads-reported: a label moved \(".+"\)\)/);
  }));
  await rm(join(folder, 'notes.txt'));
}, 60_000);

test('another browser is said to be another browser', async () => {
  await withFile('out/2026-02/small/manifest.json', (text) => text.replace(/("browser": "[^"]*?)153[^"]*"/, '$1156.0.1.2"'), async () => {
    const { status, err } = await run('verify', '2026-02/small');
    expect(status).toBe(1);
    expect(err).toMatch(/browser \S*153\S* instead of \S*156\.0\.1\.2\./);
  });
}, 60_000);

test('an edition that cannot be built again is said to be one; an unknown one is wrong usage', async () => {
  await withFile('data/briefs/small.yaml', (text) => text.replace('question:', 'questoin:'), async () => {
    const { status, err } = await run('verify', '2026-02/small');
    expect(status).toBe(1);
    for (const part of ['VERIFY_NOT_BUILT', 'CONFIG_UNKNOWN_KEY']) expect(err).toContain(part);
  });
  const { status, err } = await run('verify', '2026-02/smal');
  expect([status, err.includes('EDITION_UNKNOWN')]).toEqual([2, true]);
});

test('check --pdf passes the edition and names what is wrong with another file', async () => {
  expect(await run('check', '--pdf', 'out/2026-02/small/brief.pdf')).toEqual({ status: 0, out: '', err: 'No problems found.\n' });
  await withFile('out/2026-02/small/brief.pdf', () => 'no PDF at all', async () => {
    expect((await run('check', '--pdf', join(folder, 'brief.pdf'))).err).toContain('PDF_UNREADABLE');
  });
  const gone = await run('check', '--pdf', 'gone.pdf');
  expect([gone.status, gone.err]).toEqual([2, expect.stringContaining('gone.pdf  FILE_UNREADABLE')]);
  expect((await run('check', 'small', '--pdf', 'gone.pdf')).err).toContain('USAGE_PDF_AND_BRIEF');
});
