// How an access token for the mail server is come by: given as the password of SMTP_URL, or asked for with a refresh token. Must not ask for one itself.

/** Everything in it is a secret but `clientId` and `accessUrl`. */
export type OAuthGrant =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'refresh'; readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string; readonly accessUrl: string };

/** Undefined unless `?authMethod=XOAUTH2`; the reason why it cannot be used as a text. `isLocal` tells a host of this machine. */
export function readGrant(url: URL, pass: string, isLocal: (host: string) => boolean): OAuthGrant | string | undefined {
  const query = url.searchParams;
  if (query.get('authMethod')?.toUpperCase() !== 'XOAUTH2') return undefined;
  const [clientId, clientSecret, refreshToken, accessUrl] = ['clientId', 'clientSecret', 'refreshToken', 'accessUrl'].map((name) => query.get(name) ?? '');
  if (pass !== '') return { kind: 'token', accessToken: pass };
  if (!clientId || !refreshToken || !accessUrl) return 'with authMethod=XOAUTH2 it needs the access token as the password, or clientId, clientSecret, refreshToken and accessUrl';
  const endpoint = URL.parse(accessUrl);
  if (endpoint === null || (endpoint.protocol !== 'https:' && !(endpoint.protocol === 'http:' && isLocal(endpoint.hostname)))) return 'accessUrl is not an https address';
  return { kind: 'refresh', clientId, clientSecret: clientSecret ?? '', refreshToken, accessUrl };
}

export function grantSecrets(grant: OAuthGrant | undefined): readonly string[] {
  if (grant === undefined) return [];
  return (grant.kind === 'token' ? [grant.accessToken] : [grant.clientSecret, grant.refreshToken]).filter((x) => x !== '');
}
