import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { options, run } from '../../src/commands/send.ts';
import type { OptionValue } from '../../src/commands/command.ts';
import { BriefwrightError } from '../../src/errors.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { makeBriefing, makeFolder, makePdf, writeEdition } from '../delivery/fixtures.ts';
import { startFaultServer, startMailServer } from '../delivery/servers.ts';

const CANARY = 'c4n4ry-p4ssword';
const NOW = Date.UTC(2026, 0, 5, 6, 7, 8);

interface Project {
  readonly root: string;
  readonly pdf: Uint8Array;
}

async function makeProject(briefing: Briefing = makeBriefing()): Promise<Project> {
  const root = await makeFolder();
  const pdf = makePdf();
  await writeEdition(join(root, 'out'), briefing, pdf);
  return { root, pdf };
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly codes: readonly string[];
  readonly text: string;
}

/** Runs the command as the command line would; a thrown problem becomes its status and its codes. */
async function send(project: Project, values: Readonly<Record<string, OptionValue>>, extra: { url?: string; edition?: string; signal?: AbortSignal; now?: number } = {}): Promise<Ran> {
  const out = { stdout: '', stderr: '' };
  const effects = {
    env: extra.url === undefined ? {} : { SMTP_URL: extra.url }, cwd: project.root, now: () => extra.now ?? NOW, isTerminal: false, signal: extra.signal ?? new AbortController().signal,
    stdout: (text: string) => void (out.stdout += text), stderr: (text: string) => void (out.stderr += text),
  };
  try {
    const status = await run({ values, positionals: [extra.edition ?? '2025-11/open-models'] }, effects);
    return { ...out, status, codes: [], text: '' };
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    return { ...out, status: error.status, codes: error.problems.map((p) => p.code), text: error.problems.map((p) => `${p.message} ${p.hint ?? ''}`).join('\n') };
  }
}

