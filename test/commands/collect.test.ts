// `collect` and `sources` as a person and a script meet them: streams, exit status, options, secrets.
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Effects } from '../../src/effects.ts';
import { takeRunLock, isRunLock } from '../../src/sources/run-lock.ts';
import { createProject } from '../sources/support/project.ts';
import { startServer } from '../sources/support/server.ts';
import type { Handler, TestServer } from '../sources/support/server.ts';
import { inputPath } from '../sources/wire.ts';

const NOW = Date.parse('2026-10-02T08:00:00.000Z');
const MONTH = '2026-09';
const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()));
});

async function serve(handler: Handler): Promise<TestServer> {
  const server = await startServer(handler);
  open.push(server);
  return server;
}

/** Epoch's table and the Docker Hub's pages; everything else is a 404. */
const wire: Handler = (request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  if (url.pathname === '/data/notable_ai_models.csv') {
    const body = readFileSync(inputPath('epoch/notable_ai_models.csv'));
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': String(body.length) }).end(body);
  } else if (url.pathname === '/v2/repositories/ai/') {
    const body = readFileSync(inputPath(`docker-hub/page-${url.searchParams.get('page') ?? ''}.json`), 'utf8').replaceAll('{base}', url.origin);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  } else response.writeHead(404, { 'content-type': 'text/plain' }).end('no such page');
};

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(root: string, argv: readonly string[], over: Partial<Effects> = {}): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const effects: Effects = { env: {}, cwd: root, now: () => NOW, isTerminal: false, signal: new AbortController().signal, stdout: (t) => void out.push(t), stderr: (t) => void err.push(t), ...over };
  const status = await main([...argv, '--project', root], effects);
  return { status, out: out.join(''), err: err.join('') };
}

const both = (url: string): string[] => ['--month', MONTH, '--source', 'epoch', '--source', 'docker-hub', '--source-url', `epoch=${url}`, '--source-url', `docker-hub=${url}`];

