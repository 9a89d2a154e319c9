// One proof of one edition to one address: planned first, sent only when asked. Must not know the command line.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../errors.ts';
import { maybeSender } from './address.ts';
import type { MailAddress } from './address.ts';
import type { BuiltEdition } from './edition.ts';
import { messageOptions } from './mailing.ts';
import type { Mailing } from './mailing.ts';
import { composeMessage, contactOf } from './message.ts';
import type { ComposedMessage } from './message.ts';
import { headerText } from './runs.ts';
import { ensureStateFolder, findEarlier, readReceipts, writeReceipt } from './receipts.ts';
import type { Receipt, ReceiptOutcome } from './receipts.ts';
import { sendMessage } from './smtp.ts';
import type { Delivery } from './smtp.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export interface ProofRequest {
  readonly edition: BuiltEdition;
  readonly to: MailAddress;
  /** Left out: the brief's contact, else the account of SMTP_URL where that is an address, else the recipient. */
  readonly from?: MailAddress;
  /** Left out: the brief's contact, where that is another address than the sender's. */
  readonly replyTo?: MailAddress;
  readonly settings?: SmtpSettings;
  /** What the brief says about its messages: a proof is signed and sized as the issue will be. */
  readonly mailing?: Mailing;
  /** `.briefwright` of the project. */
  readonly stateFolder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface ProofPlan {
  readonly edition: BuiltEdition;
  readonly message: ComposedMessage & { readonly to: MailAddress };
  readonly date: number;
  /** Nobody said who sends, so the proof comes from its recipient. */
  readonly isSenderGuessed: boolean;
  /** Earlier attempts with these very bytes to this address, oldest first. */
  readonly earlier: readonly Receipt[];
  readonly stateFolder: string;
}

/** Composes the message and looks at the record; writes nothing. Throws MESSAGE_TOO_LARGE. */
export async function planProof(request: ProofRequest): Promise<ProofPlan> {
  const { edition, to, stateFolder } = request;
  const contact = contactOf(edition.briefing);
  const known = request.from ?? contact ?? maybeSender(request.settings?.auth?.user ?? '');
  const from = known ?? { address: to.address, name: headerText(edition.briefing.brief.publisher) };
  const earlier = findEarlier(await readReceipts(stateFolder), edition.digest, to.address);
  const last = earlier.at(-1);
  // A message that may have arrived is composed again byte for byte, so that mail programs can see that it is the same.
  const date = last !== undefined && isUncertain(last.outcome) ? last.date : request.now;
  const replyTo = request.replyTo !== undefined ? { replyTo: request.replyTo } : contact !== undefined && contact.address !== from.address ? { replyTo: contact } : {};
  const composed = await composeMessage({
    briefing: edition.briefing, pdf: edition.pdf, mail: edition.mail, from, to, ...replyTo, isProof: true, edition: edition.label, digest: edition.digest,
    sequence: earlier.filter((r) => r.outcome === 'sent').length, date, ...messageOptions(request.mailing ?? {}, { brief: edition.briefing.brief.name, edition: edition.label }),
  });
  return { edition, message: { ...composed, to }, date, isSenderGuessed: known === undefined, earlier, stateFolder };
}

/** True when the message may have arrived although nobody said so. */
export function isUncertain(outcome: ReceiptOutcome): boolean {
  return outcome === 'unknown' || outcome === 'started';
}

export interface ProofResult {
  readonly delivery: Delivery;
  /** The message as it was sent, absolute. */
  readonly file: string;
  /** False when the outcome could not be written down: the next run takes this attempt for an uncertain one. */
  readonly isRecorded: boolean;
}

/** Freezes the message and the intent on the disk, sends, and records the outcome. Throws only before the first byte has left. */
export async function sendProof(plan: ProofPlan, settings: SmtpSettings, now: () => number, signal: AbortSignal): Promise<ProofResult> {
  const { message, edition, stateFolder } = plan;
  const receipt = (outcome: ReceiptOutcome, answer: string): Receipt => ({
    format: 1, time: new Date(now()).toISOString(), kind: 'proof', edition: edition.label, digest: edition.digest, address: message.to.address,
    deliveryId: message.deliveryId, messageId: message.messageId, message: message.sha256, date: plan.date, outcome, answer,
  });
  const file = await writeMessage(stateFolder, message);
  await writeReceipt(stateFolder, receipt('started', ''));
  const delivery = await sendMessage(settings, message, signal);
  const isRecorded = await writeReceipt(stateFolder, receipt(delivery.outcome, delivery.answer)).then(() => true, () => false);
  return { delivery, file, isRecorded };
}

async function writeMessage(stateFolder: string, message: ComposedMessage): Promise<string> {
  const folder = join(stateFolder, 'messages');
  const path = join(folder, `${message.deliveryId}.eml`);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await ensureStateFolder(stateFolder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(message.bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw failure('MESSAGE_UNWRITABLE', `${path} cannot be written, so nothing was sent.`, { file: path, hint: String(error instanceof Error && 'code' in error ? error.code : '') }, 1);
  }
  return path;
}
