// Unknown deliveries decided by the log of the mail server, where it is decisive. Must not call a message lost on a log that might be another server's.
import { moveDeliveries } from '../ledger/deliveries.ts';
import type { Delivery, DeliveryState } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MailLog } from './postfix-log.ts';

export interface Finding {
  readonly delivery: Delivery;
  readonly verdict: 'accepted' | 'not-accepted' | 'open';
  readonly reason: string;
}

/**
 * Accepted: the queue manager had it. Not accepted: the log is that of the server (it shows messages of ours that went to the same address),
 * covers the try from before its beginning, has no passage of the message that could still become one, and no conversation from that time is still open.
 * Everything else stays open.
 */
export function findVerdicts(unknown: readonly Delivery[], accepted: readonly Delivery[], log: MailLog): readonly Finding[] {
  const known = new Set(accepted.filter((d) => isAcceptedIn(d, log)).map((d) => d.server));
  const own = [...unknown].filter((d) => isAcceptedIn(d, log)).map((d) => d.server);
  for (const server of own) known.add(server);
  return unknown.map((delivery) => verdictOf(delivery, known, log));
}

function verdictOf(delivery: Delivery, known: ReadonlySet<string>, log: MailLog): Finding {
  const passages = log.passages.get(delivery.messageId) ?? [];
  const found = passages.find((p) => p.isAccepted);
  if (found !== undefined) return { delivery, verdict: 'accepted', reason: `the log has it in the queue as ${found.queueId}` };
  const open = (reason: string): Finding => ({ delivery, verdict: 'open', reason });
  if (passages.some((p) => !p.isAborted)) return open('the log shows its beginning and not yet its end; look again later');
  // Logs of one-second steps: the second of the try must be in it from its beginning.
  if (log.first > Math.floor(delivery.lastTry / 1000) * 1000) return open(`the log begins at ${isoOf(log.first)}, after the try; give it the older log too`);
  if (!known.has(delivery.server)) return open(`the log shows no message of this mailing by way of ${delivery.server}, so it may be another server's`);
  // What began after the try had been given up cannot be it.
  const pending = log.sessions.find((s) => s.end === undefined && s.start <= delivery.updated);
  if (pending !== undefined) return open('a conversation with the server is still open; look again when it has ended');
  if (log.last < Math.floor(delivery.lastTry / 1000) * 1000) return open(`the log ends at ${isoOf(log.last)}, before the try`);
  return { delivery, verdict: 'not-accepted', reason: passages.length === 0 ? 'the log shows that it never came to the message' : 'the log shows that the message was cut off' };
}

/** Writes the decisive verdicts into the ledger, in one step. Only with the sender's lock. */
export function applyVerdicts(ledger: Ledger, findings: readonly Finding[], at: number): void {
  moveDeliveries(ledger, findings.flatMap(({ delivery, verdict, reason }) => {
    const to: DeliveryState | undefined = verdict === 'accepted' ? 'accepted' : verdict === 'not-accepted' ? 'frozen' : undefined;
    return to === undefined ? [] : [{ id: delivery.id, from: ['unknown'], to, answer: reason }];
  }), 'reconcile', at);
}

function isAcceptedIn(delivery: Delivery, log: MailLog): boolean {
  return delivery.messageId !== '' && (log.passages.get(delivery.messageId) ?? []).some((p) => p.isAccepted);
}

function isoOf(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : 'nothing';
}
