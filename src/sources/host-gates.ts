// When the next request to a host may start: how many at once, how far apart, and not before the host said. Shared by all sources of a run.
// Must not send.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manners } from './source.ts';
import { SourceFailure } from './source.ts';

export interface HostGates {
  /** Resolves when a request to `origin` may start, with what ends it. Throws SourceFailure SOURCE_DEFERRED. */
  readonly enter: (origin: string, manners: Manners, patience: Patience) => Promise<() => void>;
  /** The host wants nothing for so many milliseconds. */
  readonly close: (origin: string, wait: number) => void;
}

export interface Patience {
  /** Longest wait in milliseconds; where a host asks for more, the source is put off. */
  readonly most: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds to wait. */
  readonly onWait: (wait: number) => void;
}

/** Times are of the steady clock: the other one may be set while a run goes on. */
interface Gate {
  active: number;
  until: number;
  nextStart: number;
  readonly queue: (() => void)[];
}

/** `now` gives milliseconds since 1970, only to say when. */
export function createHostGates(now: () => number): HostGates {
  const gates = new Map<string, Gate>();
  const gateOf = (origin: string): Gate => {
    const gate = gates.get(origin) ?? { active: 0, until: 0, nextStart: 0, queue: [] };
    gates.set(origin, gate);
    return gate;
  };
  const leave = (gate: Gate): void => {
    gate.active -= 1;
    gate.queue.shift()?.();
  };
  return {
    close: (origin, wait) => {
      const gate = gateOf(origin);
      gate.until = Math.max(gate.until, performance.now() + wait);
    },
    enter: async (origin, manners, patience) => {
      const gate = gateOf(origin);
      while (gate.active >= (manners.concurrency ?? 2)) await turn(gate, patience.signal);
      gate.active += 1;
      try {
        await waitUntilOpen(gate, origin, manners.spacing ?? 0, patience, now);
      } catch (error) {
        leave(gate);
        throw error;
      }
      return () => leave(gate);
    },
  };
}

function turn(gate: Gate, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const at = gate.queue.indexOf(go);
      if (at >= 0) gate.queue.splice(at, 1);
      reject(signal.reason as Error);
    };
    const go = (): void => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    gate.queue.push(go);
  });
}

async function waitUntilOpen(gate: Gate, origin: string, spacing: number, patience: Patience, now: () => number): Promise<void> {
  for (;;) {
    const time = performance.now();
    const wait = Math.max(gate.until, gate.nextStart) - time;
    if (wait <= 0) {
      gate.nextStart = time + spacing;
      return;
    }
    if (gate.until - time > patience.most()) throw deferral(origin, now() + gate.until - time);
    if (gate.until > time) patience.onWait(gate.until - time);
    await sleep(wait, undefined, { signal: patience.signal });
  }
}

/** The host wants to be left alone for longer than this run lasts. */
export function deferral(origin: string, until: number): SourceFailure {
  const when = new Date(until).toISOString().replace(/\.\d+Z$/, 'Z');
  return new SourceFailure('SOURCE_DEFERRED', `${origin} asks not to be asked again before ${when}.`, `Run collect again after ${when}; what has been collected is kept.`, { until });
}
