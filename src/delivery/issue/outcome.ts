// What one try means for a delivery and for those after it. A pure function; must not wait or write.
import type { Delivery } from '../ledger/delivery.ts';
import type { Outcome } from '../ledger/deliveries.ts';
import type { Delivery as Answer } from '../smtp.ts';
import type { SmtpFailure } from '../smtp-failure.ts';

export interface RetrySettings {
  readonly firstMinutes: number;
  readonly windowHours: number;
  /** Milliseconds to the next try after a connection that broke before the message was whole; doubled each time, for the first tries. */
  readonly quick: number;
}

/** `server`: not about this reader, so there is no use in asking on with the next one right away. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly isServerTrouble: boolean;
}

const QUICK_TRIES = 3;

/** `tried` is the claimed row, its try counted. `at`: milliseconds since 1970. */
export function judge(answer: Answer, tried: Delivery, retry: RetrySettings, at: number): Judgement {
  if (answer.outcome === 'sent') return { outcome: { state: 'accepted', answer: answer.answer }, isServerTrouble: false };
  if (answer.outcome === 'unknown') return { outcome: { state: 'unknown', answer: wordsOf(answer) }, isServerTrouble: true };
  if (isAboutSender(answer)) return { outcome: { state: 'frozen', answer: wordsOf(answer) }, isServerTrouble: true };
  if (answer.outcome === 'refused') return { outcome: { state: 'refused', answer: wordsOf(answer) }, isServerTrouble: false };
  // A limit of the server, or a connection that broke: certainly not accepted.
  const isBroken = answer.outcome === 'not-sent';
  const wait = isBroken && tried.attempts <= QUICK_TRIES ? retry.quick * 2 ** (tried.attempts - 1) : retry.firstMinutes * 60_000 * 2 ** Math.max(0, tried.attempts - 1 - (isBroken ? QUICK_TRIES : 0));
  return { outcome: postpone(tried, wait, retry, wordsOf(answer), at), isServerTrouble: isBroken || answer.status === 421 || answer.command === 'MAIL FROM' };
}

function postpone(tried: Delivery, wait: number, { windowHours }: RetrySettings, answer: string, at: number): Outcome {
  const end = tried.firstTry + windowHours * 3_600_000;
  if (at >= end) return { state: 'expired', answer: `given up after ${windowHours === 1 ? 'an hour' : `${windowHours} hours`}; last: ${answer}` };
  // The last try falls on the end of the window, so that a long wait does not cut it short.
  return { state: 'deferred', answer, nextTry: Math.min(at + wait, end) };
}

/** Refused before any reader was named, for all of them: sign-in, encryption, the sender's address. A message too large is the message's own fault. */
function isAboutSender({ outcome, command, problem }: SmtpFailure): boolean {
  if (['SMTP_AUTH_MISSING', 'SMTP_AUTH_REFUSED', 'SMTP_TLS_MISSING', 'SMTP_TLS_FAILED', 'SMTP_INTERRUPTED'].includes(problem.code)) return true;
  return outcome === 'refused' && command === 'MAIL FROM' && problem.code !== 'SMTP_TOO_LARGE';
}

function wordsOf({ answer, problem }: SmtpFailure): string {
  return answer === '' ? problem.message : answer;
}
