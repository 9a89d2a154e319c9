// One limit of time for a whole piece of work, handed down to every step of it. Must not start work of its own.
import { failure } from './errors.ts';

/** Time left for a piece of work, and the signal that ends it. */
export interface Deadline {
  /** Milliseconds given in all. */
  readonly total: number;
  /** Milliseconds left, never below 0. */
  readonly remaining: () => number;
  /** Aborted when the time is over or the work is interrupted. */
  readonly signal: AbortSignal;
  /** Throws `DEADLINE_REACHED` (status 1) or `INTERRUPTED` (status 130) when there is no time left; `doing` names the step. */
  readonly check: (doing: string) => void;
  /** Settles as `work` does, or rejects as `check` does as soon as the time is over; `work` itself is not stopped. */
  readonly race: <T>(work: Promise<T>, doing: string) => Promise<T>;
}

/** Starts counting now. `signal` is the interruption by a person (Ctrl-C); `now` gives milliseconds. */
export function startDeadline(total: number, signal?: AbortSignal, now: () => number = () => performance.now()): Deadline {
  const end = now() + total;
  const timer = AbortSignal.timeout(total);
  const both = signal === undefined ? timer : AbortSignal.any([signal, timer]);
  const reason = (doing: string): Error =>
    signal?.aborted === true
      ? failure('INTERRUPTED', `Interrupted while ${doing}.`, {}, 130)
      : failure('DEADLINE_REACHED', `Still ${doing} when the limit of ${total / 1000} s was reached.`, {}, 1);
  const check = (doing: string): void => {
    if (both.aborted) throw reason(doing);
  };
  const race = async <T>(work: Promise<T>, doing: string): Promise<T> => {
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(reason(doing));
    both.addEventListener('abort', onAbort, { once: true });
    if (both.aborted) onAbort();
    try {
      return await Promise.race([work, promise]);
    } finally {
      both.removeEventListener('abort', onAbort);
      // Whoever lost the race may still reject later; nobody waits for it any more.
      work.catch(() => undefined);
      promise.catch(() => undefined);
    }
  };
  return { total, remaining: () => Math.max(0, end - now()), signal: both, check, race };
}
