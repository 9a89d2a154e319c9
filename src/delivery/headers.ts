// The headers of a message beside those of every mail: whose list, how to leave, which edition. Must not take a line break from anywhere.
import { encodeWords } from 'nodemailer/lib/mime-funcs';
import { failure } from '../errors.ts';
import type { MailAddress } from './address.ts';
import type { MessageInput } from './message-input.ts';
import { headerText } from './runs.ts';

/** One field of each kind, by name. Throws MESSAGE_BAD_HEADER for what could become another one. */
export function composeHeaders(input: MessageInput, deliveryId: string): Record<string, string> {
  const { listId, unsubscribe, references = [] } = input;
  const earlier = references.map((id) => checked('References', id, /^<[^\s<>@]+@[^\s<>@]+>$/));
  return {
    'Content-Language': headerText(input.briefing.edition.locale),
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'X-Edition': headerText(input.edition),
    'X-Delivery-ID': deliveryId,
    // With both a mail program puts the message below the one that it corrects (RFC 5322, 3.6.4).
    ...(earlier.length === 0 ? {} : { 'In-Reply-To': earlier.at(-1) ?? '', References: earlier.join(' ') }),
    ...(listId === undefined ? {} : { 'List-Id': `${phrase(input.briefing.brief.title)} <${checked('List-Id', listId, /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/)}>` }),
    // One field; the second says that a POST alone is enough (RFC 8058, 3.1).
    ...(unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${checked('List-Unsubscribe', unsubscribe, /^https:\/\/[^\s<>,"\\]{1,900}$/)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

export function domainOf(address: MailAddress): string {
  return address.address.slice(address.address.lastIndexOf('@') + 1);
}

/** A name before an address: plain words, else encoded ones. Not a quoted name: the library would encode the whole field, address and all. */
function phrase(text: string): string {
  const line = headerText(text);
  return /^[A-Za-z0-9 -]+$/.test(line) ? line : encodeWords(line, 'B', 52, true);
}

function checked(name: string, value: string, pattern: RegExp): string {
  if (pattern.test(value) && /^[\x21-\x7e]*$/.test(value)) return value;
  throw failure('MESSAGE_BAD_HEADER', `${JSON.stringify(headerText(value).slice(0, 120))} cannot stand in the header ${name}.`);
}
