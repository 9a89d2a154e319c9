// `send --wait`: one run that stays until what was put off is settled. The clock runs faster than ours.
import { expect, test } from 'vitest';
import { parseSmtpUrl } from '../../../src/delivery/smtp-settings.ts';
import { startFaultServer, startMailServer } from '../servers.ts';
import { listOf, look, makeBrief, makeProject, NOW, prepare, run } from './support.ts';

const fastClock = (times: number): (() => number) => {
  const begun = performance.now();
  return () => Math.round(NOW + (performance.now() - begun) * times);
};

test('greylisted readers get it in the same run, after the wait that the brief names and no sooner', async () => {
  const project = await makeProject();
  const [now, asked] = [fastClock(300), new Map<string, number[]>()];
  const server = await startMailServer({ onRcptTo: (to, _, done) => {
    const times = asked.get(to.address) ?? [];
    asked.set(to.address, [...times, now()]);
    done(to.address === 'reader0@example.org' || times.length > 0 ? null : Object.assign(new Error('greylisted'), { responseCode: 450 }));
  } });
  const ran = await run(project, await prepare(project, listOf(3)), server.port, { isPatient: true, now, settings: parseSmtpUrl(`smtp://127.0.0.1:${server.port}`) });
  expect(ran.result).toEqual({ end: 'done' });
  expect((await look(project)).states).toBe('accepted accepted accepted');
  expect(server.mails.map((m) => m.to[0])).toEqual(['reader0@example.org', 'reader1@example.org', 'reader2@example.org']);
  for (const reader of ['reader1@example.org', 'reader2@example.org']) {
    const [first = 0, second = 0, ...more] = asked.get(reader) ?? [];
    expect(more).toEqual([]);
    expect(second - first).toBeGreaterThanOrEqual(5 * 60_000 - 1000);
  }
});

test('it ends with the window, and gives up by name who could not be reached', async () => {
  const project = await makeProject();
  const server = await startFaultServer({ rcpt: '451 later' });
  const brief = makeBrief(', retry: {first_minutes: 2, window_hours: 1}');
  await run(project, await prepare(project, listOf(1), { brief }), server.port, { isPatient: true, now: fastClock(2000), settings: parseSmtpUrl(`smtp://127.0.0.1:${server.port}`) });
  expect((await look(project)).rows[0]).toMatchObject({ state: 'expired', answer: expect.stringMatching(/given up after an hour.*451 later/) });
  expect(server.accepted()).toBe(0);
}, 60_000);
