// One mail to the owner of a brief about readers who did not get an issue, and none about what he has been told. Must not go to the audience or fail the sending.
import { BriefwrightError } from '../../errors.ts';
import { sha256 } from '../../files.ts';
import { readDeliveries } from '../ledger/deliveries.ts';
import type { Delivery, Issue } from '../ledger/delivery.ts';
import { openLedger, textOf } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { sendNotice } from '../notice.ts';
import type { SmtpSettings } from '../smtp-settings.ts';
import type { PreparedIssue } from './issue.ts';
import type { SendResult } from './sending.ts';
import { adviceOn, countsOf, describeCounts } from './status.ts';

/** `known`: he has been told the same before. */
export type Told = 'nothing to tell' | 'no owner' | 'known' | 'told' | { readonly untold: string };

export interface OwnerNoticeRequest {
  readonly prepared: PreparedIssue;
  readonly issue: Issue;
  readonly result: SendResult;
  readonly settings: SmtpSettings;
  readonly stateFolder: string;
  /** Takes secrets and control characters out of a text that leaves. */
  readonly clear: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What is put off goes on by itself and is no failure yet. Never rejects. */
export async function tellOwnerOfIssue(request: OwnerNoticeRequest): Promise<Told> {
  try {
    const ledger = await openLedger(request.stateFolder);
    try {
      return await tell(ledger, request);
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    return { untold: error.problems[0]?.message ?? 'failed' };
  }
}

async function tell(ledger: Ledger, request: OwnerNoticeRequest): Promise<Told> {
  const { prepared, issue, result, settings, now, signal, clear } = request;
  const failed = readDeliveries(ledger, issue, 'refused', 'expired', 'unknown');
  const trouble = result.end === 'server-trouble' ? result.problem : undefined;
  const fingerprint = failed.length === 0 && trouble === undefined ? '' : sha256(JSON.stringify([failed.map((d) => [d.id, d.state]), trouble?.code ?? '']));
  const [known] = ledger.rows('SELECT fingerprint FROM notices WHERE issue = ?', issue.id);
  if (fingerprint === '' && known === undefined) return 'nothing to tell';
  if (known !== undefined && textOf(known, 'fingerprint') === fingerprint) return fingerprint === '' ? 'nothing to tell' : 'known';
  const { from, owner } = prepared.senders;
  if (fingerprint !== '') {
    if (owner === undefined) return 'no owner';
    const n = failed.length;
    const subject = `${prepared.brief.title}, ${issue.month}: ${n === 0 ? 'the mail server stopped the sending' : n === 1 ? 'one reader did not get it' : `${n} readers did not get it`}`;
    const delivery = await sendNotice({ from, to: owner, subject, text: clear(noticeText(ledger, request, failed)), date: now }, settings, signal);
    if (delivery.outcome !== 'sent' && delivery.outcome !== 'unknown') return { untold: delivery.problem.message };
  }
  ledger.write('notice', (run) => run('INSERT INTO notices (issue, fingerprint, at) VALUES (?, ?, ?) ON CONFLICT (issue) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at', issue.id, fingerprint, now));
  return fingerprint === '' ? 'nothing to tell' : 'told';
}

function noticeText(ledger: Ledger, { issue, result }: OwnerNoticeRequest, failed: readonly Delivery[]): string {
  const label = `${issue.month}/${issue.brief}`;
  const counts = countsOf(ledger, issue);
  const { problem } = result;
  return `${[
    `${label}${issue.version === 1 ? '' : `, version ${issue.version}`}: ${describeCounts(counts)}.`,
    ...(failed.length === 0 ? [] : [failed.map((d) => `${d.state.padEnd(9)} ${d.address}${d.answer === '' ? '' : `  ${d.answer}`}`).join('\n')]),
    ...(result.end === 'server-trouble' && problem !== undefined ? [`${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`] : []),
    ...adviceOn(counts, label),
    `How it stands with each reader: briefwright send ${label} --status`,
  ].join('\n\n')}\n`;
}
