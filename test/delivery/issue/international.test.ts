// Readers whose address has letters outside ASCII before the @: by servers that take them, and by those that do not.
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { maybeReport } from '../../../src/delivery/bounces/delivery-report.ts';
import { maybeSubscription, parseUnsubscribeSecret } from '../../../src/delivery/unsubscribe-token.ts';
import { makeReport } from '../bounces/reports.ts';
import { noPostfix, startPostfix } from '../evidence/postfix.ts';
import { startFaultServer, startMailServer } from '../servers.ts';
import { look, makeProject, prepare, run } from './support.ts';

const LIST = 'address,name\nada@example.org,Ada\nпётр@example.org,Пётр\njosé@bücher.example,José\nbob@example.org,Bob\n';
const WIDE = ['ada@example.org', 'пётр@example.org', 'josé@xn--bcher-kva.example', 'bob@example.org'];
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = parseUnsubscribeSecret('x'.repeat(40));
const mailing = { dkim: { domain: 'example.org', selector: 's', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }, listId: 'l.example.org', unsubscribe: { base: 'https://example.org/leave', keys } };

describe('by a server that offers SMTPUTF8', () => {
  test('each gets the message, signed, with the address as it is written', async () => {
    const project = await makeProject();
    const server = await startMailServer();
    await run(project, await prepare(project, LIST, { mailing }), server.port);
    expect(server.mails.map((m) => m.to[0]?.normalize('NFC').replace('bücher', 'xn--bcher-kva'))).toEqual(WIDE);
    for (const [i, name] of ['Ada', 'Пётр', 'José', 'Bob'].entries()) {
      const bytes = server.mails[i]?.bytes ?? Buffer.alloc(0);
      const [one, other] = [await simpleParser(bytes), await new PostalMime().parse(bytes)];
      const address = WIDE[i]?.replace('xn--bcher-kva', 'bücher');
      expect([one.to, other.to]).toMatchObject([{ value: [{ name, address: expect.toSatisfy((a: string) => a.replace('xn--bcher-kva', 'bücher') === address) }] }, [{ name }]]);
      const { results } = await dkimVerify(bytes, { resolver: async () => [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]] } as Parameters<typeof dkimVerify>[1]);
      expect([i, results[0]?.status.result]).toEqual([i, 'pass']);
      const token = /leave\/([A-Za-z0-9_-]+)>/.exec(String(other.headers.find((h) => h.key === 'list-unsubscribe')?.value))?.[1] ?? '';
      expect(maybeSubscription(keys, token)).toEqual({ brief: 'open-models', address: WIDE[i] });
    }
  });

  test('it is asked for where an address needs it, and nowhere else', async () => {
    const project = await makeProject();
    const server = await startFaultServer({ ehlo: '250-test\r\n250-SMTPUTF8\r\n250 8BITMIME' });
    await run(project, await prepare(project, LIST), server.port);
    expect(server.commands.filter((c) => c.startsWith('MAIL')).map((c) => c.includes('SMTPUTF8'))).toEqual([false, true, true, false]);
    expect(server.commands.filter((c) => c.startsWith('RCPT')).map((c) => Buffer.from(c, 'latin1').toString('utf8'))).toEqual(WIDE.map((address) => `RCPT TO:<${address}>`));
    expect(server.connections()).toBe(1);
  });
});

test('by a server that does not: these readers are refused with the reason before a word of them, the others get it over the same connection', async () => {
  const project = await makeProject();
  const server = await startFaultServer({});
  const prepared = await prepare(project, LIST);
  expect((await run(project, prepared, server.port)).result).toEqual({ end: 'done' });
  const { rows } = await look(project);
  expect(rows.map((d) => d.state)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
  expect(rows[1]?.answer).toMatch(/does not take addresses with letters outside ASCII before the @ \(SMTPUTF8\)/);
  expect(server.commands.filter((c) => c.startsWith('RCPT'))).toEqual(['RCPT TO:<ada@example.org>', 'RCPT TO:<bob@example.org>']);
  expect([server.connections(), server.accepted()]).toEqual([1, 2]);
});

test('a report about such an address is about that reader, in each of its spellings', () => {
  for (const recipient of [Buffer.from('пётр@example.org').toString('latin1'), '\\x{43F}\\x{451}\\x{442}\\x{440}@example.org', Buffer.from('<пётр@example.org>').toString('latin1')]) {
    expect(maybeReport(Buffer.from(makeReport({ recipient, kind: 'utf-8', original: 'x@example.org', diagnostic: 'smtp; 550 no' }), 'latin1'))?.recipients[0]?.addresses[0]).toBe('пётр@example.org');
  }
  expect(maybeReport(Buffer.from(makeReport({ recipient: '\\x{FFFFFF}\\x{202E}\\x{0}a@example.org', kind: 'utf-8' }), 'latin1'))?.recipients[0]?.addresses[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

describe.skipIf(noPostfix !== undefined)(`by Postfix${noPostfix === undefined ? '' : ` (skipped: ${noPostfix})`}`, () => {
  test('it arrives in the mailbox', { timeout: 60_000 }, async () => {
    const server = await startPostfix();
    const project = await makeProject();
    await run(project, await prepare(project, 'address\nada@example.org\nпётр@example.org\n'), server.port);
    expect((await look(project)).rows.map((d) => [d.address, d.state])).toEqual([['ada@example.org', 'accepted'], ['пётр@example.org', 'accepted']]);
    await expect.poll(() => server.mails().map((mail) => /^To: (.*)$/m.exec(Buffer.from(mail, 'latin1').toString('utf8'))?.[1]?.trim()).sort(), { timeout: 20_000 }).toEqual(['ada@example.org', 'пётр@example.org']);
  });
});
