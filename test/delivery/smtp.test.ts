import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseAddress } from '../../src/delivery/address.ts';
import { composeMessage } from '../../src/delivery/message.ts';
import type { ComposedMessage } from '../../src/delivery/message.ts';
import { checkSmtp, sendMessage } from '../../src/delivery/smtp.ts';
import { explainFailure } from '../../src/delivery/smtp-failure.ts';
import { parseSmtpUrl } from '../../src/delivery/smtp-settings.ts';
import type { SmtpTimeouts } from '../../src/delivery/smtp-settings.ts';
import { makeBriefing, makeMail, makePdf, sha256 } from './fixtures.ts';
import { startFaultServer, startMailServer } from './servers.ts';
import type { Fault, Place } from './servers.ts';

const PATIENT: SmtpTimeouts = { connect: 10_000, greeting: 10_000, socket: 10_000, total: 20_000 };
const FAST: SmtpTimeouts = { connect: 300, greeting: 300, socket: 300, total: 5_000 };
/** Short only where silence is the point: a busy machine must not turn another failure into it. */
const timesFor = (fault: string): SmtpTimeouts => (fault === 'hang' ? FAST : PATIENT);
const CANARY = 'c4n4ry:p@ss/w%rd é';
const user = encodeURIComponent('user@example.org');
const signedIn = (scheme: string, port: number, pass = CANARY): string => `${scheme}://${user}:${encodeURIComponent(pass)}@127.0.0.1:${port}`;
const never = new AbortController().signal;

type Sendable = ComposedMessage & { readonly to: { readonly address: string; readonly name: string } };
const make = async (size: number): Promise<Sendable> => {
  const to = parseAddress('me@example.org');
  const message = await composeMessage({
    briefing: makeBriefing(), mail: makeMail(makeBriefing()), pdf: makePdf(size), from: parseAddress('Desk <desk@example.org>'), to, isProof: true,
    edition: '2025-11/open-models', digest: sha256('x'), sequence: 0, date: 0,
  });
  return { ...message, to };
};
const cache: { small?: Sendable; large?: Sendable } = {};
beforeAll(async () => {
  cache.small = await make(3000);
  cache.large = await make(5_000_000);
});
const small = (): Sendable => cache.small ?? expect.unreachable();
const large = (): Sendable => cache.large ?? expect.unreachable();

describe('a real server', () => {
  test('gets the very bytes, over STARTTLS, signed in', async () => {
    const { port, mails } = await startMailServer({ password: CANARY });
    const result = await sendMessage(parseSmtpUrl(signedIn('smtp', port)), large(), never);
    expect(result).toEqual({ outcome: 'sent', answer: '250 queued as 4711' });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ from: 'desk@example.org', to: ['me@example.org'], secure: true, user: 'user@example.org' });
    expect(Buffer.compare(mails[0]?.bytes ?? Buffer.alloc(0), large().bytes)).toBe(0);
  });

  test.each([['smtps', true], ['smtp', false]] as const)('%s without sign-in', async (scheme, secure) => {
    const { port, mails } = await startMailServer({ secure });
    const result = await sendMessage(parseSmtpUrl(`${scheme}://127.0.0.1:${port}`), small(), never);
    expect(result.outcome).toBe('sent');
    expect(mails[0]?.secure).toBe(true);
  });

  test('an open line to this machine is used where it offers no encryption', async () => {
    const { port, mails } = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
    expect((await sendMessage(parseSmtpUrl(`smtp://localhost:${port}`), small(), never)).outcome).toBe('sent');
    expect(mails[0]?.secure).toBe(false);
  });

  test.each<[string, string, Parameters<typeof startMailServer>[0], (port: number) => string, string]>([
    ['a wrong password', 'refused', { password: 'another' }, (port) => signedIn('smtp', port), 'SMTP_AUTH_REFUSED'],
    ['no sign-in offered', 'not-sent', {}, (port) => signedIn('smtp', port), 'SMTP_AUTH_MISSING'],
    ['a certificate nobody vouches for', 'not-sent', {}, (port) => `smtp://127.0.0.1:${port}?tls.rejectUnauthorized=true`, 'SMTP_TLS_FAILED'],
    ['the same over smtps', 'not-sent', { secure: true }, (port) => `smtps://127.0.0.1:${port}?tls.rejectUnauthorized=true`, 'SMTP_TLS_FAILED'],
    ['smtps to a port without TLS', 'not-sent', {}, (port) => `smtps://127.0.0.1:${port}`, 'SMTP_TLS_FAILED'],
    ['smtp to a port with TLS', 'not-sent', { secure: true }, (port) => `smtp://127.0.0.1:${port}`, 'SMTP_TIMEOUT'],
    ['a smaller limit', 'not-sent', { size: 1000 }, (port) => `smtp://127.0.0.1:${port}`, 'SMTP_TOO_LARGE'],
  ])('%s: %s', async (_, outcome, options, url, code) => {
    const { port, mails } = await startMailServer(options);
    const result = await sendMessage(parseSmtpUrl(url(port), timesFor(code === 'SMTP_TIMEOUT' ? 'hang' : '')), small(), never);
    expect(result).toMatchObject({ outcome, problem: { code } });
    expect(mails).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('c4n4ry');
  });

  test('nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${port}`, PATIENT), small(), never)).toMatchObject({ outcome: 'not-sent', problem: { code: 'SMTP_CONNECTION_REFUSED' } });
  });
});

