// Hands one frozen message to the server of SMTP_URL and says what became of it. Must not try twice by itself.
import { BriefwrightError } from '../errors.ts';
import type { ComposedMessage } from './message.ts';
import { createSource } from './message-source.ts';
import { cleanAnswer, explainFailure } from './smtp-failure.ts';
import type { SmtpFailure } from './smtp-failure.ts';
import { createSession } from './smtp-session.ts';
import type { SmtpSession, SmtpStage } from './smtp-session.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export type Delivery = { readonly outcome: 'sent'; readonly answer: string } | SmtpFailure;

/** Never rejects: every failure is an outcome. `signal` interrupts; the outcome then says whether the message had left. */
export async function sendMessage(settings: SmtpSettings, message: ComposedMessage & { readonly to: { readonly address: string } }, signal: AbortSignal): Promise<Delivery> {
  const source = createSource(message.bytes);
  const progress: { stage: SmtpStage } = { stage: 'connect' };
  const session = createSession(settings, withLimit(signal, settings));
  try {
    await openSession(session, settings, progress);
    progress.stage = 'envelope';
    const answer = await session.send({ from: message.from.address, to: message.to.address, size: message.bytes.length }, source.stream);
    // An answer before the end of the message is none: the final dot was never sent.
    if (!source.isExhausted()) throw Object.assign(new Error('The server answered too early.'), { code: 'EPROTOCOL' });
    await session.quit();
    return { outcome: 'sent', answer: cleanAnswer(answer, settings) };
  } catch (error) {
    return explainFailure(error, { settings, stage: progress.stage, isExhausted: source.isExhausted(), isInterrupted: signal.aborted });
  } finally {
    session.close();
    source.stream.destroy();
  }
}

export interface SmtpCheck {
  /** `mail.example.org:587`. */
  readonly server: string;
  /** `TLSv1.3`, or undefined on an open line to this machine. */
  readonly tls: string | undefined;
  /** Undefined when SMTP_URL has no user. */
  readonly isSignedIn: true | undefined;
  /** Bytes, or undefined when the server names no limit. */
  readonly sizeLimit: number | undefined;
}

/**
 * The path of a real message without one: connect, EHLO, STARTTLS, AUTH, RSET, QUIT.
 * Throws the same problems as a sending (status 1).
 */
export async function checkSmtp(settings: SmtpSettings, signal: AbortSignal): Promise<SmtpCheck> {
  const progress: { stage: SmtpStage } = { stage: 'connect' };
  const session = createSession(settings, withLimit(signal, settings));
  try {
    const greeting = await openSession(session, settings, progress);
    await session.reset();
    const tls = session.tlsVersion();
    await session.quit();
    const size = /^\d{3}[ -]SIZE (\d{1,15})/im.exec(greeting)?.[1];
    return { server: `${settings.host}:${settings.port}`, tls, isSignedIn: settings.auth === undefined ? undefined : true, sizeLimit: size === undefined || Number(size) === 0 ? undefined : Number(size) };
  } catch (error) {
    const { problem } = explainFailure(error, { settings, stage: progress.stage, isExhausted: false, isInterrupted: signal.aborted });
    throw new BriefwrightError([{ ...problem, message: problem.message.replace(/^Not sent: /, 'Mail cannot be sent: ') }], signal.aborted ? 130 : 1);
  } finally {
    session.close();
  }
}

/** Connects and signs in; the server's answer to the last EHLO. */
export async function openSession(session: SmtpSession, settings: SmtpSettings, progress: { stage: SmtpStage }): Promise<string> {
  await session.connect();
  const greeting = session.greeting() ?? '';
  if (settings.auth !== undefined) {
    progress.stage = 'sign-in';
    await session.login(settings.auth);
  }
  return greeting;
}

function withLimit(signal: AbortSignal, settings: SmtpSettings): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(settings.timeouts.total)]);
}
