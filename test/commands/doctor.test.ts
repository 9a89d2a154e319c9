// Doctor against a real server, real folders and a real mail server.
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { checkFonts, checkNode, checkWritable } from '../../src/commands/doctor-machine.ts';
import { checkMail } from '../../src/commands/doctor-smtp.ts';
import { BASE_ADDRESSES, checkSources } from '../../src/commands/doctor-sources.ts';
import { joinSilent, type Finding } from '../../src/commands/doctor-finding.ts';
import { resolveProject } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the machine', () => {
  test('Node from 26 on will do', () => {
    expect(['26.0.0', '27.1.0', '25.9.9', '9.0.0'].map((v) => checkNode(v, 'node').status)).toEqual(['ok', 'ok', 'fail', 'fail']);
  });

  test('a folder is tried by writing, and is as it was afterwards', async () => {
    expect(await checkWritable('out', join(root, 'a/b/c'))).toMatchObject({ status: 'ok' });
    expect(await readdir(root)).toEqual([]);
    await mkdir(join(root, 'kept'));
    expect(await checkWritable('out', join(root, 'kept'))).toMatchObject({ status: 'ok' });
    expect(await readdir(join(root, 'kept'))).toEqual([]);
  });

  test('a file in the folder\'s place, or on the way to it, fails', async () => {
    await writeFile(join(root, 'file'), '');
    expect(await checkWritable('out', join(root, 'file'))).toMatchObject({ status: 'fail', detail: `${join(root, 'file')} is not a folder.` });
    expect(await checkWritable('out', join(root, 'file/below'))).toMatchObject({ status: 'fail', todo: expect.stringContaining('--out') as string });
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right fails', async () => {
    await chmod(root, 0o500);
    expect(await checkWritable('out', join(root, 'a'))).toMatchObject({ status: 'fail' });
    await chmod(root, 0o700);
  });

  test('fonts are found in the packages, and missed without them', async () => {
    const project = await resolveProject({ project: root }, '/');
    expect(await checkFonts(project)).toMatchObject({ status: 'ok' });
    expect(await checkFonts({ ...project, packageRoot: root })).toMatchObject({ status: 'fail', todo: 'Run "npm ci".' });
  });
});

