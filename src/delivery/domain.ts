// The domain half of an address: letters that a person can tell apart, normalized to A-labels. Must not ask the DNS.
import { domainToASCII, domainToUnicode } from 'node:url';

/** A-labels in lower case, or the reason why mail must not go there. */
export type DomainResult = { readonly ok: true; readonly domain: string } | { readonly ok: false; readonly reason: string };

/** Scripts that occur together in one language; anything else in one label is a disguise (Unicode TR 39, highly restrictive). */
const COMPANY: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const SCRIPTS: readonly (readonly [name: string, test: RegExp])[] = [
  'Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Tamil', 'Thai',
  'Georgian', 'Cherokee', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul',
].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** Cyrillic, Greek and Armenian letters that look like a Latin one. A label made of nothing else is taken for a disguise. */
const LATIN_LIKE = /^[аԁеһіјӏкмпорԛгѕтԝхуъьԍүҽαικνορτυχωγօսոհյց0-9-]+$/u;

/** `text` as A-labels in lower case. Takes U-labels and A-labels; refuses literals, disguises and what RFC 1035 and RFC 5321 forbid. */
export function normalizeDomain(text: string): DomainResult {
  if (text.startsWith('[')) return refused('an IP address in brackets is not accepted; write a domain name');
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return refused('the domain may hold letters, digits, hyphens and dots only');
  if (text.startsWith('.') || text.endsWith('.') || text.includes('..')) return refused('the domain has an empty label (a dot too many)');
  const ascii = domainToASCII(text);
  if (ascii === '') return refused('the domain is not a valid internationalized name');
  if (/^[\d.]+$/.test(ascii) || /^0x/i.test(ascii)) return refused('an IP address is not accepted; write a domain name');
  if (ascii.length > 253) return refused(`the domain is ${ascii.length} characters long; 253 are allowed`);
  const unicode = domainToUnicode(ascii);
  if (lower(text) !== lower(unicode) && lower(text) !== ascii) return refused(`the domain holds letters that stand for others; did you mean ${ascii}?`);
  const labels = ascii.split('.');
  if (labels.length < 2 && ascii !== 'localhost') return refused('the domain has no dot');
  if (/^\d+$/.test(labels.at(-1) ?? '')) return refused('the last part of the domain is a number');
  for (const label of labels) {
    const reason = labelProblem(label);
    if (reason !== undefined) return refused(reason);
  }
  return { ok: true, domain: ascii };
}

function labelProblem(label: string): string | undefined {
  if (label.length > 63) return `"${label.slice(0, 20)}…" is ${label.length} characters long; 63 are allowed between two dots`;
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label)) return `"${label}" begins or ends with a hyphen`;
  if (!label.startsWith('xn--')) return label.slice(2, 4) === '--' ? `"${label}" looks like an encoded name of an unknown kind` : undefined;
  const letters = domainToUnicode(label);
  if (letters.startsWith('xn--') || domainToASCII(letters) !== label) return `"${label}" is not a valid encoded name`;
  if (isMixed(letters)) return `"${label}" mixes letters of several scripts that look alike`;
  if (LATIN_LIKE.test(letters)) return `"${label}" is made of letters that look like Latin ones`;
  return undefined;
}

/** True when `label` mixes scripts that no language writes together. */
function isMixed(label: string): boolean {
  const found = new Set<string>();
  for (const letter of label) {
    if (!/\p{L}/u.test(letter) || /\p{Script=Common}|\p{Script=Inherited}/u.test(letter)) continue;
    found.add(SCRIPTS.find(([, test]) => test.test(letter))?.[0] ?? `other ${letter.codePointAt(0) ?? 0}`);
  }
  const named = [...found].filter((name) => !name.startsWith('other'));
  // Scripts without an entry are told apart from the named ones only: two letters of one rare script are no mixture.
  if (named.length === 0) return false;
  if (found.size > named.length) return true;
  return found.size > 1 && !COMPANY.some((company) => [...found].every((name) => company.includes(name)));
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function refused(reason: string): DomainResult {
  return { ok: false, reason };
}
