// The checks of `doctor` that send: a message of the newest edition by the path of `send`, to a sink on this machine, and to an address where one is named.
// Must not write to a reader or leave anything on the disk.
import type { BriefConfig } from '../config/brief-config.ts';
import type { BuiltEdition } from '../delivery/edition.ts';
import type { Mailing } from '../delivery/mailing.ts';
import type { SmtpSettings, SmtpTimeouts } from '../delivery/smtp-settings.ts';
import type { Trial } from '../delivery/trial/trial.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Project } from '../project.ts';
import { reasonOf } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';

export interface MessageCheck {
  readonly project: Project;
  readonly brief: BriefConfig | undefined;
  readonly offline: boolean;
  /** The value of --to. */
  readonly to?: string;
  readonly effects: Effects;
}

/** Milliseconds; a message of 10 MB over a slow line takes a minute. */
const TIMEOUTS: SmtpTimeouts = { connect: 8_000, greeting: 8_000, socket: 60_000, total: 180_000 };

/** Nothing where nobody sends: no `email:` in the brief, no SMTP_URL, no --to. */
export async function checkMessage(request: MessageCheck): Promise<readonly Finding[]> {
  const { project, brief, to, effects } = request;
  const url = effects.env['SMTP_URL'] ?? '';
  if (brief === undefined || (brief.email === undefined && url === '' && to === undefined)) return [];
  try {
    const edition = await maybeNewest(project, brief.name);
    if (edition === undefined) return [{ check: 'mail path', status: to === undefined ? 'skip' : 'fail', detail: `no edition of ${brief.name} has been built, so there is no message to send`, todo: 'Build one first: briefwright build.' }];
    const { readMailing } = await import('../delivery/mailing.ts');
    const mailing = await readMailing(brief.email, effects.env);
    return [await checkPath(edition, mailing, brief, effects), await checkAddressee(request, edition, mailing, brief)];
  } catch (error) {
    effects.signal.throwIfAborted();
    return [failed('mail path', error)];
  }
}

/** Composed, signed, frozen and sent as an issue is, to a server in this process; then what arrived is compared. */
async function checkPath(edition: BuiltEdition, mailing: Mailing, brief: BriefConfig, effects: Effects): Promise<Finding> {
  const [{ startSink }, { sendTrial }, { checkSignature }, { parseSmtpUrl }] = await Promise.all([
    import('../delivery/trial/sink.ts'), import('../delivery/trial/trial.ts'), import('../delivery/trial/signature.ts'), import('../delivery/smtp-settings.ts'),
  ]);
  const sink = await startSink();
  try {
    const settings = parseSmtpUrl(`smtp://127.0.0.1:${sink.port}`, TIMEOUTS);
    const trial = await sendTrial({ brief, edition, mailing, settings, to: { address: 'sink@localhost', name: '' }, now: effects.now, signal: effects.signal });
    const [arrived] = sink.messages;
    if (trial.state !== 'accepted' || arrived === undefined || !arrived.equals(trial.bytes)) return { check: 'mail path', status: 'fail', detail: `a message to a sink on this machine did not arrive as it was frozen (${trial.state}${trial.answer === '' ? '' : `: ${trial.answer}`})`, todo: 'This is a fault of the program; please report it.' };
    const { dkim } = mailing;
    const signature = dkim === undefined ? undefined : checkSignature(arrived, dkim.privateKey);
    if (dkim !== undefined && signature?.isGood !== true) return { check: 'mail path', status: 'fail', detail: `the signature of ${dkim.domain} does not hold for what arrived`, todo: 'Check BRIEFWRIGHT_DKIM_KEY.' };
    const signed = dkim === undefined ? 'not signed' : `signed for ${dkim.domain}, and the signature holds for ${signature?.covers.length ?? 0} fields`;
    return { check: 'mail path', status: 'ok', detail: `a message of ${edition.label} (${await sizeOf(trial)}), composed, frozen and sent as by "send" to a sink on this machine, arrived byte for byte; ${signed}` };
  } finally {
    await sink.close();
  }
}

/** The same by way of SMTP_URL. Without an address to write to, what lies beyond the conversation stays untried, and that is said. */
async function checkAddressee({ to, offline, effects }: MessageCheck, edition: BuiltEdition, mailing: Mailing, brief: BriefConfig): Promise<Finding> {
  const check = 'mail message';
  const address = to ?? brief.email?.sink;
  if (address === undefined) return { check, status: 'skip', detail: 'none was sent by the mail server: nobody is named who may get one', todo: 'Name an address with --to ADDRESS, or as "sink:" under "email:" in the brief.' };
  const url = effects.env['SMTP_URL'] ?? '';
  if (url === '' && to === undefined) return { check, status: 'skip', detail: `none was sent to ${address}: SMTP_URL is not set` };
  if (offline) return { check, status: 'skip', detail: `none was sent to ${address} (--offline)` };
  try {
    const [{ parseAddress }, { parseSmtpUrl, requireSignIn }, { sendTrial }] = await Promise.all([import('../delivery/address.ts'), import('../delivery/smtp-settings.ts'), import('../delivery/trial/trial.ts')]);
    const settings: SmtpSettings = requireSignIn(parseSmtpUrl(url, TIMEOUTS), brief.email?.relay);
    const parsed = parseAddress(address, to === undefined ? 'sink' : 'recipient');
    const trial = await sendTrial({ brief, edition, mailing, settings, to: parsed, now: effects.now, signal: effects.signal });
    return describeTrial(trial, parsed.address, await sizeOf(trial));
  } catch (error) {
    effects.signal.throwIfAborted();
    return failed(check, error);
  }
}

function describeTrial({ state, answer, problem, messageId }: Trial, address: string, size: string): Finding {
  const check = 'mail message';
  if (state === 'accepted') return { check, status: 'ok', detail: `the server took a proof of ${size} to ${address} (${answer}), Message-ID ${messageId}; in that mailbox Authentication-Results says how SPF, DKIM and DMARC came out` };
  if (state === 'unknown') return { check, status: 'warn', detail: `a proof went whole to ${address} and no answer came; it may have arrived: ${messageId}`, todo: 'Look into the mailbox or the log of the server.' };
  const why = problem?.message ?? answer;
  return { check, status: state === 'deferred' ? 'warn' : 'fail', detail: `a proof to ${address} was ${state === 'deferred' ? 'put off' : 'not taken'}: ${why}`, todo: problem?.hint ?? 'Read the server\'s words; a list would fare as this message did.' };
}

/** The newest month's edition of the brief itself, else a variant or language of it; a draft will do. */
async function maybeNewest(project: Project, name: string): Promise<BuiltEdition | undefined> {
  const { listEditions, readEdition } = await import('../delivery/edition.ts');
  const own = (await listEditions(project.out)).filter((label) => label.slice(8).split('.')[0] === name);
  const month = own.at(-1)?.slice(0, 7);
  const label = own.find((x) => x === `${month ?? ''}/${name}`) ?? own.at(-1);
  return label === undefined ? undefined : readEdition(project.out, label, { allowDraft: true });
}

async function sizeOf({ bytes }: Trial): Promise<string> {
  const { formatSize } = await import('../delivery/message.ts');
  return formatSize(bytes.length, 'en');
}

function failed(check: string, error: unknown): Finding {
  const problem = error instanceof BriefwrightError ? error.problems[0] : undefined;
  return { check, status: 'fail', detail: problem?.message ?? `${reasonOf(error)}.`, ...(problem?.hint === undefined ? {} : { todo: problem.hint }) };
}
