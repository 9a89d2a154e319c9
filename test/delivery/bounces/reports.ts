// Delivery-status reports as mail servers write them, for a message of ours.
import { Buffer } from 'node:buffer';

export interface ReportOptions {
  readonly recipient?: string;
  /** How the recipient is spelt: `utf-8` for letters outside ASCII. */
  readonly kind?: 'rfc822' | 'utf-8';
  readonly original?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  /** Headers of the returned message. */
  readonly returned?: string;
  readonly returnedType?: string;
  readonly encoding?: 'base64';
}

/** As Postfix writes one. */
export function makeReport(options: ReportOptions = {}): string {
  const { recipient = 'me@example.org', kind = 'rfc822', original = recipient, action = 'failed', status = '5.1.1', diagnostic = `smtp; 550 5.1.1 <${recipient}>: Recipient address rejected: User unknown`, returned = '', returnedType = 'message/rfc822' } = options;
  const machine = [
    'Reporting-MTA: dns; mail.example.net', 'X-Postfix-Queue-ID: 4F2B1', 'Arrival-Date: Mon,  5 Jan 2026 06:07:08 +0000 (UTC)', '',
    `Final-Recipient: ${kind}; ${recipient}`, `Original-Recipient: rfc822;${original.replaceAll('+', '+2B')}`, `Action: ${action}`, `Status: ${status}`, 'Remote-MTA: dns; mx.example.org', `Diagnostic-Code: ${diagnostic}`, '',
  ].join('\n');
  const text = [
    'From: MAILER-DAEMON@mail.example.net (Mail Delivery System)', 'To: desk@example.org', 'Subject: Undelivered Mail Returned to Sender', 'Auto-Submitted: auto-replied', 'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;', '\tboundary="4F2B1.1767/mail.example.net"', '', 'This is a MIME-encapsulated message.', '',
    '--4F2B1.1767/mail.example.net', 'Content-Description: Notification', 'Content-Type: text/plain; charset=utf-8', '', "I'm sorry to have to inform you that your message could not", 'be delivered to one or more recipients.', '',
    '--4F2B1.1767/mail.example.net', 'Content-Description: Delivery report', 'Content-Type: message/delivery-status', ...(options.encoding === 'base64' ? ['Content-Transfer-Encoding: base64'] : []), '',
    options.encoding === 'base64' ? (Buffer.from(machine).toString('base64').match(/.{1,76}/g) ?? []).join('\n') : machine,
    '--4F2B1.1767/mail.example.net', `Content-Type: ${returnedType}`, '', returned, '', '--4F2B1.1767/mail.example.net--', '',
  ].join('\n');
  return text.replaceAll('\n', '\r\n');
}
