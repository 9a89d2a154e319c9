import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { messageFile } from '../../../src/delivery/issue/frozen-messages.ts';
import { openLedger } from '../../../src/delivery/ledger/ledger.ts';
import { requestStop } from '../../../src/delivery/ledger/sender-lock.ts';
import { parseSmtpUrl } from '../../../src/delivery/smtp-settings.ts';
import { addSuppression } from '../../../src/delivery/suppression.ts';
import { startFaultServer, startMailServer } from '../servers.ts';
import type { Fault, Place } from '../servers.ts';
import { clockFrom, listOf, look, makeProject, maybeRun, NOW, prepare, run, withRate } from './support.ts';

test('each reader gets one message of his own, frozen before it left, and a second run sends nothing', async () => {
  const project = await makeProject();
  const server = await startMailServer();
  const prepared = await prepare(project, listOf(7));
  expect((await run(project, prepared, server.port)).result).toEqual({ end: 'done' });
  expect(server.mails.map((m) => m.to)).toEqual(Array.from({ length: 7 }, (_, i) => [`reader${i}@example.org`]));
  const { issue, rows, counts } = await look(project);
  expect(counts.accepted).toBe(7);
  expect(new Set(rows.map((d) => d.messageId)).size).toBe(7);
  for (const [i, mail] of server.mails.entries()) {
    const row = rows[i];
    if (row === undefined) expect.unreachable();
    expect(mail.bytes.equals(await readFile(messageFile(project.state, issue, row)))).toBe(true);
    const parsed = await simpleParser(mail.bytes);
    expect(parsed).toMatchObject({ messageId: row.messageId, subject: 'Open models monthly, November 2025', from: { value: [{ address: 'desk@example.org', name: 'The desk' }] }, to: { value: [{ address: row.address, name: row.name }] } });
    expect(row).toMatchObject({ attempts: 1, answer: expect.stringContaining('4711'), server: `127.0.0.1:${server.port}` });
  }
  expect((await run(project, prepared, server.port)).result).toEqual({ end: 'done' });
  expect(server.mails).toHaveLength(7);
});

test('one connection carries many messages, and no more than the brief says', async () => {
  const project = await makeProject();
  const server = await startFaultServer({});
  await run(project, await prepare(project, listOf(7), { brief: withRate({ perConnection: 3 }) }), server.port);
  expect(server.commands.filter((c) => c.startsWith('EHLO'))).toHaveLength(3);
  expect(server.accepted()).toBe(7);
});

