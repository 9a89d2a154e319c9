// One message as bytes, the same for the same inputs. Must not read files, addresses or clocks of its own.
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Briefing } from '../document/briefing.ts';
import { failure } from '../errors.ts';
import { maybeAddress } from './address.ts';
import type { MailAddress } from './address.ts';
import { composeHtml } from './html-part.ts';
import { composePlain } from './plain-part.ts';
import { headerText } from './runs.ts';
import { resolveWords } from './words.ts';

/** The whole message, in bytes. Large providers take 20 MB and more, company gateways often 10. */
export const MESSAGE_LIMIT = 10_000_000;
const LARGE_MESSAGE = 5_000_000;
/** Gmail cuts the HTML part at about 102 KB. */
const HTML_BUDGET = 80_000;

export interface MessageInput {
  readonly briefing: Briefing;
  readonly pdf: Uint8Array;
  readonly from: MailAddress;
  /** Left out in a sample. */
  readonly to?: MailAddress;
  readonly replyTo?: MailAddress;
  readonly isProof: boolean;
  /** `2025-11/open-models`. */
  readonly edition: string;
  /** SHA-256 in hex that names the bytes of the edition. */
  readonly digest: string;
  /** How many messages of this edition this recipient has had before: a new number makes a new Message-ID. */
  readonly sequence: number;
  /** The `Date` header, milliseconds since 1970. */
  readonly date: number;
}

export interface MessagePart {
  readonly type: string;
  readonly fileName?: string;
  /** Before the transfer encoding. */
  readonly bytes: number;
}

export interface ComposedMessage {
  /** CRLF line ends, 7-bit, as it goes over the wire. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** With angle brackets. */
  readonly messageId: string;
  readonly deliveryId: string;
  readonly subject: string;
  readonly from: MailAddress;
  readonly to?: MailAddress;
  readonly parts: readonly MessagePart[];
  /** For the sender's eyes; none stops the sending. */
  readonly warnings: readonly string[];
}

/** Throws MESSAGE_TOO_LARGE above 10 MB. */
export async function composeMessage(input: MessageInput): Promise<ComposedMessage> {
  const { briefing, from, to } = input;
  const words = resolveWords(briefing);
  const fileName = pdfNameOf(briefing);
  const notes = { isProof: input.isProof, fileName, fileSize: formatSize(input.pdf.length, briefing.edition.locale) };
  const text = composePlain(briefing, words, notes);
  const html = composeHtml(briefing, words, notes);
  const subject = headerText(input.isProof ? `${words.label('mail_proof')}${words.word('colon')} ${briefing.title}` : briefing.title);
  const deliveryId = deliveryIdOf(input);
  const messageId = `<${deliveryId}@${domainOf(from)}>`;
  const composer = new MailComposer({
    from: senderOf(from), to: to === undefined ? undefined : senderOf(to), replyTo: input.replyTo === undefined ? undefined : senderOf(input.replyTo),
    subject, messageId, date: new Date(input.date), text, html,
    headers: headersOf(input, deliveryId),
    attachments: [{ filename: fileName, content: Buffer.from(input.pdf), contentType: 'application/pdf', contentTransferEncoding: 'base64', contentDisposition: 'attachment' }],
    baseBoundary: deliveryId.slice(0, 24), newline: 'win', disableFileAccess: true, disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  if (bytes.length > MESSAGE_LIMIT) throw tooLarge(bytes.length, input.pdf.length);
  const parts = [
    { type: 'text/plain', bytes: Buffer.byteLength(text) }, { type: 'text/html', bytes: Buffer.byteLength(html) },
    { type: 'application/pdf', fileName, bytes: input.pdf.length },
  ];
  return { bytes, sha256: sha256(bytes), messageId, deliveryId, subject, from, ...(to === undefined ? {} : { to }), parts, warnings: warningsOf(bytes.length, parts) };
}

/**
 * The message of an edition as it would be sent, without a recipient: the content of `email/sample.eml`.
 * Dated at noon (UTC) of the day of publication, so that the same edition makes the same bytes.
 */
export async function composeSample(briefing: Briefing, pdf: Uint8Array): Promise<Uint8Array> {
  const from = contactOf(briefing) ?? { address: 'briefing@example.invalid', name: headerText(briefing.brief.publisher) };
  const date = Date.parse(`${briefing.edition.published}T12:00:00Z`);
  const edition = `${briefing.edition.month}/${briefing.brief.name}`;
  const message = await composeMessage({ briefing, pdf, from, isProof: false, edition, digest: sha256(pdf), sequence: 0, date });
  return message.bytes;
}

/** The brief's contact as a sender, or undefined when it is not a mail address. Named after the publisher when it has no name. */
export function contactOf(briefing: Briefing): MailAddress | undefined {
  const address = maybeAddress(briefing.brief.contact.replace(/^mailto:/i, ''));
  if (address === undefined || address.name !== '') return address;
  return { ...address, name: headerText(briefing.brief.publisher) };
}

/** Names the delivery of these bytes to this person: the same again for the same, so that a copy is recognised. */
function deliveryIdOf(input: MessageInput): string {
  return sha256(JSON.stringify(['delivery', input.digest, input.to?.address.toLowerCase() ?? '', input.isProof, input.sequence])).slice(0, 40);
}

function headersOf(input: MessageInput, deliveryId: string): Record<string, string> {
  return {
    'Content-Language': headerText(input.briefing.edition.locale),
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'X-Edition': headerText(input.edition),
    'X-Delivery-ID': deliveryId,
  };
}

/** `open-models-2026-09.pdf`, with the variant where the edition has one. */
function pdfNameOf(briefing: Briefing): string {
  const variant = ['', 'default'].includes(briefing.edition.variant) ? [] : [briefing.edition.variant];
  const stem = [briefing.brief.name, briefing.edition.month, ...variant].join('-').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+/, '');
  return `${stem.slice(0, 100)}.pdf`;
}

function senderOf(address: MailAddress) {
  return { name: headerText(address.name), address: address.address };
}

function domainOf(address: MailAddress): string {
  return address.address.slice(address.address.lastIndexOf('@') + 1);
}

/** `1.9 MB` in the words of the locale; decimal units. */
export function formatSize(bytes: number, locale: string): string {
  const [unit, n] = bytes >= 1_000_000 ? ['megabyte', bytes / 1_000_000] as const : ['kilobyte', bytes / 1000] as const;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'megabyte' ? 1 : 0 }).format(n);
}

function warningsOf(size: number, parts: readonly MessagePart[]): string[] {
  const html = parts.find((part) => part.type === 'text/html')?.bytes ?? 0;
  return [
    ...(size > LARGE_MESSAGE ? [`The message has ${formatSize(size, 'en')}; some mail systems hold back more than 5 MB.`] : []),
    ...(html > HTML_BUDGET ? [`The HTML part has ${formatSize(html, 'en')}; Gmail cuts it at about 102 kB.`] : []),
  ];
}

function tooLarge(size: number, pdf: number) {
  return failure('MESSAGE_TOO_LARGE', `The message would have ${formatSize(size, 'en')} (the PDF ${formatSize(pdf, 'en')}); ${formatSize(MESSAGE_LIMIT, 'en')} are allowed.`, {
    hint: 'Build a shorter variant (length: short) or fewer figures.',
  }, 1);
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
