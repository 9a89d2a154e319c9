// The messages that doctor sends: to its own sink, and by real servers to an address that is named.
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth';
import { simpleParser } from 'mailparser';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Finding } from '../../src/commands/doctor-finding.ts';
import { checkMessage } from '../../src/commands/doctor-message.ts';
import type { MessageCheck } from '../../src/commands/doctor-message.ts';
import { checkMail } from '../../src/commands/doctor-smtp.ts';
import { resolveProject } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { makeBriefing, makeFolder, makePdf, writeEdition } from '../delivery/fixtures.ts';
import { BRIEF, makeBrief } from '../delivery/issue/support.ts';
import { startFaultServer, startMailServer } from '../delivery/servers.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SIGNED = ', list_id: open-models.example.org, unsubscribe: "https://example.org/leave", dkim: {domain: example.org, selector: briefing1}';

interface Asked {
  readonly email?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly change?: Partial<MessageCheck>;
}

/** A project with an edition; its temporary files are its own, so that what is left can be seen. */
async function makeProject() {
  const root = await makeFolder();
  const temporary = join(root, 'tmp');
  await mkdir(temporary);
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeEdition(join(root, 'out'), makeBriefing(), makePdf(3000));
  await writeFile(join(root, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return { root, project: await resolveProject({ project: root }, '/') };
}

async function ask(root: string, { email = '', env = {}, change = {} }: Asked = {}): Promise<Record<string, Finding>> {
  const { effects } = recordEffects({ env: { BRIEFWRIGHT_DKIM_KEY: join(root, 'dkim.pem'), BRIEFWRIGHT_UNSUBSCRIBE_SECRET: 'x'.repeat(40), ...env }, now: () => Date.now() });
  const found = await checkMessage({ project: await resolveProject({ project: root }, '/'), brief: makeBrief(email), offline: false, effects, ...change });
  return Object.fromEntries(found.map((f) => [f.check, f]));
}

describe('to the sink on this machine', () => {
  test('a signed message goes the whole way of an issue, and nothing is left of it', async () => {
    const { root } = await makeProject();
    const found = await ask(root, { email: SIGNED });
    expect(found['mail path']).toMatchObject({ status: 'ok', detail: expect.stringMatching(/2025-11\/open-models \(\d+ kB\).*arrived byte for byte; signed for example\.org, and the signature holds for \d\d fields/) });
    expect(found['mail message']).toMatchObject({ status: 'skip', todo: expect.stringContaining('--to ADDRESS') });
    expect([await readdir(join(root, 'tmp')), (await readdir(root)).sort()]).toEqual([[], ['dkim.pem', 'out', 'tmp']]);
  });

  test('without a signature it says so; with a key that is none it fails', async () => {
    const { root } = await makeProject();
    expect((await ask(root))['mail path']).toMatchObject({ status: 'ok', detail: expect.stringMatching(/; not signed$/) });
    expect((await ask(root, { email: SIGNED, env: { BRIEFWRIGHT_DKIM_KEY: '/nowhere' } }))['mail path']).toMatchObject({ status: 'fail', detail: expect.stringContaining('BRIEFWRIGHT_DKIM_KEY') });
  });

  test('without an edition there is nothing to send: said, and a failure only for who asked for it', async () => {
    const root = await makeFolder();
    expect(await ask(root)).toMatchObject({ 'mail path': { status: 'skip', todo: expect.stringContaining('briefwright build') } });
    expect(await ask(root, { change: { to: 'me@example.org' } })).toMatchObject({ 'mail path': { status: 'fail' } });
    expect(await ask(root, { change: { brief: undefined } })).toEqual({});
  });
});

describe('by the mail server', () => {
  test('signed in and encrypted, a proof that a receiver can verify; a second one is another message', async () => {
    const { root } = await makeProject();
    const server = await startMailServer({ password: 'right' });
    const asked = { email: SIGNED, env: { SMTP_URL: `smtp://user%40example.org:right@127.0.0.1:${server.port}` }, change: { to: 'Me <me@example.net>' } };
    expect((await ask(root, asked))['mail message']).toMatchObject({ status: 'ok', detail: expect.stringMatching(/to me@example\.net \(250 queued as 4711\), Message-ID <.*Authentication-Results/) });
    await ask(root, { ...asked, email: `${SIGNED}, sink: probe@example.net`, change: {} });
    expect(server.mails.map((m) => [m.to, m.secure, m.user])).toEqual([[['me@example.net'], true, 'user@example.org'], [['probe@example.net'], true, 'user@example.org']]);
    const [mail, other] = await Promise.all(server.mails.map((m) => simpleParser(m.bytes)));
    expect(mail).toMatchObject({ subject: 'Proof: Open models monthly, November 2025', from: { value: [{ address: 'desk@example.org' }] } });
    expect(mail?.text).toContain('It was sent to this address only');
    expect(other?.messageId).not.toBe(mail?.messageId);
    const { results } = await dkimVerify(server.mails[0]?.bytes ?? Buffer.alloc(0), { resolver: async () => [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]] } as Parameters<typeof dkimVerify>[1]);
    expect(results[0]?.status.result).toBe('pass');
    expect([await readdir(join(root, 'tmp')), (await readdir(root)).sort()]).toEqual([[], ['dkim.pem', 'out', 'tmp']]);
  });

  test.each<[string, Parameters<typeof startFaultServer>[0], string, RegExp]>([
    ['refuses the address', { rcpt: '550 5.1.1 no such user' }, 'fail', /not taken.*550 5\.1\.1 no such user/], ['puts it off', { rcpt: '450 greylisted' }, 'warn', /put off.*450 greylisted/],
    ['refuses the sender', { mail: '550 5.7.60 not yours' }, 'fail', /not taken.*550 5\.7\.60/], ['breaks after the end', { dot: 'drop' }, 'warn', /may have arrived/], ['is not there', { greeting: '554 no' }, 'fail', /554 no/],
  ])('that %s', async (_, faults, status, words) => {
    const { root } = await makeProject();
    const server = await startFaultServer(faults);
    expect((await ask(root, { env: { SMTP_URL: `smtp://127.0.0.1:${server.port}` }, change: { to: 'me@example.org' } }))['mail message']).toMatchObject({ status, detail: expect.stringMatching(words), todo: expect.stringMatching(/./) });
    expect(server.accepted()).toBe(0);
  });

  test('not offline, not without SMTP_URL, not to what is no address, not without sign-in', async () => {
    const { root } = await makeProject();
    const server = await startFaultServer({});
    const env = { SMTP_URL: `smtp://127.0.0.1:${server.port}` };
    const message = async (asked: Asked): Promise<Finding | undefined> => (await ask(root, asked))['mail message'];
    expect(await message({ env, change: { to: 'me@example.org', offline: true } })).toMatchObject({ status: 'skip', detail: expect.stringContaining('--offline') });
    expect(await message({ email: ', sink: probe@example.org' })).toMatchObject({ status: 'skip', detail: expect.stringContaining('SMTP_URL') });
    expect(await message({ change: { to: 'me@example.org' } })).toMatchObject({ status: 'fail', detail: expect.stringContaining('SMTP_URL is not set') });
    expect(await message({ env, change: { to: 'me@example.org, you@example.org' } })).toMatchObject({ status: 'fail', detail: expect.stringContaining('more than one address') });
    expect(await message({ env: { SMTP_URL: 'smtp://mail.invalid' }, change: { to: 'me@example.org' } })).toMatchObject({ status: 'fail', detail: expect.stringContaining('no user and password') });
    expect(server.connections()).toBe(0);
  });
});

test('the conversation is held to the rules of a sending: no sign-in only where the brief names the relay', async () => {
  const { effects } = recordEffects({ env: { SMTP_URL: 'smtp://mail.invalid' } });
  expect(await checkMail(effects, true)).toMatchObject({ status: 'fail', detail: expect.stringContaining('no user and password') });
  expect(await checkMail(effects, true, 'mail.invalid')).toMatchObject({ status: 'skip', detail: expect.stringContaining('STARTTLS when offered, without sign-in') });
});

test('the command prints both lines after those of the server', async () => {
  const { root } = await makeProject();
  await mkdir(join(root, 'data/briefs'), { recursive: true });
  await writeFile(join(root, 'data/briefs/open-models.yaml'), BRIEF());
  const world = recordEffects({ cwd: root, env: { PUPPETEER_EXECUTABLE_PATH: join(root, 'no-browser') }, now: () => Date.now() });
  await main(['doctor', '--offline', '--json', '--to', 'me@example.org'], world.effects);
  const { checks } = JSON.parse(world.out()) as { checks: Finding[] };
  expect(checks.slice(-5).map((c) => `${c.check} ${c.status}`)).toEqual(['mail skip', 'mail unsubscribe warn', 'mail sender skip', 'mail path ok', 'mail message skip']);
});