describe('every way a conversation can end, at every stage, with a fresh and with a used connection', () => {
  const drops: readonly [Place, Fault, string][] = (['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body'] as const).flatMap((place) => (['drop', 'reset', 'hang'] as const).map((fault): [Place, Fault, string] => [place, fault, 'never unknown']));
  const after: readonly [Place, Fault, string][] = (['drop', 'reset', 'hang'] as const).map((fault) => ['dot', fault, 'unknown']);
  const answers: readonly [Place, Fault, string][] = (['rcpt', 'dot'] as const).flatMap((place) => [
    ...['421 closing', '450 greylisted', '451 later', '452 disk full'].map((fault): [Place, Fault, string] => [place, fault, 'deferred']),
    ...['550 no such user', '552 too large', '554 no'].map((fault): [Place, Fault, string] => [place, fault, 'refused']),
  ]);
  test.each([...drops, ...after, ...answers])('at %s: %s', async (place, fault, expected) => {
    // Larger than all buffers on the way: a server that stops reading is seen before the end.
    const project = await makeProject(place === 'body' ? 6_500_000 : 600);
    const broken = await startFaultServer({ [place]: fault });
    const prepared = await prepare(project, listOf(1));
    await run(project, prepared, broken.port);
    const first = await look(project);
    if (expected === 'never unknown') expect(['frozen', 'deferred']).toContain(first.states);
    else expect(first.states).toBe(expected);
    expect(broken.accepted()).toBe(0);
    // Mended, a day later: what was certainly not accepted arrives once, the rest is left alone.
    const good = await startMailServer();
    await run(project, prepared, good.port, { now: clockFrom(NOW + 23 * 3_600_000), settings: parseSmtpUrl(`smtp://127.0.0.1:${good.port}`) });
    const isRetried = !['unknown', 'refused'].includes(expected);
    expect(good.mails).toHaveLength(isRetried ? 1 : 0);
    expect((await look(project)).states).toBe(isRetried ? 'accepted' : expected);
  });

  test.each(['drop', 'reset', '421 idle too long'] as const)('a used connection that ends between two messages (%s) is no try', async (fault) => {
    const project = await makeProject();
    const server = await startFaultServer({}, { from: 3, place: 'mail', fault });
    await run(project, await prepare(project, listOf(4)), server.port);
    expect((await look(project)).rows.map((d) => [d.state, d.attempts])).toEqual(Array.from({ length: 4 }, () => ['accepted', 1]));
    expect(server.accepted()).toBe(4);
  });

  describe('at the second message of a connection', () => {
    const broken = (['mail', 'rcpt', 'data', 'body'] as const).flatMap((place) => (['drop', 'reset', 'hang'] as const).map((fault): [Place, Fault, string, number] => [place, fault, 'accepted', 3]));
    const lost = (['drop', 'reset', 'hang'] as const).map((fault): [Place, Fault, string, number] => ['dot', fault, 'unknown', 2]);
    const answers = (['rcpt', 'data', 'dot'] as const).flatMap((place) => [
      ...['450 greylisted', '451 later', '452 disk full'].map((fault): [Place, Fault, string, number] => [place, fault, 'deferred', 2]),
      ...['550 no such user', '552 too large', '554 no'].map((fault): [Place, Fault, string, number] => [place, fault, 'refused', 2]),
    ]);
    test.each([...broken, ...lost, ...answers])('%s: %s leaves it %s and the others accepted, none twice', async (place, fault, state, accepted) => {
      const project = place === 'body' ? await makeProject(6_500_000) : await makeProject();
      const server = await startFaultServer({}, { from: 2, place, fault });
      await run(project, await prepare(project, listOf(3)), server.port);
      expect((await look(project)).states).toBe(`accepted ${state} accepted`);
      expect(server.accepted()).toBe(accepted);
      const names = server.commands.filter((c) => c.startsWith('RCPT'));
      expect([...new Set(names)]).toEqual([0, 1, 2].map((i) => `RCPT TO:<reader${i}@example.org>`));
    });
  });

  test('before QUIT: the message was accepted', async () => {
    for (const fault of ['drop', 'reset', 'hang'] as const) {
      const project = await makeProject();
      const server = await startFaultServer({ quit: fault });
      await run(project, await prepare(project, listOf(2)), server.port);
      expect((await look(project)).states).toBe('accepted accepted');
    }
  });

  test('one refused reader keeps nobody else from it', async () => {
    const project = await makeProject();
    const server = await startMailServer({ onRcptTo: (to, _, done) => (to.address === 'reader1@example.org' ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done()) });
    await run(project, await prepare(project, listOf(4)), server.port);
    expect((await look(project)).states).toBe('accepted refused accepted accepted');
    expect(server.mails).toHaveLength(3);
  });
});

describe('the mail server itself', () => {
  test.each<[string, Partial<Record<Place, Fault>>, number]>([['refuses the sender', { mail: '550 not yours' }, 1], ['is down', { greeting: '554 go away' }, 3], ['breaks every time', { ehlo: 'drop' }, 3]])('%s: the run ends after a few tries and leaves everybody as he was', async (_, faults, tries) => {
    const project = await makeProject();
    const server = await startFaultServer(faults);
    const ran = await run(project, await prepare(project, listOf(5)), server.port);
    expect(ran.result).toMatchObject({ end: 'server-trouble', problem: { code: expect.stringMatching(/^SMTP_/) } });
    expect((await look(project)).states).toBe('frozen frozen frozen frozen frozen');
    expect((await look(project)).rows.every((d) => d.attempts === 0)).toBe(true);
    expect(server.connections()).toBeLessThanOrEqual(tries);
  });

  test('a refused sign-in is nobody\'s refusal', async () => {
    const project = await makeProject();
    const server = await startMailServer({ password: 'right' });
    const ran = await run(project, await prepare(project, listOf(2)), server.port, { settings: parseSmtpUrl(`smtp://user%40example.org:wrong@127.0.0.1:${server.port}`) });
    expect(ran.result).toMatchObject({ end: 'server-trouble', problem: { code: 'SMTP_AUTH_REFUSED' } });
    expect((await look(project)).states).toBe('frozen frozen');
  });
});

