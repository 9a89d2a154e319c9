// The monthly job on a small project with a real mail server: when, once, in which order, and what happens when something is in the way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { sha256 } from '../../src/files.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { startMailServer } from '../delivery/servers.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const MAIL = 'email: {from: desk@example.org, owner: owner@example.org}\n';
/** Cut-off 10 March, publication 14 March, 09:00 in Brussels: 08:00 in UTC. */
const SCHEDULE = 'schedule: {from: 2026-02, collect: false, time: "09:00", zone: Europe/Brussels, publish_to: ../site}\n';
let made: string;
beforeAll(async () => {
  // One build for all: copies find everything as it was and have nothing to draw.
  made = await makeProject(SCHEDULE);
  expect((await job(made, '2026-03-11T00:00:00Z')).status).toBe(0);
}, 120_000);
afterAll(() => rm(join(made, '..'), { recursive: true, force: true }));

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
  async function copyMade(): Promise<string> {
    const root = join(await mkdtemp(join(tmpdir(), 'month-')), 'project');
    onTestFinished(() => rm(join(root, '..'), { recursive: true, force: true }));
    await cp(made, root, { recursive: true });
    return root;
  }

  test(`${isLong ? 200 : 5} pairs: one publishes, the other leaves it to that or finds it done`, async () => {
    for (let i = 0; i < (isLong ? 200 : 5); i += 1) {
      const root = await copyMade();
      // One issue that the real clock calls due.
      await writeFile(join(root, 'data/briefs/small.yaml'), (await readFile(join(root, 'data/briefs/small.yaml'), 'utf8')).replace('from: 2026-02', `from: ${lastClosedMonth()}`));
      const outs = await Promise.all([start(root), start(root)].map(async (child) => {
        let text = '';
        child.stdout.on('data', (data: Buffer) => (text += data.toString()));
        await once(child, 'close');
        return JSON.parse(text) as { ok: boolean; busy?: boolean; steps?: { step: string; state: string }[] };
      }));
      expect(outs.map((o) => o.ok)).toEqual([true, true]);
      expect(outs.flatMap((o) => o.steps ?? []).filter((s) => s.step === 'publish' && s.state === 'done').length).toBe(1);
    }
  }, isLong ? 3_600_000 : 180_000);

  test(`killed ${isLong ? 100 : 6} times at random it ends with the bytes of a run that was left alone`, async () => {
    const month = lastClosedMonth();
    const alone = await makeFor(month);
    expect(await ended(start(alone))).toBe(0);
    const hurt = await makeFor(month);
    const seed = Date.now() % 100_000;
    for (let i = 0; i < (isLong ? 100 : 6); i += 1) {
      const child = start(hurt);
      const wait = (Math.imul(seed + i, 2_654_435_761) >>> 0) % 2500;
      const timer = setTimeout(() => child.kill('SIGKILL'), wait);
      await once(child, 'exit');
      clearTimeout(timer);
    }
    expect(await ended(start(hurt)), `seed ${seed}`).toBe(0);
    expect(await hashAll(join(hurt, 'out'))).toEqual(await hashAll(join(alone, 'out')));
    expect(await hashAll(join(hurt, '../site'))).toEqual(await hashAll(join(alone, '../site')));
  }, isLong ? 1_800_000 : 240_000);

  async function makeFor(month: string): Promise<string> {
    return freshProject(SCHEDULE.replace('from: 2026-02', `from: ${month}`));
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
