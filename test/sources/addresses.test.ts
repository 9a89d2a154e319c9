// Nothing inside the network is asked unless a person said so, and a token goes to one host.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { collectMonth } from '../../src/pipeline/collection.ts';
import { blockedAddresses, checkPublic, resolveHome, resolveTarget, shownUrl } from '../../src/sources/addresses.ts';
import { createDispatchers } from '../../src/sources/dispatchers.ts';
import type { Source } from '../../src/sources/source.ts';
import { createCounter, createProject, createWorld, MONTH, QUICK } from './support/project.ts';
import { pageOf, sendJson, serveItems, startServer } from './support/server.ts';
import type { TestServer } from './support/server.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()));
});

async function serve(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...args);
  open.push(server);
  return server;
}

async function collect(urls: readonly [string, string][], catalogue: readonly Source[], env: Record<string, string> = {}) {
  const result = await collectMonth({ project: await createProject(), month: MONTH, sources: [], urls: new Map(urls), catalogue, limits: { ...QUICK, attempts: 3 } }, createWorld(env));
  if (result.kind !== 'collected') throw new Error('busy');
  return result;
}

describe('a redirect', () => {
  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'ADDRESS_NOT_HTTPS'], ['https://169.254.169.254/latest/meta-data/', 'ADDRESS_PRIVATE'], ['http://127.0.0.1:VICTIM/', 'ADDRESS_PRIVATE'], ['https://127.0.0.1:VICTIM/', 'ADDRESS_PRIVATE'],
    ['http://localhost:VICTIM/', 'ADDRESS_PRIVATE'], ['https://0.0.0.0:VICTIM/', 'ADDRESS_PRIVATE'], ['https://[::1]:VICTIM/', 'ADDRESS_PRIVATE'], ['https://[::ffff:127.0.0.1]:VICTIM/', 'ADDRESS_PRIVATE'], ['http://2130706433:VICTIM/', 'ADDRESS_PRIVATE'],
    ['https://0x7f.1:VICTIM/', 'ADDRESS_PRIVATE'], ['https://10.1.2.3/', 'ADDRESS_PRIVATE'], ['https://[fd00::1]/', 'ADDRESS_PRIVATE'], ['https://[fe80::1]/', 'ADDRESS_PRIVATE'], ['https://[64:ff9b::7f00:1]/', 'ADDRESS_PRIVATE'],
    ['https://printer.local/', 'ADDRESS_PRIVATE'], ['https://metadata.google.internal/', 'ADDRESS_PRIVATE'], ['https://localhost./', 'ADDRESS_PRIVATE'], ['file:///etc/passwd', 'ADDRESS_BAD'], ['data:application/json,[]', 'ADDRESS_BAD'],
    ['ftp://example.org/', 'ADDRESS_BAD'], ['http://example.org/', 'ADDRESS_NOT_HTTPS'], ['https://user:pw@example.org/', 'ADDRESS_BAD'], ['//169.254.169.254/x', 'ADDRESS_NOT_HTTPS'], ['/again', 'HTTP_REDIRECTS'],
  ])('to %s is refused', async (to, code) => {
    const victim = await serve((_, s) => sendJson(s, pageOf(1)));
    const server = await serve((_, s) => void s.writeHead(302, { location: to.replace('VICTIM', new URL(victim.url).port) }).end());
    const result = await collect([['counter', server.url]], [createCounter()]);
    expect(result.problems).toMatchObject([{ code }]);
    expect(result.problems[0]?.message).not.toContain('pw');
    expect(victim.asked).toEqual([]);
    expect(server.asked.length).toBeLessThanOrEqual(6);
  });

  test('within the source is followed, also relative, and the token goes along', async () => {
    const server = await serve((q, s, n) => (q.url === '/items?page=1' ? void s.writeHead(307, { location: '/moved?page=1' }).end() : q.url === '/moved?page=1' ? sendJson(s, pageOf(1)) : serveItems(1)(q, s, n)));
    const result = await collect([['counter', server.url]], [createCounter()], { COUNTER_TOKEN: 'canary-1234' });
    expect(result.isNew).toBe(true);
    expect(server.headers.map((h) => h.authorization)).toEqual(['Bearer canary-1234', 'Bearer canary-1234']);
  });
});

