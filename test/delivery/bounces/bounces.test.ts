// What comes back from mail servers, and what strangers make look as if it did.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OptionValue } from '../../../src/commands/command.ts';
import { run } from '../../../src/commands/bounces.ts';
import { parseAddress } from '../../../src/delivery/address.ts';
import { eraseBounces } from '../../../src/delivery/bounces/bounce-log.ts';
import { judge, maybeReport } from '../../../src/delivery/bounces/delivery-report.ts';
import { MAX_MESSAGE, splitMessages } from '../../../src/delivery/bounces/mail-source.ts';
import { parseMime } from '../../../src/delivery/bounces/mime.ts';
import { erasePerson } from '../../../src/delivery/evidence/erasure.ts';
import { unsubscribeLink } from '../../../src/delivery/links.ts';
import { composeMessage } from '../../../src/delivery/message.ts';
import { writeReceipt } from '../../../src/delivery/receipts.ts';
import { readSuppressions } from '../../../src/delivery/suppression.ts';
import { parseUnsubscribeSecret } from '../../../src/delivery/unsubscribe-token.ts';
import { BriefwrightError } from '../../../src/errors.ts';
import { makeBriefing, makeFolder, makeMail, makePdf, sha256 } from '../fixtures.ts';
import { makeProject, prepare, run as sendIssue } from '../issue/support.ts';
import { startMailServer } from '../servers.ts';
import { makeReport } from './reports.ts';
import type { ReportOptions } from './reports.ts';

const SECRET = 'a-secret-of-enough-length-0123456789';
const keys = parseUnsubscribeSecret(SECRET);

/** The headers that a message of ours to `address` carries. */
async function headersFor(address: string, sequence = 0): Promise<{ readonly head: string; readonly deliveryId: string; readonly messageId: string }> {
  const to = parseAddress(address);
  const { bytes, deliveryId, messageId } = await composeMessage({
    briefing: makeBriefing(), mail: makeMail(makeBriefing()), pdf: makePdf(100), from: parseAddress('desk@example.org'), to, isProof: false, edition: '2025-11/open-models', digest: sha256('x'), sequence, date: 0,
    unsubscribe: unsubscribeLink('https://example.org/leave', keys, { address, brief: 'open-models' }),
  });
  return { head: (Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '').replaceAll('\r\n', '\n'), deliveryId, messageId };
}
const own = await headersFor('me@example.org');

async function bounces(root: string, values: Readonly<Record<string, OptionValue>>, input = '', env: Record<string, string> = { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: SECRET }) {
  const out = { stdout: '', stderr: '', status: 0, codes: [] as string[] };
  const effects = { env, cwd: root, now: () => Date.UTC(2026, 0, 5), isTerminal: false, signal: new AbortController().signal, stdout: (text: string) => void (out.stdout += text), stderr: (text: string) => void (out.stderr += text) };
  const stream = (async function* () { for (let i = 0; i < input.length; i += 1000) yield Buffer.from(input.slice(i, i + 1000), 'latin1'); })();
  try {
    out.status = await run({ values, positionals: [] }, effects, stream);
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    Object.assign(out, { status: error.status, codes: error.problems.map((p) => p.code) });
  }
  return out;
}
const take = (root: string, ...reports: string[]) => bounces(root, { from: '-', json: true }, reports.map((report) => `From MAILER-DAEMON Mon Jan  5 06:07:08 2026\n${report.replaceAll('\r\n', '\n').replace(/^From /gm, '>From ')}\n`).join(''))
  .then((ran) => JSON.parse(ran.stdout) as { messages: number; unknown: number; others: number; repeated: number; bounces: { address: string; kind: string; soft: number }[] });
const listOf = async (root: string) => (await readSuppressions(join(root, '.briefwright'))).entries.map((e) => [e.address, e.brief, e.reason]);

