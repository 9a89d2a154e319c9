// The two addresses that a message may lead to. Must not ask them.
import { writeToken } from './unsubscribe-token.ts';
import type { Subscription, UnsubscribeKeys } from './unsubscribe-token.ts';

/** `https://example.org/leave` and a token → `https://example.org/leave/<token>`. */
export function unsubscribeLink(base: string, keys: UnsubscribeKeys, subscription: Subscription): string {
  return `${base.replace(/\/+$/, '')}/${writeToken(keys, subscription)}`;
}

/** The PDF in the published archive, which has the folders of `out/`. `edition` is `2025-11/open-models`. */
export function documentLink(archive: string, edition: string): string {
  return `${archive.replace(/\/+$/, '')}/${edition.split('/').map(encodeURIComponent).join('/')}/brief.pdf`;
}
