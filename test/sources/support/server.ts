// A real HTTP server with pages of counters, and the ways in which servers fail.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface TestServer {
  readonly url: string;
  /** Path and query of each request that came, in order. */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  readonly close: () => Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, n: number) => void;

/** `handler` gets the number of the request, from 0. */
export async function startServer(handler: Handler, host = '127.0.0.1'): Promise<TestServer> {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    headers.push(request.headers);
    handler(request, response, asked.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, asked, headers,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** Page `n` of `pages`, three items each. */
export function pageOf(n: number, change: (id: number) => number = (id) => 1000 + id): readonly object[] {
  return [0, 1, 2].map((i) => ({ id: `acme/model-${(n - 1) * 3 + i}`, country: i === 0 ? 'CN' : 'US', downloads: change((n - 1) * 3 + i) }));
}

export function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  const body = gzipSync(JSON.stringify(value));
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip', 'content-length': String(body.length), ratelimit: '"api";r=499;t=264', ...headers });
  response.end(body);
}

/** Serves `/items?page=N` with `Link` to the next. */
export function serveItems(pages: number, change?: (id: number) => number): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    const page = Number(url.searchParams.get('page'));
    if (url.pathname !== '/items' || !(page >= 1 && page <= pages)) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('no such page');
      return;
    }
    const link: Record<string, string> = page < pages ? { link: `<${url.origin}/items?page=${page + 1}>; rel="next"` } : {};
    sendJson(response, pageOf(page, change), link);
  };
}
