// The packed package: what is in it, and that its launcher starts on the Node it brings and on an older one.
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let home: string;
let files: readonly string[];
let launcher: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pack-'));
  await run('npm', ['pack', '--pack-destination', home], { cwd: root });
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz')) ?? '';
  const { stdout } = await run('tar', ['-tzf', join(home, tarball)]);
  files = stdout.split('\n').filter((line) => line !== '').map((line) => line.replace(/^package\//, ''));
  await mkdir(join(home, 'node_modules/briefwright'), { recursive: true });
  await run('tar', ['-xzf', join(home, tarball), '-C', join(home, 'node_modules/briefwright'), '--strip-components=1']);
  // The dependencies as the lock file installed them: no registry is asked.
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) await symlink(join(root, 'node_modules', name), join(home, 'node_modules', name));
  }
  launcher = join(home, 'node_modules/briefwright/dist/bin.js');
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

test('the starters are packed with their hidden and private files under names that npm keeps', () => {
  for (const wanted of ['data/starters/common/gitignore', 'data/starters/common/private.md', 'data/starters/blank/starter.yaml', 'data/starters/blank/data/briefs/monthly.yaml', 'data/starters/country-watch/data/briefs/watch.yaml', 'data/starters/open-models/README.md']) expect(files).toContain(wanted);
});

test('installed, init makes a project and build prints it, without a checkout', async () => {
  await run(process.execPath, [launcher, 'init', 'mine', '--starter', 'blank'], { cwd: home });
  const { stdout } = await run(process.execPath, [launcher, 'build'], { cwd: join(home, 'mine') });
  expect(stdout.trim()).toBe(join(home, 'mine/out/2026-08/monthly/brief.pdf'));
  expect((await readFile(stdout.trim())).subarray(0, 5).toString()).toBe('%PDF-');
}, 120_000);

/** A Node on this machine that is too old, where there is one. */
const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  try {
    const major = Number(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]);
    return major >= 20 && major < 26;
  } catch {
    return false;
  }
});

test('the package holds what runs and nothing private', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  for (const wanted of ['dist/bin.js', 'dist/cli.js', 'dist/pipeline.js', 'dist/commands/build.js', 'LICENSE', 'package.json', 'data/briefs/open-models.yaml', 'data/briefs/brief.schema.json']) expect(files).toContain(wanted);
  const templates = (await readdir(join(root, 'templates'), { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
  expect(files.filter((f) => f.startsWith('templates/')).length).toBe(templates.length);
  expect(files.filter((f) => /(^|\/)(private|snapshots|test|node_modules|\.env|\.briefwright|\.git)(\/|$)|\.ts$|\.pdf$|\.tgz$/.test(f))).toEqual([]);
  expect(version).toMatch(/^\d/);
});

test('no emitted file still imports TypeScript', async () => {
  const emitted = files.filter((f) => f.startsWith('dist/') && f.endsWith('.js'));
  expect(emitted.length).toBeGreaterThan(40);
  for (const file of emitted) expect(await readFile(join(home, 'node_modules/briefwright', file), 'utf8')).not.toMatch(/(from|import\() ?['"]\.[^'"]*\.ts['"]/);
});

describe.each([['its own Node', process.execPath], ...(old === undefined ? [] : [['an older Node', old]])])('on %s', (_, node) => {
  const start = async (...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> => {
    try {
      return { status: 0, ...(await run(node ?? '', [launcher, ...argv], { cwd: home, env: { PATH: '/usr/bin:/bin', HOME: home } })) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, stdout, stderr };
    }
  };

  test('--version and --help answer, quietly', async () => {
    expect(await start('--version')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    const help = await start('--help');
    expect([help.status, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Usage: briefwright');
  });

  test('a status other than 0 comes through', async () => {
    const { status, stdout, stderr } = await start('bulid');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Try "build".');
  });

  test('a folder without a brief is told so; the package\'s own data are not taken for it', async () => {
    const { status, stderr } = await start('check');
    expect(status).toBe(2);
    expect(stderr).toContain('PROJECT_NO_BRIEFS');
  });
});

test('a project of data alone is composed with the package\'s templates', async () => {
  const project = join(home, 'project');
  await cp(join(root, 'data'), join(project, 'data'), { recursive: true, filter: (path) => !/private|snapshots/.test(path) });
  const { stdout } = await run(process.execPath, [launcher, 'trace', 'router-open-share', '--json'], { cwd: project, maxBuffer: 1e8 });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  expect((await readdir(project)).sort()).toEqual(['data']);
});
