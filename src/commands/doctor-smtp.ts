// The check of `doctor` that asks the mail server. Must not send a message; doctor-message.ts does.
import type { SmtpTimeouts } from '../delivery/smtp-settings.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { reasonOf } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';

/** Milliseconds for the whole conversation; a real sending may take longer. */
const TIMEOUTS: SmtpTimeouts = { connect: 8_000, greeting: 8_000, socket: 10_000, total: 20_000 };

/** Speaks to the server of SMTP_URL as a sending does, up to where a message would follow. `relay` is the brief's internal server. Skipped unless SMTP_URL is set. */
export async function checkMail(effects: Effects, offline: boolean, relay?: string): Promise<Finding> {
  const url = effects.env['SMTP_URL'];
  if (url === undefined || url === '') return { check: 'mail', status: 'skip', detail: 'SMTP_URL is not set; nothing can be sent' };
  const { checkSmtp } = await import('../delivery/smtp.ts');
  const { describeSmtp, parseSmtpUrl, requireSignIn } = await import('../delivery/smtp-settings.ts');
  try {
    const settings = requireSignIn(parseSmtpUrl(url, TIMEOUTS), relay);
    if (offline) return { check: 'mail', status: 'skip', detail: `${describeSmtp(settings)}, not asked (--offline)` };
    const found = await checkSmtp(settings, effects.signal);
    const signedIn = found.isSignedIn === true ? ', signed in' : '';
    return { check: 'mail', status: 'ok', detail: `${describeSmtp(settings)} answers${found.tls === undefined ? ', without encryption' : ` over ${found.tls}`}${signedIn}` };
  } catch (error) {
    effects.signal.throwIfAborted();
    const problem = error instanceof BriefwrightError ? error.problems[0] : undefined;
    return { check: 'mail', status: 'fail', detail: problem?.message ?? `${reasonOf(error)}.`, todo: problem?.hint ?? 'Check SMTP_URL.' };
  }
}
