// One attempt at one request, redirects included: an answer, or why there is none. Must not wait or repeat.
import { request as send } from 'undici';
import type { Dispatcher } from 'undici';
import { checkPublic, resolveRedirect, shownUrl } from './addresses.ts';
import { BriefwrightError } from '../errors.ts';
import { AnswerFault, readAnswerBody, readErrorText, writeAnswerBody } from './answer-body.ts';
import type { Answer, HttpOptions } from './http-options.ts';
import type { SourceRequest } from './source.ts';
import { SourceFailure } from './source.ts';

type Headers = Readonly<Record<string, string>>;

export type Exchange =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly answer: Omit<Answer, 'attempts'> }
  | {
    readonly kind: 'failure'; readonly status: number | undefined; readonly headers: Headers; readonly code: string; readonly message: string; readonly hint: string;
    /** Such a failure is not asked about more often than this; undefined when it may pass. */
    readonly times: number | undefined;
    /** No answer came about. */
    readonly isUnreachable: boolean;
    /** Milliseconds that the server asks to wait. */
    readonly wait: number;
    readonly cause?: unknown;
  };

export interface Attempt {
  readonly etag: string | undefined;
  readonly useToken: boolean;
  readonly options: HttpOptions;
}

const MOST_HOPS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const TRANSIENT: readonly number[] = [408, 425, 429];
/** Headers that are kept: they say what the body is, how old, where the next one is and how much may be asked. */
const KEPT: readonly string[] = [
  'content-type', 'etag', 'last-modified', 'link', 'date', 'age', 'warning', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-error-code', 'x-error-message', 'x-request-id',
  'x-hf-warning', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-repo-commit', 'deprecation', 'sunset',
];

/** Throws SourceFailure for an address that may not be asked, BriefwrightError for the disk; everything else is an Exchange. */
export async function followRequest(request: SourceRequest, target: URL, attempt: Attempt): Promise<Exchange> {
  const { options } = attempt;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(request.limit ?? options.limits.request)]);
  let url = target;
  try {
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const response = await sendOnce(request, url, target, attempt, signal);
      // A body that is let go ends with an error of its own, which nobody waits for.
      response.body.on('error', () => undefined);
      const headers = headersOf(response.headers);
      const location = headers['location'];
      if (!REDIRECTS.includes(response.statusCode) || location === undefined) return await readExchange(request, url, response, headers, options);
      await response.body.dump({ limit: 65_536, signal });
      url = resolveRedirect(location, url);
    }
  } catch (error) {
    if (error instanceof SourceFailure || error instanceof BriefwrightError) throw error;
    return failureOf(error, request, options);
  }
  return failed('HTTP_REDIRECTS', `more than ${MOST_HOPS} redirects`, 'If the source has moved, set its new base address with --source-url.', { times: 1 });
}

function sendOnce(request: SourceRequest, url: URL, target: URL, { etag, useToken, options }: Attempt, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const { home, token, blocked } = options;
  const isHome = url.origin === new URL(home.base).origin;
  const isTrusted = isHome && home.isConfigured;
  if (!isTrusted) checkPublic(url, blocked);
  const credentials = token !== undefined && useToken ? `Bearer ${token}` : home.credentials === '' ? undefined : `Basic ${Buffer.from(home.credentials).toString('base64')}`;
  return send(url, {
    dispatcher: options.dispatchers.of(url, isTrusted),
    method: 'GET',
    signal,
    headers: {
      accept: ACCEPT[request.kind], 'accept-encoding': request.kind === 'binary' ? 'identity' : 'gzip', 'user-agent': options.userAgent,
      ...request.headers,
      ...(etag !== undefined && url.href === target.href ? { 'if-none-match': etag } : {}),
      // Nobody but the configured host may see it.
      ...(credentials !== undefined && isHome ? { authorization: credentials } : {}),
    },
  });
}

const ACCEPT: Readonly<Record<SourceRequest['kind'], string>> = {
  json: 'application/json', ndjson: 'application/x-ndjson, application/jsonl, text/plain;q=0.5, */*;q=0.1', csv: 'text/csv, */*;q=0.1', text: 'text/plain, */*;q=0.1', binary: '*/*',
};

