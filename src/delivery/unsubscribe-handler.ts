// Answers unsubscribe links over HTTP, to stand behind a web server (RFC 8058): a POST takes the reader off, a GET shows a page and changes nothing.
// Must not ask for a sign-in or a cookie, and must not tell who is on a list.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from './runs.ts';
import { addSuppression } from './suppression.ts';
import { maybeSubscription } from './unsubscribe-token.ts';
import type { Subscription, UnsubscribeKeys } from './unsubscribe-token.ts';

/** Sentences of the page, in one language. */
export interface LeaveWords {
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly ask: (who: Subscription) => string;
  readonly button: string;
  readonly done: (who: Subscription) => string;
  readonly broken: string;
  readonly failed: string;
}

export interface LeaveOptions {
  readonly keys: UnsubscribeKeys;
  /** `.briefwright` of the project. */
  readonly stateFolder: string;
  readonly now: () => number;
  readonly words: LeaveWords;
  /** Told of every reader that left and of every failure, for a log. Must not throw. */
  readonly onEvent?: (event: { readonly kind: 'left' | 'again' | 'broken' | 'failed'; readonly reason?: string }) => void;
}

/** A one-click body has 26 bytes; some programs send it as form data with a boundary. */
const MAX_BODY = 4096;
const MAX_URL = 2048;
const BODY_WAIT = 10_000;

/**
 * For `http.createServer` or a framework that hands on the same two objects. The token is the last part of the path, whatever stands before it.
 * 200 with a page; 400 for a broken token; 405 for other methods; 413, 408 for bodies; 500 when the list could not be written, so that the mail program tries again.
 */
export function createUnsubscribeHandler(options: LeaveOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { words, onEvent } = options;
    const method = request.method ?? '';
    if (!['GET', 'HEAD', 'POST'].includes(method)) return send(response, method, 405, page(words, ''), { allow: 'GET, HEAD, POST' });
    const who = maybeSubscription(options.keys, tokenOf(request.url ?? ''));
    if (method === 'POST') {
      const fault = await drain(request);
      if (fault !== undefined) return send(response, method, fault, page(words, ''), { connection: 'close' });
    }
    if (who === undefined) {
      onEvent?.({ kind: 'broken' });
      return send(response, method, 400, page(words, paragraph(words.broken)));
    }
    if (method !== 'POST') return send(response, method, 200, page(words, `${paragraph(words.ask(who))}<form method="post"><p><button>${escapeHtml(words.button)}</button></p></form>`));
    try {
      const isNew = await addSuppression(options.stateFolder, { ...who, reason: 'unsubscribed', time: new Date(options.now()).toISOString(), note: '' });
      onEvent?.({ kind: isNew ? 'left' : 'again' });
      return send(response, method, 200, page(words, paragraph(words.done(who))));
    } catch (error) {
      onEvent?.({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      return send(response, method, 500, page(words, paragraph(words.failed)));
    }
  };
}

function tokenOf(url: string): string {
  if (url.length > MAX_URL) return '';
  return url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
}

/** The body says nothing that the method has not said; it is read so that the connection can be used again. The status of a refusal, or undefined. */
async function drain(request: IncomingMessage): Promise<408 | 413 | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return 413;
  const { promise, resolve } = Promise.withResolvers<408 | 413 | undefined>();
  const seen = { bytes: 0 };
  const timer = setTimeout(() => resolve(408), BODY_WAIT);
  request.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length;
    if (seen.bytes > MAX_BODY) resolve(413);
  });
  request.once('end', () => resolve(undefined));
  request.once('error', () => resolve(408));
  // A reader whose connection broke in the middle of the body has not asked.
  request.once('close', () => resolve(request.complete ? undefined : 408));
  return promise.finally(() => clearTimeout(timer));
}

function send(response: ServerResponse, method: string, status: number, html: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html), 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", ...headers,
  });
  response.end(method === 'HEAD' ? undefined : html);
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function page(words: LeaveWords, body: string): string {
  const title = escapeHtml(words.title);
  return `<!doctype html>
<html lang="${escapeHtml(words.locale)}" dir="${words.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>body { font: 18px/1.5 Georgia, serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; } button { font: inherit; padding: 0.4rem 1rem; min-height: 44px; }</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}
