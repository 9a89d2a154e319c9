// How fast messages leave: an even beat over all connections. Must not know what leaves.

export interface Pace {
  /** Resolves when the next message may begin; true unless `signal` ended the waiting. */
  readonly turn: (signal: AbortSignal) => Promise<boolean>;
}

/** At most `perMinute` in any minute, spread evenly. `now` gives milliseconds. */
export function createPace(perMinute: number, now: () => number): Pace {
  const gap = 60_000 / perMinute;
  const state = { next: 0 };
  return {
    turn: async (signal) => {
      const at = Math.max(now(), state.next);
      state.next = at + gap;
      return pause(at - now(), signal);
    },
  };
}

/** Waits `ms`; false when `signal` ended it. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    // A timer takes at most 24.8 days.
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    }, Math.min(ms, 2_000_000_000));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
