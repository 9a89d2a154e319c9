// One message as bytes, the same for the same inputs. Must not read files, addresses or clocks of its own.
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Briefing } from '../document/briefing.ts';
import { failure } from '../errors.ts';
import { sha256 } from '../files.ts';
import { pictureId } from '../render/mail/mail-parts.ts';
import type { MailParts } from '../render/mail/mail-parts.ts';
import { maybeSender } from './address.ts';
import type { MailAddress } from './address.ts';
import { signMessage } from './dkim.ts';
import { composeHeaders, domainOf } from './headers.ts';
import type { MessageInput, MessagePart } from './message-input.ts';
import { findWarnings, formatSize, tooLarge } from './message-size.ts';
import { fillHtml, fillText } from './personal-parts.ts';
import type { Personal } from './personal-parts.ts';
import { headerText } from './runs.ts';

export { formatSize } from './message-size.ts';

/** The whole message, in bytes. Large providers take 20 MB and more, company gateways often 10. */
export const MESSAGE_LIMIT = 10_000_000;

export interface ComposedMessage {
  /** CRLF line ends, 7-bit (but for a recipient's address outside ASCII), as it goes over the wire. */
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

/** Throws MESSAGE_TOO_LARGE above the limit where there is no link, MESSAGE_NO_LINK, DKIM_FAILED. */
export async function composeMessage(input: MessageInput): Promise<ComposedMessage> {
  const limit = input.limit ?? MESSAGE_LIMIT;
  if (input.document === 'linked' && input.link === undefined) {
    throw failure('MESSAGE_NO_LINK', 'A reader wants a link to the PDF, but the brief does not say where its archive is.', { hint: 'Write "archive: https://…" under "email:" in the brief.' });
  }
  if (input.document !== 'linked') {
    const message = await compose(input, 'attached');
    if (message.bytes.length <= limit) return message;
    if (input.link === undefined) throw tooLarge(message.bytes.length, input.pdf.length, limit);
  }
  const message = await compose(input, 'linked');
  if (message.bytes.length > limit) throw tooLarge(message.bytes.length, 0, limit);
  return input.document === 'linked' ? message : { ...message, warnings: [...message.warnings, `With the PDF attached the message would pass ${formatSize(limit, 'en')}, so it has a link.`] };
}

async function compose(input: MessageInput, document: 'attached' | 'linked'): Promise<ComposedMessage> {
  const { briefing, from, to, mail } = input;
  const fileName = pdfNameOf(briefing);
  const personal = personalOf(input, document, fileName);
  const [text, html] = [fillText(mail.text, personal), fillHtml(mail.html, personal)];
  const subject = subjectOf(input);
  const deliveryId = deliveryIdOf(input);
  const messageId = `<${deliveryId}@${domainOf(from)}>`;
  const pictures = [...mail.pictures].map(([id, png]) => ({ filename: `${id}.png`, content: Buffer.from(png), cid: pictureId(id), contentType: 'image/png', contentTransferEncoding: 'base64' as const, contentDisposition: 'inline' as const }));
  const pdf = { filename: fileName, content: Buffer.from(input.pdf), contentType: 'application/pdf', contentTransferEncoding: 'base64' as const, contentDisposition: 'attachment' as const };
  const composer = new MailComposer({
    from: senderOf(from), to: to === undefined ? undefined : senderOf(to), replyTo: input.replyTo === undefined ? undefined : senderOf(input.replyTo),
    subject, messageId, date: new Date(input.date), text, html, headers: composeHeaders(input, deliveryId),
    attachments: [...pictures, ...(document === 'attached' ? [pdf] : [])],
    baseBoundary: deliveryId.slice(0, 24), newline: 'win', disableFileAccess: true, disableUrlAccess: true,
  });
  const plain = await composer.compile().build();
  const bytes = input.dkim === undefined ? plain : await signMessage(plain, input.dkim);
  const parts: MessagePart[] = [
    { type: 'text/plain', bytes: Buffer.byteLength(text) }, { type: 'text/html', bytes: Buffer.byteLength(html) },
    ...pictures.map((picture) => ({ type: 'image/png', fileName: picture.filename, bytes: picture.content.length })),
    ...(document === 'attached' ? [{ type: 'application/pdf', fileName, bytes: input.pdf.length }] : []),
  ];
  return { bytes, sha256: sha256(bytes), messageId, deliveryId, subject, from, ...(to === undefined ? {} : { to }), parts, warnings: findWarnings(bytes.length, parts, input) };
}

function personalOf(input: MessageInput, document: 'attached' | 'linked', fileName: string): Personal {
  return {
    parts: [...(input.isProof ? ['proof' as const] : []), document, ...(input.unsubscribe === undefined ? [] : ['unsubscribe' as const])],
    places: { file: fileName, size: formatSize(input.pdf.length, input.briefing.edition.locale), ...(input.link === undefined ? {} : { document: input.link }), ...(input.unsubscribe === undefined ? {} : { unsubscribe: input.unsubscribe }) },
  };
}

export interface SampleInput {
  readonly briefing: Briefing;
  readonly pdf: Uint8Array;
  readonly mail: MailParts;
  /** The brief's own sender, answers and list, as written. */
  readonly email?: { readonly from: string; readonly replyTo?: string; readonly listId?: string; readonly limit?: number };
  /** Address of the PDF, where the brief says where its archive is. */
  readonly link?: string;
}

/**
 * The message of an edition as it would be sent, without a recipient and unsigned: the content of `email/sample.eml`.
 * Dated at noon (UTC) of the day of publication, so that the same edition makes the same bytes.
 */
export async function composeSample({ briefing, pdf, mail, email, link }: SampleInput): Promise<Uint8Array> {
  const from = maybeSender(email?.from ?? '') ?? contactOf(briefing) ?? { address: 'briefing@example.invalid', name: headerText(briefing.brief.publisher) };
  const replyTo = maybeSender(email?.replyTo ?? '');
  const date = Date.parse(`${briefing.edition.published}T12:00:00Z`);
  const edition = `${briefing.edition.month}/${briefing.brief.name}`;
  const message = await composeMessage({
    briefing, pdf, mail, from, isProof: false, edition, digest: sha256(pdf), sequence: 0, date, ...(replyTo === undefined ? {} : { replyTo }), ...(link === undefined ? {} : { link }),
    ...(email?.listId === undefined ? {} : { listId: email.listId }), ...(email?.limit === undefined ? {} : { limit: email.limit }),
  });
  return message.bytes;
}

/** The brief's contact as a sender, or undefined when it is not a mail address. Named after the publisher when it has no name. */
export function contactOf(briefing: Briefing): MailAddress | undefined {
  const address = maybeSender(briefing.brief.contact.replace(/^mailto:/i, ''));
  if (address === undefined || address.name !== '') return address;
  return { ...address, name: headerText(briefing.brief.publisher) };
}

/** Names the delivery of these bytes to this person: the same again for the same, so that a copy is recognised. */
function deliveryIdOf(input: MessageInput): string {
  return sha256(JSON.stringify(['delivery', input.digest, input.to?.address.toLowerCase() ?? '', input.isProof, input.sequence])).slice(0, 40);
}

/** A proof says so first, and a message to a reader who has an earlier version that it is a corrected one. */
function subjectOf({ briefing, isProof, references }: MessageInput): string {
  const { words, edition, title } = briefing;
  const word = isProof ? words['mail_proof'] : references !== undefined && edition.status === 'corrected' ? edition.statusLabel : '';
  if (isProof && (word === undefined || word === '')) throw failure('EDITION_UNFINISHED', 'The edition has no word for a proof.', { hint: 'Build the edition again.' });
  if (word === undefined || word === '') return headerText(title);
  const [first = '', ...rest] = word;
  return headerText(`${first.toLocaleUpperCase(edition.locale)}${rest.join('')}${words['colon'] ?? ':'} ${title}`);
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
