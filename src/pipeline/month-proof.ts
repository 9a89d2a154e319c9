// An edition that waits for approval, by mail to those who approve it. Must not approve it, and must not write twice about the same bytes.
import type { BriefConfig } from '../config/brief-config.ts';
import { maybeSender, parseAddress } from '../delivery/address.ts';
import { readEdition } from '../delivery/edition.ts';
import { readMailing } from '../delivery/mailing.ts';
import { isUncertain, planProof, sendProof } from '../delivery/proof.ts';
import { parseSmtpUrl, requireSignIn } from '../delivery/smtp-settings.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Project } from '../project.ts';

export interface ProofsResult {
  /** Who has a proof of these bytes, now or from an earlier run. */
  readonly told: number;
  /** Why somebody has none. */
  readonly problems: readonly Problem[];
}

/** A proof that may have left is sent again as the same message, which mail programs show once; but not for ever. */
const MOST_TRIES = 3;

/** Never rejects for mail that cannot be sent: the approval is waited for all the same. */
export async function sendProofs(name: string, { email }: BriefConfig, project: Project, effects: Effects): Promise<ProofsResult> {
  const problems: Problem[] = [];
  let told = 0;
  for (const address of email?.approvers ?? []) {
    effects.signal.throwIfAborted();
    try {
      const edition = await readEdition(project.out, name, { allowDraft: false });
      const settings = requireSignIn(parseSmtpUrl(effects.env['SMTP_URL']), email?.relay);
      const [from, replyTo] = [maybeSender(email?.from ?? ''), maybeSender(email?.replyTo ?? '')];
      const plan = await planProof({
        edition, to: parseAddress(address, 'recipient'), settings, mailing: await readMailing(email, effects.env), stateFolder: project.state, now: effects.now(),
        ...(from === undefined ? {} : { from }), ...(replyTo === undefined ? {} : { replyTo }),
      });
      const isKnown = plan.earlier.some((r) => r.outcome === 'sent') || plan.earlier.filter((r) => isUncertain(r.outcome)).length >= MOST_TRIES;
      const { delivery } = isKnown ? { delivery: undefined } : await sendProof(plan, settings, effects.now, effects.signal);
      if (delivery === undefined || delivery.outcome === 'sent') told += 1;
      else problems.push({ ...delivery.problem, message: `The proof of ${name} for ${address} was not sent: ${delivery.problem.message}` });
    } catch (error) {
      if (effects.signal.aborted || !(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems.map((p) => ({ ...p, message: `The proof of ${name} for ${address} was not sent: ${p.message}` })));
    }
  }
  return { told, problems };
}