async function readExchange(request: SourceRequest, url: URL, response: Dispatcher.ResponseData, all: Headers, options: HttpOptions): Promise<Exchange> {
  const status = response.statusCode;
  const headers = keptHeaders(all, options);
  const raw = { headers: all, chunks: response.body as AsyncIterable<Uint8Array> };
  const answer = (body: Uint8Array): Exchange => ({ kind: 'answer', status, headers, answer: { status, headers, body, url: shownUrl(url.href) } });
  if (status === 304) {
    await response.body.dump();
    return answer(new Uint8Array());
  }
  if (request.answers?.includes(status) === true) return answer(Buffer.from(options.hide(await readErrorText(raw))));
  if (status !== 200) {
    const text = await readErrorText(raw);
    response.body.destroy();
    return statusFailure(status, headers, options.hide(text), options);
  }
  try {
    if (request.to !== undefined) {
      await writeAnswerBody(raw, request.to, request.maxBytes ?? options.limits.maxBytes);
      return answer(new Uint8Array());
    }
    const body = await readAnswerBody(raw, request.kind, request.maxBytes ?? options.limits.maxBytes);
    if (options.secrets.some((secret) => Buffer.from(body.buffer, body.byteOffset, body.length).includes(secret))) return failed('HTTP_ECHO', 'the answer repeats the token that was sent', 'It is not kept. Tell the source’s publisher.', { status, headers, times: 1 });
    return answer(body);
  } catch (error) {
    response.body.destroy();
    if (!(error instanceof AnswerFault)) throw error;
    return failed(error.code, error.message, 'If it lasts, something between here and the source answers in its place, or the source has changed.', { status, headers, times: error.isLasting ? 3 : undefined });
  }
}

function statusFailure(status: number, headers: Headers, text: string, { tokenUse, token }: HttpOptions): Exchange {
  const isLasting = status < 500 && !TRANSIENT.includes(status);
  const said = text === '' ? '' : ` "${text}"`;
  const variable = tokenUse?.variable;
  const hint = status === 401 || status === 403
    ? variable === undefined ? 'The source refuses; it may not be open to everybody any more.' : token === undefined ? `Set ${variable}.` : `Check ${variable}: the source does not accept it.`
    : status === 429 ? (variable !== undefined && token === undefined ? `Set ${variable} to be allowed more.` : 'Wait and run collect again; what has been collected is kept.')
      : status === 404 ? 'The address is gone; the source may have moved.' : isLasting ? 'The source does not understand the request; its interface may have changed.' : 'The source has trouble; run collect again later.';
  return failed('HTTP_STATUS', `status ${status}${said}`, hint, { status, headers, times: isLasting ? 1 : undefined });
}

function failed(code: string, message: string, hint: string, rest: Partial<Exchange & { kind: 'failure' }> = {}): Exchange {
  return { kind: 'failure', status: undefined, headers: {}, times: undefined, isUnreachable: false, wait: 0, ...rest, code, message, hint };
}

const UNREACHABLE: readonly string[] = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT', 'EADDRNOTAVAIL'];
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_SSL)/;

function failureOf(error: unknown, request: SourceRequest, options: HttpOptions): Exchange {
  const code = codeOf(error);
  const message = options.hide(error instanceof Error ? error.message : String(error));
  if (error instanceof DOMException && error.name === 'TimeoutError' && !options.signal.aborted) {
    return failed('HTTP_TIMEOUT', `not read within ${(request.limit ?? options.limits.request) / 1000} s`, 'The source or the network is slow; run collect again later.', { cause: error });
  }
  if (code === 'ERR_IP_BLOCKED') return failed('ADDRESS_PRIVATE', 'the name leads to a private address', '', { times: 1 });
  if (CERTIFICATE.test(code)) return failed('HTTP_CERTIFICATE', `the certificate is not trusted (${code})`, 'Behind a company’s proxy set NODE_EXTRA_CA_CERTS to its certificate.', { times: 1, isUnreachable: true });
  if (UNREACHABLE.includes(code)) return failed('HTTP_UNREACHABLE', `cannot be reached (${code})`, 'Check the network, HTTPS_PROXY and NO_PROXY.', { isUnreachable: true, cause: error });
  return failed('HTTP_BROKEN', `the connection broke (${code === '' ? message : code})`, 'Run collect again; what has been collected is kept. If nothing ever comes, a firewall may cut the connection.', { isUnreachable: true, cause: error });
}

function codeOf(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  for (const one of errors as readonly unknown[]) {
    for (let e = one; e instanceof Error; e = e.cause) if ('code' in e && typeof e.code === 'string' && e.code !== 'UND_ERR_ABORTED') return e.code;
  }
  return '';
}

function headersOf(headers: Dispatcher.ResponseData['headers']): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]));
}

function keptHeaders(headers: Headers, options: HttpOptions): Headers {
  return Object.fromEntries(KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, options.hide(headers[name]).slice(0, 4096)]])));
}
