// The page behind an unsubscribe link, asked as mail programs, scanners and strangers ask.
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { readSuppressions, SUPPRESSION_FILE } from '../../src/delivery/suppression.ts';
import { startUnsubscribeServer } from '../../src/delivery/unsubscribe-server.ts';
import { parseUnsubscribeSecret, writeToken } from '../../src/delivery/unsubscribe-token.ts';
import { makeFolder } from './fixtures.ts';

const keys = parseUnsubscribeSecret('a-secret-of-enough-length-0123456789');
const someone = { address: 'me@example.org', brief: 'open-models' };
const token = writeToken(keys, someone);
const words = { locale: 'en', dir: 'ltr', title: 'Leave', ask: (w: typeof someone) => `Ask ${w.address}`, button: 'Do it', done: (w: typeof someone) => `Gone ${w.address}`, broken: 'Broken', failed: 'Failed' } as const;

async function start() {
  const stateFolder = join(await makeFolder(), 'state');
  const events: string[] = [];
  const server = await startUnsubscribeServer({ keys, stateFolder, now: () => Date.UTC(2026, 0, 5), words, onEvent: ({ kind }) => void events.push(kind) }, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  return { stateFolder, events, ask, port: server.port, entries: async () => (await readSuppressions(stateFolder)).entries };
}

const oneClick: RequestInit = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' };

describe('a POST', () => {
  test('takes the reader off, without cookie or page before it; again is no error', async () => {
    const { ask, entries, events } = await start();
    for (const gone of [1, 2]) {
      const response = await ask(`/leave/${token}`, oneClick);
      expect([response.status, await response.text(), gone]).toEqual([200, expect.stringContaining('<p>Gone me@example.org</p>'), gone]);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect(await entries()).toEqual([{ format: 1, ...someone, reason: 'unsubscribed', time: '2026-01-05T00:00:00.000Z', note: '' }]);
    expect(events).toEqual(['left', 'again']);
  });

  test.each<[string, string, RequestInit]>([
    ['as form data with a boundary', `/${token}`, { method: 'POST', body: (() => { const form = new FormData(); form.set('List-Unsubscribe', 'One-Click'); return form; })() }],
    ['without a body', `/a/b/c/${token}`, { method: 'POST' }], ['with a query behind the token', `/${token}?utm=1/2`, oneClick],
  ])('%s counts too', async (_, path, init) => {
    const { ask, entries } = await start();
    expect((await ask(path, init)).status).toBe(200);
    expect(await entries()).toHaveLength(1);
  });

  test('that cannot be recorded is not confirmed', async () => {
    const { ask, stateFolder, events } = await start();
    await mkdir(join(stateFolder, SUPPRESSION_FILE), { recursive: true });
    const response = await ask(`/${token}`, oneClick);
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('<p>Failed</p>')]);
    expect(events).toEqual(['failed']);
  });

  test('a hundred at once leave a hundred entries', async () => {
    const { ask, entries } = await start();
    const people = Array.from({ length: 100 }, (_, i) => `p${i}@example.org`);
    const answers = await Promise.all(people.map((address) => ask(`/${writeToken(keys, { address, brief: 'b' })}`, oneClick).then((r) => r.status)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(new Set((await entries()).map((e) => e.address))).toEqual(new Set(people));
  });
});

describe('a GET', () => {
  test('shows a page with one button and changes nothing, however often a scanner asks', async () => {
    const { ask, stateFolder, events } = await start();
    for (let i = 0; i < 5; i++) {
      const response = await ask(`/leave/${token}`);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toContain('<p>Ask me@example.org</p><form method="post"><p><button>Do it</button></p></form>');
      expect(text).toContain('<html lang="en" dir="ltr">');
      expect(text).not.toMatch(/<script|src=|https?:/);
    }
    expect((await ask(`/leave/${token}`, { method: 'HEAD' })).status).toBe(200);
    expect(await readdir(stateFolder).catch(() => [])).toEqual([]);
    expect(events).toEqual([]);
  });

  test('is not kept, not framed, not indexed, and does not leak the token', async () => {
    const { headers } = await (await start()).ask(`/${token}`);
    expect(Object.fromEntries(['cache-control', 'referrer-policy', 'x-robots-tag', 'x-content-type-options'].map((k) => [k, headers.get(k)]))).toEqual({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex', 'x-content-type-options': 'nosniff' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('refused', () => {
  test.each(['/', '/leave/', '/favicon.ico', `/${token.slice(1)}`, `/${token}x`, `/${token}/`, `/${'A'.repeat(5000)}`, '/%00', '/../../etc/passwd', '//', `/?${token}`])('the path %#, by both methods, without a word about anybody', async (path) => {
    const { ask, entries } = await start();
    for (const init of [{}, oneClick]) {
      const response = await ask(path, init);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('<p>Broken</p>')]);
    }
    expect(await entries()).toEqual([]);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('the method %s', async (method) => {
    const { ask, entries } = await start();
    const response = await ask(`/${token}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await entries()).toEqual([]);
  });

  test('a body that is announced as too large, and one that is without saying so', async () => {
    const { ask, entries, port } = await start();
    expect((await ask(`/${token}`, { method: 'POST', body: 'x'.repeat(10_000) })).status).toBe(413);
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST /${token} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${'1000\r\n'}${'x'.repeat(4096)}\r\n1000\r\n${'x'.repeat(4096)}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect(await entries()).toEqual([]);
  });

  test('a reader whose connection broke in the middle of the body has not left', async () => {
    const { entries, port, events } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST /${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\nList-Uns`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([await entries(), events]).toEqual([[], []]);
  });
});

test('a port that is taken is named', async () => {
  const { port } = await start();
  await expect(startUnsubscribeServer({ keys, stateFolder: 'x', now: () => 0, words }, { host: '127.0.0.1', port })).rejects.toMatchObject({ status: 1, problems: [{ code: 'SERVE_FAILED' }] });
});