describe('collect', () => {
  test('prints the folder of the snapshot, and a table beside it', async () => {
    const { root } = await createProject();
    const server = await serve(wire);
    const ran = await run(root, ['collect', ...both(server.url)]);
    expect(ran).toMatchObject({ status: 0, out: `${join(root, 'data/snapshots/2026-09/r1')}\n` });
    const [head = '', ...lines] = ran.err.split('\n');
    expect(head).toMatch(/^source +rows +new +changed +verdict +seconds +requests$/);
    expect(lines[0]).toMatch(/^docker-hub +[1-9]\d* +[1-9]\d* +0 +\w+ +\d+\.\d +[1-9]\d*$/);
    expect(lines[1]).toMatch(/^epoch +[1-9]/);

    const again = await run(root, ['collect', ...both(server.url)]);
    expect(again).toMatchObject({ status: 0, out: ran.out });
    expect(again.err).toContain('there is no new revision');
    expect(readdirSync(join(root, 'data/snapshots/2026-09'))).toEqual(['r1']);

    const quiet = await run(root, ['collect', '--quiet', ...both(server.url)]);
    expect(quiet).toEqual({ status: 0, out: ran.out, err: '' });
    const replayed = await run(root, ['collect', '--replay', '--quiet']);
    expect(replayed).toEqual({ status: 0, out: ran.out, err: '' });
    expect((await run(root, ['collect', '--replay', '--month', '2026-08'])).status).toBe(2);
  });

  test('--json is one value', async () => {
    const { root } = await createProject();
    const server = await serve(wire);
    const ran = await run(root, ['collect', '--json', ...both(server.url)]);
    expect(JSON.parse(ran.out)).toMatchObject({ ok: true, month: MONTH, revision: 1, isNew: true, folder: join(root, 'data/snapshots/2026-09/r1'), problems: [], sources: [{ id: 'docker-hub', failed: false }, { id: 'epoch', failed: false }] });
    expect(JSON.parse((await run(root, ['collect', '--replay', '--json'])).out)).toMatchObject({ ok: true, isSame: true, revision: 1 });
  });

  test('1 when every source failed, 3 under --strict when one did, 0 otherwise', async () => {
    const { root } = await createProject();
    const server = await serve((q, s, n) => ((q.url ?? '').startsWith('/data/') ? wire(q, s, n) : void s.writeHead(404, { 'content-type': 'text/plain' }).end('gone')));
    const one = await run(root, ['collect', ...both(server.url)]);
    expect(one.status).toBe(0);
    expect(one.err).toMatch(/\nHTTP_STATUS\n {2}docker-hub: http:\/\/127\.0\.0\.1:\d+\/v2\/repositories\/ai\/\?[^:]*: status 404 "gone"\.\n {2}/);
    expect((await run(root, ['collect', '--strict', ...both(server.url)])).status).toBe(3);
    await server.close();
    const none = await run(root, ['collect', ...both(server.url)]);
    expect(none).toMatchObject({ status: 1, out: '' });
    expect(none.err).toContain(`The last snapshot stays: ${join(root, 'data/snapshots/2026-09/r1')}`);
    expect(none.err.match(/^HTTP_UNREACHABLE$/gm)).toHaveLength(2);
    expect(JSON.parse((await run(root, ['collect', '--json', ...both(server.url)])).out)).toMatchObject({ ok: false, problems: [{ code: 'HTTP_UNREACHABLE' }, { code: 'HTTP_UNREACHABLE' }] });
    expect(readdirSync(join(root, 'data/snapshots/2026-09'))).toEqual(['r1']);
  });

  test('--dry-run says how many requests, asks nobody and writes nothing', async () => {
    const { root } = await createProject();
    const server = await serve(wire);
    const ran = await run(root, ['collect', '--dry-run', ...both(server.url)]);
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toMatch(/^2026-09, counters until 2026-10-10: at least \d+ requests\.\n/);
    expect(ran.out).toContain(`${server.url}/data/notable_ai_models.csv`);
    expect(server.asked).toEqual([]);
    expect(existsSync(join(root, '.briefwright'))).toBe(false);
    const late = await run(root, ['collect', '--dry-run', '--month', '2026-07']);
    expect(late.out).toMatch(/docker-hub .*\n {2}not asked: It shows only the counters of today \(2026-10-02\)/);
  });

  test('every mistake of the request at once, without its secrets', async () => {
    const { root } = await createProject();
    const ran = await run(root, ['collect', '--source', 'epok', '--source-url', 'githup=https://me:canary-pw@x.example', '--month', '2027-01', '--since', '2026-13-01']);
    expect(ran).toMatchObject({ status: 2, out: '' });
    expect(ran.err.match(/^[A-Z_]+$/gm)).toEqual(['USAGE_UNKNOWN_SOURCE', 'USAGE_UNKNOWN_SOURCE', 'USAGE_BAD_MONTH', 'USAGE_BAD_VALUE']);
    expect(ran.err).toContain('Try "epoch".');
    const form = await run(root, ['collect', '--source-url', 'https://me:canary-pw@x.example']);
    expect(form.status).toBe(2);
    expect(ran.err + form.err).not.toContain('canary');
    expect(existsSync(join(root, '.briefwright'))).toBe(false);
    expect((await run(root, ['collect', '--offline'])).status).toBe(2);
  });

  test('while another one runs it leaves with 0', async () => {
    const { root } = await createProject();
    const lock = await takeRunLock(join(root, '.briefwright/collect'), 'test', () => NOW);
    if (!isRunLock(lock)) throw new Error('locked');
    try {
      const ran = await run(root, ['collect', ...both('https://x.example')]);
      expect(ran).toMatchObject({ status: 0, out: '' });
      expect(ran.err).toBe(`Another collect is running (process ${process.pid}, since 2026-10-02T08:00:00.000Z); this one leaves it to that.\n`);
      expect(JSON.parse((await run(root, ['collect', '--json', ...both('https://x.example')])).out)).toMatchObject({ ok: true, busy: true });
    } finally {
      await lock.release();
    }
  });

  test('interrupted: 130, nothing frozen, and the next run goes on', async () => {
    const { root } = await createProject();
    const controller = new AbortController();
    const state = { isHeld: true };
    const server = await serve((q, s, n) => {
      if (!state.isHeld || !(q.url ?? '').includes('page=2')) return wire(q, s, n);
      controller.abort(new DOMException('Interrupted', 'AbortError'));
      return undefined;
    });
    const argv = ['collect', '--month', MONTH, '--source', 'docker-hub', '--source-url', `docker-hub=${server.url}`];
    const ran = await run(root, argv, { signal: controller.signal });
    expect(ran).toMatchObject({ status: 130, out: '', err: 'Interrupted.\n' });
    expect(existsSync(join(root, 'data/snapshots'))).toBe(false);
    state.isHeld = false;
    server.asked.length = 0;
    expect((await run(root, argv)).status).toBe(0);
    expect(server.asked.some((url) => url.includes('page=1'))).toBe(false);
  });

  test('a terminal sees how far it is', async () => {
    const { root } = await createProject();
    const server = await serve(wire);
    const ran = await run(root, ['collect', ...both(server.url)], { isTerminal: true, env: { TERM: 'xterm' } });
    expect(ran.err).toMatch(/\r\u001b\[2Kcollecting 0\/2 · epoch/);
    expect(ran.err).toMatch(/docker-hub 1\/\d+/);
    expect(ran.out).toBe(`${join(root, 'data/snapshots/2026-09/r1')}\n`);
  });

  test('without a network: seconds, one clear block for each source, nothing changed', async () => {
    const { root } = await createProject();
    const dead = await startServer(wire);
    await dead.close();
    const started = performance.now();
    const ran = await run(root, ['collect', '--month', MONTH, ...['huggingface', 'epoch', 'docker-hub', 'github', 'pypi'].flatMap((id) => ['--source-url', `${id}=${dead.url}`]), '--source', 'epoch', '--source', 'github', '--source', 'pypi', '--source', 'huggingface', '--source', 'docker-hub']);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(ran).toMatchObject({ status: 1, out: '' });
    expect(ran.err.match(/^HTTP_UNREACHABLE$/gm)).toHaveLength(5);
    expect(existsSync(join(root, 'data/snapshots'))).toBe(false);
  });
});

describe('secrets', () => {
  const KEY = 'sk-or-v1-canary-7d1f9b';

  /** Everything that a run left or said, bodies unpacked. */
  function everything(root: string, ...ran: readonly Ran[]): string {
    const files = globSync('**/*', { cwd: root, exclude: () => false }).concat(globSync('.briefwright/**/*', { cwd: root })).map((f) => join(root, f)).filter((f) => statSync(f).isFile());
    expect(files.some((f) => f.includes('.briefwright'))).toBe(true);
    return [...ran.flatMap((r) => [r.out, r.err]), ...files.map((f) => (f.endsWith('.zst') ? zstdDecompressSync(readFileSync(f)).toString('latin1') : readFileSync(f, 'latin1')))].join('\n');
  }

  test.each([
    ['an error page that repeats it', (key: string): Handler => (_, s) => void s.writeHead(400, { 'content-type': 'text/plain', 'x-error-message': key }).end(`bad key ${key}`)],
    ['a body that repeats it', (key: string): Handler => (_, s) => void s.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [], you: key }))],
    ['headers that repeat it', (key: string): Handler => (_, s) => void s.writeHead(200, { 'content-type': 'application/json', etag: `"${key}"`, 'x-request-id': key, 'x-hf-warning': key }).end('{"data":[]}')],
    ['a redirect that carries it', (key: string): Handler => (_, s) => void s.writeHead(302, { location: `https://10.0.0.1/?x=${key}` }).end()],
    ['a broken connection', (): Handler => (_, s) => void s.socket?.destroy()],
  ])('%s', { timeout: 60_000 }, async (_, handler) => {
    const { root } = await createProject();
    const server = await serve(handler(KEY));
    const argv = ['collect', '--month', MONTH, '--source', 'openrouter', '--source-url', `openrouter=${server.url.replace('//', '//user:canary-pw-55@')}`];
    const env = { OPENROUTER_API_KEY: KEY, HTTPS_PROXY: 'http://me:canary-proxy-1@127.0.0.1:9' };
    const one = await run(root, [...argv, '--debug'], { env });
    const two = await run(root, [...argv, '--json', '--debug'], { env });
    const three = await run(root, ['sources'], { env });
    const four = await run(root, [...argv, '--dry-run'], { env });
    expect(server.headers.some((h) => h.authorization === `Bearer ${KEY}`), 'the key is sent').toBe(true);
    const text = everything(root, one, two, three, four);
    for (const secret of [KEY, 'canary-pw-55', 'canary-proxy-1', Buffer.from('user:canary-pw-55').toString('base64')]) expect(text.includes(secret), secret).toBe(false);
  });
});

