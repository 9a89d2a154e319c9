// One whole sending under the sender's lock: recover, plan, freeze, send. Must not know the command line.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../errors.ts';
import { moveDeliveries, readDeliveries, readEarlier, recoverSending } from '../ledger/deliveries.ts';
import type { Issue } from '../ledger/delivery.ts';
import { findIssue } from '../ledger/issues.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Ledger, LedgerOptions } from '../ledger/ledger.ts';
import { findHolder, maybeLock, writeHolder } from '../ledger/sender-lock.ts';
import type { Holder } from '../ledger/sender-lock.ts';
import { findRefusal, indexRefusals } from '../recipients/audience.ts';
import { mailboxKey } from '../recipients/likeness.ts';
import { readSuppressions, SUPPRESSION_FILE } from '../suppression.ts';
import type { SmtpSettings } from '../smtp-settings.ts';
import { discardFrozen, freezeMessages, readFrozen } from './frozen-messages.ts';
import { planPrepared } from './issue.ts';
import type { PreparedIssue } from './issue.ts';
import { composeIssue } from './issue-message.ts';
import { writePlan } from './plan.ts';
import type { SendMode } from './plan.ts';
import { sendFrozen } from './sending.ts';
import type { SendResult } from './sending.ts';

export interface RunRequest {
  readonly prepared: PreparedIssue;
  readonly mode: SendMode;
  readonly settings: SmtpSettings;
  readonly stateFolder: string;
  /** Wait until everything that was put off is settled or given up. */
  readonly isPatient: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress?: (text: string) => void;
  readonly ledgerOptions?: LedgerOptions;
  /** Milliseconds to the second try after a broken connection; a test has less time. */
  readonly quick?: number;
  /** Makes all messages proofs; another number makes other Message-IDs. */
  readonly proof?: number;
}

export type RunResult =
  | { readonly kind: 'busy'; readonly holder: Holder | undefined; readonly issue: Issue | undefined }
  | { readonly kind: 'ran'; readonly issue: Issue; readonly result: SendResult; /** Of an earlier run that ended in the middle. */ readonly recovered: number };

const QUICK = 1000;

/** `busy` when another sender is at work: then nothing was done. Throws what planning, freezing and sending throw. */
export async function runIssue(request: RunRequest): Promise<RunResult> {
  const { stateFolder, now } = request;
  const ledger = await openLedger(stateFolder, request.ledgerOptions);
  try {
    const lock = await maybeLock(stateFolder);
    if (lock === undefined) {
      const holder = findHolder(ledger);
      return { kind: 'busy', holder, issue: holder === undefined ? undefined : findIssue(ledger, holder.issue) };
    }
    try {
      const recovered = recoverSending(ledger, now());
      const plan = planPrepared(ledger, request.prepared, request.mode);
      if (plan.discard !== undefined) await discardFrozen(stateFolder, plan.discard);
      const issue = writePlan(ledger, plan, now());
      writeHolder(ledger, { pid: process.pid, issue: issue.id, since: now() });
      return { kind: 'ran', issue, recovered, result: await work(ledger, issue, request) };
    } finally {
      lock.release();
    }
  } finally {
    ledger.close();
  }
}

async function work(ledger: Ledger, issue: Issue, request: RunRequest): Promise<SendResult> {
  const { prepared, settings, stateFolder, now, signal } = request;
  const { brief, senders, mailing, editions } = prepared;
  const show = request.onProgress ?? (() => undefined);
  const date = now();
  const names = [...editions.keys()];
  const earlier = readEarlier(ledger, issue);
  await freezeMessages(ledger, issue, names, (delivery) => {
    const edition = editions.get(delivery.edition);
    if (edition === undefined) throw failure('EDITION_MISSING', `The ledger says that ${delivery.address} gets ${delivery.edition}, which is not among the editions of this sending.`, { hint: `Send ${prepared.month}/${brief.name}.` }, 1);
    return composeIssue({ edition, senders, mailing, reader: delivery, date, earlier: earlier.get(delivery.key) ?? [], ...(request.proof === undefined ? {} : { proof: request.proof }) });
  }, date, signal, (done, all) => show(`Composing ${done} of ${all}`));
  const { rate, retry } = brief.email ?? { rate: { perMinute: 120, connections: 1, perConnection: 100 }, retry: { firstMinutes: 5, windowHours: 24 } };
  const progress = { sent: 0, all: readDeliveries(ledger, issue, 'frozen', 'deferred').length };
  return sendFrozen({
    ledger, issue, editions: names, settings, from: senders.bounceTo, rate, retry: { ...retry, quick: request.quick ?? QUICK }, patience: request.isPatient ? Infinity : 0, now, signal,
    readMessage: (delivery) => readFrozen(stateFolder, issue, delivery),
    withdraw: createWithdrawal(ledger, issue, now),
    onSettled: (_, state) => {
      if (state !== 'frozen') progress.sent += 1;
      show(`Sending ${progress.sent} of ${progress.all}`);
    },
  });
}

/** Reads the suppression list again whenever its file has changed, and takes out who is on it. */
function createWithdrawal(ledger: Ledger, issue: Issue, now: () => number): () => Promise<void> {
  const file = join(ledger.stateFolder, SUPPRESSION_FILE);
  const state = { seen: '' };
  return async () => {
    const found = statSync(file, { throwIfNoEntry: false });
    const mark = found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (mark === state.seen) return;
    const refusals = indexRefusals(await readSuppressions(ledger.stateFolder));
    const gone = readDeliveries(ledger, issue, 'frozen', 'deferred').filter((d) => findRefusal(refusals, mailboxKey(d.address), issue.brief) !== undefined);
    moveDeliveries(ledger, gone.map((d) => ({ id: d.id, from: ['frozen', 'deferred'], to: 'withdrawn', answer: 'on the suppression list' })), 'suppression', now());
    state.seen = mark;
  };
}
