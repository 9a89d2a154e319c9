// Notes what a page complains about and what it tried to load. Must not let anything through.
import type { HTTPRequest, Page } from 'puppeteer-core';
import { failure } from '../../errors.ts';

export interface BlockedRequest {
  readonly url: string;
  /** The browser's words, such as `net::ERR_INTERNET_DISCONNECTED` or `csp`. */
  readonly reason: string;
}

export interface PageWatch {
  readonly consoleErrors: readonly string[];
  readonly blockedRequests: readonly BlockedRequest[];
  /** Throws `PAGE_LEFT` (status 2) when the document has navigated away, as a meta refresh does. */
  readonly checkStayed: () => Promise<void>;
}

const REFUSAL = /Content Security Policy|Not allowed to load|Unsafe attempt to load/;
const ADDRESS = /\b(?:https?|wss?|ftp|file|blob|filesystem):[^\s'"]+/;

/** Starts watching; call before the content is set. */
export function watchPage(page: Page): PageWatch {
  const consoleErrors: string[] = [];
  const blocked = new Map<string, BlockedRequest>();
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warn') return;
    const text = message.text().trim();
    consoleErrors.push(text);
    // Frames and plugins that the policy stops never become requests; only this message names them.
    const url = REFUSAL.test(text) ? ADDRESS.exec(text)?.[0] : undefined;
    if (url !== undefined && !blocked.has(url)) blocked.set(url, { url, reason: 'refused' });
  });
  page.on('pageerror', (error) => consoleErrors.push(error instanceof Error ? error.message : String(error)));
  const note = (request: HTTPRequest, reason: string): void => {
    const url = request.url();
    if (!url.startsWith('data:') && url !== 'about:blank') blocked.set(url, { url, reason });
  };
  page.on('request', (request) => note(request, 'not allowed'));
  page.on('requestfailed', (request) => note(request, request.failure()?.errorText ?? 'failed'));
  return {
    consoleErrors,
    get blockedRequests() {
      return [...blocked.values()];
    },
    checkStayed: async () => {
      const url = page.url();
      const here = await page.evaluate(() => location.href);
      if (url !== 'about:blank' || here !== 'about:blank') {
        throw failure('PAGE_LEFT', `The document has navigated to ${here}.`, { hint: 'Remove the meta refresh.' });
      }
    },
  };
}