const EHLO_PIPELINING = '250-test\r\n250-PIPELINING\r\n250 SIZE 20000000';
const codes = ['421 4.3.2 closing', '450 4.2.0 greylisted', '451 4.3.0 trouble', '452 4.3.1 disk full', '550 5.1.1 no such user', '552 5.3.4 too big', '554 5.7.1 no'] as const;
const verdict = (reply: string): readonly [string, string] => (reply.startsWith('4') ? ['deferred', 'SMTP_DEFERRED'] : reply.startsWith('552') ? ['refused', 'SMTP_TOO_LARGE'] : ['refused', 'SMTP_REFUSED']);

describe('a server that fails', () => {
  const cases: [Place, Fault, string, string][] = [
    ['greeting', 'drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['greeting', 'reset', 'not-sent', 'SMTP_CONNECTION_LOST'], ['greeting', 'hang', 'not-sent', 'SMTP_TIMEOUT'],
    ['greeting', '421 busy', 'deferred', 'SMTP_DEFERRED'], ['greeting', '554 go away', 'refused', 'SMTP_REFUSED'], ['greeting', 'HTTP/1.1 400 Bad Request', 'not-sent', 'SMTP_PROTOCOL'],
    ['ehlo', 'drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['ehlo', 'hang', 'not-sent', 'SMTP_TIMEOUT'], ['ehlo', '421 busy', 'deferred', 'SMTP_DEFERRED'],
    ['mail', 'drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['mail', 'hang', 'not-sent', 'SMTP_TIMEOUT'],
    ['rcpt', 'drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['rcpt', 'hang', 'not-sent', 'SMTP_TIMEOUT'], ['rcpt', 'reset', 'not-sent', 'SMTP_CONNECTION_LOST'],
    ['data', 'drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['data', 'hang', 'not-sent', 'SMTP_TIMEOUT'], ['data', '451 later', 'deferred', 'SMTP_DEFERRED'], ['data', '554 no', 'refused', 'SMTP_REFUSED'],
    ['dot', 'drop', 'unknown', 'SMTP_OUTCOME_UNKNOWN'], ['dot', 'reset', 'unknown', 'SMTP_OUTCOME_UNKNOWN'], ['dot', 'hang', 'unknown', 'SMTP_OUTCOME_UNKNOWN'],
    ['dot', 'hello?', 'unknown', 'SMTP_OUTCOME_UNKNOWN'], ['dot', '354 again', 'unknown', 'SMTP_OUTCOME_UNKNOWN'], ['dot', 'cut:250 2.0.0 que', 'unknown', 'SMTP_OUTCOME_UNKNOWN'], ['dot', 'cut:25', 'unknown', 'SMTP_OUTCOME_UNKNOWN'],
    ...(['mail', 'rcpt', 'dot'] as const).flatMap((place) => codes.map((reply): [Place, Fault, string, string] => [place, reply, ...verdict(reply)] as [Place, Fault, string, string])),
  ];
  test.each(cases)('at %s with %j: %s', async (place, fault, outcome, code) => {
    const server = await startFaultServer({ [place]: fault });
    const result = await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, timesFor(fault)), small(), never);
    expect(result).toMatchObject({ outcome, problem: { code } });
    expect(server.accepted()).toBe(0);
    if (result.outcome === 'sent') return;
    expect(result.problem.message).toMatch(outcome === 'unknown' ? /^Unknown: / : /^Not sent: /);
    expect(result.problem.hint).toMatch(outcome === 'unknown' ? /Do not send again before looking/ : /./);
    if (/^[45]\d\d /.test(fault)) expect(result.answer).toBe(fault);
  });

  test.each([['mail', '550 no'], ['rcpt', '550 no'], ['rcpt', '450 later'], ['data', '554 no'], ['dot', '451 later'], ['rcpt', 'drop']] as const)('with pipelining, at %s with %j', async (place, fault) => {
    const server = await startFaultServer({ ehlo: EHLO_PIPELINING, ...(place === 'dot' || place === 'data' ? {} : { data: '503 no' }), [place]: fault });
    const result = await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, PATIENT), small(), never);
    expect(result.outcome).toBe(fault === 'drop' ? 'not-sent' : fault.startsWith('5') ? 'refused' : 'deferred');
    expect(server.accepted()).toBe(0);
  });

  test.each<[Fault, string, string]>([
    ['drop', 'not-sent', 'SMTP_CONNECTION_LOST'], ['reset', 'not-sent', 'SMTP_CONNECTION_LOST'], ['hang', 'not-sent', 'SMTP_TIMEOUT'],
    ['552 5.3.4 too big', 'refused', 'SMTP_TOO_LARGE'], ['421 4.3.2 closing', 'deferred', 'SMTP_DEFERRED'], ['250 ok, ok', 'not-sent', 'SMTP_PROTOCOL'],
  ])('in the middle of the message with %j: %s', async (fault, outcome, code) => {
    const server = await startFaultServer({ body: fault });
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, timesFor(fault)), large(), never)).toMatchObject({ outcome, problem: { code } });
    expect(server.accepted()).toBe(0);
  });

  test('that has accepted and then breaks at QUIT has accepted', async () => {
    for (const fault of ['drop', 'reset', '500 what'] as const) {
      const server = await startFaultServer({ quit: fault });
      expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, PATIENT), small(), never)).toEqual({ outcome: 'sent', answer: '250 2.0.0 queued' });
    }
  });

  test('that answers for ever without an end is left after the whole time', async () => {
    const server = await startFaultServer({ mail: 'slow' });
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, { ...PATIENT, total: 800 }), small(), never)).toMatchObject({ outcome: 'not-sent', problem: { code: 'SMTP_TIMEOUT' } });
  });

  test('is told the size before the message', async () => {
    const server = await startFaultServer({});
    await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), small(), never);
    expect(server.commands).toContain(`MAIL FROM:<desk@example.org> SIZE=${small().bytes.length}`);
    expect(server.commands.filter((c) => c.startsWith('RCPT'))).toEqual(['RCPT TO:<me@example.org>']);
  });

  test('without encryption gets no word beyond STARTTLS when encryption is asked for', async () => {
    for (const ehlo of ['250 test', '250-test\r\n250 STARTTLS']) {
      const server = await startFaultServer({ ehlo, starttls: '454 not now' });
      const url = `${signedIn('smtp', server.port)}?requireTLS=true`;
      expect(await sendMessage(parseSmtpUrl(url, PATIENT), small(), never)).toMatchObject({ problem: { code: 'SMTP_TLS_MISSING' } });
      expect(server.commands.map((c) => c.split(' ')[0])).toEqual(['EHLO', 'STARTTLS']);
    }
  });

  test('cannot drive the terminal or fill the screen with its words', async () => {
    const server = await startFaultServer({ rcpt: `550-\u001b[31mred\u0007\r\n550 ${'x'.repeat(2000)}` });
    const result = await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`, PATIENT), small(), never);
    if (result.outcome === 'sent') return expect.unreachable();
    expect(result.answer).toMatch(/^550-\[31mred 550 x+…$/);
    expect(result.problem.message.length).toBeLessThan(500);
    expect(JSON.stringify(result)).not.toMatch(/\\u00|\\n/);
  });
});

describe('interrupted', () => {
  test('before the message: not sent', async () => {
    const controller = new AbortController();
    const server = await startFaultServer({ mail: 'hang' });
    void server.mailSeen.then(() => controller.abort());
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), small(), controller.signal)).toMatchObject({ outcome: 'not-sent', problem: { code: 'SMTP_INTERRUPTED' } });
  });

  test('before the first step: not sent, not connected', async () => {
    const server = await startFaultServer({});
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), small(), AbortSignal.abort())).toMatchObject({ outcome: 'not-sent', problem: { code: 'SMTP_INTERRUPTED' } });
    expect(server.commands).toEqual([]);
  });

  test('after the final dot: unknown', async () => {
    const controller = new AbortController();
    const server = await startFaultServer({ dot: 'hang' });
    void server.dotSeen.then(() => controller.abort());
    expect(await sendMessage(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), small(), controller.signal)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the password', () => {
  const forms = [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64'), Buffer.from(`\0user@example.org\0${CANARY}`).toString('base64')];
  test.each(forms)('is not repeated when a server echoes %j', async (form) => {
    for (const place of ['auth', 'mail', 'dot'] as const) {
      const server = await startFaultServer({ [place]: `535 you said ${form} and ${form.replace(/=+$/, '')}` });
      const result = await sendMessage(parseSmtpUrl(signedIn('smtp', server.port), PATIENT), small(), never);
      const shown = JSON.stringify(result);
      for (const secret of forms) expect(shown).not.toContain(secret.replace(/=+$/, ''));
      expect(shown).toContain('[secret]');
    }
  });
});

describe('explainFailure', () => {
  const context = { settings: parseSmtpUrl('smtps://mail.example.org'), stage: 'connect', isExhausted: false, isInterrupted: false } as const;
  test.each([
    [{ code: 'EDNS', originalCode: 'ENOTFOUND' }, 'SMTP_HOST_UNKNOWN'],
    [{ code: 'ESOCKET', originalCode: 'EHOSTUNREACH' }, 'SMTP_UNREACHABLE'],
    [{ code: 'ESOCKET', originalCode: 'ERR_ACCESS_DENIED' }, 'SMTP_UNREACHABLE'],
    [{ code: 'ESOCKET', originalCode: 'ETIMEDOUT' }, 'SMTP_TIMEOUT'],
    [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'SMTP_TLS_FAILED'],
    [{ code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'SMTP_TLS_FAILED'],
  ])('%j is %s', (fields, code) => {
    expect(explainFailure(Object.assign(new Error('x'), fields), context)).toMatchObject({ outcome: 'not-sent', problem: { code } });
  });
  test('a provider that has closed user and password says what to do', () => {
    const error = Object.assign(new Error('x'), { code: 'EAUTH', responseCode: 550, response: '550 5.7.30 Basic authentication is not supported' });
    expect(explainFailure(error, { ...context, stage: 'sign-in' }).problem.hint).toMatch(/OAuth or a relay/);
  });
  test('anything at all is explained', () => {
    for (const error of [undefined, null, 'text', 5, new Error('x'), {}]) expect(explainFailure(error, context).problem.message).toMatch(/^Not sent: /);
  });
});

describe('checkSmtp', () => {
  test('goes the way of a message and sends none', async () => {
    const { port, mails } = await startMailServer({ password: CANARY, size: 12_000_000 });
    expect(await checkSmtp(parseSmtpUrl(signedIn('smtp', port)), never)).toEqual({ server: `127.0.0.1:${port}`, tls: expect.stringMatching(/^TLSv1\.[23]$/), isSignedIn: true, sizeLimit: 12_000_000 });
    expect(mails).toEqual([]);
  });
  test('says what it found on a plain local server', async () => {
    const server = await startFaultServer({ ehlo: '250 test' });
    expect(await checkSmtp(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), never)).toEqual({ server: `127.0.0.1:${server.port}`, tls: undefined, isSignedIn: undefined, sizeLimit: undefined });
    expect(server.commands.map((c) => c.split(' ')[0])).toEqual(['EHLO', 'RSET', 'QUIT']);
  });
  test.each<[Partial<Record<Place, Fault>>, string]>([[{ auth: `535 no ${CANARY}` }, 'SMTP_AUTH_REFUSED'], [{ rset: 'drop' }, 'SMTP_CONNECTION_LOST'], [{ greeting: 'hang' }, 'SMTP_TIMEOUT'], [{ ehlo: '250 test' }, 'SMTP_AUTH_MISSING']])('%j fails with %s', async (faults, code) => {
    const server = await startFaultServer(faults);
    const error: unknown = await checkSmtp(parseSmtpUrl(signedIn('smtp', server.port), timesFor(faults.greeting ?? '')), never).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 1, problems: [{ code, message: expect.stringMatching(/^Mail cannot be sent: /) }] });
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });
});

describe('an access token', () => {
  const oauthServer = (good: string) => {
    const tokens: string[] = [];
    return startMailServer({ authMethods: ['XOAUTH2'], disabledCommands: [], onAuth: (auth, _, done) => {
      tokens.push(String(auth.accessToken));
      return auth.accessToken === good ? done(null, { user: String(auth.username) }) : done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
    } }).then((server) => ({ ...server, tokens }));
  };
  const tokenServer = async (answer: (body: string) => readonly [number, string]) => {
    const bodies: string[] = [];
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        bodies.push(body);
        const [status, text] = answer(body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token` };
  };

  test('in the place of the password signs in', async () => {
    const { port, mails, tokens } = await oauthServer('ya29.good');
    const result = await sendMessage(parseSmtpUrl(`smtp://user@127.0.0.1:${port}?authMethod=XOAUTH2`.replace('user@', 'user:ya29.good@')), small(), never);
    expect([result.outcome, mails[0]?.user, tokens]).toEqual(['sent', 'user', ['ya29.good']]);
  });

  test('one that has ended is told from a password, and not shown', async () => {
    const { port, mails } = await oauthServer('ya29.good');
    const result = await sendMessage(parseSmtpUrl(`smtp://user:c4n4ry-0ld@127.0.0.1:${port}?authMethod=XOAUTH2`), small(), never);
    expect(result).toMatchObject({ outcome: 'refused', problem: { code: 'SMTP_AUTH_REFUSED', message: expect.stringContaining('does not accept the access token') } });
    expect(mails).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('c4n4ry');
  });

  test('is asked for with a refresh token', async () => {
    const { port, mails } = await oauthServer('ya29.fresh');
    const issuer = await tokenServer(() => [200, JSON.stringify({ access_token: 'ya29.fresh', expires_in: 3600 })]);
    const result = await sendMessage(parseSmtpUrl(`smtp://user@127.0.0.1:${port}?authMethod=XOAUTH2&clientId=a&clientSecret=b&refreshToken=c&accessUrl=${encodeURIComponent(issuer.url)}`), small(), never);
    expect([result.outcome, mails.length, issuer.bodies]).toEqual(['sent', 1, ['client_id=a&client_secret=b&refresh_token=c&grant_type=refresh_token']]);
  });

  test.each<[string, readonly [number, string]]>([['a withdrawn one', [400, '{"error":"invalid_grant","error_description":"c4n4ry-r3fresh"}']], ['no JSON', [200, '<html>']], ['a server error', [500, '']]])('%s is named with who refused it', async (_, answer) => {
    const { port, mails } = await oauthServer('ya29.fresh');
    const issuer = await tokenServer(() => answer);
    const result = await sendMessage(parseSmtpUrl(`smtp://user@127.0.0.1:${port}?authMethod=XOAUTH2&clientId=a&clientSecret=b&refreshToken=c4n4ry-r3fresh&accessUrl=${encodeURIComponent(issuer.url)}`), small(), never);
    expect(result).toMatchObject({ outcome: 'not-sent', problem: { code: 'SMTP_TOKEN_FAILED' } });
    expect(mails).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('c4n4ry');
  });
});