describe('a report about a message of ours', () => {
  test('that the address is gone stops every brief, with the server\'s words', async () => {
    const root = await makeFolder();
    expect(await take(root, makeReport({ returned: own.head }))).toMatchObject({ messages: 1, unknown: 0, bounces: [{ address: 'me@example.org', kind: 'hard' }] });
    const [entry] = (await readSuppressions(join(root, '.briefwright'))).entries;
    expect(entry).toMatchObject({ address: 'me@example.org', brief: '', reason: 'bounced', note: '5.1.1 smtp; 550 5.1.1 <me@example.org>: Recipient address rejected: User unknown' });
  });

  test.each<[string, ReportOptions]>([
    ['the headers alone', { returnedType: 'text/rfc822-headers' }], ['in base64', { encoding: 'base64' }], ['under the address as it was written', { recipient: 'ME@Example.ORG' }],
    ['after an alias', { recipient: 'me2@inside.example.org', original: 'me@example.org' }], ['with a general status and plain words', { status: '5.0.0', diagnostic: 'smtp; 550 No such user here' }],
  ])('%s', async (_, options) => {
    const root = await makeFolder();
    await take(root, makeReport({ returned: own.head, ...options }));
    expect(await listOf(root)).toEqual([['me@example.org', '', 'bounced']]);
  });

  test('is known by its delivery id too, where there is no link or no secret', async () => {
    const root = await makeFolder();
    const plain = { deliveryId: 'd'.repeat(40), messageId: '<m@example.org>' };
    await writeReceipt(join(root, '.briefwright'), { format: 1, time: '', kind: 'proof', edition: 'x', digest: 'x', address: 'You@example.org', ...plain, message: 'x', date: 0, outcome: 'sent', answer: '' });
    const report = (returned: string): string => makeReport({ recipient: 'you@example.org', returned });
    expect((await take(root, report(`X-Delivery-ID: ${plain.deliveryId}`))).bounces).toMatchObject([{ address: 'you@example.org', kind: 'hard' }]);
    expect((await take(root, report(`Message-ID: ${plain.messageId}`))).bounces).toMatchObject([{ address: 'you@example.org' }]);
  });

  test('what may pass is counted and stops nothing', async () => {
    const root = await makeFolder();
    const full = (n: number): string => makeReport({ returned: own.head, status: '5.2.2', diagnostic: `smtp; 552 5.2.2 Mailbox full, try ${n}` });
    const { bounces: found } = await take(root, full(1), full(2), makeReport({ returned: own.head, action: 'delayed', status: '4.4.1' }));
    expect(found.map((b) => [b.kind, b.soft])).toEqual([['soft', 1], ['soft', 2], ['delayed', 2]]);
    expect((await take(root, full(3))).bounces).toMatchObject([{ kind: 'soft', soft: 3 }]);
    expect(await listOf(root)).toEqual([]);
  });

  test('a forwarded mailbox that is gone says nothing final about the reader', async () => {
    const root = await makeFolder();
    expect((await take(root, makeReport({ returned: own.head, recipient: 'old@elsewhere.net' }))).bounces).toMatchObject([{ address: 'me@example.org', kind: 'soft' }]);
    expect(await listOf(root)).toEqual([]);
  });

  test('the same report twice, in one mailbox or on two days, counts once', async () => {
    const root = await makeFolder();
    const soft = makeReport({ returned: own.head, status: '5.7.1' });
    expect(await take(root, soft, soft)).toMatchObject({ repeated: 1, bounces: [{ soft: 1 }] });
    expect(await take(root, soft)).toMatchObject({ repeated: 1, bounces: [] });
  });
});

test('a report about an issue is known by the ledger, without a secret; after the erasure of its reader it is a stranger\'s', async () => {
  const project = await makeProject();
  const server = await startMailServer();
  await sendIssue(project, await prepare(project, 'address\nreader@example.org\n'), server.port);
  const head = (server.mails[0]?.bytes.toString('latin1').split('\r\n\r\n')[0] ?? '').replaceAll('\r\n', '\n');
  expect(head).toContain('X-Delivery-ID: ');
  const report = makeReport({ recipient: 'reader@example.org', returned: head });
  const ran = await bounces(project.root, { from: '-', json: true }, report, {});
  expect(JSON.parse(ran.stdout)).toMatchObject({ unknown: 0, bounces: [{ address: 'reader@example.org', kind: 'hard' }] });
  await erasePerson({ root: project.root, stateFolder: join(project.root, '.briefwright'), address: 'reader@example.org', now: 0, isDry: false });
  expect(JSON.parse((await bounces(project.root, { from: '-', json: true }, `${report}x`, {})).stdout)).toMatchObject({ unknown: 1, bounces: [] });
});

