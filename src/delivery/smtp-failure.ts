// What a failed conversation means for the message, in words. Must not show a secret or a control character.
import type { Problem } from '../errors.ts';
import { SessionError } from './smtp-session.ts';
import type { SmtpStage } from './smtp-session.ts';
import { redact } from './smtp-settings.ts';
import type { OAuthGrant } from './oauth-grant.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** `deferred` and `refused` are the server's word (or what it does not offer); `not-sent` is certain without it; `unknown` is neither. */
export type FailedOutcome = 'deferred' | 'refused' | 'not-sent' | 'unknown';

export interface SmtpFailure {
  readonly outcome: FailedOutcome;
  readonly problem: Problem;
  /** The server's words, cleaned; empty when it said nothing. */
  readonly answer: string;
  /** Its status, such as 550; 0 when it said nothing. */
  readonly status: number;
  /** What was said before the failure, such as `RCPT TO`; may be empty. */
  readonly command: string;
}

export interface FailureContext {
  readonly settings: SmtpSettings;
  readonly stage: SmtpStage;
  /** The whole message has left this program. */
  readonly isExhausted: boolean;
  readonly isInterrupted: boolean;
}

interface Facts {
  readonly code: string;
  readonly original: string;
  readonly command: string;
  readonly status: number;
  readonly answer: string;
  readonly text: string;
}

const SAFE = 'Nothing was delivered; it is safe to try again.';
const ANSWER_LENGTH = 300;

export function explainFailure(error: unknown, context: FailureContext): SmtpFailure {
  const facts = readFacts(error, context.settings);
  const answered = facts.status >= 400 && facts.status < 600;
  if (!answered && context.isExhausted) return unknown(facts, context);
  const outcome = facts.code === 'NO_UTF8' ? 'refused' : !answered ? 'not-sent' : facts.status < 500 ? 'deferred' : 'refused';
  const [code, message, hint] = context.isInterrupted && !answered
    ? ['SMTP_INTERRUPTED', 'Interrupted before the message had left.', SAFE] as const
    : describe(facts, context);
  const said = facts.answer === '' ? '' : ` The server said: ${facts.answer}`;
  return { outcome, answer: facts.answer, status: facts.status, command: facts.command, problem: { code, message: `Not sent: ${message}${said}`, hint } };
}

function unknown(facts: Facts, { settings }: FailureContext): SmtpFailure {
  const said = facts.answer === '' ? 'without its answer' : `and its answer cannot be read: ${facts.answer}`;
  return {
    outcome: 'unknown',
    answer: facts.answer, status: facts.status, command: facts.command,
    problem: {
      code: 'SMTP_OUTCOME_UNKNOWN',
      message: `Unknown: the whole message went to ${settings.host}, but the conversation ended ${said}. It may have been delivered.`,
      hint: 'Do not send again before looking into the mailbox or the server\'s log for the Message-ID.',
    },
  };
}

type Words = readonly [code: string, message: string, hint: string];

function describe(facts: Facts, context: FailureContext): Words {
  const { settings, stage } = context;
  const server = `${settings.host}:${settings.port}`;
  if (isTlsProblem(facts)) return describeTls(facts, server);
  if (facts.code === 'NO_AUTH') return ['SMTP_AUTH_MISSING', `${server} offers no sign-in, but SMTP_URL has a user and a password.`, 'Check the port (587 or 465 for sending), or leave user and password out for a relay that wants none.'];
  if (facts.code === 'NO_UTF8') return ['SMTP_UTF8_MISSING', `${server} does not take addresses with letters outside ASCII before the @ (SMTPUTF8).`, 'Ask for another address of this reader, or send by a server that takes them.'];
  if (facts.code === 'NOT_ENCRYPTED') return ['SMTP_TLS_MISSING', `${server} would get the password in the clear.`, 'Use smtps:// or a server that offers STARTTLS.'];
  if (stage === 'sign-in' && settings.auth?.grant !== undefined && facts.code === 'EAUTH') return describeGrant(facts, server, settings.auth.grant);
  if (stage === 'sign-in' && facts.status > 0) return describeAuth(facts, server);
  if (isTooLarge(facts)) return ['SMTP_TOO_LARGE', 'the message is larger than the server takes.', 'Build a shorter variant (length: short) or ask for a higher limit.'];
  if (facts.status >= 500) return describeRefusal(facts);
  if (facts.status >= 400) return ['SMTP_DEFERRED', `${server} does not take the message now (${facts.status}).`, 'Try again later; a greylisting server wants some minutes. Nothing was delivered.'];
  return describeConnection(facts, server, settings);
}

