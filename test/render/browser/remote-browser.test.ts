// Printing by a browser that somebody else runs: the same bytes as here, nothing left there, and endpoints that are none.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocket, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../../src/cli.ts';
import { startDeadline } from '../../../src/deadline.ts';
import { packageRoot } from '../../../src/project.ts';
import { findBrowser } from '../../../src/render/browser/find-browser.ts';
import { browserEnvironment } from '../../../src/render/browser/flags.ts';
import { writeFontConfig } from '../../../src/render/browser/font-config.ts';
import { recordEffects } from '../../cli/fixture.ts';
import { launch } from './launch.ts';
import { sampleHtml } from './sample.ts';

const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
let folder: string;
let far: ChildProcess;
let endpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-'));
  for (const name of ['home', 'tmp']) await mkdir(join(folder, name));
  const { path } = await findBrowser({ env, signal: new AbortController().signal });
  const args = ['--headless', '--remote-debugging-port=0', '--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none', `--user-data-dir=${join(folder, 'profile')}`, 'about:blank'];
  far = spawn(path, args, { env: browserEnvironment(folder, writeFontConfig(folder), env), stdio: ['ignore', 'ignore', 'pipe'] });
  endpoint = await new Promise<string>((resolve, reject) => {
    let words = '';
    far.stderr?.on('data', (data: Buffer) => {
      words += data.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(words)?.[1];
      if (found !== undefined) resolve(found);
    });
    far.once('exit', () => reject(new Error(words)));
  });
});
afterAll(async () => {
  const ended = once(far, 'exit');
  far.kill('SIGKILL');
  await ended;
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function readFiles(root: string): Promise<Map<string, Buffer>> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(entries.map(async (path) => [path.slice(root.length + 1), await readFile(path)] as const)));
}

const undated = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1').replace(/\/(?:CreationDate|ModDate) \(D:[^)]*\)/g, '');
const remote = (configured: string, limit = 30_000) => launch({ env, configured, deadline: startDeadline(limit) });

describe('a browser elsewhere', () => {
  test.each(['ws', 'http'])('by %s: the bytes of the one here, two at a time, and nothing is left', async (kind) => {
    const here = await launch({ env });
    const there = await remote(kind === 'ws' ? endpoint : `http://${new URL(endpoint).host}`);
    try {
      expect([there.version, there.origin, there.path, there.sandbox]).toEqual([here.version, 'remote', undefined, 'unknown']);
      const { pdf } = await here.print(sampleHtml());
      for (const printed of await Promise.all([there.print(sampleHtml()), there.print(sampleHtml())])) expect(undated(printed.pdf) === undated(pdf)).toBe(true);
    } finally {
      await Promise.all([here.close(), there.close()]);
    }
    await there.close();
    const seen = await puppeteer.connect({ browserWSEndpoint: endpoint });
    expect([seen.browserContexts().length, (await seen.pages()).length]).toEqual([1, 1]);
    await seen.disconnect();
  });

  test('an edition by it has the same files, and its manifest names the version', async () => {
    const [here, there] = [join(folder, 'here'), join(folder, 'there')];
    for (const root of [here, there]) await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
    await appendFile(join(there, 'data/briefs/small.yaml'), `browser: ${endpoint}\n`);
    for (const cwd of [here, there]) expect(await main(['build'], recordEffects({ cwd, env }).effects)).toBe(0);
    const [one, other] = await Promise.all([here, there].map((root) => readFiles(join(root, 'out/2026-02/small'))));
    const manifests = [one, other].map((files) => JSON.parse(files?.get('manifest.json')?.toString() ?? '') as { versions: { browser: string } });
    expect(manifests[1]?.versions).toEqual(manifests[0]?.versions);
    expect(manifests[1]?.versions.browser).toMatch(/^HeadlessChrome\/\d+\./);
    for (const files of [one, other]) files?.delete('manifest.json');
    expect(one?.size).toBeGreaterThan(8);
    expect(other).toEqual(one);
  }, 120_000);

  test('asks for nothing either, and runs no script', async () => {
    const there = await remote(endpoint);
    onTestFinished(there.close);
    let asked = 0;
    const server = createServer((_, response) => { asked += 1; response.end('x'); }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { blockedRequests } = await there.print(sampleHtml({ body: `<img src="${url}/a.png" alt=""><script>document.title = 'x'</script>`, head: `<link rel="prefetch" href="${url}/b">` }));
    expect([asked, blockedRequests.length > 0]).toEqual([0, true]);
  });

  test('a program that the environment names prints instead', async () => {
    const { path } = await findBrowser({ env, signal: new AbortController().signal });
    const here = await launch({ env: { ...env, PUPPETEER_EXECUTABLE_PATH: path }, configured: 'ws://127.0.0.1:9/' });
    onTestFinished(here.close);
    expect(here.origin).toBe('environment');
  });
});

describe('an endpoint that is none', () => {
  async function listen(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return (server.address() as AddressInfo).port;
  }
  const refused = async (address: string, limit?: number): Promise<string> => {
    const failure: unknown = await remote(address, limit).then(async (browser) => browser.close(), (error: unknown) => error);
    expect(failure).toMatchObject({ status: 1, problems: [{ code: 'BROWSER_UNREACHABLE', hint: expect.stringContaining('--remote-debugging-port') as string }] });
    return String(failure);
  };

  test('nobody listens', async () => {
    expect(await refused('ws://127.0.0.1:9/devtools?token=s3cret-token')).toContain('ws://127.0.0.1:9/');
    expect(await refused('http://127.0.0.1:9')).toContain('http://127.0.0.1:9/');
  });
  test('a web server that is no browser', async () => {
    const port = await listen(createServer((_, response) => { response.statusCode = 404; response.end('<h1>Not here</h1>'); }));
    for (const kind of ['ws', 'http']) await refused(`${kind}://127.0.0.1:${port}/`);
  });
  test('one that never answers', async () => {
    const port = await listen(createSocket(() => undefined));
    const failure: unknown = await remote(`ws://127.0.0.1:${port}/`, 700).then(async (browser) => browser.close(), (error: unknown) => error);
    expect(String(failure)).toMatch(/BROWSER_UNREACHABLE|DEADLINE_REACHED/);
  });
  test('what may be a secret is not shown', async () => {
    for (const address of ['ws://user:pa55word@127.0.0.1:9/x', 'ws://127.0.0.1:9/devtools/s3cret?token=s3cret-token', 'http://127.0.0.1:9/?token=s3cret-token']) expect(await refused(address)).not.toMatch(/s3cret|pa55/);
  });
});
