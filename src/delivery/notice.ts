// A plain message to the owner of a brief: what failed and which command mends it. Must not go to the audience.
import MailComposer from 'nodemailer/lib/mail-composer';
import { sha256 } from '../files.ts';
import type { MailAddress } from './address.ts';
import { domainOf } from './headers.ts';
import { headerText } from './runs.ts';
import { sendMessage } from './smtp.ts';
import type { Delivery } from './smtp.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export interface Notice {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly date: number;
}

/** Never rejects: a failure is an outcome, as with `sendMessage`. */
export async function sendNotice(notice: Notice, settings: SmtpSettings, signal: AbortSignal): Promise<Delivery> {
  const { from, to, date } = notice;
  const subject = headerText(notice.subject);
  const deliveryId = sha256(JSON.stringify(['notice', to.address, subject, notice.text, date])).slice(0, 32);
  const messageId = `<${deliveryId}@${domainOf(from)}>`;
  const composer = new MailComposer({
    from: { name: headerText(from.name), address: from.address }, to: { name: headerText(to.name), address: to.address }, subject, messageId, date: new Date(date), text: notice.text,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' }, newline: 'win', disableFileAccess: true, disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  return sendMessage(settings, { bytes, sha256: sha256(bytes), messageId, deliveryId, subject, from, to, parts: [], warnings: [] }, signal);
}