function describeTls(facts: Facts, server: string): Words {
  if (facts.command === 'STARTTLS' && facts.status > 0) return ['SMTP_TLS_MISSING', `${server} does not offer encryption (STARTTLS), and nothing is sent in the clear.`, 'Use smtps:// (port 465), or a server that offers STARTTLS.'];
  const detail = facts.original.startsWith('E') && facts.original !== 'ERR_ACCESS_DENIED' ? '' : ` (${facts.original || facts.text})`;
  return ['SMTP_TLS_FAILED', `the encrypted connection to ${server} could not be set up${detail}.`, 'Check that host name and certificate agree; for a private authority set NODE_EXTRA_CA_CERTS. smtps:// is for port 465, smtp:// for 587.'];
}

function describeAuth(facts: Facts, server: string): Words {
  if (facts.status < 500) return ['SMTP_DEFERRED', `${server} cannot check the sign-in now (${facts.status}).`, 'Try again later.'];
  if (/5\.7\.30|basic auth/i.test(facts.answer)) return ['SMTP_AUTH_REFUSED', `${server} no longer takes user and password.`, 'The provider asks for OAuth or a relay; ask for an SMTP relay or an application password.'];
  return ['SMTP_AUTH_REFUSED', `${server} does not accept user and password.`, 'Check both in SMTP_URL (special characters as % codes); some providers want an application password.'];
}

function describeGrant(facts: Facts, server: string, grant: OAuthGrant): Words {
  if (grant.kind === 'refresh' && facts.status === 0) return ['SMTP_TOKEN_FAILED', `no access token for ${server} could be had from ${new URL(grant.accessUrl).host}.`, 'Check clientId, clientSecret, refreshToken and accessUrl in SMTP_URL; a refresh token ends when it is not used or is withdrawn.'];
  return ['SMTP_AUTH_REFUSED', `${server} does not accept the access token.`, 'Access tokens last about an hour: get a new one, or give SMTP_URL a refresh token.'];
}

function describeRefusal(facts: Facts): Words {
  const who = facts.command === 'MAIL FROM' ? 'the sender\'s address' : facts.command === 'RCPT TO' ? 'the recipient\'s address' : 'the message';
  const hint = facts.command === 'MAIL FROM' ? 'Send from an address that the account may use (--from).'
    : facts.command === 'RCPT TO' ? 'Check the address, and whether the server relays for you (it may want a sign-in).'
      : 'Read the server\'s words; the same message will be refused again.';
  return ['SMTP_REFUSED', `the server refused ${who} (${facts.status}).`, hint];
}

function describeConnection(facts: Facts, server: string, settings: SmtpSettings): Words {
  if (facts.code === 'EDNS') return ['SMTP_HOST_UNKNOWN', `the name ${settings.host} is not known.`, 'Check the host in SMTP_URL and the network.'];
  if (facts.original === 'ECONNREFUSED') return ['SMTP_CONNECTION_REFUSED', `${server} refused the connection.`, 'Check host and port in SMTP_URL, and that the mail server runs.'];
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED'].includes(facts.original)) return ['SMTP_UNREACHABLE', `${server} cannot be reached (${facts.original}).`, 'Check the network and the firewall; many block port 25.'];
  if (facts.code === 'ETIMEDOUT' || facts.original === 'ETIMEDOUT' || facts.code === 'ABORTED') return ['SMTP_TIMEOUT', `${server} did not answer in time.`, `${SAFE} Check host and port; many networks block port 25.`];
  if (facts.code === 'EPROTOCOL' || facts.code === 'EENVELOPE' || facts.code === 'EAUTH' || facts.code === 'EMESSAGE') return ['SMTP_PROTOCOL', `${server} gave an answer that is not SMTP.`, 'Check the port: smtps:// is for 465, smtp:// for 587 or 25.'];
  return ['SMTP_CONNECTION_LOST', `the connection to ${server} ended too early.`, SAFE];
}

function isTlsProblem(facts: Facts): boolean {
  return facts.code === 'ETLS' || /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(facts.original);
}

function isTooLarge(facts: Facts): boolean {
  return facts.status === 552 || /^5\d\d[ -]5\.3\.4\b/.test(facts.answer) || (facts.code === 'EMESSAGE' && facts.command === 'MAIL FROM' && facts.status === 0);
}

function readFacts(error: unknown, settings: SmtpSettings): Facts {
  const get = (key: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined);
  const text = (key: string): string => {
    const value = get(key);
    return typeof value === 'string' ? value : '';
  };
  const status = get('responseCode');
  return {
    code: error instanceof SessionError ? error.code : text('code'),
    original: text('originalCode'),
    command: text('command'),
    status: typeof status === 'number' ? status : 0,
    answer: cleanAnswer(text('response'), settings),
    text: cleanAnswer(error instanceof Error ? error.message : '', settings),
  };
}

/** A server's words on one line, without control characters and secrets, cut after 300 characters. */
export function cleanAnswer(text: string, settings: SmtpSettings): string {
  const line = redact(text.toWellFormed(), settings).replace(/[\s\u2028\u2029]+/gu, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return line.length > ANSWER_LENGTH ? `${line.slice(0, ANSWER_LENGTH).toWellFormed()}…` : line;
}
