import { describe, expect, test } from 'vitest';
import { describeSmtp, isLoopbackHost, parseSmtpUrl, redact } from '../../src/delivery/smtp-settings.ts';

describe('accepted', () => {
  test.each<[string, object]>([
    ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, secure: false, requireTLS: true }],
    ['smtp://mail.example.org:25', { port: 25, secure: false, requireTLS: true }],
    ['smtps://mail.example.org', { port: 465, secure: true, requireTLS: false }],
    ['smtp://mail.example.org:465', { port: 465, secure: true, requireTLS: false }],
    ['smtps://mail.example.org:2465', { port: 2465, secure: true, requireTLS: false }],
    ['smtp://mail.example.org?requireTLS=false', { requireTLS: true }],
    ['SMTP://mail.example.org', { host: 'mail.example.org' }],
    ['smtp://localhost:1025', { secure: false, requireTLS: false, isLoopback: true, tls: { rejectUnauthorized: false } }],
    ['smtp://localhost:1025?requireTLS=true', { requireTLS: true }],
    ['smtp://[::1]:25', { host: '::1', isLoopback: true }],
    ['smtp://a%40b.org:p%3A%2F%40%25@mail.example.org', { auth: { user: 'a@b.org', pass: 'p:/@%' } }],
    ['smtps://mail.example.org?tls.rejectUnauthorized=false&tls.servername=x.example.org', { tls: { rejectUnauthorized: false, servername: 'x.example.org' } }],
    ['smtp://u:p@mail.example.org?name=client.example.org&logger=true&debug=true&pool=true', { name: 'client.example.org' }],
    ['smtp://u:p@ignored.example?service=Gmail', { host: 'ignored.example', secure: true }],
    ['smtp://u:50%ZZ@mail.example.org', { auth: { pass: '50%ZZ' } }],
    [' smtp://mail.example.org \n', { host: 'mail.example.org' }],
  ])('%s', (url, expected) => {
    const settings = parseSmtpUrl(url);
    expect(settings).toMatchObject(expected);
    expect(Object.keys(settings)).not.toEqual(expect.arrayContaining(['logger']));
    if (!settings.isLoopback) expect(settings.secure || settings.requireTLS).toBe(true);
  });
});

describe('refused without a word of it', () => {
  test.each([
    undefined, '', '   ', 'mail.example.org', 'http://u:hunter22@mail.example.org', 'smtp:u:hunter22@mail.example.org', 'smtp://', 'smtp:///x', 'smtp://user@mail.example.org', 'smtp://:hunter22@mail.example.org',
    'smtp://u:hunter22@mail.example.org:99999', 'smtp://u:hunter22@mail.example.org:abc', 'smtp://u:hunter22@[bad', 'smtp://u:hunter22@mail.example.org?ignoreTLS=true',
    'direct://mail.example.org', 'smtp://u:hunter22@mail .example.org', 'smtp://u:hunter22@mail\0.example.org',
  ])('%j', (url) => {
    const warnings: unknown[] = [];
    const listener = (w: unknown): void => void warnings.push(w);
    process.on('warning', listener);
    try {
      parseSmtpUrl(url);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ status: 2, problems: [{ code: expect.stringMatching(/^SMTP_URL_(MISSING|INVALID)$/) }] });
      expect(String(error) + JSON.stringify(error) + String((error as Error).cause)).not.toContain('hunter22');
    } finally {
      process.off('warning', listener);
    }
    expect(warnings).toEqual([]);
  });
});

test('the description has neither password nor user: a service may use one token for both', () => {
  for (const [url, text] of [
    ['smtp://t0ken:t0ken@mail.example.org', 'mail.example.org:587 (STARTTLS, signed in)'],
    ['smtps://mail.example.org?tls.rejectUnauthorized=false', 'mail.example.org:465 (TLS, certificate not checked, without sign-in)'],
    ['smtp://localhost', 'localhost:587 (STARTTLS when offered, without sign-in)'],
  ] as const) expect(describeSmtp(parseSmtpUrl(url))).toBe(text);
});

test('loopback is what is written as loopback', () => {
  for (const host of ['localhost', 'LOCALHOST', 'mail.localhost', '127.0.0.1', '127.9.9.9', '::1']) expect(isLoopbackHost(host)).toBe(true);
  for (const host of ['localhost.example.org', '127.0.0.1.example.org', '127.1', '2130706433', '0.0.0.0', '10.0.0.1', 'notlocalhost', '::ffff:1.2.3.4', '']) expect(isLoopbackHost(host)).toBe(false);
});

test('redact leaves text without a password alone', () => {
  expect(redact('a b c', parseSmtpUrl('smtp://mail.example.org'))).toBe('a b c');
  expect(redact('pass: s3cret', parseSmtpUrl('smtp://u:s3cret@mail.example.org'))).toBe('pass: [secret]');
});