const to = (...addresses: string[]) => ({ to: addresses });
const receiptsOf = async ({ root }: Project): Promise<Record<string, unknown>[]> =>
  (await readFile(join(root, '.briefwright', 'receipts.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
const listAll = async (root: string): Promise<string[]> => (await readdir(root, { recursive: true })).sort();

describe('without --yes', () => {
  test('shows who, from, subject, size and parts, and changes nothing', async () => {
    const project = await makeProject();
    const server = await startFaultServer({});
    const before = await listAll(project.root);
    const ran = await send(project, to('Me <me@example.org>'), { url: `smtp://u:${CANARY}@127.0.0.1:${server.port}` });
    expect(ran.status).toBe(0);
    expect(ran.stderr).toBe('');
    expect(ran.stdout.split('\n')).toEqual([
      'Would send a proof (nothing was sent; add --yes to send):',
      '  Edition     2025-11/open-models',
      '  To          Me <me@example.org>',
      '  From        Policy Desk <desk@example.org>',
      '  Subject     Proof: Open models monthly, November 2025',
      expect.stringMatching(/^ {2}Message-ID {2}<[0-9a-f]{40}@example\.org>$/),
      expect.stringMatching(/^ {2}Size {8}\d+ kB$/),
      expect.stringMatching(/^ {2}Parts {7}text\/plain, \d kB$/),
      expect.stringMatching(/^ {14}text\/html, \d kB$/),
      '              image/png use.png, 0 kB',
      '              image/png downloads.png, 0 kB',
      '              application/pdf open-models-2025-11.pdf, 6 kB',
      `  Server      127.0.0.1:${server.port} (STARTTLS when offered, signed in)`,
      '',
    ]);
    expect(await listAll(project.root)).toEqual(before);
    expect(server.commands).toEqual([]);
  });

  test('--json is one value with the same facts', async () => {
    const project = await makeProject();
    const ran = await send(project, { ...to('me@example.org'), json: true });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: true, kind: 'proof', outcome: 'not-sent', edition: '2025-11/open-models', draft: false, to: { address: 'me@example.org', name: '' }, from: { address: 'desk@example.org', name: 'Policy Desk' },
      subject: 'Proof: Open models monthly, November 2025', parts: [{ type: 'text/plain' }, { type: 'text/html' }, { type: 'image/png', fileName: 'use.png' }, { type: 'image/png', fileName: 'downloads.png' }, { type: 'application/pdf', fileName: 'open-models-2025-11.pdf' }],
    });
  });

  test('works without a server, and names a bad one', async () => {
    const project = await makeProject();
    expect((await send(project, to('me@example.org'))).stdout).toContain('SMTP_URL is not set');
    expect(await send(project, to('me@example.org'), { url: `smtp://u:${CANARY}@x:99999` })).toMatchObject({ status: 2, codes: ['SMTP_URL_INVALID'] });
  });

  test('a draft is shown as one', async () => {
    const project = await makeProject(makeBriefing({ edition: { ...makeBriefing().edition, status: 'draft' } }));
    expect((await send(project, to('me@example.org'))).stdout).toContain('2025-11/open-models (draft)');
  });
});

describe('with --yes', () => {
  test('sends, keeps the message, and writes the receipt', async () => {
    const project = await makeProject();
    const { port, mails } = await startMailServer();
    const ran = await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${port}` });
    expect(ran).toMatchObject({ status: 0, codes: [] });
    const mail = await simpleParser(mails[0]?.bytes ?? '');
    expect(mail.attachments.at(-1)?.content.equals(project.pdf)).toBe(true);
    expect(mail.date).toEqual(new Date(NOW));
    const file = ran.stdout.trimEnd();
    expect(file).toBe(join(project.root, '.briefwright', 'messages', `${mail.headers.get('x-delivery-id') as string}.eml`));
    expect((await readFile(file)).equals(mails[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(project.root, '.briefwright'))).mode & 0o777).toBe(0o700);
    expect(ran.stderr).toBe(`Sent to me@example.org (${mail.messageId ?? ''}). The server said: 250 queued as 4711\n`);
    expect(await receiptsOf(project)).toMatchObject([
      { outcome: 'started', address: 'me@example.org', edition: '2025-11/open-models', messageId: mail.messageId },
      { outcome: 'sent', answer: '250 queued as 4711', time: '2026-01-05T06:07:08.000Z' },
    ]);
  });

  test('a second proof goes out, says so, and is another message', async () => {
    const project = await makeProject();
    const { port, mails } = await startMailServer();
    const url = `smtp://127.0.0.1:${port}`;
    await send(project, { ...to('me@example.org'), yes: true }, { url });
    expect((await send(project, to('ME@example.org'), { url })).stdout).toContain('sent to this address once before');
    const ran = await send(project, { ...to('me@example.org'), yes: true, json: true }, { url });
    expect(ran.stderr).toContain('These very bytes were sent to this address once before.');
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: true, outcome: 'sent', answer: '250 queued as 4711' });
    const [a, b] = await Promise.all(mails.map((m) => simpleParser(m.bytes)));
    expect(a?.messageId).not.toBe(b?.messageId);
    const other = await send(project, { ...to('you@example.org'), yes: true }, { url });
    expect(other.stderr).not.toContain('before');
  });

  test('--from is the sender, the contact gets the answers', async () => {
    const project = await makeProject();
    const { port, mails } = await startMailServer();
    await send(project, { ...to('me@example.org'), from: 'Robot <robot@example.com>', yes: true, quiet: true }, { url: `smtp://127.0.0.1:${port}` });
    const mail = await simpleParser(mails[0]?.bytes ?? '');
    expect([mails[0]?.from, mail.from?.text, mail.replyTo?.text]).toEqual(['robot@example.com', '"Robot" <robot@example.com>', '"Policy Desk" <desk@example.org>']);
    expect(mail.messageId).toMatch(/@example\.com>$/);
  });

  test('a contact that is a web address is no sender: then the account of the server is one, else the recipient, and it says so', async () => {
    const project = await makeProject(makeBriefing({ brief: { ...makeBriefing().brief, contact: 'https://example.org/contact' } }));
    const { port, mails } = await startMailServer();
    expect((await send(project, to('me@example.org'), { url: 'smtp://robot%40example.com:secret@127.0.0.1:1' })).stdout).toContain('From        robot@example.com');
    expect((await send(project, to('me@example.org'))).stdout).toMatch(/From {8}Policy Desk <me@example\.org>[\s\S]*--from ADDRESS names another sender/);
    expect((await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${port}` })).status).toBe(0);
    expect(mails[0]).toMatchObject({ from: 'me@example.org', to: ['me@example.org'] });
  });
});

describe('nothing is sent and nothing is written', () => {
  const cases: readonly [string, Readonly<Record<string, OptionValue>>, { url?: string; edition?: string }, number, string][] = [
    ['no brief to read its readers from', { yes: true }, { url: 'smtp://127.0.0.1:1' }, 2, 'PROJECT_NO_BRIEFS'],
    ['two ways at once', { ...to('a@example.org'), status: true }, {}, 2, 'USAGE_WHICH'],
    ['a sender that the brief does not know', { from: 'a@example.org' }, {}, 2, 'USAGE_WHICH'],
    ['two recipients', { ...to('a@example.org', 'b@example.org'), yes: true }, { url: 'smtp://127.0.0.1:1' }, 2, 'SEND_ONE_RECIPIENT'],
    ['two recipients in one', { ...to('a@example.org, b@example.org'), yes: true }, { url: 'smtp://127.0.0.1:1' }, 2, 'ADDRESS_INVALID'],
    ['an injected header', { ...to('a@example.org\r\nBcc: b@example.org'), yes: true }, { url: 'smtp://127.0.0.1:1' }, 2, 'ADDRESS_INVALID'],
    ['a bad sender', { ...to('a@example.org'), from: 'x', yes: true }, { url: 'smtp://127.0.0.1:1' }, 2, 'ADDRESS_INVALID'],
    ['no server', { ...to('a@example.org'), yes: true }, {}, 2, 'SMTP_URL_MISSING'],
    ['an unknown edition', { ...to('a@example.org'), yes: true }, { url: 'smtp://127.0.0.1:1', edition: '2025-12/open-models' }, 2, 'EDITION_UNKNOWN'],
  ];
  test.each(cases)('%s', async (_, values, extra, status, code) => {
    const project = await makeProject();
    const before = await listAll(project.root);
    const ran = await send(project, values, extra);
    expect(ran).toMatchObject({ status, codes: [code], stdout: '' });
    expect(await listAll(project.root)).toEqual(before);
  });

  test('all that is wrong is named at once', async () => {
    const project = await makeProject();
    const ran = await send(project, { ...to('x'), from: 'y', yes: true }, { edition: '2025-12/none' });
    expect(ran).toMatchObject({ status: 2, codes: ['ADDRESS_INVALID', 'ADDRESS_INVALID', 'SMTP_URL_MISSING', 'EDITION_UNKNOWN'] });
  });

  test('a changed PDF', async () => {
    const project = await makeProject();
    const server = await startFaultServer({});
    await writeFile(join(project.root, 'out', '2025-11', 'open-models', 'brief.pdf'), makePdf(10));
    expect(await send(project, { ...to('a@example.org'), yes: true }, { url: `smtp://127.0.0.1:${server.port}` })).toMatchObject({ status: 2, codes: ['EDITION_CHANGED'], stdout: '' });
    expect(server.commands).toEqual([]);
  });

  test('a record that cannot be written', async () => {
    const project = await makeProject();
    const server = await startFaultServer({});
    await mkdir(join(project.root, '.briefwright', 'receipts.jsonl'), { recursive: true });
    expect((await send(project, { ...to('a@example.org'), yes: true }, { url: `smtp://127.0.0.1:${server.port}` })).codes[0]).toMatch(/^RECEIPT_/);
    expect(server.commands).toEqual([]);
  });
});

describe('failures', () => {
  test.each([
    ['rcpt', '550 5.1.1 no such user', 'SMTP_REFUSED', 'refused', /^Not sent: /],
    ['rcpt', '451 later', 'SMTP_DEFERRED', 'deferred', /^Not sent: .*later/],
    ['greeting', 'drop', 'SMTP_CONNECTION_LOST', 'not-sent', /^Not sent: .*safe to try again/],
    ['dot', 'drop', 'SMTP_OUTCOME_UNKNOWN', 'unknown', /^Unknown: .*may have been delivered.*Message-ID <[0-9a-f]{40}@example\.org>.*Do not send again before looking/],
  ] as const)('at %s with %j', async (place, fault, code, outcome, text) => {
    const project = await makeProject();
    const server = await startFaultServer({ [place]: fault });
    const ran = await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${server.port}` });
    expect(ran).toMatchObject({ status: 1, codes: [code], stdout: '' });
    expect(ran.text).toMatch(text);
    expect((await receiptsOf(project)).map((r) => r['outcome'])).toEqual(['started', outcome]);
  });

  test('after an unknown one the same bytes go out again, and the person is warned', async () => {
    const project = await makeProject();
    const broken = await startFaultServer({ dot: 'drop' });
    await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${broken.port}` });
    const [first] = await readdir(join(project.root, '.briefwright', 'messages'));
    const bytes = await readFile(join(project.root, '.briefwright', 'messages', first ?? ''));
    const { port, mails } = await startMailServer();
    expect((await send(project, to('me@example.org'), { now: NOW + 90_000 })).stdout).toContain('may have arrived; look before sending again');
    const ran = await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${port}`, now: NOW + 90_000 });
    expect(ran.stderr).toMatch(/may have arrived.*carries the same Message-ID/);
    expect(mails[0]?.bytes.equals(bytes)).toBe(true);
  });

  test('Ctrl-C before the message is status 130; after it, it is not called unchanged', async () => {
    for (const [place, status, code] of [['mail', 130, 'SMTP_INTERRUPTED'], ['dot', 1, 'SMTP_OUTCOME_UNKNOWN']] as const) {
      const project = await makeProject();
      const server = await startFaultServer({ [place]: 'hang' });
      const controller = new AbortController();
      void (place === 'mail' ? server.mailSeen : server.dotSeen).then(() => controller.abort());
      expect(await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${server.port}`, signal: controller.signal })).toMatchObject({ status, codes: [code] });
    }
  });

  test('the password is nowhere: not on the screen, not in a file', async () => {
    const project = await makeProject();
    const { port } = await startMailServer({ password: 'another' });
    const server = await startFaultServer({ auth: `535 ${CANARY} is wrong` });
    const shown: string[] = [];
    for (const [p, values] of [[port, { yes: true }], [server.port, { yes: true, json: true }], [server.port, {}], [server.port, { json: true }]] as const) {
      const ran = await send(project, { ...to('me@example.org'), ...values }, { url: `smtp://user%40example.org:${CANARY}@127.0.0.1:${p}` });
      shown.push(ran.stdout, ran.stderr, ran.text);
    }
    for (const name of await listAll(project.root)) {
      const path = join(project.root, name);
      if ((await stat(path)).isFile()) shown.push(await readFile(path, 'latin1'));
    }
    const all = shown.join('\n');
    expect(all).toContain('SMTP');
    for (const form of [CANARY, Buffer.from(CANARY).toString('base64').replace(/=+$/, ''), Buffer.from(`\0user@example.org\0${CANARY}`).toString('base64').replace(/=+$/, '')]) expect(all).not.toContain(form);
  });
});