describe('connections', () => {
  /** Counts connections; answers nothing. */
  async function listen(): Promise<{ readonly port: number; readonly seen: { n: number } }> {
    const seen = { n: 0 };
    const server = createServer((socket) => {
      seen.n += 1;
      socket.destroy();
    });
    await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
    open.push({ close: () => new Promise((r) => server.close(() => r())) });
    return { port: (server.address() as AddressInfo).port, seen };
  }

  // A name is checked by what it leads to: the check of the address alone cannot see it.
  test.each(['http', 'https'])('%s: a name that leads to a private address is not connected to', async (scheme) => {
    const { port, seen } = await listen();
    const dispatchers = createDispatchers({ env: {}, blocked: blockedAddresses(), connectLimit: 1_000, idleLimit: 1_000 });
    open.push(dispatchers);
    for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]']) {
      const url = new URL(`${scheme}://${host}:${port}/`);
      const error: unknown = await request(url, { dispatcher: dispatchers.of(url, false) }).catch((e: unknown) => e);
      expect(error, host).toMatchObject({ code: 'ERR_IP_BLOCKED' });
    }
    expect(seen.n).toBe(0);
    const trusted = new URL(`${scheme}://127.0.0.1:${port}/`);
    await expect(request(trusted, { dispatcher: dispatchers.of(trusted, true) })).rejects.toThrow();
    expect(seen.n, 'the trusted one does connect').toBe(1);
  });

  test('a proxy, which may be private, gets public names and no private ones; its password is not shown', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (q, socket) => {
      asked.push(`${q.url ?? ''} ${q.headers['proxy-authorization'] ?? ''}`);
      socket.end('HTTP/1.1 503 no\r\n\r\n');
    });
    await new Promise<void>((r) => proxy.listen(0, '127.0.0.1', r));
    open.push({ close: () => new Promise((r) => proxy.close(() => r())) });
    const HTTPS_PROXY = `http://me:canary-pass@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const result = await collect([], [createCounter()], { HTTPS_PROXY });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked[0]).toBe(`counter.example.org:443 Basic ${Buffer.from('me:canary-pass').toString('base64')}`);
    expect(JSON.stringify(result)).not.toContain('canary-pass');
    asked.length = 0;
    const inside = await collect([], [createCounter({ base: 'https://10.9.8.7' })], { HTTPS_PROXY });
    expect(inside.problems).toMatchObject([{ code: 'ADDRESS_PRIVATE' }]);
    expect(asked).toEqual([]);
    // Loopback never goes through it.
    const server = await serve(serveItems(1));
    expect((await collect([['counter', server.url]], [createCounter()], { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY })).isNew).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('base addresses', () => {
  test.each(['http://mirror.example.org', 'http://10.0.0.8:8080', 'ftp://mirror.example.org', 'nonsense'])('%s is refused without asking', async (url) => {
    const result = await collect([['counter', url]], [createCounter()]);
    expect(result.problems[0]?.code).toMatch(/^ADDRESS_(NOT_HTTPS|BAD)$/);
    expect(result.sources[0]?.requests).toBe(0);
  });

  test('the environment variable counts, the option wins over it, and credentials go into a header only', async () => {
    const [one, two] = [await serve(serveItems(1)), await serve(serveItems(1))];
    const catalogue = [createCounter({ baseVariable: 'COUNTER_BASE' })];
    await collect([], catalogue, { COUNTER_BASE: `${one.url}/` });
    expect(one.asked).toEqual(['/items?page=1']);
    await collect([['counter', two.url.replace('//', '//me:canary-pw@')]], catalogue, { COUNTER_BASE: one.url });
    expect([one.asked.length, two.asked]).toEqual([1, ['/items?page=1']]);
    expect(two.headers[0]?.authorization).toBe(`Basic ${Buffer.from('me:canary-pw').toString('base64')}`);
  });

  test('a next link to the standard host means the mirror; one to anywhere else is refused', async () => {
    const home = resolveHome('https://mirror.example.org/hub', 'https://counter.example.org');
    expect(resolveTarget('https://counter.example.org/items?cursor=x', home).href).toBe('https://mirror.example.org/hub/items?cursor=x');
    expect(resolveTarget('https://mirror.example.org/hub/items?cursor=x', home).href).toBe('https://mirror.example.org/hub/items?cursor=x');
    for (const url of ['https://evil.example.org/items', 'https://counter.example.org.evil.example/items', 'https://counter.example.org:444/items', 'https://sub.mirror.example.org/']) expect(() => resolveTarget(url, home), url).toThrow(/is not https:\/\/mirror/);
    const other = await serve((_, s) => sendJson(s, pageOf(2)));
    const server = await serve((_, s) => sendJson(s, pageOf(1), { link: `<${other.url}/items?page=2>; rel="next"` }));
    const result = await collect([['counter', server.url]], [createCounter()], { COUNTER_TOKEN: 'canary-1234' });
    expect(result.problems).toMatchObject([{ code: 'ADDRESS_OTHER_HOST' }]);
    expect(other.asked).toEqual([]);
    const rewritten = await serve((q, s, n) => (q.url === '/items?page=1' ? sendJson(s, pageOf(1), { link: '<https://counter.example.org/items?page=2>; rel="next"' }) : serveItems(2)(q, s, n)));
    expect((await collect([['counter', rewritten.url]], [createCounter()])).sources[0]?.rows).toBe(6);
  });
});

test('public addresses pass, private ones do not', () => {
  const blocked = blockedAddresses();
  for (const ok of ['https://8.8.8.8', 'https://[2606:4700::1111]', 'https://huggingface.co', 'https://172.15.0.1', 'https://172.32.0.1', 'https://[64:ff9b::808:808]', 'https://localhost.example.org']) expect(() => checkPublic(new URL(ok), blocked), ok).not.toThrow();
  for (const bad of ['https://172.16.0.1', 'https://100.64.0.1', 'https://192.168.1.1', 'https://224.0.0.1', 'https://255.255.255.255', 'https://[::]', 'https://[ff02::1]', 'https://[2002:7f00:1::]', 'https://[::ffff:10.0.0.1]', 'https://[64:ff9b::a9fe:a9fe]', 'https://017700000001']) expect(() => checkPublic(new URL(bad), blocked), bad).toThrow();
});

test('an address is shown without what is secret in it', () => {
  expect(shownUrl('https://me:pw@h.example/p?api_key=abc&limit=5&X-Amz-Signature=s&access_token=t#frag')).toBe('https://h.example/p?api_key=hidden&limit=5&X-Amz-Signature=hidden&access_token=hidden');
  expect(shownUrl('not an address //me:pw@h')).not.toContain('pw');
  expect(shownUrl('https://h.example/p?tokens=5&monkey=1')).toBe('https://h.example/p?tokens=5&monkey=1');
});
