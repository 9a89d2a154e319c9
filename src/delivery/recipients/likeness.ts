// When two addresses are the same mailbox, and when they look as if they were. Must not refuse anything itself.
import { domainToUnicode } from 'node:url';
import { addressKey } from '../suppression.ts';

/** Domains where dots before the @ mean nothing, each with the one name that stands for all. */
const DOTLESS: Readonly<Record<string, string>> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' };

/** The mailbox that a checked address means: `addressKey`, and what a large provider is known to treat as one. */
export function mailboxKey(address: string): string {
  const key = addressKey(address);
  const at = key.lastIndexOf('@');
  const domain = DOTLESS[key.slice(at + 1)];
  return domain === undefined ? key : `${key.slice(0, at).replaceAll('.', '')}@${domain}`;
}

/** What a hurried reader sees of a domain: `examp1e.org` and `example.org` have one shape. */
export function shapeOf(domain: string): string {
  return outlineOf(domainToUnicode(domain));
}

/** The same of any word. */
export function outlineOf(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('5', 's').replaceAll('ı', 'i').replaceAll('ł', 'l').replaceAll('ø', 'o').replaceAll('ß', 'ss');
}
