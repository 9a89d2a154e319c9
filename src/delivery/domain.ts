// The domain half of an address: letters that a person can tell apart, normalized to A-labels. Must not ask the DNS.
import { domainToASCII, domainToUnicode } from 'node:url';
import { isLatinLike, isMixed, scriptsOf } from './scripts.ts';

/** A-labels in lower case, or the reason why mail must not go there. */
export type DomainResult = { readonly ok: true; readonly domain: string } | { readonly ok: false; readonly reason: string };

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
  const own = scriptsOf(domainToUnicode(labels.at(-1) ?? ''));
  for (const [i, label] of labels.entries()) {
    const reason = labelProblem(label, i === labels.length - 1 ? undefined : own);
    if (reason !== undefined) return refused(reason);
  }
  return { ok: true, domain: ascii };
}

/** `own`: scripts of the last label, whose readers know its letters; undefined for that label itself, which nobody can register in disguise. */
function labelProblem(label: string, own: ReadonlySet<string> | undefined): string | undefined {
  if (label.length > 63) return `"${label.slice(0, 20)}…" is ${label.length} characters long; 63 are allowed between two dots`;
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label)) return `"${label}" begins or ends with a hyphen`;
  if (!label.startsWith('xn--')) return label.slice(2, 4) === '--' ? `"${label}" looks like an encoded name of an unknown kind` : undefined;
  const letters = domainToUnicode(label);
  if (letters.startsWith('xn--') || domainToASCII(letters) !== label) return `"${label}" is not a valid encoded name`;
  if (isMixed(letters)) return `"${label}" mixes letters of several scripts that look alike`;
  if (own !== undefined && isLatinLike(letters) && ![...scriptsOf(letters)].every((script) => own.has(script))) return `"${label}" is made of letters that look like Latin ones`;
  return undefined;
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function refused(reason: string): DomainResult {
  return { ok: false, reason };
}