test('killed after the final dot, the next run knows that the message may have arrived', async () => {
  const project = await makeProject();
  const server = await startFaultServer({ dot: 'hang' });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '..', '..', 'src', 'cli.ts'), 'send', '2025-11/open-models', '--to', 'me@example.org', '--yes'], {
    cwd: project.root, env: { PATH: process.env['PATH'], SMTP_URL: `smtp://127.0.0.1:${server.port}` }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  await Promise.race([server.dotSeen, exit.then(() => expect.unreachable('it ended early'))]);
  child.kill('SIGKILL');
  await exit;
  expect((await receiptsOf(project)).map((r) => r['outcome'])).toEqual(['started']);
  expect((await send(project, to('me@example.org'))).stdout).toContain('may have arrived');
});

test('every option has a help text', () => {
  expect(Object.values(options).every((o) => o.help !== '')).toBe(true);
});

describe('what the brief says about its mail', () => {
  const withEmail = async (email: string): Promise<Project> => {
    const project = await makeProject();
    const brief = await readFile(join(import.meta.dirname, '../../data/briefs/open-models.yaml'), 'utf8');
    await mkdir(join(project.root, 'data', 'briefs'), { recursive: true });
    await writeFile(join(project.root, 'data', 'briefs', 'open-models.yaml'), `${brief}\nemail:\n${email}`);
    return project;
  };

  test('a proof comes from its sender, answers go where its answers go, and the list has its name', async () => {
    const project = await withEmail('  from: The list <list@example.org>\n  reply_to: answers@example.org\n  list_id: open-models.example.org\n');
    const { port, mails } = await startMailServer();
    expect(await send(project, { ...to('me@example.org'), yes: true }, { url: `smtp://127.0.0.1:${port}` })).toMatchObject({ status: 0 });
    const mail = await simpleParser(mails[0]?.bytes ?? '');
    expect([mail.from?.value, mail.replyTo?.value.map((v) => v.address), mails[0]?.from]).toEqual([[{ address: 'list@example.org', name: 'The list' }], ['answers@example.org'], 'list@example.org']);
    expect(Buffer.from(mails[0]?.bytes ?? '').toString('latin1')).toMatch(/\r\nList-ID: Open models monthly <open-models\.example\.org>\r\n/i);
  });

  test('a signature that cannot be made, a secret that is missing and a server without sign-in are named together, before anything is asked', async () => {
    const project = await withEmail('  from: list@example.org\n  unsubscribe: https://example.org/leave\n  dkim: { domain: example.org, selector: a }\n  relay: relay.example.org\n');
    const ran = await send(project, to('me@example.org'), { url: 'smtp://mail.example.org' });
    expect(ran).toMatchObject({ status: 2, codes: ['DKIM_KEY_MISSING', 'UNSUBSCRIBE_SECRET_MISSING', 'SMTP_SIGN_IN_MISSING'] });
    expect((await send(await withEmail('  from: list@example.org\n  relay: relay.example.org\n'), to('me@example.org'), { url: 'smtp://relay.example.org:25' })).stdout).toContain('relay.example.org:25 (STARTTLS when offered, without sign-in)');
  });
});
