// Months, days and spans of the calendar, all in UTC and as plain ISO text. Must not read the clock.

/** A span of days, both ends inclusive, with the text that it was written as. */
export interface Period {
  /** As written: `2025`, `2025-11`, `2025-11-16`, `2025-11-10/2025-11-16` or `2024-11/2025-11`. */
  readonly text: string;
  readonly kind: 'year' | 'month' | 'day' | 'span';
  /** First day, `YYYY-MM-DD`. */
  readonly start: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly end: string;
}

/** `YYYY-MM`. */
export type Month = string;
/** `YYYY-MM-DD`. */
export type Day = string;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** `text` as a period, or undefined when it is not one that the calendar has. */
export function maybePeriod(text: string): Period | undefined {
  const [first, second, ...more] = text.split('/');
  if (first === undefined || more.length > 0) return undefined;
  const a = maybeSimple(first);
  if (a === undefined || second === undefined) return a;
  const b = maybeSimple(second);
  if (b === undefined || b.end < a.start) return undefined;
  return { text, kind: 'span', start: a.start, end: b.end };
}

function maybeSimple(text: string): Period | undefined {
  if (/^\d{4}$/.test(text)) return { text, kind: 'year', start: `${text}-01-01`, end: `${text}-12-31` };
  if (MONTH.test(text)) return { text, kind: 'month', start: `${text}-01`, end: lastDayOf(text) };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
  return { text, kind: 'day', start: text, end: text };
}

/** The month's last day. */
export function lastDayOf(month: Month): Day {
  const m = Temporal.PlainYearMonth.from(month);
  return `${month}-${String(m.daysInMonth).padStart(2, '0')}`;
}

export function addMonths(month: Month, n: number): Month {
  return Temporal.PlainYearMonth.from(month).add({ months: n }).toString();
}

/** Whole months from `a` to `b`; negative when `b` is earlier. Throws RangeError for what is no month. */
export function monthsBetween(a: Month, b: Month): number {
  return monthNumber(b) - monthNumber(a);
}

/** Months since the year 0. Metrics ask for a hundred thousand of them, for which calendar objects take too long. */
function monthNumber(month: Month): number {
  if (!isMonth(month)) throw new RangeError(`"${month}" is no month.`);
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
}

/** The day `day` of the month after `month`: the last day whose publications an edition may know. */
export function cutoffOf(month: Month, day: number): Day {
  return dayOfMonth(addMonths(month, 1), day);
}

/** Day `day` of `month`, or the month's last day where it is shorter. */
export function dayOfMonth(month: Month, day: number): Day {
  const days = Temporal.PlainYearMonth.from(month).daysInMonth;
  return `${month}-${String(Math.min(day, days)).padStart(2, '0')}`;
}

/** Compares two periods by end, then start: the later one is the more recent. */
export function comparePeriods(a: Period, b: Period): number {
  return a.end < b.end ? -1 : a.end > b.end ? 1 : a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
}
