// A browser that somebody else runs, by its address. Must not start or stop it, and must not show what its address holds besides a place.
import puppeteer, { type Browser, type BrowserContext } from 'puppeteer-core';
import type { Deadline } from '../../deadline.ts';
import { BriefwrightError, failure } from '../../errors.ts';

export interface RemoteBrowser {
  readonly browser: Browser;
  /** Of this program alone: nothing of others is seen, and nothing stays. */
  readonly context: BrowserContext;
  /** The address without what may be a secret. */
  readonly place: string;
  /** Ends the context and the connection; the browser goes on. May be called twice. */
  readonly leave: () => Promise<void>;
}

/** A browser that answers at all does so at once, in milliseconds. */
const CONNECT_LIMIT = 15_000;

export function isRemoteAddress(text: string | undefined): text is string {
  return text !== undefined && /^(?:wss?|https?):\/\//.test(text);
}

/**
 * Connects by `ws://` or `wss://` (a DevTools endpoint) or by `http://` or `https://` (a debugging port, which is asked for its endpoint).
 * Throws BROWSER_UNREACHABLE (status 1), DEADLINE_REACHED or INTERRUPTED.
 */
export async function connectBrowser(address: string, deadline: Deadline, signal: AbortSignal): Promise<RemoteBrowser> {
  const place = placeOf(address);
  const limit = Math.max(1, Math.min(CONNECT_LIMIT, deadline.remaining()));
  const endpoint = /^https?:/.test(address) ? { browserURL: address } : { browserWSEndpoint: address };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${Math.round(limit / 1000)} s`)), limit);
  const connecting = puppeteer.connect({ ...endpoint, defaultViewport: null, protocolTimeout: Math.max(1, deadline.total) });
  try {
    const browser = await deadline.race(Promise.race([connecting, late.promise]), 'connecting to the browser');
    const leave = async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort);
      if (!browser.connected) return;
      await Promise.race([context.close().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
      await browser.disconnect();
    };
    const onAbort = (): void => void browser.disconnect();
    signal.addEventListener('abort', onAbort, { once: true });
    const context = await deadline.race(Promise.race([browser.createBrowserContext(), late.promise]), 'connecting to the browser');
    return { browser, context, place, leave };
  } catch (error) {
    // One that answers after all is let go.
    connecting.then((browser) => browser.disconnect(), () => undefined);
    if (error instanceof BriefwrightError) throw error;
    throw failure('BROWSER_UNREACHABLE', `The browser at ${place} cannot be used: ${wordsOf(error).replaceAll(/\b(?:wss?|https?):\/\/\S+/g, place)}.`, {
      hint: 'The address is that of a DevTools endpoint: "ws://host:9222/devtools/browser/…", or "http://host:9222" of a browser started with --remote-debugging-port=9222. Without "browser" in the brief, the one on this machine prints.',
    }, 1);
  } finally {
    clearTimeout(timer);
  }
}

const GRACE_MS = 2000;

/** Services take a token in the query or before the host. */
function placeOf(address: string): string {
  const url = URL.parse(address);
  return url === null ? 'the configured address' : `${url.protocol}//${url.host}/`;
}

/** The first line; a web socket's failure is an event with or without an error in it. */
function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  const inner = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  const text = [inner, cause].filter((one) => one !== undefined && one !== '').join(': ').split('\n')[0] ?? '';
  return text === '' ? 'the connection was refused' : text.replace(/\.$/, '');
}
