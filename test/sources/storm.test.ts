// A server in trouble: what is collected is what a calm server says, or nothing; and the server is not hammered.
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { readRevision } from '../../src/history/snapshot.ts';
import { collectMonth } from '../../src/pipeline/collection.ts';
import type { CollectResult } from '../../src/pipeline/collection.ts';
import { createCounter, createProject, createWorld, MONTH, QUICK } from './support/project.ts';
import { pageOf, sendJson, serveItems, startServer } from './support/server.ts';
import type { Handler, TestServer } from './support/server.ts';

const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()));
});

async function serve(handler: Handler): Promise<TestServer> {
  const server = await startServer(handler);
  open.push(server);
  return server;
}

async function collect(url: string, at: Awaited<ReturnType<typeof createProject>>, limits: Record<string, number> = {}): Promise<Extract<CollectResult, { kind: 'collected' }>> {
  const result = await collectMonth({ project: at, month: MONTH, sources: [], urls: new Map([['counter', url]]), catalogue: [createCounter()], limits: { ...QUICK, ...limits } }, createWorld());
  if (result.kind !== 'collected') throw new Error('busy');
  return result;
}

/** The same sequence for the same seed. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const plain = (s: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void => void s.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text);
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

const FAULTS: Record<string, (s: ServerResponse, page: number) => void> = {
  'status 429 in plain text': (s) => plain(s, 429, 'We had to rate limit your IP', { ratelimit: '"api";r=3;t=1' }),
  'status 429 that says how long': (s) => plain(s, 429, 'slow down', { 'retry-after': '0' }),
  'status 500': (s) => plain(s, 500, 'oops'),
  'status 502 as a page': (s) => void s.writeHead(502, { 'content-type': 'text/html' }).end('<title>Bad gateway</title>'),
  'status 503': (s) => plain(s, 503, ''),
  'status 504': (s) => plain(s, 504, 'upstream'),
  'a reset before the headers': (s) => void s.socket?.resetAndDestroy(),
  'a body that is cut, and another version of it': (s, page) => {
    const body = JSON.stringify(pageOf(page, () => 999_999));
    s.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length), etag: `"v${page}"` });
    s.write(body.slice(0, body.length / 2), () => s.socket?.destroy());
  },
  'a chunked body that is cut': (s, page) => {
    s.writeHead(200, { 'content-type': 'application/json' });
    s.write(JSON.stringify(pageOf(page, () => 999_999)).slice(0, 40), () => s.socket?.destroy());
  },
  'compressed bytes that are cut': (s, page) => {
    const body = gzipSync(JSON.stringify(pageOf(page))).subarray(0, -9);
    s.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': String(body.length) }).end(body);
  },
  'an HTML page with status 200': (s) => void s.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Please log in</title>'),
  'HTML that claims to be JSON': (s) => void s.writeHead(200, { 'content-type': 'application/json' }).end('<!doctype html>'),
  'an empty body with status 200': (s) => void s.writeHead(200, { 'content-type': 'application/json' }).end(),
  'a drip': (s) => {
    s.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => s.write(' '), 20);
    s.on('close', () => clearInterval(timer));
  },
  'a gzip bomb': (s) => void s.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
};

describe('30 % of the answers are faults', () => {
  test.each([1, 2, 3])('seed %i', { timeout: 120_000 }, async (seed) => {
    const pages = 60;
    const calm = await serve(serveItems(pages));
    const calmly = await createProject();
    await collect(calm.url, calmly);
    const next = random(seed);
    const kinds = Object.keys(FAULTS);
    const seen = new Set<string>();
    const stormy = await serve((q, s, n) => {
      const fault = next() < 0.3 ? (kinds[Math.floor(next() * kinds.length)] ?? '') : undefined;
      if (fault === undefined) return serveItems(pages)(q, s, n);
      seen.add(fault);
      return FAULTS[fault]?.(s, Number(new URL(q.url ?? '/', 'http://x').searchParams.get('page')));
    });
    const at = await createProject();
    const result = await collect(stormy.url, at, { request: 600, maxBytes: 1024 * 1024 });
    expect(stormy.asked.length).toBeLessThanOrEqual(1.6 * pages);
    expect(seen.size).toBeGreaterThan(5);
    if (result.isNew) expect((await readRevision(at.root, MONTH, 1)).table).toBe((await readRevision(calmly.root, MONTH, 1)).table);
    else expect(result.problems).toHaveLength(1);
    expect(result.problems, 'a storm of 30 % is weathered').toEqual([]);
  });
});

describe('a fault that lasts refuses the source, within bounds', () => {
  const expected: Record<string, string> = {
    'status 429 in plain text': 'HTTP_STATUS', 'status 429 that says how long': 'HTTP_STATUS', 'status 500': 'HTTP_STATUS', 'status 502 as a page': 'HTTP_STATUS', 'status 503': 'HTTP_STATUS', 'status 504': 'HTTP_STATUS',
    'a reset before the headers': 'HTTP_BROKEN', 'a body that is cut, and another version of it': 'HTTP_BROKEN', 'a chunked body that is cut': 'HTTP_BROKEN', 'compressed bytes that are cut': 'HTTP_TRUNCATED',
    'an HTML page with status 200': 'HTTP_CONTENT_TYPE', 'HTML that claims to be JSON': 'HTTP_NOT_JSON', 'an empty body with status 200': 'HTTP_NOT_JSON', 'a drip': 'HTTP_TIMEOUT', 'a gzip bomb': 'HTTP_TOO_LARGE',
  };
  test.each(Object.entries(FAULTS))('%s', async (name, fault) => {
    const server = await serve((_, s) => fault(s, 1));
    const at = await createProject();
    const before = process.memoryUsage().rss;
    const result = await collect(server.url, at, { request: 200, maxBytes: 1024 * 1024 });
    expect(result).toMatchObject({ folder: undefined, isNew: false, problems: [{ code: expected[name] }] });
    expect(server.asked.length).toBeLessThanOrEqual(8);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test.each([
    [401, 'text/plain', 'Invalid username or password.', 'Set COUNTER_TOKEN.'], [403, 'application/json', '{"error":"no"}', 'Set COUNTER_TOKEN.'], [404, 'text/plain', '', 'may have moved'],
    [400, 'application/json', '{"error":{"code":400,"message":"Invalid option: expected one of a, b"}}', 'interface may have changed'],
  ])('status %i is not asked again, and its text is shown', async (status, type, body, hint) => {
    const server = await serve((_, s) => void s.writeHead(status, { 'content-type': type }).end(body));
    const result = await collect(server.url, await createProject());
    expect(server.asked).toHaveLength(1);
    expect(result.problems[0]?.hint).toContain(hint);
    expect(result.problems[0]?.message).toContain(`status ${status}`);
    expect(result.problems[0]?.message).toContain(body.startsWith('{') ? (/"(?:message|error)":"([^"]+)"/.exec(body)?.[1] ?? '?') : body);
  });

  test.each(['br', 'gzip, gzip', 'gzip, gzip, gzip, gzip, gzip, gzip', 'deflate', 'zstd'])('encoding "%s" is refused', async (encoding) => {
    const server = await serve((_, s) => void s.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(gzipSync('[]')));
    const result = await collect(server.url, await createProject());
    expect(result.problems[0]).toMatchObject({ code: 'HTTP_ENCODING' });
    expect(server.asked.length).toBeLessThanOrEqual(3);
  });

  test('compressed twice behind one name is refused', async () => {
    const server = await serve((_, s) => void s.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(gzipSync('[]'))));
    expect((await collect(server.url, await createProject())).problems[0]).toMatchObject({ code: 'HTTP_ENCODING' });
  });

  test('headers of 20 KB are refused', async () => {
    const server = await serve((_, s) => sendJson(s, [], { 'x-much': 'x'.repeat(20_000) }));
    expect((await collect(server.url, await createProject(), { attempts: 2 })).problems[0]).toMatchObject({ code: 'HTTP_BROKEN' });
  });

  test('nothing listens: two attempts, seconds, one clear block', async () => {
    const server = await startServer(serveItems(1));
    await server.close();
    const started = performance.now();
    const result = await collect(server.url, await createProject());
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]).toMatchObject({ code: 'HTTP_UNREACHABLE', hint: expect.stringContaining('HTTPS_PROXY') as string });
    expect(result.problems[0]?.message).toMatch(/^counter: http:\/\/127\.0\.0\.1:\d+\/items\?page=1: cannot be reached \(ECONNREFUSED\), 2 times\.$/);
  });

  test('a server that accepts and says nothing is left after its time', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((r) => silent.listen(0, '127.0.0.1', r));
    const address = silent.address();
    const started = performance.now();
    const result = await collect(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`, await createProject(), { source: 700, request: 300 });
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(result.problems[0]?.code).toMatch(/^(SOURCE_BUDGET|HTTP_TIMEOUT)$/);
    silent.closeAllConnections();
    await new Promise((r) => silent.close(r));
  });
});

describe('what a server asks for is done', () => {
  test.each([['retry-after', '1'], ['ratelimit', '"api";r=0;t=0'], ['ratelimit', '"api";r=0;t=1']])('%s: %s', async (name, value) => {
    const at: number[] = [];
    const server = await serve((q, s, n) => {
      at.push(performance.now());
      if (n > 0) return serveItems(1)(q, s, n);
      return plain(s, 429, 'wait', { [name]: value });
    });
    const result = await collect(server.url, await createProject());
    expect(result.isNew).toBe(true);
    const wait = (at[1] ?? 0) - (at[0] ?? 0);
    expect(wait).toBeGreaterThanOrEqual(value.endsWith('1') ? (name === 'ratelimit' ? 1_990 : 990) : 0);
    expect(wait).toBeLessThan(4_000);
  });

  test('a window that is used up holds back the next request, also after success', async () => {
    const at: number[] = [];
    const server = await serve((q, s) => {
      at.push(performance.now());
      const page = Number(new URL(q.url ?? '/', 'http://x').searchParams.get('page'));
      sendJson(s, pageOf(page), page === 1 ? { link: `<http://${q.headers.host ?? ''}/items?page=2>; rel="next"`, ratelimit: '"api";r=0;t=1' } : {});
    });
    expect((await collect(server.url, await createProject())).isNew).toBe(true);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1_990);
  });

  test('a date of Retry-After counts, and a long one defers', async () => {
    const server = await serve((_, s) => plain(s, 503, '', { 'retry-after': new Date(Date.parse('2025-12-02T08:20:00Z')).toUTCString() }));
    const result = await collect(server.url, await createProject());
    expect(server.asked).toHaveLength(1);
    expect(result.problems[0]?.code).toBe('SOURCE_DEFERRED');
    expect(result.sources[0]?.until).toBe('2025-12-02T08:20:00.000Z');
  });
});
