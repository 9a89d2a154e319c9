// The one place that asks the DNS for records. Must not know what they mean.
import { Resolver } from 'node:dns/promises';
import type { ResolveTxt } from './sender-domain.ts';

/** Asks the machine's name servers, twice, three seconds each. */
export function createTxtResolver(signal: AbortSignal): ResolveTxt {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  return (name) => resolver.resolveTxt(name);
}
