// A planned proof in words and as JSON. Must not show the password or send anything.
import type { MailAddress } from './address.ts';
import { formatSize } from './message.ts';
import { isUncertain } from './proof.ts';
import type { ProofPlan } from './proof.ts';
import { describeSmtp } from './smtp-settings.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** Several lines without a trailing newline. */
export function describePlan(plan: ProofPlan, settings: SmtpSettings | undefined): string {
  const { message, edition } = plan;
  const parts = message.parts.map((part) => `${part.type}${part.fileName === undefined ? '' : ` ${part.fileName}`}, ${formatSize(part.bytes, 'en')}`);
  return [
    'Would send a proof (nothing was sent; add --yes to send):',
    ...row('Edition', edition.isDraft ? `${edition.label} (draft)` : edition.label),
    ...row('To', formatAddress(message.to)),
    ...row('From', formatAddress(message.from)),
    ...row('Subject', message.subject),
    ...row('Message-ID', message.messageId),
    ...row('Size', formatSize(message.bytes.length, 'en')),
    ...parts.flatMap((part, i) => row(i === 0 ? 'Parts' : '', part)),
    ...row('Server', settings === undefined ? 'SMTP_URL is not set' : describeSmtp(settings)),
    ...notesOf(plan).flatMap((note) => row('Note', note)),
  ].join('\n');
}

/** The plan as data for `--json`. */
export function planValue(plan: ProofPlan, settings: SmtpSettings | undefined) {
  const { message, edition } = plan;
  return {
    kind: 'proof', edition: edition.label, folder: edition.folder, draft: edition.isDraft, to: message.to, from: message.from, subject: message.subject,
    messageId: message.messageId, size: message.bytes.length, sha256: message.sha256, parts: message.parts,
    ...(settings === undefined ? {} : { server: describeSmtp(settings) }), notes: notesOf(plan),
  };
}

/** What the sender should know before and while it is sent. */
export function notesOf(plan: ProofPlan): readonly string[] {
  const last = plan.earlier.at(-1);
  const sent = plan.earlier.filter((r) => r.outcome === 'sent').length;
  return [
    ...(sent === 0 ? [] : [`These very bytes were sent to this address ${sent === 1 ? 'once' : `${sent} times`} before.`]),
    ...(last !== undefined && isUncertain(last.outcome) ? [`An attempt at ${last.time} may have arrived; look before sending again. This message carries the same Message-ID.`] : []),
    ...(plan.isSenderGuessed ? ['The brief names no mail address, so the proof comes from its own recipient; --from ADDRESS names another sender.'] : []),
    ...plan.message.warnings,
  ];
}

function row(label: string, value: string): readonly string[] {
  return [`  ${label.padEnd(12)}${value}`];
}

function formatAddress({ name, address }: MailAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}
