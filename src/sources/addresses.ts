// Which addresses may be asked, and how an address is shown. Must not open a connection.
import { BlockList, isIP } from 'node:net';
import { SourceFailure } from './source.ts';

const V4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24',
  '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
];
/** The parts of 64:ff9b::/96 that lead to a private v4 address stand one by one: behind NAT64 the rest is the internet. */
const V6 = [
  '::/127', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16', '64:ff9b:1::/48',
  '64:ff9b::/104', '64:ff9b::a00:0/104', '64:ff9b::6440:0/106', '64:ff9b::7f00:0/104', '64:ff9b::a9fe:0/112', '64:ff9b::ac10:0/108', '64:ff9b::c0a8:0/112', '64:ff9b::e000:0/99',
];

/** Loopback, link-local, private, reserved and multicast addresses; a v4 address mapped into v6 counts as what it is. */
export function blockedAddresses(): BlockList {
  const list = new BlockList();
  for (const [type, nets] of [['ipv4', V4], ['ipv6', V6]] as const) {
    for (const net of nets) {
      const [address = '', bits = ''] = net.split('/');
      list.addSubnet(address, Number(bits), type);
    }
  }
  return list;
}

/** Where a source lives, and whether a person said so. */
export interface Home {
  /** Base address without credentials and without a slash at the end. */
  readonly base: string;
  /** `user:password` of the base address as it was configured, or empty. */
  readonly credentials: string;
  /** Set by option, configuration or environment: then it may be private. */
  readonly isConfigured: boolean;
  /** The base address when nobody says otherwise. */
  readonly standard: string;
  readonly also: readonly string[];
}

/** Takes the credentials out of `base`. Throws SourceFailure ADDRESS_BAD, ADDRESS_NOT_HTTPS. */
export function resolveHome(base: string | undefined, standard: string, also: readonly string[] = []): Home {
  const url = URL.parse(base ?? standard);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new SourceFailure('ADDRESS_BAD', `"${shownUrl(base ?? standard)}" is not a web address.`, 'Write a full https:// address.');
  const credentials = url.username === '' && url.password === '' ? '' : `${decode(url.username)}:${decode(url.password)}`;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  const home = { base: url.href.replace(/\/+$/, ''), credentials, isConfigured: base !== undefined, standard: standard.replace(/\/+$/, ''), also };
  checkScheme(url);
  return home;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * `address` as it is asked: a link to the standard host means the configured one, which may be a mirror.
 * Throws SourceFailure ADDRESS_OTHER_HOST for an origin that is neither the base's nor in `also`.
 */
export function resolveTarget(address: string, home: Home): URL {
  const url = parseTarget(address);
  const base = new URL(home.base);
  if (url.origin === base.origin || home.also.includes(url.origin)) return url;
  const standard = new URL(home.standard);
  if (url.origin !== standard.origin) throw new SourceFailure('ADDRESS_OTHER_HOST', `The source's next address is on ${url.origin}, which is not ${base.origin}.`, 'If the source has moved, set its new base address with --source-url.');
  const path = standard.pathname === '/' ? url.pathname : url.pathname.replace(standard.pathname, '');
  return parseTarget(`${home.base}${path}${url.search}`);
}

/** One hop of a redirect: any public https address, or the configured origin. */
export function resolveRedirect(location: string, from: URL): URL {
  const url = URL.parse(location, from);
  if (url === null) throw new SourceFailure('ADDRESS_BAD', `${from.origin} redirects to something that is not an address.`, 'Ask the source’s publisher.');
  return parseTarget(url.href);
}

function parseTarget(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new SourceFailure('ADDRESS_BAD', `"${shownUrl(address)}" is not a web address.`, 'Only http and https are asked.');
  if (url.username !== '' || url.password !== '') throw new SourceFailure('ADDRESS_BAD', `An address of ${url.origin} carries a user name.`, 'Credentials go into the base address only.');
  checkScheme(url);
  return url;
}

function checkScheme(url: URL): void {
  if (url.protocol === 'http:' && !isLoopback(url)) throw new SourceFailure('ADDRESS_NOT_HTTPS', `${url.origin} is not https.`, 'Without https anybody on the way could change the figures; only loopback addresses may go without.');
}

/** Refuses literal private addresses and local names before anybody is asked, also where a proxy would resolve them. */
export function checkPublic(url: URL, blocked: BlockList): void {
  const host = hostOf(url);
  const version = isIP(host);
  const isPrivate = version === 0 ? /(^|\.)(localhost|local|internal|home\.arpa)$/.test(host) : blocked.check(host, version === 4 ? 'ipv4' : 'ipv6');
  if (isPrivate) throw blockedFailure(url);
}

export function blockedFailure(url: URL): SourceFailure {
  return new SourceFailure('ADDRESS_PRIVATE', `${url.origin} is a private, local or reserved address.`, 'Nothing inside the network is asked unless it is a source’s base address: --source-url ID=URL, or "sources" in the brief.');
}

export function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '::1';
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '').toLowerCase();
}

const SECRET_NAME = /^(.*[-_])?(token|key|apikey|secret|signature|sig|password|passwd|auth|authorization|credential|session)$|^x-amz-/i;

/** `address` without user name, password, fragment and the values of parameters that look like secrets. */
export function shownUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address.replace(/\/\/[^/@]*@/, '//').slice(0, 200);
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of new Set(url.searchParams.keys())) if (SECRET_NAME.test(name)) url.searchParams.set(name, 'hidden');
  return url.href;
}
