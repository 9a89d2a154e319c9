// SMTP_URL as checked settings. The only place that sees the password; must not let it into a message or a log.
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import type { ConnectionUrlOptions } from 'nodemailer/lib/shared';
import wellKnown from 'nodemailer/lib/well-known';
import { failure } from '../errors.ts';
import { grantSecrets, readGrant } from './oauth-grant.ts';
import type { OAuthGrant } from './oauth-grant.ts';

export interface SmtpTimeouts {
  /** Milliseconds until the connection stands. */
  readonly connect: number;
  /** Milliseconds until the server has said its name. */
  readonly greeting: number;
  /** Milliseconds of silence. */
  readonly socket: number;
  /** Milliseconds for everything: ends a server that answers one letter a minute. */
  readonly total: number;
}

export const SMTP_TIMEOUTS: SmtpTimeouts = { connect: 15_000, greeting: 15_000, socket: 120_000, total: 900_000 };

/** With a grant, `pass` is empty. */
export interface SmtpAuth {
  readonly user: string;
  readonly pass: string;
  readonly grant?: OAuthGrant;
}

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`). */
  readonly secure: boolean;
  /** No word before STARTTLS has succeeded. False on this machine only. */
  readonly requireTLS: boolean;
  readonly isLoopback: boolean;
  readonly auth?: SmtpAuth;
  readonly tls: ConnectionOptions;
  readonly name?: string;
  readonly timeouts: SmtpTimeouts;
}

/** Throws SMTP_URL_MISSING or SMTP_URL_INVALID (status 2); neither shows the value. */
export function parseSmtpUrl(value: string | undefined, timeouts: SmtpTimeouts = SMTP_TIMEOUTS): SmtpSettings {
  if (value === undefined || value.trim() === '') {
    throw failure('SMTP_URL_MISSING', 'SMTP_URL is not set.', { hint: 'Set it to your mail server, such as smtp://user:password@mail.example.org:587. Put % codes for special characters in the password.' });
  }
  const options = parseOptions(value.trim());
  const known = typeof options.service === 'string' ? wellKnown(options.service) : false;
  const host = (options.host ?? (known === false ? undefined : known.host) ?? '').replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === '') throw invalid('it names no host');
  const secure = options.secure === true || (known !== false && known.secure === true);
  const port = Number(options.port ?? (known === false ? undefined : known.port) ?? (secure ? 465 : 587));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalid('the port is not a number from 1 to 65535');
  const isLoopback = isLoopbackHost(host);
  const requireTLS = !secure && (!isLoopback || options['requireTLS'] === true);
  if (options['ignoreTLS'] === true && !isLoopback) throw invalid('ignoreTLS would send the message in the clear');
  const auth = readAuth(options, new URL(value.trim()));
  return {
    host, port, secure: secure || port === 465, requireTLS: requireTLS && port !== 465, isLoopback, timeouts,
    ...(auth === undefined ? {} : { auth }), ...(typeof options['name'] === 'string' ? { name: options['name'] } : {}),
    // A local server's certificate is rarely for "localhost", and the bytes do not leave the machine.
    tls: { ...(isLoopback ? { rejectUnauthorized: false } : {}), ...readTls(options.tls) },
  };
}

/** The server and how it is spoken to, without the password: `mail.example.org:587 (STARTTLS, signed in)`. Some services use a token as the user name too. */
export function describeSmtp(settings: SmtpSettings): string {
  const tls = settings.secure ? 'TLS' : settings.requireTLS ? 'STARTTLS' : 'STARTTLS when offered';
  const certificate = !settings.isLoopback && settings.tls.rejectUnauthorized === false ? ', certificate not checked' : '';
  return `${settings.host}:${settings.port} (${tls}${certificate}${settings.auth === undefined ? ', without sign-in' : ', signed in'})`;
}

/**
 * The settings for sending: a server that is not this machine must ask for a sign-in, unless the brief names it as its internal `relay`,
 * which may also have no encryption. Throws SMTP_SIGN_IN_MISSING (status 2): without a user in SMTP_URL nothing would be checked.
 */
export function requireSignIn(settings: SmtpSettings, relay: string | undefined): SmtpSettings {
  if (settings.isLoopback || settings.auth !== undefined) return settings;
  if (relay !== undefined && settings.host.toLowerCase() === relay.toLowerCase()) return { ...settings, requireTLS: false };
  throw failure('SMTP_SIGN_IN_MISSING', `SMTP_URL has no user and password for ${settings.host}.`, { hint: `Add them, or write "relay: ${settings.host}" under "email:" in the brief when it is an internal server that wants none.` });
}

/** `text` without the password in any form that a server or a library could echo. */
export function redact(text: string, settings: SmtpSettings): string {
  const { auth } = settings;
  if (auth === undefined) return text;
  const secrets = [auth.pass, ...grantSecrets(auth.grant)].filter((x) => x !== '');
  const forms = secrets.flatMap((secret) => [
    secret, encodeURIComponent(secret), base64(secret), base64(`\0${auth.user}\0${secret}`), base64(`user=${auth.user}\x01auth=Bearer ${secret}\x01\x01`), JSON.stringify(secret).slice(1, -1),
  ]);
  const tails = [...forms, ...forms.filter((x) => x.endsWith('=')).map((x) => x.replace(/=+$/, ''))];
  return tails.sort((a, b) => b.length - a.length).reduce((out, form) => out.replaceAll(form, '[secret]'), text);
}

/** This machine by name or address, in the plain notations only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function parseOptions(value: string): ConnectionUrlOptions {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
  if (scheme !== 'smtp' && scheme !== 'smtps') throw invalid('it does not begin with smtp:// or smtps://');
  // Checked first: for what is no URL the parser falls back to one that warns on stderr, password and all.
  if (!URL.canParse(value)) throw invalid('it is not a well-formed address');
  try {
    return parseConnectionUrl(value);
  } catch {
    // The cause would quote the address.
    throw invalid('it is not a well-formed address');
  }
}

function readAuth(options: ConnectionUrlOptions, url: URL): SmtpAuth | undefined {
  const { user = '', pass = '' } = options.auth ?? {};
  const grant = readGrant(url, pass, isLoopbackHost);
  if (typeof grant === 'string') throw invalid(grant);
  if (grant !== undefined && user === '') throw invalid('with authMethod=XOAUTH2 it needs a user');
  if (grant !== undefined) return { user, pass: '', grant };
  if (options.auth === undefined) return undefined;
  if (user === '' || pass === '') throw invalid('it has a user or a password but not both');
  return { user, pass };
}

function readTls(tls: Readonly<Record<string, unknown>> | undefined): ConnectionOptions {
  const { rejectUnauthorized, servername, minVersion } = tls ?? {};
  return {
    minVersion: minVersion === 'TLSv1.3' ? minVersion : 'TLSv1.2',
    ...(typeof rejectUnauthorized === 'boolean' ? { rejectUnauthorized } : {}),
    ...(typeof servername === 'string' ? { servername } : {}),
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function invalid(why: string) {
  return failure('SMTP_URL_INVALID', `SMTP_URL cannot be used: ${why}.`, { hint: 'Write smtp://user:password@mail.example.org:587 or smtps://…:465, with % codes for special characters in the password.' });
}
