// The checks of `doctor` that ask each source whether it answers. Must not read what it says.
import { setGlobalProxyFromEnv } from 'node:http';
import type { Effects } from '../effects.ts';
import { reasonOf } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';

/** Milliseconds for one source; all are asked at once. */
const LIMIT = 8_000;

/** Base address by source id, where the brief sets none. */
export const BASE_ADDRESSES: ReadonlyMap<string, string> = new Map([
  ['huggingface', 'https://huggingface.co'],
  ['openrouter', 'https://openrouter.ai'],
  ['epoch', 'https://epoch.ai'],
  ['docker-hub', 'https://hub.docker.com'],
  ['modelscope', 'https://modelscope.cn'],
  ['github', 'https://api.github.com'],
  ['pypi', 'https://pypistats.org'],
]);

export interface SourceCheck {
  readonly offline: boolean;
  /** No answer is a failure, not a warning. */
  readonly strict: boolean;
  readonly effects: Effects;
}

/** One finding per address; `configured` replaces and adds to the addresses by source id. */
export async function checkSources(configured: ReadonlyMap<string, string>, options: SourceCheck): Promise<readonly Finding[]> {
  if (options.offline) return [{ check: 'sources', status: 'skip', detail: 'not asked (--offline)' }];
  const { env } = options.effects;
  const endpoint = env['HF_ENDPOINT'] === undefined || env['HF_ENDPOINT'] === '' ? [] : [['huggingface', env['HF_ENDPOINT']] as const];
  // The census reads a file: nobody is asked for it.
  const addresses = new Map([...BASE_ADDRESSES, ...endpoint, ...[...configured].filter(([id]) => id !== 'hub-census')]);
  const restore = setGlobalProxyFromEnv(env);
  try {
    return await Promise.all([...addresses].map(([id, url]) => checkSource(id, url, options)));
  } finally {
    restore();
  }
}

async function checkSource(id: string, url: string, { strict, effects }: SourceCheck): Promise<Finding> {
  const check = `source:${id}`;
  const shown = withoutSecrets(url);
  const bad = (reason: string): Finding => ({
    check, status: strict ? 'fail' : 'warn', detail: `${shown} ${reason}.`, todo: 'Collecting needs it, building does not; check the network, HTTPS_PROXY and NODE_EXTRA_CA_CERTS.',
  });
  const started = effects.now();
  try {
    // Any answer will do: many refuse HEAD or want a key, and are there all the same.
    const { address, headers } = requestOf(url);
    const response = await fetch(address, { method: 'HEAD', redirect: 'manual', headers, signal: AbortSignal.any([effects.signal, AbortSignal.timeout(LIMIT)]) });
    if (response.status >= 500) return bad(`answers with status ${response.status}`);
    return { check, status: 'ok', detail: `${shown} answers (${response.status}, ${Math.round(effects.now() - started)} ms)` };
  } catch (error) {
    effects.signal.throwIfAborted();
    const reason = networkReason(error);
    return { ...bad(`does not answer: ${reason}`), silent: { id, reason } };
  }
}

/** `fetch` refuses an address with a user name, and says it in the error; a mirror may need one. */
function requestOf(url: string): { readonly address: string; readonly headers: Record<string, string> } {
  const parsed = URL.parse(url);
  if (parsed === null) throw new Error('it is not a web address');
  const { username, password } = parsed;
  parsed.username = '';
  parsed.password = '';
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { address: parsed.href, headers: username === '' && password === '' ? {} : { authorization: `Basic ${credentials}` } };
}

/** `fetch` says only "fetch failed"; its cause says why. */
function networkReason(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `nothing within ${LIMIT / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return reasonOf(cause ?? error);
}

function withoutSecrets(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? '(not a web address)' : `${parsed.origin}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}
