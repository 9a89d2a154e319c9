// `reconcile`, `resolve` and `erase` as a user types them.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { addSuppression } from '../../src/delivery/suppression.ts';
import { writeReceipt } from '../../src/delivery/receipts.ts';
import { recordEffects } from '../cli/fixture.ts';
import { clockFrom, look, makeProject, NOW, prepare, run } from '../delivery/issue/support.ts';
import type { TestProject } from '../delivery/issue/support.ts';
import { startFaultServer, startMailServer } from '../delivery/servers.ts';

const EDITION = '2025-11/open-models';

async function briefwright(project: TestProject, ...argv: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const world = recordEffects({ cwd: project.root, env: { USER: 'maria' }, now: () => NOW + 600_000 });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

/** Reader 0 has it, reader 1 is unknown. */
async function makeUnknown(): Promise<{ project: TestProject; port: number }> {
  const project = await makeProject();
  const server = await startFaultServer({}, { from: 2, place: 'dot', fault: 'drop' });
  await run(project, await prepare(project, 'address,name\nreader0@example.org,Zero\nreader1@example.org,"One, Ada"\n'), server.port);
  expect((await look(project)).states).toBe('accepted unknown');
  return { project, port: server.port };
}

describe('reconcile', () => {
  const stamp = (ms: number): string => new Date(NOW + ms).toISOString();

  async function writeLog(project: TestProject, isAccepted: boolean): Promise<string> {
    const { rows: [zero, one] } = await look(project);
    const passage = (id: string, messageId: string, accepted: boolean): readonly string[] => [
      `${stamp(10)} mail postfix/smtpd[5]: ${id}: client=localhost[127.0.0.1]`, `${stamp(11)} mail postfix/cleanup[6]: ${id}: message-id=${messageId}`,
      accepted ? `${stamp(12)} mail postfix/qmgr[7]: ${id}: from=<desk@example.org>, size=1, nrcpt=1 (queue active)` : `${stamp(12)} mail postfix/smtpd[5]: lost connection after DATA (9 bytes) from localhost[127.0.0.1]`,
    ];
    const file = join(project.root, 'mail.log');
    await writeFile(file, [`${stamp(-5000)} mail postfix/smtpd[5]: connect from localhost[127.0.0.1]`, ...passage('AAAAAA1', zero?.messageId ?? '', true), ...passage('BBBBBB2', one?.messageId ?? '', isAccepted), `${stamp(60_000)} mail postfix/smtpd[5]: disconnect from localhost[127.0.0.1]`, ''].join('\n'));
    return file;
  }

  test('accepted by the log: counted, and not sent again', async () => {
    const { project } = await makeUnknown();
    expect(await briefwright(project, 'reconcile', EDITION, '--log', await writeLog(project, true))).toMatchObject({ status: 0, out: expect.stringMatching(/^accepted {6}reader1@example\.org .*BBBBBB2/) });
    expect((await look(project)).states).toBe('accepted accepted');
    expect(await briefwright(project, 'reconcile', EDITION, '--log', join(project.root, 'mail.log'))).toMatchObject({ status: 0, err: 'Nobody is unknown.\n' });
  });

  test('cut off by the log: sent by the next run', async () => {
    const { project } = await makeUnknown();
    const ran = await briefwright(project, 'reconcile', EDITION, '--log', await writeLog(project, false), '--json');
    expect(JSON.parse(ran.out)).toMatchObject({ ok: true, findings: [{ address: 'reader1@example.org', verdict: 'not-accepted' }] });
    const good = await startMailServer();
    await run(project, await prepare(project, 'address\nreader0@example.org\nreader1@example.org\n'), good.port, { now: clockFrom(NOW + 700_000) });
    expect(good.mails.map((m) => m.to)).toEqual([['reader1@example.org']]);
  });

  test('no decision: status 1, still unknown; no log: 2; no ledger: 1', async () => {
    const { project } = await makeUnknown();
    const empty = join(project.root, 'empty.log');
    await writeFile(empty, '');
    expect(await briefwright(project, 'reconcile', EDITION, '--log', empty)).toMatchObject({ status: 1, out: expect.stringMatching(/^still unknown reader1/), err: '1 still unknown.\n' });
    expect(await briefwright(project, 'reconcile', EDITION)).toMatchObject({ status: 2 });
    expect(await briefwright(project, 'reconcile', EDITION, '--log', 'none.log')).toMatchObject({ status: 2, err: expect.stringContaining('FILE_UNREADABLE') });
    expect(await briefwright(await makeProject(), 'reconcile', EDITION, '--log', empty)).toMatchObject({ status: 1, err: expect.stringContaining('ISSUE_NOT_SENT') });
  });
});

describe('resolve', () => {
  test('delivered, and not delivered', async () => {
    const { project } = await makeUnknown();
    expect(await briefwright(project, 'resolve', EDITION, '--to', 'READER1@example.org', '--as', 'delivered')).toMatchObject({ status: 0, err: 'reader1@example.org'.replace('reader', 'READER') + ': counts as accepted.\n' });
    expect((await look(project)).rows[1]).toMatchObject({ state: 'accepted', answer: 'delivered, says maria' });
    const other = await makeUnknown();
    await briefwright(other.project, 'resolve', EDITION, '--to', 'reader1@example.org', '--as', 'not-delivered', '--by', 'Bob');
    expect((await look(other.project)).rows[1]).toMatchObject({ state: 'frozen', answer: 'not delivered, says Bob' });
  });

  test('a mistake changes nothing, for all that are named', async () => {
    const { project } = await makeUnknown();
    for (const [argv, code] of [
      [['--to', 'reader1@example.org', '--to', 'reader0@example.org', '--as', 'not-delivered'], 'RESOLVE_NOT_OPEN'], [['--to', 'nobody@example.org', '--as', 'delivered'], 'RESOLVE_NO_READER'],
      [['--to', 'reader1@example.org', '--as', 'maybe'], 'USAGE_BAD_VALUE'], [['--to', 'reader1@example.org'], 'USAGE_BAD_VALUE'], [['--as', 'delivered'], 'USAGE_MISSING_VALUE'],
    ] as const) expect(await briefwright(project, 'resolve', EDITION, ...argv)).toMatchObject({ status: 2, err: expect.stringContaining(code) });
    expect((await look(project)).states).toBe('accepted unknown');
  });
});

test('erase: not a byte of the person is left, and nothing of anybody else is gone', async () => {
  const { project } = await makeUnknown();
  const list = join(project.root, 'data', 'private', 'recipients.csv');
  await mkdir(join(project.root, 'data', 'private'), { recursive: true });
  await writeFile(list, 'address,name\r\nreader0@example.org,Zero\r\nReader1@example.org,"One, Ada"\r\nother@example.org,\r\n', { mode: 0o600 });
  await addSuppression(project.state, { address: 'reader1@example.org', brief: '', reason: 'unsubscribed', time: '2025-12-01T00:00:00Z', note: '' });
  await addSuppression(project.state, { address: 'other@example.org', brief: '', reason: 'unsubscribed', time: '2025-12-01T00:00:00Z', note: '' });
  for (const [address, deliveryId] of [['reader1@example.org', 'aa11'], ['other@example.org', 'bb22']] as const) {
    await writeReceipt(project.state, { format: 1, time: '2025-12-01T00:00:00Z', kind: 'proof', edition: EDITION, digest: 'd', address, deliveryId, messageId: `<${deliveryId}@example.org>`, message: 'm', date: 0, outcome: 'sent', answer: '' });
    await writeFile(join(project.state, 'messages', `${deliveryId}.eml`), `To: ${address}`);
  }
  const dry = await briefwright(project, 'erase', 'reader1@example.org');
  expect(dry).toMatchObject({ status: 0, out: 'Would erase 1 of the list, 1 of the ledger, 2 stored messages, 1 of the record of proofs, 1 of the suppression list (nothing was erased; add --yes).\n' });
  expect((await look(project)).rows[1]?.address).toBe('reader1@example.org');
  expect(await briefwright(project, 'erase', 'READER1@EXAMPLE.ORG', '--yes')).toMatchObject({ status: 0, out: expect.stringMatching(/^Erased 1 of the list/) });
  for (const folder of [project.state, join(project.root, 'data')]) {
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      if (!(await stat(path)).isFile()) continue;
      const text = (await readFile(path, 'latin1')).toLowerCase();
      expect([name, text.includes('reader1'), text.includes('one, ada')]).toEqual([name, false, false]);
    }
  }
  expect(await readFile(list, 'utf8')).toBe('address,name\r\nreader0@example.org,Zero\r\nother@example.org,\r\n');
  expect((await stat(list)).mode & 0o777).toBe(0o600);
  expect((await look(project)).rows.map((d) => [d.address, d.state])).toEqual([['reader0@example.org', 'accepted'], ['', 'withdrawn']]);
  expect(await readFile(join(project.state, 'receipts.jsonl'), 'utf8')).toContain('other@example.org');
  expect(await readFile(join(project.state, 'suppression.jsonl'), 'utf8')).toContain('other@example.org');
  expect(await briefwright(project, 'erase', 'reader1@example.org', '--yes')).toMatchObject({ status: 1, err: expect.stringContaining('ERASE_NOBODY') });
});
