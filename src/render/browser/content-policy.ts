// Refuses HTML that does not forbid itself the network. Must not open the HTML in a browser.
import { failure } from '../../errors.ts';

/** The policy that a document carries as the first thing that could load anything. */
export const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"], 'style-src': ["'none'", "'unsafe-inline'"], 'font-src': ["'none'", 'data:'], 'img-src': ["'none'", 'data:'],
  'base-uri': ["'none'"], 'form-action': ["'none'"],
};

/** What may stand before the policy: nothing that loads, and no comment that could hide a policy from the browser. */
const HEAD = /^\uFEFF?\s*<!doctype html>\s*<html(?:\s[^<>]*)?>\s*<head>\s*(?:(?:<meta\s+charset="?utf-8"?\s*\/?>|<title>[^<]*<\/title>|<meta\s+name="[^"]*"\s+content="[^"]*"\s*\/?>)\s*)*<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"\s*\/?>/i;

/** Throws `CONTENT_POLICY_MISSING` or `CONTENT_POLICY_LOOSE` (status 2). */
export function checkContentPolicy(html: string): void {
  const hint = `After <meta charset="utf-8"> write: <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`;
  const policy = HEAD.exec(html)?.[1];
  if (policy === undefined) {
    throw failure('CONTENT_POLICY_MISSING', 'The document does not begin with a content security policy, so it is not opened in the browser.', { hint });
  }
  const directives = policy.replaceAll('&#39;', "'").split(';').map((part) => part.trim().split(/\s+/)).filter(([name]) => name !== '');
  const loose = directives.filter(([name = '', ...sources]) => sources.length === 0 || !sources.every((source) => ALLOWED[name.toLowerCase()]?.includes(source)));
  if (loose.length > 0 || !directives.some(([name]) => name?.toLowerCase() === 'default-src')) {
    const found = loose.map((words) => words.join(' ')).join('; ') || 'default-src is missing';
    throw failure('CONTENT_POLICY_LOOSE', `The document's content security policy allows more than it may: ${found}.`, { hint });
  }
}
