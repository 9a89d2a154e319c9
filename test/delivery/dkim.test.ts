// Signatures as a receiver checks them: mailauth, with the public key from a resolver in memory.
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/delivery/address.ts';
import { isAligned, readDkimSigner, SIGNED_HEADERS } from '../../src/delivery/dkim.ts';
import { composeMessage } from '../../src/delivery/message.ts';
import type { ComposedMessage } from '../../src/delivery/message.ts';
import type { MessageInput } from '../../src/delivery/message-input.ts';
import { makeBriefing, makeFolder, makeMail, makePdf, sha256 } from './fixtures.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const dkim = { domain: 'example.org', selector: 'briefing1', privateKey: pem };

const compose = (change: Partial<MessageInput> = {}): Promise<ComposedMessage> => composeMessage({
  briefing: makeBriefing(), mail: makeMail(makeBriefing()), pdf: makePdf(), from: parseAddress('Désk <desk@example.org>'), to: parseAddress('Ünal <me@example.net>'), replyTo: parseAddress('answers@example.org'),
  isProof: false, edition: '2025-11/open-models', digest: sha256('x'), sequence: 0, date: Date.UTC(2026, 0, 2), listId: 'open-models.example.org', unsubscribe: `https://example.org/leave/${'A'.repeat(120)}`, dkim, ...change,
});

async function verify(bytes: Uint8Array) {
  const asked: string[] = [];
  const { results } = await dkimVerify(Buffer.from(bytes), {
    resolver: async (name: string) => {
      asked.push(name);
      return [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]];
    },
  } as Parameters<typeof dkimVerify>[1]);
  return { asked, results };
}

test('a receiver finds the signature good, and it covers how to leave', async () => {
  const { asked, results } = await verify((await compose()).bytes);
  expect(asked).toEqual(['briefing1._domainkey.example.org']);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ status: { result: 'pass' }, signingDomain: 'example.org', selector: 'briefing1', algo: 'rsa-sha256' });
  const covered = String((results[0] as { signingHeaders?: { keys?: string } } | undefined)?.signingHeaders?.keys).toLowerCase().split(/[:,]\s*/);
  for (const name of ['from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'auto-submitted', 'x-delivery-id', 'content-type', 'mime-version']) expect(covered).toContain(name);
});

test('every header but the transfer encoding is covered', async () => {
  const head = Buffer.from((await compose()).bytes).toString('latin1').split('\r\n\r\n')[0] ?? '';
  const names = [...head.replace(/\r\n[ \t]/g, ' ').matchAll(/^([^:\s]+):/gm)].map((m) => m[1]?.toLowerCase());
  expect(names.filter((name) => !SIGNED_HEADERS.map((h) => h.toLowerCase()).includes(name ?? ''))).toEqual(['dkim-signature', 'x-auto-response-suppress']);
});

test.each([
  ['a word of the text', 'Bottom line', 'Bottom lies'],
  ['the address to leave by', 'https://example.org/leave/A', 'https://example.com/leave/A'],
  ['the one click', 'List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'],
  ['the sender', 'desk@example.org', 'risk@example.org'],
])('%s cannot be changed', async (_, from, to) => {
  const text = Buffer.from((await compose()).bytes).toString('latin1');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  expect((await verify(Buffer.from(changed, 'latin1'))).results[0]?.status.result).not.toBe('pass');
});

test('the same message is signed to the same bytes', async () => {
  const [a, b] = [await compose(), await compose()];
  expect(a.sha256).toBe(b.sha256);
  expect(a.sha256).toBe(sha256(a.bytes));
});

test('lines with a dot alone, long words and trailing spaces are signed as they travel', async () => {
  const briefing = makeBriefing({ bottomLine: [`.\n..\n${'x'.repeat(2000)}  \n`] });
  expect((await verify((await compose({ briefing, mail: makeMail(briefing) })).bytes)).results[0]?.status.result).toBe('pass');
});

describe('the key', () => {
  const pemOf = (type: 'rsa' | 'ec'): string => (type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 512 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test.each<[string, string, string]>([
    ['no key', 'DKIM_KEY_INVALID', 'c4n4ry'], ['half a key', 'DKIM_KEY_INVALID', pem.slice(0, 300)], ['a public key', 'DKIM_KEY_INVALID', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['another kind of key', 'DKIM_KEY_INVALID', pemOf('ec')], ['a key that receivers do not count', 'DKIM_KEY_INVALID', pemOf('rsa')],
  ])('%s is refused without a byte of it', async (_, code, text) => {
    const path = join(await makeFolder(), 'key.pem');
    await writeFile(path, text);
    const error = await readDkimSigner(path, dkim).then(() => expect.unreachable(), (e: unknown) => e);
    expect(error).toMatchObject({ status: 2, problems: [{ code }] });
    for (const line of text.split('\n').filter((l) => l.length > 5 && !l.startsWith('---'))) expect(JSON.stringify(error) + String(error)).not.toContain(line);
  });

  test('a key is read from its file; a missing one is named', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'key.pem'), pem);
    expect(await readDkimSigner(join(folder, 'key.pem'), dkim)).toEqual(dkim);
    await expect(readDkimSigner(join(folder, 'none.pem'), dkim)).rejects.toMatchObject({ problems: [{ code: 'DKIM_KEY_UNREADABLE' }] });
    await expect(readDkimSigner(undefined, dkim)).rejects.toMatchObject({ problems: [{ code: 'DKIM_KEY_MISSING' }] });
  });

  test('a domain that is not the sender\'s is told about', async () => {
    expect((await compose({ dkim: { ...dkim, domain: 'example.com' } })).warnings.join()).toMatch(/example\.com is not that of the sender/);
    expect((await compose()).warnings).toEqual([]);
    expect([isAligned('example.org', 'a@news.example.org'), isAligned('mail.example.org', 'a@example.org'), isAligned('ample.org', 'a@example.org')]).toEqual([true, true, false]);
  });
});