describe('a report that cannot be believed stops nobody and is kept aside', () => {
  test.each<[string, () => Promise<string>]>([
    ['for an address that was never written to', async () => makeReport({ recipient: 'boss@example.org', returned: 'X-Delivery-ID: aaaa\nMessage-ID: <guess@example.org>' })],
    ['without the message', async () => makeReport()],
    ['with the reader\'s own link, for somebody else', async () => makeReport({ recipient: 'boss@example.org', returned: own.head })],
    ['with a link that was changed', async () => makeReport({ returned: own.head.replace(/leave\/(.)/, (_, c: string) => `leave/${c === 'A' ? 'B' : 'A'}`).replace(/^(X-Delivery-ID|Message-ID):.*$/gm, '') })],
    ['with an empty id', async () => makeReport({ returned: 'X-Delivery-ID: \nMessage-ID: ' })],
  ])('%s', async (_, make) => {
    const root = await makeFolder();
    const summary = await take(root, await make());
    expect(await listOf(root)).toEqual([]);
    if (summary.bounces.length === 0) {
      expect(summary.unknown).toBe(1);
      const folder = join(root, '.briefwright', 'bounces');
      const [name = ''] = await readdir(folder);
      expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, name))).mode & 0o777]).toEqual([0o700, 0o600]);
      expect(await readFile(join(folder, name), 'latin1')).toContain('MAILER-DAEMON');
    } else expect(summary.bounces).toMatchObject([{ address: 'me@example.org', kind: 'soft' }]);
  });

  test('one that calls a hundred thousand readers gone in one message stops only the one whose link it has', async () => {
    const root = await makeFolder();
    const blocks = Array.from({ length: 100_000 }, (_, i) => `Final-Recipient: rfc822; p${i}@example.org\nAction: failed\nStatus: 5.1.1\n`).join('\n');
    await take(root, makeReport({ returned: own.head }).replace(/\r\nFinal-Recipient:[\s\S]*?\r\n\r\n/, `\r\nFinal-Recipient: rfc822; me@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n${blocks}\r\n\r\n`));
    expect((await listOf(root)).filter(([address]) => address !== 'me@example.org')).toEqual([]);
  });
});

describe('what is no report', () => {
  test.each([
    ['an answer from a holiday', 'From: me@example.org\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nBack in May. 550 5.1.1 user unknown\n'],
    ['a report that somebody forwards', `From: a@b.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n${makeReport({ returned: own.head })}\n--x--\n`],
    ['a receipt that it was read', makeReport({ returned: own.head }).replace('report-type=delivery-status', 'report-type=disposition-notification')],
    ['good news', makeReport({ returned: own.head, action: 'delivered', status: '2.0.0' })],
    ['an action that nobody knows', makeReport({ returned: own.head, action: '<script>' })],
    ['nothing', ''], ['only line ends', '\n\n\n'], ['binary', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 37) % 256)).toString('latin1')],
  ])('%s changes nothing', async (_, text) => {
    const root = await makeFolder();
    await take(root, text);
    expect([await listOf(root), await readdir(join(root, '.briefwright')).catch(() => [])]).toEqual([[], []]);
  });
});

