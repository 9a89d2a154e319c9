// Connections: which address a name may lead to, and the proxy on the way. The other file that knows undici. Must not read answers.
import type { BlockList } from 'node:net';
import { Agent, buildConnector, EnvHttpProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { isLoopback } from './addresses.ts';

export interface Dispatchers {
  /** For `url`; `isTrusted` for a configured base address, which may be private. */
  readonly of: (url: URL, isTrusted: boolean) => Dispatcher;
  readonly close: () => Promise<void>;
}

export interface DispatcherOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly blocked: BlockList;
  /** Milliseconds to a connection. */
  readonly connectLimit: number;
  /** Milliseconds without a byte. */
  readonly idleLimit: number;
}

/** HTTP/1.1 only; `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are obeyed except for loopback. */
export function createDispatchers({ env, blocked, connectLimit, idleLimit }: DispatcherOptions): Dispatchers {
  const base = { allowH2: false, headersTimeout: idleLimit, bodyTimeout: idleLimit, keepAliveTimeout: 10_000, pipelining: 1 } as const;
  const proxy = {
    // An empty text and not undefined: undici would look into the environment of the process.
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '', httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '', noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    connectTimeout: connectLimit,
  };
  const guarded = new EnvHttpProxyAgent({ ...base, ...proxy, connect: guardedConnector(blocked, connectLimit) });
  const trusted = new EnvHttpProxyAgent({ ...base, ...proxy, connect: { timeout: connectLimit, allowH2: false } });
  const direct = new Agent({ ...base, connect: { timeout: connectLimit, allowH2: false } });
  return {
    of: (url, isTrusted) => (!isTrusted ? guarded : isLoopback(url) ? direct : trusted),
    close: async () => {
      await Promise.all([guarded.destroy(), trusted.destroy(), direct.destroy()]);
    },
  };
}

/**
 * `net.connect` checks every address that a name leads to; `tls.connect` does not look at the list at all,
 * so the plain connection is made first and secured afterwards.
 */
function guardedConnector(blocked: BlockList, timeout: number): buildConnector.connector {
  // The option is node's; undici hands it through without naming it in its types.
  const plain = buildConnector({ timeout, allowH2: false, ...{ blockList: blocked } });
  const secure = buildConnector({ timeout, allowH2: false });
  return (options, callback) => {
    const port = options.port === '' ? (options.protocol === 'https:' ? '443' : '80') : options.port;
    const { servername: _, ...rest } = options;
    plain({ ...rest, port, protocol: 'http:' }, (...result) => {
      const [error, socket] = result;
      if (error !== null) callback(error, null);
      else if (options.protocol !== 'https:') callback(null, socket);
      else secure({ ...options, port, httpSocket: socket }, callback);
    });
  };
}
