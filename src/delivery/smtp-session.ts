// One conversation with a mail server, step by step. The only file that drives the library's connection; must not judge a failure.
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { isInternational } from './local-part.ts';
import type { SmtpAuth, SmtpSettings } from './smtp-settings.ts';

/** How far a conversation came before it failed. */
export type SmtpStage = 'connect' | 'sign-in' | 'envelope' | 'message';

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly size: number;
}

export interface SmtpSession {
  /** Greeting, EHLO, STARTTLS. */
  readonly connect: () => Promise<void>;
  /** AUTH. Rejects with NO_AUTH when the server offers none, with NOT_ENCRYPTED when the line is open to listeners. */
  readonly login: (auth: SmtpAuth) => Promise<void>;
  /** MAIL, RCPT, DATA and the message; the server's last answer. Rejects with NO_UTF8, before a word, when an address needs SMTPUTF8 and the server has it not. */
  readonly send: (envelope: Envelope, message: Readable) => Promise<string>;
  /** RSET, to see that the session is usable. */
  readonly reset: () => Promise<void>;
  /** QUIT, and waits a moment for the server to close. Never rejects. */
  readonly quit: () => Promise<void>;
  readonly close: () => void;
  /** `TLSv1.3`, or undefined on an open line. */
  readonly tlsVersion: () => string | undefined;
  /** The answer to the last EHLO, or undefined. */
  readonly greeting: () => string | undefined;
}

export class SessionError extends Error {
  readonly code: 'NO_AUTH' | 'NOT_ENCRYPTED' | 'NO_UTF8' | 'CLOSED' | 'ABORTED';

  constructor(code: SessionError['code']) {
    super(code);
    this.name = 'SessionError';
    this.code = code;
  }
}

const CLOSE_GRACE = 2_000;

/** A session that is not connected yet. When `signal` aborts, the step that runs rejects with ABORTED and the socket is closed. */
export function createSession(settings: SmtpSettings, signal: AbortSignal): SmtpSession {
  const connection = new SMTPConnection(connectionOptions(settings));
  const broken = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  broken.promise.catch(() => undefined);
  const onAbort = (): void => {
    broken.reject(new SessionError('ABORTED'));
    connection.close();
  };
  connection.on('error', (error: unknown) => broken.reject(error));
  connection.once('end', () => {
    signal.removeEventListener('abort', onAbort);
    ended.resolve();
    // After an error has had its say: the end of a session nobody waits on is not one.
    setImmediate(() => broken.reject(new SessionError('CLOSED')));
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const step = <T>(start: (done: (error?: unknown, value?: T) => void) => void): Promise<T | undefined> => {
    const work = Promise.withResolvers<T | undefined>();
    if (!signal.aborted) start((error, value) => (error === undefined || error === null ? work.resolve(value) : work.reject(error)));
    return Promise.race([work.promise, broken.promise]);
  };
  const tlsVersion = (): string | undefined => (connection._socket instanceof TLSSocket ? (connection._socket.getProtocol() ?? undefined) : undefined);
  const answer = (): string | undefined => (connection.lastServerResponse === false ? undefined : connection.lastServerResponse);
  const offered = { ehlo: '' };
  return {
    connect: async () => {
      await step<never>((done) => connection.connect(done));
      offered.ehlo = answer() ?? '';
    },
    login: async (auth) => {
      if (!connection.allowsAuth) throw new SessionError('NO_AUTH');
      if (tlsVersion() === undefined && !settings.isLoopback) throw new SessionError('NOT_ENCRYPTED');
      await step((done) => connection.login(loginOf(auth, settings), done));
    },
    send: async (envelope, message) => {
      // The library would say such an address to any server, and leave it to chance what becomes of it.
      if ((isInternational(envelope.to) || isInternational(envelope.from)) && !/^\d{3}[ -]SMTPUTF8\b/im.test(offered.ehlo)) throw new SessionError('NO_UTF8');
      return (await step<{ response: string }>((done) => connection.send({ ...envelope, to: [envelope.to] }, message, done)))?.response ?? '';
    },
    reset: async () => void (await step((done) => connection.reset(done))),
    quit: async () => {
      if (!connection.destroyed) connection.quit();
      await Promise.race([ended.promise, new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE).unref())]);
      connection.close();
    },
    close: () => connection.close(),
    tlsVersion,
    greeting: answer,
  };
}

/** With a refresh token the library asks for an access token over https; its time limit is ours. */
function loginOf({ user, pass, grant }: SmtpAuth, { timeouts }: SmtpSettings): SMTPConnectionAuth {
  if (grant === undefined) return { credentials: { user, pass } };
  const { kind: _, ...options } = grant;
  return { user, oauth2: new XOAuth2({ user, ...options, requestTimeout: timeouts.connect }) };
}

/** No logger: it would see the conversation. */
function connectionOptions(settings: SmtpSettings): SMTPConnectionOptions {
  const { host, port, secure, requireTLS, tls, timeouts } = settings;
  return {
    host, port, secure, requireTLS, tls, logger: false, maxResponseSize: 65_536, socketCloseTimeout: CLOSE_GRACE,
    connectionTimeout: timeouts.connect, dnsTimeout: timeouts.connect, greetingTimeout: timeouts.greeting, socketTimeout: timeouts.socket,
    ...(settings.name === undefined ? {} : { name: settings.name }),
  };
}
