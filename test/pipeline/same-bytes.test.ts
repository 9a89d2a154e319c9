// The same project on two machines: another zone, language, home, folder, umask, clock and number of cores make the same bytes.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDifference } from '../../src/pipeline/difference.ts';
import { packageRoot } from '../../src/project.ts';

interface Machine {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly umask: string;
  /** Programs that run the program. */
  readonly under: readonly string[];
  /** Where it is started: the project, or elsewhere with `--project`. */
  readonly inside: boolean;
}

const has = (program: string, ...args: string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
// The clock that measures spans goes on; only that which says the date is another.
const CLOCK = has('faketime', '2031-02-03 04:05:06', 'true') ? ['env', 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'faketime', '-m', '2031-02-03 04:05:06'] : [];
const CORE = has('taskset', '-c', '0', 'true') && availableParallelism() > 1 ? ['taskset', '-c', '0'] : [];
const ALICE: Machine = { name: 'alice', env: { TZ: 'UTC', LANG: 'C', USER: 'alice' }, umask: '022', under: [], inside: true };
const BOB: Machine = { name: 'bob', env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', USER: 'bob', COLUMNS: '40' }, umask: '077', under: [...CORE, ...CLOCK], inside: false };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'briefwright-same-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Every file of a fresh build in a folder of its own, by path. Nothing is kept from a build before. */
async function buildOn(machine: Machine): Promise<ReadonlyMap<string, Uint8Array>> {
  const [home, project] = [join(root, machine.name), join(root, machine.name, 'a project of mine')];
  await mkdir(home, { recursive: true });
  await cp(join(packageRoot(), 'test/input/projects/small'), project, { recursive: true });
  const command = [...machine.under, process.execPath, '--disable-warning=ExperimentalWarning', join(packageRoot(), 'src/cli.ts'), 'build', ...(machine.inside ? [] : ['--project', project])];
  const ran = spawnSync('sh', ['-c', `umask ${machine.umask}; exec "$@"`, 'sh', ...command], {
    cwd: machine.inside ? project : home, env: { PATH: process.env['PATH'] ?? '', HOME: home, ...machine.env }, encoding: 'utf8',
  });
  expect(ran.status, ran.stderr).toBe(0);
  const out = join(project, 'out');
  const entries = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(out, join(entry.parentPath, entry.name))).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(out, path))] as const)));
}

test(`two builds give the same files${CLOCK.length === 0 ? ' (faketime is absent: one clock)' : ''}${CORE.length === 0 ? ' (taskset or a second core is absent: all cores)' : ''}`, async () => {
  const [first, second] = [await buildOn(ALICE), await buildOn(BOB)];
  expect([...second.keys()]).toEqual([...first.keys()]);
  expect(first.size).toBeGreaterThan(8);
  const different: string[] = [];
  for (const [path, bytes] of first) {
    const other = second.get(path) ?? new Uint8Array();
    if (Buffer.compare(bytes, other) !== 0) different.push(`${path}: ${await describeDifference(path.replace(/^[^/]+\/[^/]+\//, ''), bytes, other, undefined)}`);
  }
  expect(different).toEqual([]);
}, 180_000);