describe('sources', () => {
  test('tells the state of each, before and after', async () => {
    const { root } = await createProject();
    const before = await run(root, ['sources']);
    expect(before).toMatchObject({ status: 0, err: '' });
    expect(before.out).toMatch(/^source +figures +licence +snapshot +verdict +rows +as of\n/);
    expect(before.out).toMatch(/^epoch +has a history +CC BY 4\.0 +never collected$/m);
    const server = await serve((q, s, n) => ((q.url ?? '').includes('page=2') ? void s.writeHead(403).end() : wire(q, s, n)));
    await run(root, ['collect', ...both(server.url)]);
    const after = await run(root, ['sources', '--month', MONTH]);
    expect(after.out).toMatch(/^epoch +has a history +CC BY 4\.0 +2026-09 r1 +\w+ +[1-9]\d* +\d{4}-\d{2}-\d{2}$/m);
    expect(after.out).toMatch(/^docker-hub: .*status 403/m);
    expect(after.out).toContain('docker-hub: an interrupted run for 2026-09 has 1 answers');
    const { sources } = JSON.parse((await run(root, ['sources', '--json', '--month', MONTH])).out) as { readonly sources: readonly { readonly id: string }[] };
    expect(sources.find((s) => s.id === 'docker-hub')).toMatchObject({ figures: 'running', last: { verdict: 'failed' }, partial: { captures: 1 } });
  });

  test('nothing is written by looking', async () => {
    const root = (await createProject()).root;
    await run(root, ['sources']);
    expect(existsSync(join(root, '.briefwright'))).toBe(false);
    expect((await run(mkdtempSync(join(tmpdir(), 'briefwright-empty-')), ['sources'])).status).toBe(2);
  });
});