describe('hostile shapes end soon', () => {
  const deep = Array.from({ length: 5000 }, (_, i) => `Content-Type: multipart/report; boundary=b${i}\n\n--b${i}\n`).join('');
  test.each<[string, string]>([
    ['nested five thousand deep', deep], ['one boundary ten thousand times', `Content-Type: multipart/report; boundary=b\n\n${'--b\nContent-Type: message/delivery-status\n\nx\n'.repeat(10_000)}`],
    ['boundaries that almost match', `Content-Type: multipart/report; boundary=b\n\n${'--bb\n'.repeat(100_000)}`], ['an empty boundary', `Content-Type: multipart/report; boundary=""\n\n${'--\n'.repeat(100_000)}`],
    ['a header without end', `Subject: ${'x'.repeat(900_000)}`], ['a hundred thousand folded lines', `Subject: x\n${' y\n'.repeat(100_000)}\n`], ['a content type of quotes', `Content-Type: multipart/report; ${'a="'.repeat(100_000)}\n\nx`],
    ['blank blocks', `Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n${'\n \n'.repeat(200_000)}\n--b--`],
  ])('%s', (_, text) => {
    const started = performance.now();
    maybeReport(Buffer.from(text));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('names like __proto__ are only names', () => {
    expect(parseMime(Buffer.from('__proto__: x\nconstructor: y\nContent-Type: text/plain; __proto__=z\n\nbody')).headers.get('__proto__')).toBe('x');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('an endless line and an endless message are read in pieces, and only the beginning is kept', async () => {
    const stream = (async function* () { for (let i = 0; i < 40; i++) yield Buffer.alloc(500_000, 0x61); })();
    const got: number[] = [];
    for await (const { bytes } of splitMessages(stream)) got.push(bytes.length);
    expect(got).toHaveLength(1);
    expect(got[0]).toBeLessThan(MAX_MESSAGE * 3);
  });
});

describe('where mail is read from', () => {
  test('a Maildir, new and seen; it stays as it was', async () => {
    const root = await makeFolder();
    const other = await headersFor('you@example.org');
    for (const [folder, text] of [['new', makeReport({ returned: own.head })], ['cur', makeReport({ recipient: 'you@example.org', returned: other.head })], ['tmp', makeReport({ recipient: 'not@example.org' })]] as const) {
      await mkdir(join(root, 'box', folder), { recursive: true });
      await writeFile(join(root, 'box', folder, '1767.M1.host:2,S'), text);
    }
    const ran = await bounces(root, { from: 'box' });
    expect(ran.stdout.split('\n').sort()).toEqual(['', expect.stringMatching(/^me@example\.org {2}gone, not written to any more {2}5\.1\.1 /), expect.stringMatching(/^you@example\.org {2}gone/)]);
    expect(ran.stderr).toBe('2 read: 2 gone, 0 not delivered, 0 delayed, 0 read before, 0 without a report that matters.\n');
    expect(await readdir(join(root, 'box', 'new'))).toEqual(['1767.M1.host:2,S']);
  });

  test('an mbox with quoted lines, and one message without its first line', async () => {
    const root = await makeFolder();
    const report = makeReport({ returned: own.head }).replaceAll('\r\n', '\n');
    await writeFile(join(root, 'mbox'), `From a@b Mon Jan  5\n${report}\n>From here on\n\nFrom c@d Mon Jan  5\nSubject: x\n\nFrom time to time.\n`);
    expect((await bounces(root, { from: 'mbox' })).stderr).toContain('2 read: 1 gone');
    await writeFile(join(root, 'one.eml'), makeReport({ recipient: 'you@example.org', returned: (await headersFor('you@example.org')).head }));
    expect((await bounces(root, { from: 'one.eml' })).stderr).toContain('1 read: 1 gone');
  });

  test.each<[Readonly<Record<string, OptionValue>>, string]>([[{}, 'USAGE_MISSING_OPTION'], [{ from: 'none' }, 'BOUNCES_UNREADABLE']])('%j is refused', async (values, code) => {
    expect(await bounces(await makeFolder(), values)).toMatchObject({ status: 2, codes: [code] });
  });

  test('a secret that is too short is named, and without one the delivery ids still count', async () => {
    const root = await makeFolder();
    expect(await bounces(root, { from: '-' }, '', { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: 'short' })).toMatchObject({ codes: ['UNSUBSCRIBE_SECRET_SHORT'] });
    expect(await bounces(root, { from: '-', json: true }, makeReport({ returned: own.head }), {})).toMatchObject({ status: 0, stdout: expect.stringContaining('"unknown": 1') });
  });
});

test.each<[string, string, string, string]>([
  ['failed', '5.1.1', '', 'hard'], ['failed', '5.1.10', '', 'hard'], ['failed', '5.2.1', '', 'hard'], ['failed', '5.4.4', '', 'hard'], ['failed', '5.2.2', 'smtp; 552 mailbox full', 'soft'],
  ['failed', '5.7.1', 'smtp; 550 5.7.1 blocked, user unknown', 'soft'], ['failed', '5.7.26', '', 'soft'], ['failed', '4.4.7', '', 'soft'], ['failed', '5.0.0', 'smtp; 554 spam', 'soft'],
  ['failed', '', 'smtp; 550 user unknown', 'hard'], ['failed', '5.0.0', 'smtp; 550 Requested action not taken: mailbox unavailable', 'hard'], ['delayed', '4.2.2', '', 'delayed'], ['relayed', '2.0.0', '', 'none'], ['', '5.1.1', '', 'none'],
])('%s %s %j is %s', (action, status, diagnostic, kind) => expect(judge({ addresses: [], action, status, diagnostic })).toBe(kind));

test('a person is erased from the reports, also from those kept aside, and nobody else', async () => {
  const root = await makeFolder();
  const state = join(root, '.briefwright');
  const you = await headersFor('you@example.org');
  await take(root, makeReport({ returned: own.head, status: '5.2.2' }), makeReport({ recipient: 'you@example.org', returned: you.head, status: '5.2.2' }), makeReport(), makeReport({ recipient: 'you@example.org' }));
  const isMe = (address: string): boolean => address.toLowerCase() === 'me@example.org';
  expect([await eraseBounces(state, isMe, true), (await readdir(join(state, 'bounces'))).length]).toEqual([2, 2]);
  expect(await eraseBounces(state, isMe, false)).toBe(2);
  const left = await Promise.all([join(state, 'bounces.jsonl'), ...(await readdir(join(state, 'bounces'))).map((name) => join(state, 'bounces', name))].map((path) => readFile(path, 'latin1')));
  expect(left).toHaveLength(2);
  expect(left.every((text) => text.includes('you@example.org') && !/\bme@example\.org/.test(text))).toBe(true);
  expect(await eraseBounces(state, isMe, false)).toBe(0);
  expect(await take(root, makeReport({ recipient: 'you@example.org', returned: you.head, status: '5.2.2' }))).toMatchObject({ repeated: 1 });
});
