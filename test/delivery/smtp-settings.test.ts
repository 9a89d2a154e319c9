import { describe, expect, test } from 'vitest';
import { describeSmtp, isLoopbackHost, parseSmtpUrl, redact, requireSignIn } from '../../src/delivery/smtp-settings.ts';

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

describe('an access token instead of a password', () => {
  const refresh = 'clientId=me.apps&clientSecret=c4n4ry-s%2Bcret&refreshToken=1%2F%2Fc4n4ry-r3fresh&accessUrl=https%3A%2F%2Flogin.example.org%2Ftoken';

  test('is the password, or is asked for with a refresh token; digits stay text', () => {
    expect(parseSmtpUrl('smtp://me%40example.org:ya29.t0k3n@mail.example.org?authMethod=XOAUTH2').auth).toEqual({ user: 'me@example.org', pass: '', grant: { kind: 'token', accessToken: 'ya29.t0k3n' } });
    expect(parseSmtpUrl(`smtp://me@mail.example.org?authMethod=xoauth2&${refresh}`).auth?.grant).toEqual({ kind: 'refresh', clientId: 'me.apps', clientSecret: 'c4n4ry-s+cret', refreshToken: '1//c4n4ry-r3fresh', accessUrl: 'https://login.example.org/token' });
    expect(parseSmtpUrl('smtp://me@mail.example.org?authMethod=XOAUTH2&clientId=007&refreshToken=0123&accessUrl=https://x.example.org').auth?.grant).toMatchObject({ clientId: '007', refreshToken: '0123', clientSecret: '' });
  });

  test.each([
    'smtp://me@mail.example.org?authMethod=XOAUTH2', `smtp://mail.example.org?authMethod=XOAUTH2&${refresh}`, `smtp://me@mail.example.org?authMethod=XOAUTH2&${refresh.replace('https', 'http')}`,
    `smtp://me@mail.example.org?authMethod=XOAUTH2&${refresh.replace(/refreshToken=[^&]+&/, '')}`, 'smtp://me@mail.example.org?authMethod=XOAUTH2&clientId=a&refreshToken=c4n4ry&accessUrl=x',
  ])('%# is refused without a word of it', (url) => {
    try {
      parseSmtpUrl(url);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ problems: [{ code: 'SMTP_URL_INVALID' }] });
      expect(JSON.stringify(error) + String(error)).not.toContain('c4n4ry');
    }
  });

  test('no form of a secret is shown', () => {
    const settings = parseSmtpUrl(`smtp://me@mail.example.org?authMethod=XOAUTH2&${refresh}`);
    const said = `c4n4ry-s+cret 1//c4n4ry-r3fresh ${encodeURIComponent('1//c4n4ry-r3fresh')} ${Buffer.from('1//c4n4ry-r3fresh').toString('base64')} ${Buffer.from('user=me\u0001auth=Bearer 1//c4n4ry-r3fresh\u0001\u0001').toString('base64')}`;
    expect(redact(said, settings)).toBe('[secret] [secret] [secret] [secret] [secret]');
    expect(describeSmtp(settings)).toBe('mail.example.org:587 (STARTTLS, signed in)');
  });
});

describe('who may be sent through', () => {
  test.each<[string, string | undefined, boolean | 'refused']>([
    ['smtp://u:p@mail.example.org', undefined, true], ['smtp://localhost', undefined, false], ['smtp://mail.example.org', undefined, 'refused'],
    ['smtp://mail.example.org', 'other.example.org', 'refused'], ['smtp://mail.example.org', 'example.org', 'refused'],
    ['smtp://relay.example.org:25', 'relay.example.org', false], ['smtp://RELAY.example.org.:25', 'relay.example.org', false], ['smtp://u:p@relay.example.org', 'relay.example.org', true],
  ])('%s with the relay %s', (url, relay, expected) => {
    const settings = parseSmtpUrl(url);
    if (expected === 'refused') expect(() => requireSignIn(settings, relay)).toThrow(/SMTP_SIGN_IN_MISSING/);
    else expect(requireSignIn(settings, relay).requireTLS).toBe(expected);
  });
});
