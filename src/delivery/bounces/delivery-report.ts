// A delivery-status report (RFC 3464) as data, and what it means for the address. Must not believe who it says it is from.
import { parseFields, parseMime } from './mime.ts';
import type { MimePart } from './mime.ts';

export interface RecipientReport {
  /** Addresses as the report writes them, without their type; the final one first. */
  readonly addresses: readonly string[];
  /** Lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`. */
  readonly action: string;
  /** `5.1.1`, or empty. */
  readonly status: string;
  /** The server's words on one line. */
  readonly diagnostic: string;
}

export interface DeliveryReport {
  readonly recipients: readonly RecipientReport[];
  /** Headers of the message that it is about, as far as it returned them. */
  readonly returned: ReadonlyMap<string, string>;
}

const MAX_RECIPIENTS = 100;
const MAX_TEXT = 300;

/** The report in a message, or undefined when there is none: an answer from a holiday, a forwarded report, a newsletter. */
export function maybeReport(bytes: Uint8Array): DeliveryReport | undefined {
  const root = parseMime(bytes);
  const report = findReport(root, 0);
  const status = report?.parts.find((part) => /^message\/(?:global-)?delivery-status$/.test(part.type));
  if (report === undefined || status === undefined) return undefined;
  const [, ...blocks] = status.body.split(/\n[ \t]*\n/).filter((block) => block.trim() !== '');
  const recipients = blocks.slice(0, MAX_RECIPIENTS).map((block) => recipientOf(parseFields(block))).filter((r) => r.action !== '' && r.addresses.length > 0);
  const returned = report.parts.find((part) => /^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)$/.test(part.type));
  return { recipients, returned: parseFields(returned?.body.split('\n\n')[0] ?? '') };
}

/** In a multipart around it, as some gateways add one; never in a message that is attached, which somebody else has got. */
function findReport(part: MimePart, depth: number): MimePart | undefined {
  if (part.type === 'multipart/report' && (part.params.get('report-type') ?? 'delivery-status').toLowerCase() === 'delivery-status') return part;
  if (depth > 2 || part.type !== 'multipart/mixed') return undefined;
  return part.parts.map((inner) => findReport(inner, depth + 1)).find((found) => found !== undefined);
}

function recipientOf(fields: ReadonlyMap<string, string>): RecipientReport {
  const addresses = [addressOf(fields.get('final-recipient')), xtext(addressOf(fields.get('original-recipient')))].filter((a) => a !== '');
  return {
    addresses: [...new Set(addresses)], action: (/^[a-z]+/i.exec(fields.get('action') ?? '')?.[0] ?? '').toLowerCase(),
    status: /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '', diagnostic: oneLine(fields.get('diagnostic-code') ?? ''),
  };
}

/** `rfc822; <me@example.org>` → `me@example.org`; empty for another kind of address. */
function addressOf(value = ''): string {
  const [kind = '', ...rest] = value.split(';');
  const address = rest.join(';').trim().replace(/^<(.*)>$/, '$1');
  if (!/^(?:rfc822|utf-8)$/i.test(kind.trim()) || !address.includes('@') || address.length > MAX_TEXT) return '';
  return kind.trim().toLowerCase() === 'utf-8' ? wideAddress(address) : oneLine(address);
}

/** RFC 6533, 3: letters as they are in UTF-8 (read here byte by byte), or as `\x{43F}`. */
function wideAddress(address: string): string {
  const spelt = Buffer.from(address, 'latin1').toString('utf8').replace(/\\x\{([0-9A-F]{2,6})\}/gi, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
  return spelt.toWellFormed().replace(/[\p{Cc}\p{Cf}\s]+/gu, '');
}

/** RFC 3461, 4: `me+2Btag@example.org` → `me+tag@example.org`. */
function xtext(value: string): string {
  return value.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replace(/\p{Cc}/gu, '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim().slice(0, MAX_TEXT);
}

/** `hard`: the address is gone. `soft`: this message did not arrive. `none`: it arrived, or went on. */
export type BounceKind = 'hard' | 'soft' | 'delayed' | 'none';

/** RFC 3463: bad mailbox, bad system, bad syntax, moved, null MX, disabled, no route. A full mailbox and a refused content are not the address's fault. */
const GONE = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1', '5.4.4'];
const SAYS_GONE = /user (?:unknown|not found)|unknown user|no such (?:user|recipient|mailbox|address)|(?:mailbox|recipient|address|account) (?:(?:is|was) )?(?:unknown|disabled|not found|unavailable|does not exist|doesn't exist|rejected: undeliverable)|does not exist|no mailbox/i;

export function judge({ action, status, diagnostic }: RecipientReport): BounceKind {
  if (action === 'delayed') return 'delayed';
  if (action !== 'failed') return 'none';
  if (GONE.includes(status)) return 'hard';
  // Some servers have one status for everything; their words are then all there is.
  return ['', '5.0.0', '5.1.0'].includes(status) && /\b55[013]\b/.test(diagnostic) && SAYS_GONE.test(diagnostic) ? 'hard' : 'soft';
}
