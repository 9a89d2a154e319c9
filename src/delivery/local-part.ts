// The part of an address before the @: letters of ASCII, or those of one language (RFC 6531). Must not accept what looks like another one.
import { domainToUnicode } from 'node:url';
import { isLatinTwin, isMixed, scriptsOf } from './scripts.ts';

/** Octets (RFC 5321, 4.5.3.1.1). */
const MAX_LOCAL = 64;
/** RFC 5322 `atext` without `%` and `!`, which old relays read as a route to somewhere else. */
const ATOM = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+$/;
const WIDE_ATOM = /^[A-Za-z0-9#$&'*+/=?^_`{|}~\p{L}\p{M}\p{Nd}-]+$/u;
/** More marks on one letter than any language has (Unicode TR 39, 5.4). */
const HEAP_OF_MARKS = /\p{Mn}{4}/u;

/** Why `local`, in Unicode form C, is refused before `domain` (in A-labels); undefined when it is good. */
export function findLocalProblem(local: string, domain: string): string | undefined {
  if (local === '') return 'nothing stands before the @';
  const size = Buffer.byteLength(local);
  if (size > MAX_LOCAL) return `the part before the @ is ${size} ${isAscii(local) ? 'characters' : 'bytes'} long; ${MAX_LOCAL} are allowed`;
  const atoms = local.split('.');
  if (atoms.includes('')) return 'the part before the @ has a dot too many';
  if (isAscii(local)) return atoms.every((atom) => ATOM.test(atom)) ? undefined : 'the part before the @ holds a character that is not accepted';
  if (!atoms.every((atom) => WIDE_ATOM.test(atom))) return 'the part before the @ holds a character that is not accepted';
  if (local.normalize('NFKC') !== local) return `the part before the @ holds letters that stand for others; did you mean ${local.normalize('NFKC')}?`;
  if (atoms.some((atom) => /^\p{M}/u.test(atom)) || HEAP_OF_MARKS.test(local)) return 'the part before the @ holds accents without a letter';
  return findDisguise(local, domain);
}

/** True when the address needs a server that offers SMTPUTF8. */
export function isInternational(address: string): boolean {
  return !isAscii(address);
}

function findDisguise(local: string, domain: string): string | undefined {
  if (isMixed(local)) return 'the part before the @ mixes letters of several scripts that look alike';
  const letters = local.toLowerCase().replace(/[^\p{L}]/gu, '');
  // Where the domain is in the same script, its readers know these letters for what they are.
  const known = scriptsOf(domainToUnicode(domain));
  if (isLatinTwin(letters) && ![...scriptsOf(letters)].every((script) => known.has(script))) return 'the part before the @ is made of letters that look like Latin ones';
  return undefined;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
