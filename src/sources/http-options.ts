// What asking a server takes and gives: limits, the source's own settings, an answer. Must not ask.
import type { BlockList } from 'node:net';
import type { Home } from './addresses.ts';
import type { Dispatchers } from './dispatchers.ts';
import type { HostGates } from './host-gates.ts';
import type { Manners, TokenUse } from './source.ts';

/** Limits in milliseconds and numbers; a test sets smaller ones. */
export interface HttpLimits {
  /** Attempts at one request. */
  readonly attempts: number;
  /** Attempts while nothing at all can be reached. */
  readonly attemptsUnreachable: number;
  /** First pause after a failure, doubled each time, at most `pauseMost`; any part of it is waited. */
  readonly pause: number;
  readonly pauseMost: number;
  /** Longest wait that a server may ask for within a run. */
  readonly patience: number;
  /** One attempt, when the request says nothing else. */
  readonly request: number;
  readonly maxBytes: number;
  /** Repetitions of a source: `retries` and this part of its requests. */
  readonly retries: number;
  readonly retryShare: number;
}

export const HTTP_LIMITS: HttpLimits = {
  attempts: 8, attemptsUnreachable: 2, pause: 500, pauseMost: 30_000, patience: 310_000, request: 120_000, maxBytes: 64 * 1024 * 1024, retries: 10, retryShare: 0.5,
};

/** An answer that was read whole and within the limits. */
export interface Answer {
  readonly status: number;
  /** Those that matter. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where it came from after redirects, without secrets. */
  readonly url: string;
  readonly attempts: number;
}

export interface HttpOptions {
  readonly home: Home;
  readonly token?: string;
  readonly tokenUse?: TokenUse;
  readonly manners: Manners;
  readonly dispatchers: Dispatchers;
  readonly blocked: BlockList;
  readonly gates: HostGates;
  readonly limits: HttpLimits;
  /** Milliseconds that the source has left. */
  readonly remaining: () => number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Takes secrets out of a text. */
  readonly hide: (text: string) => string;
  readonly secrets: readonly string[];
  readonly userAgent: string;
  /** A server asked to wait for so many milliseconds. */
  readonly onWait: (wait: number) => void;
}
