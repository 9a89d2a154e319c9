// One way to ask a server: whole requests only, within limits, to allowed addresses. Must not store or interpret.
import { setTimeout as sleep } from 'node:timers/promises';
import { blockedFailure, resolveTarget, shownUrl } from './addresses.ts';
import { followRequest } from './http-exchange.ts';
import type { Exchange } from './http-exchange.ts';
import { deferral } from './host-gates.ts';
import type { Answer, HttpOptions } from './http-options.ts';
import { SourceFailure } from './source.ts';
import type { SourceRequest } from './source.ts';
import { backoff, waitAsked } from './waiting.ts';

export interface HttpClient {
  /** `etag`: an answer with status 304 means the body that had it. Throws SourceFailure. */
  readonly fetch: (request: SourceRequest, etag?: string) => Promise<Answer>;
  /** Attempts so far. */
  readonly attempts: () => number;
}

/** Counters of one source. */
interface State {
  attempts: number;
  requests: number;
  retries: number;
  hasAnswered: boolean;
  /** Off for the rest of the run once the server refused it. */
  useToken: boolean;
}

export function createHttpClient(options: HttpOptions): HttpClient {
  const state: State = { attempts: 0, requests: 0, retries: 0, hasAnswered: false, useToken: options.token !== undefined };
  return { fetch: (request, etag) => fetchWhole(request, etag, options, state), attempts: () => state.attempts };
}

/** Whole requests, again and again: a body that is continued can be two versions in one. */
async function fetchWhole(request: SourceRequest, etag: string | undefined, options: HttpOptions, state: State): Promise<Answer> {
  const target = resolveTarget(request.url, options.home);
  state.requests += 1;
  let lasting = 0;
  for (let attempt = 1; ; attempt++) {
    const exchange = await attemptOnce(request, target, etag, options, state);
    if (exchange.kind === 'answer') return { ...exchange.answer, attempts: attempt };
    const { status } = exchange;
    if ((status === 401 || status === 403) && state.useToken && options.tokenUse?.retryWithout === true && exchange.wait === 0) state.useToken = false;
    else {
      if (exchange.times !== undefined) lasting += 1;
      checkWorthwhile(exchange, attempt, lasting, target, options, state);
      await pause(exchange, attempt, options);
    }
    state.retries += 1;
  }
}

async function attemptOnce(request: SourceRequest, target: URL, etag: string | undefined, options: HttpOptions, state: State): Promise<Exchange> {
  const { gates, limits, signal } = options;
  const patience = { most: () => Math.min(limits.patience, options.remaining()), signal, onWait: options.onWait };
  const leave = await gates.enter(target.origin, options.manners, patience).catch((error: unknown) => {
    throw error instanceof SourceFailure ? error : interrupted(options);
  });
  state.attempts += 1;
  try {
    const exchange = await followRequest(request, target, { etag, useToken: state.useToken, options });
    if (exchange.status !== undefined) state.hasAnswered = true;
    const wait = exchange.status === undefined ? 0 : waitAsked(exchange.status, exchange.headers, options.now());
    if (wait > 0) gates.close(target.origin, wait);
    return exchange.kind === 'answer' ? exchange : { ...exchange, wait };
  } finally {
    leave();
  }
}

function checkWorthwhile(exchange: Exchange & { readonly kind: 'failure' }, attempt: number, lasting: number, target: URL, options: HttpOptions, state: State): void {
  const { limits } = options;
  if (options.signal.aborted) throw interrupted(options);
  const isUnreachable = exchange.isUnreachable && !state.hasAnswered;
  const isDecided = exchange.times !== undefined && exchange.wait === 0 && lasting >= exchange.times;
  // A connection that broke may be one of a server in trouble, so it gets one more.
  const most = isUnreachable ? limits.attemptsUnreachable + (exchange.code === 'HTTP_BROKEN' ? 1 : 0) : limits.attempts;
  const isSpent = state.retries >= limits.retries + limits.retryShare * state.requests;
  if (exchange.wait > Math.min(limits.patience, options.remaining())) throw deferral(target.origin, options.now() + exchange.wait);
  if (!isDecided && !isSpent && attempt < most) return;
  if (exchange.code === 'ADDRESS_PRIVATE') throw blockedFailure(target);
  const times = attempt === 1 ? '' : `, ${attempt} times`;
  throw new SourceFailure(exchange.code, options.hide(`${shownUrl(target.href)}: ${exchange.message}${times}.`), exchange.hint, { attempts: attempt, cause: exchange.cause });
}

async function pause(exchange: Exchange & { readonly kind: 'failure' }, attempt: number, options: HttpOptions): Promise<void> {
  const { limits } = options;
  // A host that said how long is waited for at its gate; a little jitter keeps several from coming back at once.
  const wait = backoff(exchange.wait > 0 ? 1 : attempt, options.random, limits.pause, limits.pauseMost);
  if (wait >= options.remaining()) throw interrupted(options);
  try {
    await sleep(wait, undefined, { signal: options.signal });
  } catch {
    throw interrupted(options);
  }
}

/** The person's interruption goes on as it is; the end of the budget is a failure of the source. */
function interrupted(options: HttpOptions): Error {
  if (options.signal.aborted && !(options.signal.reason instanceof DOMException && options.signal.reason.name === 'TimeoutError')) return options.signal.reason as Error;
  return new SourceFailure('SOURCE_BUDGET', 'The time for this source is over.', 'What has been collected is kept; run collect again to go on.');
}