test('put off: longer each time, until the window is over', async () => {
  const project = await makeProject();
  const server = await startFaultServer({ rcpt: '450 greylisted' });
  const prepared = await prepare(project, listOf(1));
  const minutes: number[] = [];
  let at = NOW;
  for (let i = 0; i < 20; i++) {
    await run(project, prepared, server.port, { now: () => at });
    const [row] = (await look(project)).rows;
    if (row?.state !== 'deferred') break;
    minutes.push((row.nextTry - at) / 60_000);
    // One minute too early: not asked.
    const asked = server.commands.length;
    await run(project, prepared, server.port, { now: () => row.nextTry - 60_000 });
    expect(server.commands.length).toBe(asked);
    at = row.nextTry;
  }
  expect(minutes.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
  expect(minutes.reduce((a, b) => a + b, 0)).toBe(24 * 60);
  expect((await look(project)).rows[0]).toMatchObject({ state: 'expired', answer: expect.stringMatching(/given up after 24 hours.*greylisted/) });
});

test('two senders at once: fifty readers, fifty messages', async () => {
  const project = await makeProject();
  const server = await startMailServer();
  const prepared = await prepare(project, listOf(50));
  const kinds = (await Promise.all([maybeRun(project, prepared, server.port), maybeRun(project, prepared, server.port), maybeRun(project, prepared, server.port)])).map((r) => r.kind).sort();
  expect(kinds.filter((k) => k === 'ran').length).toBeGreaterThanOrEqual(1);
  expect(server.mails.map((m) => m.to[0]).sort()).toEqual(Array.from({ length: 50 }, (_, i) => `reader${i}@example.org`).sort());
});

test('a stop ends the run after the message that is on its way; the next run goes on', async () => {
  const project = await makeProject();
  const prepared = await prepare(project, listOf(10));
  const ledger = await openLedger(project.state);
  const server = await startMailServer({ onMailFrom: (_, __, done) => {
    if (server.mails.length === 3) requestStop(ledger);
    done();
  } });
  expect((await run(project, prepared, server.port)).result.end).toBe('stopped');
  expect(server.mails).toHaveLength(4);
  expect((await run(project, prepared, server.port)).result.end).toBe('done');
  ledger.close();
  expect(new Set(server.mails.map((m) => m.to[0])).size).toBe(10);
  expect(server.mails).toHaveLength(10);
});

test('who unsubscribes while it is being sent gets nothing', async () => {
  const project = await makeProject();
  const server = await startMailServer({ onMailFrom: (_, __, done) => void addSuppression(project.state, { address: 'READER3@example.org', brief: '', reason: 'unsubscribed', time: '2025-12-15T08:00:00Z', note: '' }).then(() => done()) });
  await run(project, await prepare(project, listOf(5)), server.port);
  expect((await look(project)).states).toBe('accepted accepted accepted withdrawn accepted');
  expect(server.mails.flatMap((m) => m.to)).not.toContain('reader3@example.org');
});

test('a frozen message that was changed on the disk is not sent, and stops the rest', async () => {
  const project = await makeProject();
  const prepared = await prepare(project, listOf(3));
  const busy = await startFaultServer({ rcpt: '450 later' });
  await run(project, prepared, busy.port);
  const { issue, rows } = await look(project);
  const file = messageFile(project.state, issue, rows[1] ?? expect.unreachable());
  await writeFile(file, `${await readFile(file, 'latin1')} `, 'latin1');
  const server = await startMailServer();
  await expect(run(project, prepared, server.port, { now: clockFrom(NOW + 3_600_000) })).rejects.toMatchObject({ problems: [{ code: 'MESSAGE_CHANGED', file }] });
  expect((await look(project)).states).toBe('accepted frozen deferred');
  expect(server.mails).toHaveLength(1);
});

test('the rate of the brief is kept', async () => {
  const project = await makeProject();
  const server = await startMailServer();
  const slow = withRate({ perMinute: 600, connections: 3 });
  const started = performance.now();
  await run(project, await prepare(project, listOf(8), { brief: slow }), server.port, { now: clockFrom(NOW) });
  expect(performance.now() - started).toBeGreaterThan(690);
  expect(server.mails).toHaveLength(8);
});

test('private state is nobody else\'s to read', async () => {
  const project = await makeProject();
  const server = await startMailServer();
  await run(project, await prepare(project, listOf(1)), server.port);
  const { stat } = await import('node:fs/promises');
  expect((await stat(project.state)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(project.state, { recursive: true })) {
    const found = await stat(join(project.state, name));
    if (found.isFile() && name !== 'sender.lock') expect([name, found.mode & 0o077]).toEqual([name, 0]);
  }
});
