// One way to ask a server: whole requests only, within limits, to allowed addresses. Must not store or interpret.
import type { SourceRequest } from './source.ts';

/** An answer that was read whole and within the limits. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where it came from after redirects, without secrets. */
  readonly url: string;
  readonly attempts: number;
}

export interface HttpClient {
  /** Throws SourceFailure. */
  readonly fetch: (request: SourceRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}
