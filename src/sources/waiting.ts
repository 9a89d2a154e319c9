// How long a server asks to be left alone, and how long to wait after a failure. Must not wait itself.

/** `t` milliseconds from `now`, as the server says, or undefined. `Retry-After` in seconds or as a date. */
export function maybeRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export interface RateLimit {
  /** Requests left in the window. */
  readonly left: number;
  /** Milliseconds until the window begins anew. */
  readonly reset: number;
}

/** `"api";r=499;t=264`, also without a name or with several: the one with the least left. Plain `X-RateLimit-*` besides. */
export function maybeRateLimit(headers: Readonly<Record<string, string>>, now: number): RateLimit | undefined {
  const found: RateLimit[] = [];
  for (const item of (headers['ratelimit'] ?? '').split(',')) {
    const [left, reset] = [/;\s*r\s*=\s*(\d{1,9})/.exec(item), /;\s*t\s*=\s*(\d{1,9})/.exec(item)];
    if (left !== null) found.push({ left: Number(left[1]), reset: Number(reset?.[1] ?? 0) * 1000 });
  }
  const [left, reset] = [headers['x-ratelimit-remaining'], headers['x-ratelimit-reset']];
  if (found.length === 0 && /^\d{1,9}$/.test(left ?? '') && /^\d{1,12}$/.test(reset ?? '')) {
    // Seconds from now, or (GitHub) seconds since 1970.
    const seconds = Number(reset);
    found.push({ left: Number(left), reset: seconds > 1_000_000_000 ? Math.max(0, seconds * 1000 - now) : seconds * 1000 });
  }
  return found.sort((a, b) => a.left - b.left || b.reset - a.reset)[0];
}

/** Milliseconds that an answer asks to wait before the next request to its host; 0 when nothing. One second more than said, as clocks differ. */
export function waitAsked(status: number, headers: Readonly<Record<string, string>>, now: number): number {
  const limit = maybeRateLimit(headers, now);
  const after = [403, 429, 503].includes(status) ? (maybeRetryAfter(headers['retry-after'], now) ?? 0) : 0;
  const reset = limit !== undefined && limit.left === 0 && limit.reset > 0 ? limit.reset + 1000 : 0;
  return Math.max(after, reset);
}

/** Full jitter: anything from 0 to base × 2^n, at most `most`. `random` gives 0 to below 1. */
export function backoff(attempt: number, random: () => number, base: number, most: number): number {
  return Math.round(random() * Math.min(most, base * 2 ** (attempt - 1)));
}
