import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSender } from '../../src/commands/doctor-mail.ts';
import { readBrief } from '../../src/config/brief.ts';
import { normalizeEmail } from '../../src/config/email.ts';
import { checkSenderDomain } from '../../src/delivery/sender-domain.ts';
import type { ResolveTxt } from '../../src/delivery/sender-domain.ts';
import { effects, project } from '../support/edition.ts';
import { makeFolder } from './fixtures.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const dkim = { domain: 'example.org', selector: 's1', privateKey: pem };

/** A name that is not there has no records; `down` does not answer. */
const dns = (records: Readonly<Record<string, readonly string[] | 'down'>>): ResolveTxt => async (name) => {
  const found = records[name];
  if (found === 'down') throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
  if (found === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  // As it comes over the wire: pieces of at most 255 characters.
  return found.map((record) => record.match(/.{1,255}/g) ?? []);
};
const good = { 's1._domainkey.example.org': [`v=DKIM1; k=rsa; p=${spki}`], 'example.org': ['some-site-verification=1', 'v=spf1 ip4:192.0.2.1 -all'], '_dmarc.example.org': ['v=DMARC1; p=none'] };
const check = async (records: Readonly<Record<string, readonly string[] | 'down'>>, sender = 'desk@example.org', signer: typeof dkim | undefined = dkim) =>
  Object.fromEntries((await checkSenderDomain(sender, signer, dns(records))).map((f) => [f.record, f]));

test('a domain in order', async () => {
  const found = await check(good);
  expect(Object.values(found).map((f) => f.status)).toEqual(['ok', 'ok', 'ok']);
  expect((await check({ ...good, '_dmarc.news.example.org': [], 'news.example.org': ['v=spf1 -all'] }, 'a@news.example.org')).dmarc).toMatchObject({ status: 'ok', detail: expect.stringContaining('_dmarc.example.org') });
});

test.each<[string, Readonly<Record<string, readonly string[] | 'down'>>, 'dkim' | 'spf' | 'dmarc', string]>([
  ['no key', { 's1._domainkey.example.org': [] }, 'dkim', 'fail'], ['another key', { 's1._domainkey.example.org': [`v=DKIM1; p=${other}`] }, 'dkim', 'fail'], ['a withdrawn key', { 's1._domainkey.example.org': ['v=DKIM1; p='] }, 'dkim', 'fail'],
  ['two keys', { 's1._domainkey.example.org': [`v=DKIM1; p=${spki}`, `v=DKIM1; p=${other}`] }, 'dkim', 'fail'], ['a key with spaces, without a version', { 's1._domainkey.example.org': [`k=rsa; p=${spki.slice(0, 50)} ${spki.slice(50)}`] }, 'dkim', 'ok'],
  ['a DNS that does not answer', { 's1._domainkey.example.org': 'down' }, 'dkim', 'unknown'],
  ['no SPF', { 'example.org': ['x'] }, 'spf', 'warn'], ['two SPF records', { 'example.org': ['v=spf1 -all', 'v=spf1 ~all'] }, 'spf', 'fail'], ['everybody', { 'example.org': ['v=spf1 +all'] }, 'spf', 'warn'], ['nearly a record', { 'example.org': ['v=spf10 -all'] }, 'spf', 'warn'],
  ['no DMARC', { '_dmarc.example.org': [] }, 'dmarc', 'warn'], ['two DMARC records', { '_dmarc.example.org': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }, 'dmarc', 'fail'],
])('%s', async (_, change, record, status) => {
  expect((await check({ ...good, ...change }))[record]).toMatchObject({ status });
});

test('what has to be published is said, and it is not the private key', async () => {
  const { dkim: found } = await check({});
  expect(found?.todo).toBe(`Publish at s1._domainkey.example.org: v=DKIM1; k=rsa; p=${spki}`);
});

describe('doctor', () => {
  const brief = async (email: Parameters<typeof normalizeEmail>[0] | undefined) => {
    const { email: _, ...rest } = await readBrief(await project(), 'open-models');
    return { ...rest, ...(email === undefined ? {} : { email: normalizeEmail(email) }) };
  };
  const run = async (email: Parameters<typeof normalizeEmail>[0] | undefined, env: Readonly<Record<string, string>>, offline = false) =>
    (await checkSender(await brief(email), { ...effects, env }, offline, dns(good))).map((f) => [f.check, f.status]);

  test('says nothing where the brief has no mail, and all of it where it has', async () => {
    const path = join(await makeFolder(), 'key.pem');
    await writeFile(path, pem);
    const email = { from: 'Desk <desk@example.org>', unsubscribe: 'https://example.org/leave', dkim: { domain: 'example.org', selector: 's1' } };
    const env = { BRIEFWRIGHT_DKIM_KEY: path, BRIEFWRIGHT_UNSUBSCRIBE_SECRET: 'a-secret-of-enough-length-0123456789' };
    expect(await run(undefined, env)).toEqual([]);
    expect(await run(email, env)).toEqual([['mail unsubscribe', 'ok'], ['mail dkim', 'ok'], ['mail spf', 'ok'], ['mail dmarc', 'ok']]);
    expect(await run(email, env, true)).toEqual([['mail unsubscribe', 'ok'], ['mail sender', 'skip']]);
    expect(await run(email, {})).toEqual([['mail sender', 'fail'], ['mail sender', 'fail']]);
    expect(await run({ from: 'desk@example.org' }, {})).toEqual([['mail unsubscribe', 'warn'], ['mail dkim', 'warn'], ['mail spf', 'ok'], ['mail dmarc', 'ok']]);
  });
});
