// Days of captures and windows of counters. Must not read the clock.
import type { Capture } from './source.ts';

/** Day (UTC) on which a body was read. */
export function dayOf(capture: Capture): string {
  return capture.capturedAt.slice(0, 10);
}

/** The last day on which any of `captures` was read, or undefined for none. */
export function lastDayRead(captures: readonly Capture[]): string | undefined {
  return captures.map(dayOf).sort().at(-1);
}

/** `n` days after `day`, before it when `n` is negative. */
export function addDays(day: string, n: number): string {
  return Temporal.PlainDate.from(day).add({ days: n }).toString();
}

/** The `length` days that end with `day`, as a period. */
export function daysTo(day: string, length: number): string {
  return `${addDays(day, 1 - length)}/${day}`;
}

/** Every day from `start` to `end`, both included. */
export function daysFrom(start: string, end: string): readonly string[] {
  const days: string[] = [];
  for (let day = start; day <= end; day = addDays(day, 1)) days.push(day);
  return days;
}
