// Starts the real browser for a test.
import { launchBrowser, type LaunchRequest, type PrintBrowser } from '../../../src/render/browser/browser.ts';
import { startDeadline } from '../../../src/deadline.ts';

export function launch(request: Partial<LaunchRequest> = {}): Promise<PrintBrowser> {
  return launchBrowser({ env: process.env, deadline: startDeadline(60_000), signal: new AbortController().signal, ...request });
}
