// The monthly job on a small project with a real mail server: when, once, in which order, and what happens when something is in the way.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { startMailServer } from '../delivery/servers.ts';
import type { JobAnswer, JobOrder } from './job-process.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const MAIL = 'email: {from: desk@example.org, owner: owner@example.org}\n';
/** Cut-off 10 March, publication 14 March, 09:00 in Brussels: 08:00 in UTC. */
const SCHEDULE = 'schedule: {from: 2026-02, collect: false, time: "09:00", zone: Europe/Brussels, publish_to: ../site}\n';

async function makeProject(more: string): Promise<string> {
  const root = join(await mkdtemp(join(tmpdir(), 'month-')), 'project');
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  const file = join(root, 'data/briefs/small.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}${more}`);
  await mkdir(join(root, 'data/private'), { recursive: true });
  await writeFile(join(root, 'data/private/recipients.csv'), 'address,name,groups,locale,variant,pdf,active\na@example.org,A,,,,,\nb@example.org,B,,,,,\n');
  return root;
}

async function freshProject(more: string): Promise<string> {
  const root = await makeProject(more);
  onTestFinished(() => rm(join(root, '..'), { recursive: true, force: true }));
  return root;
}

async function job(root: string, time: string, port?: number, ...argv: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...(port === undefined ? {} : { SMTP_URL: `smtp://127.0.0.1:${port}` }) };
  const world = recordEffects({ cwd: root, env, now: () => Date.parse(time) });
  const status = await main(argv.length === 0 ? ['run'] : argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

async function hashAll(folder: string): Promise<Record<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).sort();
  return Object.fromEntries(await Promise.all(entries.map(async (file) => [file.slice(folder.length + 1), sha256(await readFile(file))] as const)));
}

const editions = async (root: string): Promise<string[]> => (await readdir(join(root, 'out')).catch(() => [])).sort();

