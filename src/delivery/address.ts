// One mail address as a person types it, checked before any library sees it. Must not accept what could name a second recipient.
import { failure } from '../errors.ts';
import { normalizeDomain } from './domain.ts';
import { findLocalProblem, isInternational } from './local-part.ts';

/** A checked address. `address` has the domain in lower-case A-labels and before the @ Unicode form C, mostly ASCII; `name` may be empty. */
export interface MailAddress {
  readonly address: string;
  readonly name: string;
}

export type AddressResult = { readonly ok: true; readonly value: MailAddress } | { readonly ok: false; readonly reason: string };

const MAX_PATH = 254;
const MAX_NAME = 120;

/**
 * `user@example.org` or `Name <user@example.org>`, stricter than RFC 5322: no quoted local part, comment, group, route,
 * IP literal, or second address. Throws ADDRESS_INVALID with the reason; `label` says whose address it is.
 */
export function parseAddress(text: string, label = 'address'): MailAddress {
  const result = checkAddress(text);
  if (result.ok) return result.value;
  throw failure('ADDRESS_INVALID', `The ${label} ${JSON.stringify(printable(text))} is not accepted: ${result.reason}.`, {
    hint: 'Write one address, such as me@example.org or "Name <me@example.org>".',
  });
}

/** As `parseAddress`, for an address that every message carries: with letters outside ASCII few servers would take any of them. */
export function parseSender(text: string, label = 'sender'): MailAddress {
  const parsed = parseAddress(text, label);
  if (!isInternational(parsed.address)) return parsed;
  throw failure('ADDRESS_INVALID', `The ${label} ${JSON.stringify(printable(text))} is not accepted: the part before the @ holds letters outside ASCII.`, { hint: 'Few mail servers take messages from such an address; send from another one.' });
}

/** Like `parseSender`, but undefined for anything that is not the address of a sender. */
export function maybeSender(text: string): MailAddress | undefined {
  const address = maybeAddress(text);
  return address === undefined || isInternational(address.address) ? undefined : address;
}

/** Like `parseAddress`, but undefined for anything that is not an address. */
export function maybeAddress(text: string): MailAddress | undefined {
  const result = checkAddress(text);
  return result.ok ? result.value : undefined;
}

/** The address, or the reason for refusing it. */
export function checkAddress(text: string): AddressResult {
  if (text.length > MAX_PATH + MAX_NAME + 10) return refused(`it is ${text.length} characters long`);
  if (/[\r\n]/.test(text)) return refused('it holds a line break');
  if (!text.isWellFormed()) return refused('it holds half a character');
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return refused('it holds a control character');
  if (/[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/u.test(text)) return refused('it holds an invisible character or one that turns the direction of text');
  const trimmed = text.trim();
  if (trimmed === '') return refused('it is empty');
  const angle = /^(.*?)<([^<>]*)>$/u.exec(trimmed);
  const name = readName(angle?.[1]?.trim() ?? '');
  if (!name.ok) return name;
  const bare = angle?.[2] ?? trimmed;
  const reason = shapeProblem(bare);
  if (reason !== undefined) return refused(reason);
  const at = bare.lastIndexOf('@');
  return readBare(bare.slice(0, at), bare.slice(at + 1), name.name);
}

function readBare(written: string, domainText: string, name: string): AddressResult {
  const local = written.normalize('NFC');
  const domain = normalizeDomain(domainText);
  const reason = findLocalProblem(local, domain.ok ? domain.domain : '');
  if (reason !== undefined) return refused(reason);
  if (!domain.ok) return domain;
  const address = `${local}@${domain.domain}`;
  const size = Buffer.byteLength(address);
  if (size > MAX_PATH) return refused(`it is ${size} characters long; ${MAX_PATH} are allowed`);
  return { ok: true, value: { address, name } };
}

/** Says by name which of the RFC 5322 forms was used that could hide another address. */
function shapeProblem(bare: string): string | undefined {
  if (/[<>]/.test(bare)) return 'angle brackets are unbalanced';
  if (/[()]/.test(bare)) return 'comments in parentheses are not accepted';
  if (bare.startsWith('"')) return 'a quoted part before the @ is not accepted';
  if (/[,;]/.test(bare)) return 'it holds more than one address or a group';
  if (/\s/u.test(bare)) return 'it holds a space';
  if (bare.startsWith('@')) return 'a route or an address without a part before the @ is not accepted';
  if (/^[^@]*:/.test(bare)) return 'groups and routes (a colon) are not accepted';
  const ats = bare.split('@').length - 1;
  if (ats === 0) return 'it has no @';
  return ats > 1 ? 'it has more than one @' : undefined;
}

function readName(text: string): { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: string } {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text);
  const name = (quoted?.[1]?.replace(/\\(["\\])/g, '$1') ?? text).trim();
  if (quoted === null && /["\\]/.test(text)) return refused('the name has unbalanced quotation marks');
  if (quoted === null && /[()]/.test(text)) return refused('comments in parentheses are not accepted');
  if (quoted === null && /[,;:]/.test(text)) return refused('it holds more than one address or a group (put a name with a comma into quotation marks)');
  if (/[<>@]/.test(name)) return refused('the name looks like another address');
  if (name.length > MAX_NAME) return refused(`the name is ${name.length} characters long; ${MAX_NAME} are allowed`);
  return { ok: true, name };
}

/** What a terminal can show of a text that somebody typed. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}').slice(0, 120);
}

function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
