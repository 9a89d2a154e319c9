// init: a project that works at once, in a new or empty folder; after every mistake the disk is as it was.
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { parseYaml } from '../../src/config/yaml.ts';
import { standing } from '../../src/effects.ts';
import { packageRoot } from '../../src/project.ts';
import { listStarters } from '../../src/scaffold/starter.ts';
import { recordEffects } from '../cli/fixture.ts';

const runFile = promisify(execFile);
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'init-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function run(argv: readonly string[], cwd: string = home, abort = false): Promise<{ status: number; out: string; err: string }> {
  const world = recordEffects({ cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  if (abort) world.abort();
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((e) => !e.isDirectory()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).sort();
}

const starters = (await listStarters(packageRoot())).map((s) => s.name);

test('the three starters are there, and the help names each with its summary', async () => {
  expect(starters).toEqual(['blank', 'country-watch', 'open-models']);
  const { out } = await run(['init', '--help']);
  for (const { name, summary } of await listStarters(packageRoot())) expect(out.replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary}`);
});

describe.each(starters)('the starter %s', (starter) => {
  test('makes a commented project that check finds nothing wrong with', async () => {
    const { status, out } = await run(['init', `from-${starter}`, '--starter', starter]);
    const folder = join(home, `from-${starter}`);
    expect([status, out]).toEqual([0, `${folder}\n`]);
    expect(await run(['check', '--project', folder])).toEqual({ status: 0, out: '', err: 'No problems found.\n' });
    const files = await listFiles(folder);
    for (const path of ['README.md', '.gitignore', 'data/README.md', 'data/datapackage.json', 'data/briefs/brief.schema.json', 'data/private/README.md', 'data/registry/sources.yaml', 'templates/README.md']) expect(files).toContain(path);
    for (const path of files.filter((f) => f.endsWith('.yaml'))) {
      const text = await readFile(join(folder, path), 'utf8');
      expect(text, path).toMatch(/^# /);
      parseYaml(text, path);
    }
    expect((await stat(join(folder, 'data/private'))).mode & 0o777).toBe(0o700);
  }, 60_000);

  test('describes the tables that it has, and no other', async () => {
    const folder = join(home, `from-${starter}`);
    const { name, resources } = JSON.parse(await readFile(join(folder, 'data/datapackage.json'), 'utf8')) as { name: string; resources: { name: string; path: string; schema: { fields: { name: string }[] } }[] };
    expect(name).toBe(`from-${starter}`);
    const tables = (await listFiles(join(folder, 'data'))).filter((f) => f.endsWith('.csv'));
    expect(resources.map((r) => r.path).filter((p) => p.endsWith('.csv')).sort()).toEqual(tables);
    for (const { path, schema } of resources.filter((r) => r.path.endsWith('.csv'))) {
      const [header = ''] = (await readFile(join(folder, 'data', path), 'utf8')).split('\n');
      expect(header.split(','), path).toEqual(schema.fields.map((f) => f.name));
    }
  });

  test('git leaves out what is private, and what a build makes', async () => {
    const folder = join(home, `from-${starter}`);
    await runFile('git', ['init', '-q'], { cwd: folder });
    await mkdir(join(folder, 'out/2026-09'), { recursive: true });
    for (const path of ['data/private/recipients.csv', 'out/2026-09/brief.pdf', '.env.local']) await writeFile(join(folder, path), 'x');
    const { stdout } = await runFile('git', ['ls-files', '-o', '--exclude-standard'], { cwd: folder });
    const seen = stdout.split('\n');
    expect(seen).toContain('data/registry/sources.yaml');
    expect(seen.filter((f) => /private|^out\//.test(f))).toEqual([]);
  });
});

describe('refuses, and leaves the disk as it was', () => {
  test('a folder with a file in it', async () => {
    const used = join(home, 'used');
    await mkdir(used);
    await writeFile(join(used, 'thesis.txt'), 'mine');
    const { status, err } = await run(['init', 'used']);
    expect(status).toBe(2);
    expect(err).toContain('INIT_NOT_EMPTY');
    expect(err).toContain('thesis.txt');
    expect(await listFiles(used)).toEqual(['thesis.txt']);
    expect((await run(['init', 'used/thesis.txt'])).err).toContain('is not a folder');
  });

  test('a project that is there already', async () => {
    expect((await run(['init', 'from-blank'])).status).toBe(2);
    expect((await run(['init', '--starter', 'blank'], join(home, 'from-blank'))).status).toBe(2);
  });

  test('a starter that there is not, before anything is made', async () => {
    const { status, err } = await run(['init', 'a/b', '--starter', 'blnk']);
    expect([status, err]).toEqual([2, expect.stringContaining('Try "blank".') as string]);
    await expect(access(join(home, 'a'))).rejects.toThrow();
  });

  test('a place that cannot be written', async () => {
    await writeFile(join(home, 'file'), '');
    const { status, err } = await run(['init', 'file/below']);
    expect(status).toBe(1);
    expect(err).toContain('WRITE_FAILED');
  });

  test('an interruption', async () => {
    expect((await run(['init', 'x/y'], home, true)).status).toBe(130);
    await expect(access(join(home, 'x'))).rejects.toThrow();
  });
});

test('an empty folder, and one with git and npm files only, are as good as new ones; their own files stay', async () => {
  const folder = join(home, 'npm');
  await mkdir(join(folder, 'node_modules/some'), { recursive: true });
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  const { status, out } = await run(['init', '--starter', 'blank', '--json'], folder);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ ok: true, folder, starter: 'blank', files: expect.arrayContaining(['data/briefs/monthly.yaml']) as unknown });
  expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe('{"private": true}');
  expect((await readdir(folder)).sort()).toEqual(['.git', '.gitignore', 'README.md', 'data', 'node_modules', 'package.json', 'templates']);
});

describe('npm starts the program in its own folder', () => {
  const env = { INIT_CWD: join(tmpdir(), 'mine'), npm_lifecycle_event: 'brief', npm_package_json: join('/p', 'package.json') };

  test('but relative paths are those of the user', () => {
    expect(standing(env, '/p', '/p')).toEqual({ cwd: env.INIT_CWD, startedIn: '/p' });
    expect(standing({ ...env, INIT_CWD: '/p' }, '/p', '/p')).toEqual({ cwd: '/p' });
  });

  test('and whoever inherits npm\'s variables and stands elsewhere is believed', () => {
    for (const [over, cwd] of [[{}, '/elsewhere'], [{ npm_package_json: '/other/package.json' }, '/p'], [{ npm_lifecycle_event: undefined }, '/p'], [{ INIT_CWD: 'relative' }, '/p'], [{ INIT_CWD: undefined }, '/p']] as const) {
      expect(standing({ ...env, ...over }, cwd, '/p')).toEqual({ cwd });
    }
  });

  test('npm --prefix CHECKOUT run brief -- init here, then check, from the user\'s folder', async () => {
    const user = join(home, 'user');
    await mkdir(user);
    const npm = async (...argv: string[]): Promise<string> => (await runFile('npm', ['--prefix', packageRoot(), 'run', '-s', 'brief', '--', ...argv], { cwd: user })).stdout.trim();
    expect(await npm('init', 'mine', '--starter', 'blank', '--quiet')).toBe(join(user, 'mine'));
    expect(JSON.parse(await npm('check', '--project', 'mine', '--json'))).toMatchObject({ ok: true });
  }, 60_000);
});
