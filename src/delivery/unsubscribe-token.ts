// The sealed name of one reader and one brief that an unsubscribe link carries. Must not show either of them, and must not need a table to be read.
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { failure } from '../errors.ts';
import { addressKey } from './suppression.ts';

/** Keys made of BRIEFWRIGHT_UNSUBSCRIBE_SECRET. The first one seals, all of them open: an old link outlives a change of the secret. */
export interface UnsubscribeKeys {
  readonly pairs: readonly { readonly sign: Buffer; readonly hide: Buffer }[];
}

export interface Subscription {
  /** As `addressKey` writes it. */
  readonly address: string;
  readonly brief: string;
}

const TAG = 16;
const MAX_TOKEN = 800;
const MIN_SECRET = 24;
const MAKE = 'openssl rand -base64 33';

/**
 * Reads the secret; several, parted by white space, are the present one and earlier ones.
 * Throws UNSUBSCRIBE_SECRET_MISSING or UNSUBSCRIBE_SECRET_SHORT (status 2); neither shows it.
 */
export function parseUnsubscribeSecret(value: string | undefined): UnsubscribeKeys {
  const secrets = (value ?? '').split(/\s+/).filter((x) => x !== '');
  if (secrets.length === 0) {
    throw failure('UNSUBSCRIBE_SECRET_MISSING', 'BRIEFWRIGHT_UNSUBSCRIBE_SECRET is not set; without it no unsubscribe link can be made or read.', { hint: `Set it to a long random text (${MAKE}) and keep it: old links need it.` });
  }
  if (secrets.some((x) => x.length < MIN_SECRET)) {
    throw failure('UNSUBSCRIBE_SECRET_SHORT', `BRIEFWRIGHT_UNSUBSCRIBE_SECRET has fewer than ${MIN_SECRET} characters and could be guessed.`, { hint: `Make a longer one: ${MAKE}.` });
  }
  return { pairs: secrets.map((secret) => ({ sign: derive(secret, 'sign'), hide: derive(secret, 'hide') })) };
}

/** The token of a reader of a brief, always the same for the same; letters, digits, `-` and `_`. */
export function writeToken(keys: UnsubscribeKeys, subscription: Subscription): string {
  const [pair] = keys.pairs;
  if (pair === undefined) throw new Error('There is no key.');
  const text = Buffer.from(JSON.stringify([subscription.brief, addressKey(subscription.address)]), 'utf8');
  const tag = tagOf(pair.sign, text);
  // The tag is the starting value too (RFC 5297): the same text makes the same token, another text another key stream.
  const cipher = createCipheriv('aes-256-ctr', pair.hide, tag);
  return Buffer.concat([tag, cipher.update(text), cipher.final()]).toString('base64url');
}

/** Who and what a token means, or undefined when it was not made with one of these secrets. Never throws. */
export function maybeSubscription(keys: UnsubscribeKeys, token: string): Subscription | undefined {
  if (token.length > MAX_TOKEN || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // One token has one spelling: the spare bits of the last letter are nought.
  if (bytes.length <= TAG || bytes.toString('base64url') !== token) return undefined;
  const tag = bytes.subarray(0, TAG);
  for (const { sign, hide } of keys.pairs) {
    const cipher = createDecipheriv('aes-256-ctr', hide, tag);
    const text = Buffer.concat([cipher.update(bytes.subarray(TAG)), cipher.final()]);
    if (timingSafeEqual(tagOf(sign, text), tag)) return parseText(text);
  }
  return undefined;
}

function parseText(text: Buffer): Subscription | undefined {
  const value: unknown = JSON.parse(text.toString('utf8'));
  if (!Array.isArray(value)) return undefined;
  const [brief, address] = value as readonly unknown[];
  return typeof brief === 'string' && typeof address === 'string' ? { brief, address } : undefined;
}

function tagOf(key: Buffer, text: Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, TAG);
}

function derive(secret: string, use: 'sign' | 'hide'): Buffer {
  return createHmac('sha256', secret).update(`briefwright unsubscribe 1 ${use}`).digest();
}
