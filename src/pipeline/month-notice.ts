// One mail to the owner about what failed in a run, and none about what they have been told. Must not fail the run.
import { maybeAddress, maybeSender } from '../delivery/address.ts';
import { sendNotice } from '../delivery/notice.ts';
import { parseSmtpUrl, requireSignIn } from '../delivery/smtp-settings.ts';
import type { BriefConfig } from '../config/brief-config.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError, formatProblem } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { JobStore } from '../schedule/job-store.ts';
import type { JobFailure } from './month-job.ts';

export type NoticeResult = 'none' | 'known' | 'no owner' | 'sent' | { readonly unsent: string };

/** Tells the owner of each brief that has one. What was told is remembered only when it has left. */
export async function tellOwner(briefs: readonly BriefConfig[], failures: readonly JobFailure[], store: JobStore, effects: Effects, clear: (text: string) => string): Promise<NoticeResult> {
  if (failures.length === 0) {
    store.writeNotice('', effects.now());
    return 'none';
  }
  // A time or a number of attempts in a message would make an old failure new.
  const fingerprint = sha256(JSON.stringify(failures.map((f) => [f.subject, f.step, f.problems.map((p) => [p.code, p.file ?? '', p.line ?? 0])])));
  if (store.readNotice() === fingerprint) return 'known';
  const owned = new Map(briefs.flatMap((b) => (b.email?.owner === undefined ? [] : [[b.email.owner, b] as const])));
  if (owned.size === 0) return 'no owner';
  const text = clear(noticeText(failures));
  for (const [owner, brief] of owned) {
    const unsent = await maybeUnsent(owner, brief, text, failures, effects);
    if (unsent !== undefined) return { unsent };
  }
  store.writeNotice(fingerprint, effects.now());
  return 'sent';
}

async function maybeUnsent(owner: string, brief: BriefConfig, text: string, failures: readonly JobFailure[], effects: Effects): Promise<string | undefined> {
  const [to, from] = [maybeAddress(owner), maybeSender(brief.email?.from ?? '')];
  if (to === undefined || from === undefined) return 'The owner or the sender is not an address that mail can be sent to.';
  try {
    const settings = requireSignIn(parseSmtpUrl(effects.env['SMTP_URL']), brief.email?.relay);
    const subject = `${brief.title}: ${failures.length === 1 ? 'one step' : `${failures.length} steps`} of the monthly job failed`;
    const delivery = await sendNotice({ from, to, subject, text, date: effects.now() }, settings, effects.signal);
    return delivery.outcome === 'sent' || delivery.outcome === 'unknown' ? undefined : delivery.problem.message;
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems[0]?.message ?? 'failed';
    throw error;
  }
}

function noticeText(failures: readonly JobFailure[]): string {
  const parts = failures.map(({ subject, step, problems, command }) => [`${subject}, ${step}`, ...problems.map((p) => formatProblem(p)), ...(command === '' ? [] : ['To mend it:', `  ${command}`])].join('\n'));
  return `${['What the monthly job could not do:', ...parts, 'What else was due has been done. "briefwright status" shows how every issue stands; the job goes on by itself with the next run.'].join('\n\n')}\n`;
}
