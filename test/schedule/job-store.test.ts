// What the job remembers, and that only one runs.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJobStore, readJobRecords } from '../../src/schedule/job-store.ts';
import { isLease, LEASE_LENGTH, takeLease } from '../../src/schedule/lease.ts';
import { packageRoot } from '../../src/project.ts';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'job-'));
  path = join(root, '.briefwright/job.sqlite');
  (await openJobStore(path)).close();
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('what has gone out is not taken back; what can be made again is', async () => {
  const store = await openJobStore(path);
  const record = (step: 'build' | 'send', state: 'done' | 'failed') => store.write({ subject: '2026-11/a', step, state, detail: state, time: 5 });
  for (const step of ['build', 'send'] as const) for (const state of ['done', 'failed'] as const) record(step, state);
  expect(store.list().map((r) => `${r.step} ${r.state}`)).toEqual(['build failed', 'send done']);
  expect(store.lastTime()).toBe(5);
  store.close();
  expect((await readJobRecords(path)).length).toBe(2);
  expect([(await stat(path)).mode & 0o777, (await stat(join(root, '.briefwright'))).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('a file that is no store, or of a newer version, is refused and stays', async () => {
  const junk = join(root, 'junk.sqlite');
  await writeFile(junk, 'this is not a database at all, whatever its name may say');
  await expect(openJobStore(junk)).rejects.toThrow('JOB_UNREADABLE');
  new DatabaseSync(path).exec('PRAGMA user_version = 9');
  await expect(openJobStore(path)).rejects.toThrow('JOB_NEWER');
});

test('one holds the lease; after its release, its end or a clock that ran ahead, the next', () => {
  let now = 1_000_000_000;
  const first = takeLease(path, () => now);
  const second = takeLease(path, () => now);
  expect([isLease(first), isLease(second)]).toEqual([true, false]);
  if (!isLease(first)) return;
  now += LEASE_LENGTH - 1;
  expect(first.renew()).toBe(true);
  now += LEASE_LENGTH;
  const third = takeLease(path, () => now);
  expect([isLease(third), first.renew()]).toEqual([true, false]);
  first.release();
  expect(isLease(takeLease(path, () => now))).toBe(false);
  now -= 10 * LEASE_LENGTH;
  expect(isLease(takeLease(path, () => now))).toBe(true);
});

test('a holder that has died does not block; one on another machine does', () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const hold = (pid: number, host: string): void => {
    const database = new DatabaseSync(path);
    database.prepare('INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?)').run('x', pid, host, 1000 + LEASE_LENGTH);
    database.close();
  };
  hold(dead, 'another.example');
  expect(isLease(takeLease(path, () => 1000))).toBe(false);
  hold(dead, hostname());
  expect(isLease(takeLease(path, () => 1000))).toBe(true);
});

test('of eight processes at once one gets it', async () => {
  const source = join(packageRoot(), 'src/schedule/lease.ts');
  const program = `import { takeLease, isLease } from ${JSON.stringify(source)}; console.log(isLease(takeLease(${JSON.stringify(path)}, () => 5e9))); setTimeout(() => {}, 20000);`;
  const children = Array.from({ length: 8 }, () => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const answers = await Promise.all(children.map(async (child) => String((await once(child.stdout, 'data'))[0]).trim()));
  for (const child of children) child.kill('SIGKILL');
  expect(answers.sort()).toEqual(['false', 'false', 'false', 'false', 'false', 'false', 'false', 'true']);
});