describe('when', () => {
  test('nothing before the cut-off has passed, built after it, out at the hour of publication, then never again', async () => {
    const { port, mails } = await startMailServer();
    const root = await freshProject(`${MAIL}${SCHEDULE}`);
    expect(await job(root, '2026-03-10T23:59:59Z', port)).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
    expect((await job(root, '2026-03-11T00:00:00Z', port)).err).toContain('2026-02/small  build  done');
    expect((await job(root, '2026-03-14T07:59:59Z', port)).err).not.toContain('send');
    expect(mails.length).toBe(0);
    const out = await job(root, '2026-03-14T08:00:00Z', port);
    expect([out.status, out.err]).toEqual([0, expect.stringMatching(/small {2}send {2}done: 2 accepted\n2026-02\/small {2}publish {2}done: one edition\n/)]);
    expect(mails.flatMap((m) => m.to).sort()).toEqual(['a@example.org', 'b@example.org']);
    expect(await stat(join(root, '../site/2026-02/small/brief.pdf'))).toBeDefined();
    const before = await hashAll(join(root, 'out'));
    // Other data afterwards do not make a published issue again.
    const file = join(root, 'data/observations/downloads.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replace('12.5', '12.6'));
    for (const time of ['2026-03-14T08:00:01Z', '2026-03-15T08:00:00Z', '2026-03-29T01:30:00Z']) expect(await job(root, time, port)).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
    expect([mails.length, await hashAll(join(root, 'out'))]).toEqual([2, before]);
    // Only a correction does, and its readers are told when that is asked for.
    const told = await job(root, '2026-03-29T02:00:00Z', port, 'correct', '2026-02/small', '--reason', 'A digit was wrong.', '--tell', '--json');
    expect([told.status, JSON.parse(told.out)]).toEqual([0, expect.objectContaining({ ok: true, version: 2, date: '2026-03-29' })]);
    expect(mails.slice(2).flatMap((m) => m.to).sort()).toEqual(['a@example.org', 'b@example.org']);
    expect(mails.at(-1)?.bytes.toString()).toContain('A digit was wrong.');
  }, 120_000);

  test('after three missed months, all three in order, each once', async () => {
    const { port, mails } = await startMailServer();
    const root = await freshProject(`${MAIL}${SCHEDULE}`);
    const { status, err } = await job(root, '2026-05-20T12:00:00Z', port);
    expect([status, [...err.matchAll(/^(\S+) {2}(\w+) {2}done/gm)].map((m) => `${m[1]} ${m[2]}`)]).toEqual([0, ['2026-02', '2026-03', '2026-04'].flatMap((m) => [`${m}/small build`, `${m}/small send`, `${m}/small publish`])]);
    expect(mails.length).toBe(6);
    expect(await editions(root)).toEqual(['2026-02', '2026-03', '2026-04']);
  }, 120_000);

  test('a clock that went back stops the job before it does anything', async () => {
    const root = await freshProject(SCHEDULE);
    await job(root, '2026-03-14T12:00:00Z');
    expect(await job(root, '2026-03-13T12:00:00Z')).toMatchObject({ status: 1, err: expect.stringContaining('CLOCK_BEHIND') as string });
    expect((await job(root, '2026-03-14T11:30:00Z')).status).toBe(0);
  }, 60_000);

  test('without a schedule it says how to write one', async () => {
    expect(await job(await freshProject(''), '2026-03-14T12:00:00Z')).toMatchObject({ status: 2, err: expect.stringContaining('Add "schedule: { from: YYYY-MM }"') as string });
  });

  test('the sources are asked until the cut-off; a window that was missed is said once and keeps nothing', async () => {
    const root = await freshProject(SCHEDULE.replace('collect: false, ', ''));
    const late = await job(root, '2026-03-20T12:00:00Z');
    expect([late.status, late.err]).toEqual([1, expect.stringContaining('COLLECT_MISSED')]);
    expect(late.err).toContain('small  publish  done');
    expect(await job(root, '2026-03-21T12:00:00Z')).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
  }, 60_000);
});

describe('approval', () => {
  test('waits for it without failing, for these bytes and no others, and then goes on', async () => {
    const { port, mails } = await startMailServer();
    const root = await freshProject(`${MAIL.replace('}', ', approval: true, approvers: [ana@example.org, Bo <bo@example.org>]}')}${SCHEDULE}`);
    expect(await job(root, '2026-03-20T08:00:00Z', port)).toMatchObject({ status: 0, err: expect.stringContaining('small  approve  waiting: for "briefwright approve 2026-02/small"; 2 have a proof') as string });
    // A proof each, and no other while the bytes are the same.
    expect(mails.splice(0).map((m) => [m.to.join(), /^Subject: (.*)$/m.exec(m.bytes.toString())?.[1]])).toEqual([['ana@example.org', expect.stringMatching(/proof/i)], ['bo@example.org', expect.stringMatching(/proof/i)]]);
    await job(root, '2026-03-20T08:10:00Z', port);
    // One who cannot be reached does not stop the rest, and the owner hears of it.
    await writeFile(join(root, 'data/commentary/2026-02.md'), 'Other words.\n');
    expect(await job(root, '2026-03-20T08:20:00Z', 9)).toMatchObject({ status: 1, err: expect.stringContaining('The proof of 2026-02/small for ana@example.org was not sent') as string });
    expect(await job(root, '2026-03-20T08:30:00Z', port)).toMatchObject({ status: 0 });
    expect(mails.splice(0).map((m) => m.to.join())).toEqual(['ana@example.org', 'bo@example.org']);
    await job(root, '2026-03-20T08:40:00Z', port, 'approve', '2026-02/small', '--by', 'Ana');
    const status = JSON.parse((await job(root, '2026-03-20T08:40:00Z', port, 'status', '--json')).out) as { editions: { edition: string; state: string; next: string }[] };
    expect(status.editions).toMatchObject([{ edition: '2026-02/small', state: 'waiting', next: 'approve' }]);
    expect(mails).toEqual([]);
    expect((await job(root, '2026-03-20T09:00:00Z', port)).err).toMatch(/approve {2}done: by Ana, 2026-03-20\n.*send {2}done/);
    expect(mails.length).toBe(2);
  }, 120_000);
});

describe('what fails', () => {
  test('one brief in the way of no other; one mail to the owner, not one a day', async () => {
    const { port, mails } = await startMailServer();
    const root = await freshProject(`${MAIL}${SCHEDULE}`);
    const text = await readFile(join(root, 'data/briefs/small.yaml'), 'utf8');
    await writeFile(join(root, 'data/briefs/broken.yaml'), text.replace('chart: bar-values', 'chart: no-such-chart').replace('publish_to: ../site', 'publish_to: ../other'));
    const { status, err } = await job(root, '2026-03-20T08:00:00Z', port);
    expect([status, err]).toEqual([1, expect.stringContaining('2026-02/small  publish  done')]);
    expect(err).toMatch(/2026-02\/broken, build: briefwright build --brief broken --month 2026-02/);
    const [notice, ...more] = mails.filter((m) => m.to.includes('owner@example.org'));
    expect([more, notice?.bytes.toString()]).toEqual([[], expect.stringMatching(/Auto-Submitted: auto-generated[^]*briefwright build --brief broken/)]);
    expect((await job(root, '2026-03-21T08:00:00Z', port)).status).toBe(1);
    expect(mails.length).toBe(3);
    await rm(join(root, 'data/briefs/broken.yaml'));
    expect((await job(root, '2026-03-22T08:00:00Z', port)).status).toBe(0);
  }, 120_000);

  test('a mail server that is away: nothing is lost, nothing is sent twice when it is back', async () => {
    const { port, mails } = await startMailServer();
    const root = await freshProject(`${MAIL}${SCHEDULE}`);
    const away = await job(root, '2026-03-20T08:00:00Z', 9);
    expect([away.status, away.err]).toEqual([1, expect.stringContaining('The owner could not be told')]);
    const { status } = await job(root, '2026-03-20T09:00:00Z', port);
    expect([status, mails.flatMap((m) => m.to).sort()]).toEqual([0, ['a@example.org', 'b@example.org']]);
  }, 120_000);
});

describe('at once, and killed', () => {
  /** The real program, by the real clock. */
  function start(root: string) {
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(packageRoot(), 'src/cli.ts'), 'run', '--json', '--project', root], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CI: '1' } });
  }

  /** A process that is ready: starting one takes longer than what is tested. */
  function startProcess(env: Record<string, string> = {}): { readonly order: (order: JobOrder) => Promise<JobAnswer | 'killed'>; readonly end: () => void } {
    const child = fork(join(packageRoot(), 'test/pipeline/job-process.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'], env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } });
    return {
      order: async (order) => {
        const { promise, resolve } = Promise.withResolvers<JobAnswer | 'killed'>();
        const onExit = (): void => resolve('killed');
        child.once('message', (answer) => resolve(answer as JobAnswer)).once('exit', onExit).send(order);
        return promise.finally(() => child.off('exit', onExit));
      },
      end: () => void child.kill('SIGKILL'),
    };
  }

  test(`${isLong ? 200 : 20} pairs: one does each step, the other leaves it to that or finds it done`, async () => {
    const root = await makeFor(lastClosedMonth());
    const pair = [startProcess(), startProcess()];
    onTestFinished(() => pair.forEach((one) => one.end()));
    const kinds = new Map<string, number>();
    // The first round builds; later ones find the edition unchanged, as after a record that got lost.
    for (let i = 0; i < (isLong ? 200 : 20); i += 1) {
      await rm(join(root, '.briefwright/job.sqlite'), { force: true });
      await rm(join(root, '../site'), { recursive: true, force: true });
      const answers = await Promise.all(pair.map((one) => one.order({ root, killAt: 0 })));
      const steps = answers.flatMap((a) => (a === 'killed' ? ['killed'] : a.steps)).sort();
      expect([i, steps]).toEqual([i, ['build done', 'publish done']]);
      const kind = answers.map((a) => (a === 'killed' ? a : a.kind)).sort().join(' ');
      expect(['busy ran', 'ran ran']).toContain(kind);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    // Some did meet: else nothing was tested.
    expect(kinds.get('busy ran') ?? 0).toBeGreaterThan(0);
  }, isLong ? 3_600_000 : 240_000);

  test('killed at every step and within each, it ends with the bytes of a run that was left alone and one message a reader', async () => {
    const { port, mails } = await startMailServer();
    const env = { SMTP_URL: `smtp://127.0.0.1:${port}` };
    const month = lastClosedMonth();
    const [alone, hurt] = [await makeFor(month, MAIL), await makeFor(month, MAIL)];
    const whole = startProcess(env);
    onTestFinished(whole.end);
    expect(await whole.order({ root: alone, killAt: 0 })).toMatchObject({ kind: 'ran', steps: ['build done', 'send done', 'publish done'] });
    const sent = mails.splice(0).length;
    const killed: number[] = [];
    // Each time it goes one word further than before, until it is over.
    for (let killAt = 1; killAt < 60; killAt += 1) {
      const one = startProcess(env);
      onTestFinished(one.end);
      const answer = await one.order({ root: hurt, killAt });
      one.end();
      if (answer !== 'killed') {
        expect(answer.kind, answer.steps.join()).toBe('ran');
        break;
      }
      killed.push(killAt);
    }
    expect(killed.length).toBeGreaterThan(5);
    expect([await hashAll(join(hurt, 'out')), await hashAll(join(hurt, '../site'))]).toEqual([await hashAll(join(alone, 'out')), await hashAll(join(alone, '../site'))]);
    expect([sent, mails.flatMap((m) => m.to).sort()]).toEqual([2, ['a@example.org', 'b@example.org']]);
  }, 300_000);

  test.skipIf(!isLong)('killed 100 times at random it ends with the bytes of a run that was left alone', async () => {
    const month = lastClosedMonth();
    const alone = await makeFor(month);
    expect(await ended(start(alone))).toBe(0);
    const hurt = await makeFor(month);
    const seed = Date.now() % 100_000;
    for (let i = 0; i < 100; i += 1) {
      const child = start(hurt);
      const wait = (Math.imul(seed + i, 2_654_435_761) >>> 0) % 2500;
      const timer = setTimeout(() => child.kill('SIGKILL'), wait);
      await once(child, 'exit');
      clearTimeout(timer);
    }
    expect(await ended(start(hurt)), `seed ${seed}`).toBe(0);
    expect(await hashAll(join(hurt, 'out'))).toEqual(await hashAll(join(alone, 'out')));
    expect(await hashAll(join(hurt, '../site'))).toEqual(await hashAll(join(alone, '../site')));
  }, 1_800_000);

  async function makeFor(month: string, more = ''): Promise<string> {
    return freshProject(more + SCHEDULE.replace('from: 2026-02', `from: ${month}`));
  }
  async function ended(child: ReturnType<typeof start>): Promise<number | null> {
    await once(child, 'close');
    return child.exitCode;
  }
});

/** The last month whose issue is out by the real clock, so that a process without a set clock has one issue to make. */
function lastClosedMonth(): string {
  const now = Temporal.Now.plainDateISO('UTC');
  return now.toPlainYearMonth().subtract({ months: now.day >= 15 ? 1 : 2 }).toString();
}
