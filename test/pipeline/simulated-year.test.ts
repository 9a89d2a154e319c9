// A year of a project that runs by itself: sources that answer, fail and change their mind, a mail server that is away, a correction.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { addMonths, lastDayOf } from '../../src/period.ts';
import { recordEffects } from '../cli/fixture.ts';
import { startMailServer } from '../delivery/servers.ts';
import { sendJson, startServer } from '../sources/support/server.ts';
import { createCountersProject, FIRST, handTable, READERS } from './counters-project.ts';

const MONTHS = process.env['BRIEFWRIGHT_LONG'] === '1' ? 12 : 4;

test(`${MONTHS} months end with as many right editions, one correction and no duplicate mail`, async () => {
  const world = { month: FIRST, isDown: false, bonus: 0 };
  const valueOf = (month: string): number => 1_000_000 + Number(month.slice(5)) * 111_111;
  const server = await startServer((_, response) => {
    if (world.isDown) response.writeHead(503, { 'retry-after': '86400' }).end();
    else sendJson(response, [{ id: 'Alpha', country: 'CN', month: world.month, downloads: valueOf(world.month) + world.bonus }, { id: 'Beta', country: 'US', month: world.month, downloads: 900_000 }]);
  });
  onTestFinished(() => server.close());
  const { port, mails } = await startMailServer();
  const home = await mkdtemp(join(tmpdir(), 'year-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const [root, site] = [join(home, 'project'), join(home, 'archive')];
  await createCountersProject(root, server.url, site);
  const at = async (time: string, argv: readonly string[] = ['run'], smtp = port) => {
    const effects = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SMTP_URL: `smtp://127.0.0.1:${smtp}` }, now: () => Date.parse(time) });
    const status = await main(argv, effects.effects);
    return { status, out: effects.out(), err: effects.err() };
  };

  for (let i = 0; i < MONTHS; i += 1) {
    const month = addMonths(FIRST, i);
    const next = addMonths(month, 1);
    Object.assign(world, { month, bonus: 0 });
    // Two outages, each over two days of the window.
    const isOut = i === 1 || i === 6;
    world.isDown = isOut;
    const first = await at(`${lastDayOf(month)}T07:30:00Z`);
    expect([first.status, first.err], month).toEqual(isOut ? [1, expect.stringContaining('counter')] : [0, expect.stringMatching(/collect {2}done/)]);
    if (isOut) {
      expect((await at(`${next}-01T07:30:00Z`)).status).toBe(1);
      world.isDown = false;
      expect((await at(`${next}-03T07:30:00Z`)).err).toMatch(/collect {2}done/);
    }
    // The source revises itself before the cut-off, and somebody collects again.
    if (i === 2) {
      world.bonus = 7;
      expect((await at(`${next}-08T07:30:00Z`, ['collect', '--month', month, '--source', 'counter'])).status).toBe(0);
    }
    expect((await at(`${next}-11T07:30:00Z`)).err).toMatch(/approve {2}waiting/);
    expect((await at(`${next}-12T10:00:00Z`, ['approve', `${month}/counters`, '--by', 'Ana'])).status).toBe(0);
    expect((await at(`${next}-13T07:30:00Z`)).status).toBe(0);
    expect(mails.filter((m) => m.bytes.includes(`X-Edition: ${month}/counters`))).toEqual([]);
    // One day the mail server is away.
    if (i === 3) expect((await at(`${next}-14T08:30:00Z`, ['run'], 9)).status).toBe(1);
    expect(await at(`${next}-14T09:30:00Z`)).toMatchObject({ status: 0, err: expect.stringMatching(/send {2}done: 3 accepted\n.*publish {2}done/) as string });
    expect(await at(`${next}-15T07:30:00Z`)).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
    // What we had entered by hand was wrong.
    if (i === 0) {
      await writeFile(join(root, 'data/observations/hand.csv'), handTable(6));
      expect((await at(`${next}-16T08:00:00Z`, ['correct', `${month}/counters`, '--reason', 'Our own count had a slip.'])).status).toBe(0);
      expect((await at(`${next}-16T08:30:00Z`, ['approve', `${month}/counters`, '--by', 'Ana'])).status).toBe(0);
      expect((await at(`${next}-16T09:00:00Z`, ['send', `${month}/counters`, '--correction', '--yes'])).err + '').not.toContain('SEND_');
    }
  }

  const editions = (await readdir(join(root, 'out'))).sort();
  expect(editions).toEqual(Array.from({ length: MONTHS }, (_, i) => addMonths(FIRST, i)));
  for (const [i, month] of editions.entries()) {
    const briefing = JSON.parse(await readFile(join(root, 'out', month, 'counters/brief.json'), 'utf8')) as Briefing;
    const counted = briefing.numbers.filter((n) => n.where.startsWith('counted') && n.value !== undefined).map((n) => n.value);
    expect(counted, month).toContain(valueOf(month) + (i === 2 ? 7 : 0));
    expect([briefing.edition.status, briefing.edition.issue]).toEqual([i === 0 ? 'corrected' : 'new', i + 1]);
  }
  const issues = mails.filter((m) => !m.to.includes('owner@example.org'));
  const keys = issues.map((m) => `${m.to.join()} ${/^X-Delivery-ID: (\S+)/im.exec(m.bytes.toString())?.[1]}`);
  expect([issues.length, new Set(keys).size]).toEqual([READERS.length * (MONTHS + 1), READERS.length * (MONTHS + 1)]);
  // A failure is told once: each outage, and not the mail server's, which could not be told by mail.
  expect(mails.length - issues.length).toBe(MONTHS > 6 ? 2 : 1);
  expect((await readdir(site)).filter((e) => /^\d/.test(e)).sort()).toEqual(editions);
}, 900_000);
