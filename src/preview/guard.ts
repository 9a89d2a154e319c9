// Who may ask, and for what: the address and the token of this preview, reading only. Must not answer.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Asked {
  readonly method: string;
  /** As it came over the wire, with the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Door {
  readonly port: number;
  readonly token: string;
}

export interface Refusal {
  readonly status: 403 | 404 | 405;
  readonly message: string;
}

/** Why the request is refused, or undefined. Says nothing about the token until address and origin are right. */
export function findRefusal({ method, url, headers }: Asked, { port, token }: Door): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // A foreign name that leads here is an attack (DNS rebinding); a foreign origin is somebody else's page.
  if (!hosts.includes(headers.host ?? '')) return { status: 403, message: 'This address is not the preview\'s.' };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`)) return { status: 403, message: 'Another site cannot use the preview.' };
  const site = headers['sec-fetch-site'] ?? 'none';
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== 'none' && site !== 'same-origin' && !isVisit) return { status: 403, message: 'Another site cannot use the preview.' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, message: 'The preview only shows.' };
  return isSame(url.split('/')[1] ?? '', token) && url.startsWith(`/${token}/`) ? undefined : { status: 404, message: 'There is nothing here. Open the whole address that the preview has printed.' };
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
