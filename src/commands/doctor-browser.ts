// The check of `doctor` that prints one page. Must not keep a browser running.
import { startDeadline } from '../deadline.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { reasonOf } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';

/** Milliseconds for finding, starting and printing; the first start unpacks the browser. */
const LIMIT = 90_000;

/** Finds a browser, starts it and prints a page. `configured` is the path or address in the brief's configuration. */
export async function checkBrowser(configured: string | undefined, effects: Effects): Promise<Finding> {
  const { launchBrowser } = await import('../render/browser/browser.ts');
  const { CONTENT_POLICY } = await import('../render/browser/content-policy.ts');
  const { env, signal } = effects;
  try {
    const browser = await launchBrowser({ env, configured, deadline: startDeadline(LIMIT, signal), signal });
    try {
      const { pdf } = await browser.print(pageWith(CONTENT_POLICY));
      if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') throw new Error('what it printed is not a PDF');
      if (browser.sandbox === 'unknown') return { check: 'browser', status: 'ok', detail: `${browser.version}, ${browser.origin}, ${browser.sandboxReason}` };
      const detail = `${browser.version}, ${browser.origin}, ${browser.path ?? ''}, sandbox ${browser.sandbox}: ${browser.sandboxReason}`;
      if (browser.sandbox === 'on') return { check: 'browser', status: 'ok', detail };
      return { check: 'browser', status: 'warn', detail: `${detail}.`, todo: 'It prints without a sandbox here: build trusted templates only, or run it as an ordinary user.' };
    } finally {
      await browser.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    const problem = error instanceof BriefwrightError ? error.problems[0] : undefined;
    return { check: 'browser', status: 'fail', detail: `${problem?.message ?? reasonOf(error)}.`, todo: problem?.hint ?? 'Set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium.' };
  }
}

function pageWith(policy: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Test</title></head><body><h1>Test</h1></body></html>`;
}
