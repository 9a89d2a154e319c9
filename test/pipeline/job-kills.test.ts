// The monthly job killed while it collects, proves an edition to who approves it, and takes an approval up: it goes on and ends with the same bytes.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { startMailServer } from '../delivery/servers.ts';
import { sendJson, startServer } from '../sources/support/server.ts';
import { createCountersProject } from './counters-project.ts';
import type { JobAnswer, JobOrder } from './job-process.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const APPROVERS = ['ana@example.org', 'bo@example.org'];
const EDITION = '2026-01/counters';

interface Phase {
  readonly name: string;
  readonly time: string;
  readonly argv?: readonly string[];
  readonly steps: readonly string[];
  /** In `npm test` the process is killed at so many steps, the last ones where `isLate`; in the long tests at every one. */
  readonly kills: number;
  readonly isLate?: boolean;
}

/** In this order; after the last one the issue is out. */
const PHASES: readonly Phase[] = [
  { name: 'collect', time: '2026-01-31T08:00:00Z', steps: ['collect done'], kills: 3 },
  { name: 'build and prove', time: '2026-02-11T08:00:00Z', steps: ['build done', 'approve waiting'], kills: 1, isLate: true },
  { name: 'approve', time: '2026-02-12T08:00:00Z', argv: ['approve', EDITION, '--by', 'Ana'], steps: [], kills: 1 },
  { name: 'take the approval up', time: '2026-02-13T08:00:00Z', steps: ['build done', 'approve done'], kills: 1 },
];
const OUT = '2026-02-14T09:00:00Z';

function startProcess(env: Record<string, string>, hooks: Record<string, string> = {}): ChildProcess {
  const hook = Object.keys(hooks).length === 0 ? [] : ['--import', join(packageRoot(), 'test/sources/support/kill-at-write.mjs')];
  const child = fork(join(packageRoot(), 'test/pipeline/job-process.ts'), { execArgv: ['--disable-warning=ExperimentalWarning', ...hook], env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env, ...hooks } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function order(child: ChildProcess, what: JobOrder): Promise<JobAnswer | 'killed'> {
  const { promise, resolve } = Promise.withResolvers<JobAnswer | 'killed'>();
  const onExit = (): void => resolve('killed');
  child.once('message', (answer) => resolve(answer as JobAnswer)).once('exit', onExit).send(what);
  return promise.finally(() => child.off('exit', onExit));
}

/** By path; what says when and by which run it was collected is left out. */
async function hashAll(folder: string): Promise<Record<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).filter((e) => e.isFile() && e.name !== 'provenance.json').map((e) => join(e.parentPath, e.name)).sort();
  const hashOf = async (file: string): Promise<string> => {
    const bytes = await readFile(file);
    return sha256(file.endsWith('manifest.json') ? bytes.toString().replace(/("data\/snapshots\/[^"]*provenance\.json": )[^,\n]*/g, '$1') : bytes);
  };
  return Object.fromEntries(await Promise.all(entries.map(async (file) => [file.slice(folder.length + 1), await hashOf(file)] as const)));
}

test('killed at steps of collecting, proving, approving and taking the approval up', async () => {
  const server = await startServer((_, response) => sendJson(response, [{ id: 'Alpha', country: 'CN', month: '2026-01', downloads: 1_111_111 }, { id: 'Beta', country: 'US', month: '2026-01', downloads: 900_000 }]));
  onTestFinished(() => server.close());
  const { port, mails } = await startMailServer();
  const env = { SMTP_URL: `smtp://127.0.0.1:${port}` };
  const home = await mkdtemp(join(tmpdir(), 'job-kills-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const calm = startProcess(env);
  const now = join(home, 'now');
  await createCountersProject(now, server.url, join(home, 'site'), `approvers: [${APPROVERS.join(', ')}]`);
  const results = async (root: string): Promise<unknown> => Promise.all([hashAll(join(root, 'out')), hashAll(join(root, 'data/snapshots'))]);

  for (const phase of PHASES) {
    const { time, argv, steps, kills, isLate = false } = phase;
    const before = join(home, 'before');
    await rm(before, { recursive: true, force: true });
    await cp(now, before, { recursive: true });
    const what = (root: string): JobOrder => ({ root, killAt: 0, time, ...(argv === undefined ? {} : { argv }) });
    // Left alone, and counted.
    const count = join(home, 'count');
    const whole = startProcess(env, { KILL_COUNT: count });
    expect(await order(whole, what(now)), phase.name).toMatchObject({ kind: 'ran', steps });
    whole.disconnect();
    await once(whole, 'exit');
    const total = Number(await readFile(count, 'utf8'));
    expect(total, phase.name).toBeGreaterThanOrEqual(kills);
    const told = mails.splice(0).map((m) => m.to.join()).sort();
    expect(told, phase.name).toEqual(phase.name === 'build and prove' ? APPROVERS : []);
    const wanted = await results(now);
    const chosen = Array.from({ length: total }, (_, i) => i + 1).filter((n) => isLong || (isLate ? n > total - kills : n % Math.ceil(total / kills) === total % Math.ceil(total / kills)));
    for (const [i, n] of chosen.flatMap((n, at) => (isLong ? [n, -n] : [at % 2 === 0 ? n : -n])).entries()) {
      const at = `${phase.name}: killed at ${Math.abs(n)} of ${total}${n < 0 ? ', in its middle' : ''}`;
      const root = join(home, `hurt-${i}`);
      await cp(before, root, { recursive: true });
      expect(await order(startProcess(env, { KILL_AT: String(Math.abs(n)), ...(n < 0 ? { KILL_TORN: '1' } : {}) }), what(root)), at).toBe('killed');
      // Killed after its work it has nothing left to do, but says the same of what waits.
      const resumed = await order(calm, what(root));
      expect(resumed, at).toMatchObject({ kind: 'ran' });
      expect(await results(root), at).toEqual(wanted);
      // A proof that may have left is sent again as the same message.
      const ids = new Set(mails.splice(0).map((m) => `${m.to.join()} ${/^Message-ID: (\S+)/im.exec(m.bytes.toString())?.[1]}`));
      expect([...ids].map((id) => id.split(' ')[0]).sort(), at).toEqual(told);
      await rm(root, { recursive: true, force: true });
    }
  }
  expect(await order(calm, { root: now, killAt: 0, time: OUT })).toMatchObject({ kind: 'ran', steps: ['approve done', 'send done', 'publish done'] });
  expect(mails.flatMap((m) => m.to).sort()).toEqual(['a@example.org', 'b@example.org', 'c@example.org']);
}, isLong ? 3_600_000 : 300_000);
