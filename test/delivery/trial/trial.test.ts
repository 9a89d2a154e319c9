import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signMessage } from '../../../src/delivery/dkim.ts';
import { parseSmtpUrl } from '../../../src/delivery/smtp-settings.ts';
import { sendMessage } from '../../../src/delivery/smtp.ts';
import { checkSignature } from '../../../src/delivery/trial/signature.ts';
import { startSink } from '../../../src/delivery/trial/sink.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('the signature', () => {
  const mails: readonly [string, string][] = [
    ['plain', 'From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nhello\r\n'],
    ['folded, with spaces and empty lines at the end', 'From:  a@example.org \r\nSubject: one\r\n\t two  three\r\nList-Id: x  <y.z>\r\n\r\na  b \t c \r\n  \r\n\r\n\r\n'],
    ['without a body', 'From: a@example.org\r\nSubject: x\r\n\r\n'],
    ['with a field twice', 'Subject: one\r\nFrom: a@example.org\r\nSubject: two\r\n\r\nx\r\n'],
  ];
  test.each(mails)('of a message that is %s is judged as a receiver judges it, also when something was changed', async (_, text) => {
    const signed = Buffer.from(await signMessage(Buffer.from(text), { domain: 'example.org', selector: 's', privateKey: pem })).toString('latin1');
    const changed = ['From: ', 'Subject: ', 'List-Id: x', 'a  b', 'hello', 'bh='].filter((word) => signed.includes(word)).map((word) => signed.replace(word, `${word}Z`));
    // Space alone does not count.
    for (const mail of [signed, ...changed, signed.replace('\r\n\r\n', '\r\n\r\n\r\n'), `${signed}\r\n\r\n`, signed.replace('Subject: ', 'SUBJECT:   ')]) {
      const { results } = await dkimVerify(Buffer.from(mail, 'latin1'), { resolver: async () => [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]] } as Parameters<typeof dkimVerify>[1]);
      expect([mail, checkSignature(Buffer.from(mail, 'latin1'), pem)?.isGood]).toEqual([mail, results[0]?.status.result === 'pass']);
    }
    expect(checkSignature(Buffer.from(signed, 'latin1'), pem)?.isGood).toBe(true);
    expect(checkSignature(Buffer.from(signed, 'latin1'), other)?.isGood).toBe(false);
  });

  test('that is missing is none', () => {
    expect(checkSignature(Buffer.from('From: a@example.org\r\n\r\nDKIM-Signature: v=1\r\n'), pem)).toBeUndefined();
  });
});

test('the sink keeps the very bytes, whatever they hold, and listens to this machine alone', async () => {
  const sink = await startSink();
  onTestFinished(() => sink.close());
  const bodies = ['.\r\n..\r\n.x\r\n', 'x\r\n.\r\ny', `${'a'.repeat(70_000)}\r\n`, ''];
  for (const body of bodies) {
    const bytes = Buffer.from(`From: a@example.org\r\n\r\n${body}\r\n`);
    const message = { bytes, sha256: '', messageId: '<a@b>', deliveryId: 'a', subject: '', from: { address: 'a@example.org', name: '' }, to: { address: 'b@example.org', name: '' }, parts: [], warnings: [] };
    expect((await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${sink.port}`), message, new AbortController().signal)).outcome).toBe('sent');
    expect(sink.messages.at(-1)?.equals(bytes)).toBe(true);
  }
  expect(sink.messages).toHaveLength(bodies.length);
});