describe('sources', () => {
  let server: Server;
  let base: string;
  let closed: string;
  const seen: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
      response.writeHead(Number(request.url?.slice(1)) || 200, { location: 'http://127.0.0.1:1/' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    closed = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((resolve) => gone.close(resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** All shipped sources pointed at the local server, so that no test leaves the machine. */
  const local = (over: Record<string, string>): Map<string, string> => new Map([...[...BASE_ADDRESSES.keys()].map((id) => [id, `${base}/200`] as const), ...Object.entries(over)]);
  const statuses = (findings: readonly Finding[]): Record<string, string> => Object.fromEntries(findings.map((f) => [f.check.replace('source:', ''), f.status]));

  test('any answer is an answer; none, or an error of the server, is a warning, or a failure when asked', async () => {
    const over = { epoch: `${base}/404`, pypi: `${base}/301`, github: `${base}/503`, own: closed, odd: 'nonsense' };
    const { effects } = recordEffects();
    const found = await checkSources(local(over), { offline: false, strict: false, effects });
    expect(statuses(found)).toMatchObject({ huggingface: 'ok', epoch: 'ok', pypi: 'ok', github: 'warn', own: 'warn', odd: 'warn' });
    expect(found.find((f) => f.check === 'source:own')?.detail).toContain('ECONNREFUSED');
    expect(seen.every((line) => line.startsWith('HEAD '))).toBe(true);
    expect(statuses(await checkSources(local(over), { offline: false, strict: true, effects }))).toMatchObject({ epoch: 'ok', github: 'fail', own: 'fail' });
  });

  test('those that do not answer are one line that names them; one alone keeps its own', async () => {
    const { effects } = recordEffects();
    const found = await checkSources(local({ epoch: closed, own: closed, github: `${base}/503` }), { offline: false, strict: false, effects });
    const lines = joinSilent(found);
    expect(lines.map((f) => f.check)).toEqual(['source:huggingface', 'source:openrouter', 'sources', 'source:docker-hub', 'source:modelscope', 'source:github', 'source:pypi']);
    expect(lines[2]).toMatchObject({ status: 'warn', detail: expect.stringMatching(/^2 of 8 sources do not answer: epoch, own \(epoch: .*ECONNREFUSED.*\)\.$/) as string, todo: expect.stringContaining('building does not') as string });
    expect(joinSilent(found.filter((f) => f.check === 'source:own' || f.check === 'source:pypi')).map((f) => f.check)).toEqual(['source:pypi', 'source:own']);
    expect(joinSilent(found.filter((f) => f.silent !== undefined)).map((f) => f.detail)).toEqual([expect.stringMatching(/^none of the 2 sources answers: epoch, own /)]);
  });

  test('offline asks nobody', async () => {
    seen.length = 0;
    expect(await checkSources(local({}), { offline: true, strict: true, effects: recordEffects().effects })).toMatchObject([{ status: 'skip' }]);
    expect(seen).toEqual([]);
  });

  test('HF_ENDPOINT moves the hub, the brief\'s own address goes before it, and neither shows a password', async () => {
    const { effects } = recordEffects({ env: { HF_ENDPOINT: base.replace('//', '//user:hunter2@') } });
    const others = local({});
    others.delete('huggingface');
    const found = await checkSources(others, { offline: false, strict: false, effects });
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(found.find((f) => f.check === 'source:huggingface')).toMatchObject({ status: 'ok', detail: expect.stringContaining(base) as string });
    expect(seen).toContain(`HEAD / Basic ${Buffer.from('user:hunter2').toString('base64')}`);
    expect(statuses(await checkSources(local({}), { offline: false, strict: false, effects }))['huggingface']).toBe('ok');
  });

  test('an interruption ends it', async () => {
    const world = recordEffects();
    world.abort();
    await expect(checkSources(local({}), { offline: false, strict: false, effects: world.effects })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('mail', () => {
  test('is asked only where SMTP_URL is set, and not offline', async () => {
    expect(await checkMail(recordEffects().effects, false)).toMatchObject({ status: 'skip' });
    expect(await checkMail(recordEffects({ env: { SMTP_URL: 'smtp://127.0.0.1:1' } }).effects, true)).toMatchObject({ status: 'skip' });
    expect(await checkMail(recordEffects({ env: { SMTP_URL: 'smtp://127.0.0.1:1' } }).effects, false)).toMatchObject({ status: 'fail' });
    const bad = await checkMail(recordEffects({ env: { SMTP_URL: 'http://me:hunter2@x' } }).effects, false);
    expect(bad.status).toBe('fail');
    expect(JSON.stringify(bad)).not.toContain('hunter2');
  });

  test('a server that answers is ok, one that refuses the password fails, and no message is sent', async () => {
    const messages: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: true,
      onAuth: (auth, _, done) => (auth.password === 'right' ? done(null, { user: 'me' }) : done(new Error('no'))),
      onData: (_stream, session, done) => { messages.push(session.id); done(); },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    const ask = (user: string): Promise<Finding> => checkMail(recordEffects({ env: { SMTP_URL: `smtp://${user}127.0.0.1:${port}` } }).effects, false);
    expect(await ask('')).toMatchObject({ status: 'ok' });
    expect(await ask('me:right@')).toMatchObject({ status: 'ok', detail: expect.stringContaining('signed in') as string });
    const refused = await ask('me:wrongpass@');
    expect(refused.status).toBe('fail');
    expect(JSON.stringify(refused)).not.toContain('wrongpass');
    expect(messages).toEqual([]);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});

describe('the command', () => {
  const brief = 'title: Small\nquestion: What?\npublisher: P\ncontact: a@example.org\nlicence: CC BY 4.0\nfirst: 2025-11\nsections: [{id: s, items: [{figure: f}]}]\nfigures: {f: {metric: m, chart: c}}\n';
  beforeEach(async () => {
    await mkdir(join(root, 'data/briefs'), { recursive: true });
  });

  test('prints a line for each check, prints a page, and leaves nothing', async () => {
    await writeFile(join(root, 'data/briefs/small.yaml'), brief);
    const world = recordEffects({ cwd: root, env: { ...process.env, SMTP_URL: '' } });
    expect(await main(['doctor', '--offline'], world.effects)).toBe(0);
    expect(world.out().split('\n').map((line) => line.slice(0, 18).trim())).toEqual(['ok    node', 'ok    brief', 'ok    out', 'ok    state', 'ok    fonts', expect.stringMatching(/^(ok|warn) +browser$/) as string, 'skip  sources', 'skip  mail', '']);
    expect(await readdir(root)).toEqual(['data']);
  });

  test('a brief that is wrong and a browser that is none fail, the rest is looked at, and --json is one value', async () => {
    await writeFile(join(root, 'data/briefs/small.yaml'), brief.replace('title', 'titel'));
    const world = recordEffects({ cwd: root, env: { PUPPETEER_EXECUTABLE_PATH: join(root, 'no-browser') } });
    expect(await main(['doctor', '--offline', '--json'], world.effects)).toBe(1);
    const { ok, checks } = JSON.parse(world.out()) as { ok: boolean; checks: Finding[] };
    expect(ok).toBe(false);
    expect(checks.map((c) => `${c.check} ${c.status}`)).toEqual(['node ok', 'brief fail', 'out ok', 'state ok', 'fonts ok', 'browser fail', 'sources skip', 'mail skip']);
    expect(checks.filter((c) => c.status === 'fail').every((c) => c.todo !== undefined && c.todo !== '')).toBe(true);
  });
});
