// A small HTTP server around the unsubscribe handler, with limits against slow and large requests. Must not speak TLS: a web server stands before it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure } from '../errors.ts';
import { createUnsubscribeHandler } from './unsubscribe-handler.ts';
import type { LeaveOptions } from './unsubscribe-handler.ts';

export interface UnsubscribeServer {
  /** The one that was asked for, or one that was free for 0. */
  readonly port: number;
  /** Answers what has been asked, and ends. */
  readonly close: () => Promise<void>;
}

/** Throws SERVE_FAILED (status 1) when the address cannot be had. */
export async function startUnsubscribeServer(options: LeaveOptions, { host, port }: { readonly host: string; readonly port: number }): Promise<UnsubscribeServer> {
  const handle = createUnsubscribeHandler(options);
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 5_000, maxHeaderSize: 16_384, connectionsCheckingInterval: 2_000 }, (request, response) => void handle(request, response));
  server.maxConnections = 200;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw failure('SERVE_FAILED', `${host}:${port} cannot be listened on: ${error instanceof Error ? error.message : String(error)}.`, { hint: 'Choose another port with --serve HOST:PORT.' }, 1);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 3_000).unref();
      await closed;
    },
  };
}
