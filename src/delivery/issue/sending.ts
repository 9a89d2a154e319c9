// The frozen messages of an issue, one after another to the mail server. Must not compose, and never sends what may have arrived.
import { BriefwrightError, failure } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { claimNext, settle } from '../ledger/deliveries.ts';
import type { Delivery, Issue } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { numberOf } from '../ledger/ledger.ts';
import { isStopRequested } from '../ledger/sender-lock.ts';
import type { SmtpSettings } from '../smtp-settings.ts';
import { createLane } from './lane.ts';
import type { Lane } from './lane.ts';
import { judge } from './outcome.ts';
import type { RetrySettings } from './outcome.ts';
import { createPace, pause } from './pace.ts';
import type { Pace } from './pace.ts';

export interface SendRequest {
  readonly ledger: Ledger;
  readonly issue: Issue;
  /** Folder names of the editions that may go out now. */
  readonly editions: readonly string[];
  readonly settings: SmtpSettings;
  /** Envelope sender: where servers report what they could not deliver. */
  readonly from: string;
  readonly rate: { readonly perMinute: number; readonly connections: number; readonly perConnection: number };
  readonly retry: RetrySettings;
  /** Milliseconds that the run waits for what is put off, beyond the first moments. */
  readonly patience: number;
  /** The frozen bytes; throws when they are not what was frozen. */
  readonly readMessage: (delivery: Delivery) => Promise<Uint8Array>;
  /** Called before every claim: takes out readers who have said no meanwhile. */
  readonly withdraw: () => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onSettled?: (delivery: Delivery, state: string) => void;
}

export type End = 'done' | 'stopped' | 'interrupted' | 'server-trouble';

export interface SendResult {
  readonly end: End;
  /** Why the server could not be asked on. */
  readonly problem?: Problem;
}

/** In a row, over all connections. */
const TROUBLE_LIMIT = 3;
/** What a run waits for in any case: the quick tries after a broken connection. */
const MOMENT = 15_000;
/** How long a message that is on its way may go on after Ctrl-C; the program ends after 5 s. */
const LAST_WORDS = 3_500;

interface Work extends SendRequest {
  readonly pace: Pace;
  /** Ends all waiting: stopped, interrupted, or broken. */
  readonly ending: AbortController;
  readonly state: { end: End; trouble: number; problem?: Problem };
}

/** Until nothing is due any more. Rejects when the ledger or a frozen message cannot be used; messages on their way are waited for first. */
export async function sendFrozen(request: SendRequest): Promise<SendResult> {
  const { signal, rate, now } = request;
  const work: Work = { ...request, pace: createPace(rate.perMinute, now), ending: new AbortController(), state: { end: 'done', trouble: 0 } };
  const breaking = new AbortController();
  const onAbort = (): void => {
    work.state.end = 'interrupted';
    work.ending.abort();
    setTimeout(() => breaking.abort(), LAST_WORDS).unref();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const lanes = Array.from({ length: rate.connections }, () => createLane(request.settings, rate.perConnection, breaking.signal));
  const ends = await Promise.allSettled(lanes.map((lane) => runLane(work, lane).catch((error: unknown) => {
    work.ending.abort();
    throw error;
  })));
  signal.removeEventListener('abort', onAbort);
  await Promise.all(lanes.map((lane) => lane.close()));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const { end, problem } = work.state;
  return { end, ...(problem === undefined ? {} : { problem }) };
}

async function runLane(work: Work, lane: Lane): Promise<void> {
  const { ledger, issue, settings, ending, now } = work;
  while (!ending.signal.aborted) {
    if (isStopRequested(ledger)) return finish(work, 'stopped');
    await work.withdraw();
    const wait = findWait(work);
    if (wait === undefined) return;
    if (wait > 0) {
      // Meanwhile a server would close an idle connection, and a person may ask to stop.
      if (wait > 1000) await lane.close();
      await pause(Math.min(wait, 1000), ending.signal);
      continue;
    }
    if (!(await work.pace.turn(ending.signal))) return;
    const closed = await lane.open();
    if (closed !== undefined) {
      await onTrouble(work, closed.problem, ['SMTP_AUTH_MISSING', 'SMTP_AUTH_REFUSED', 'SMTP_TLS_MISSING', 'SMTP_TLS_FAILED', 'SMTP_HOST_UNKNOWN'].includes(closed.problem.code));
      continue;
    }
    if (ending.signal.aborted) return;
    const claimed = claimNext(ledger, issue, work.editions, `${settings.host}:${settings.port}`, now());
    if (claimed !== undefined) await sendClaimed(work, lane, claimed);
  }
}

async function sendClaimed(work: Work, lane: Lane, claimed: Delivery): Promise<void> {
  const { ledger, from, retry, now, state } = work;
  let bytes: Uint8Array;
  try {
    bytes = await work.readMessage(claimed);
  } catch (error) {
    settle(ledger, claimed, { state: 'frozen', answer: 'the frozen message could not be read' }, now());
    throw error;
  }
  const answer = await lane.send({ from, to: claimed.address }, bytes);
  // A server may close a connection that has carried its share; that is no try.
  const isWorn = answer.wasUsed && ((answer.outcome === 'not-sent' && answer.command !== 'DATA') || (answer.outcome === 'deferred' && answer.status === 421 && answer.command === 'MAIL FROM'));
  const { outcome, isServerTrouble } = judge(answer, claimed, retry, now());
  const settled = isWorn ? { state: 'frozen' as const, answer: '' } : outcome;
  settle(ledger, claimed, settled, now());
  work.onSettled?.(claimed, settled.state);
  if (answer.outcome === 'sent' || (!isServerTrouble && !isWorn)) state.trouble = 0;
  else if (!isWorn && answer.outcome !== 'unknown') await onTrouble(work, answer.problem, settled.state === 'frozen');
}

/** Three times in a row, or once when it will not get better by itself: the rest stays as it is for another day. */
async function onTrouble(work: Work, problem: Problem, isFinal: boolean): Promise<void> {
  const { state, ending, retry } = work;
  state.trouble += 1;
  if (isFinal || state.trouble >= TROUBLE_LIMIT) {
    state.problem ??= problem;
    return finish(work, 'server-trouble');
  }
  await pause(retry.quick * 2 ** (state.trouble - 1), ending.signal);
}

function finish({ state, ending }: Work, end: End): void {
  if (state.end === 'done') state.end = end;
  ending.abort();
}

/** Milliseconds until something is due, 0 now, undefined when nothing will be within the patience. */
function findWait({ ledger, issue, editions, now, patience }: Work): number | undefined {
  const [row] = ledger.rows(`SELECT min(CASE state WHEN 'frozen' THEN 0 ELSE next_try END) AS due, count(*) AS n FROM deliveries WHERE issue = ? AND edition IN (${editions.map(() => '?').join(', ')}) AND state IN ('frozen', 'deferred')`, issue.id, ...editions);
  if (row === undefined || numberOf(row, 'n') === 0) return undefined;
  const wait = Math.max(0, numberOf(row, 'due') - now());
  return wait <= Math.max(MOMENT, patience) ? wait : undefined;
}

/** The problem of a frozen message that is not there or not the same. */
export function messageChanged(delivery: Delivery, file: string, how: string): BriefwrightError {
  return failure('MESSAGE_CHANGED', `The frozen message to ${delivery.address} ${how}; sending stopped.`, { file, hint: 'Put the file back; a message must go out as it was recorded.' }, 1);
}
