// Numbers, days and spans as a locale writes them. Must not know what a number means.
import type { Period } from './period.ts';

/** Formats for one locale; Intl objects are made once. */
export interface Formats {
  readonly locale: string;
  /** `digits` after the decimal mark, grouped. */
  readonly number: (value: number, digits: number) => string;
  /** `value` in per cent (56 means 56 %). */
  readonly percent: (value: number, digits: number) => string;
  readonly usd: (value: number, digits: number) => string;
  /** Large counts with a word for the scale: `385.3 million`. `digits` is the most after the mark. */
  readonly compact: (value: number, digits: number) => string;
  /** Two formatted ends as one range. */
  readonly range: (low: string, high: string) => string;
  /** `September 2026`, `3–9 October 2026`, `2025`. */
  readonly period: (period: Period) => string;
  /** `Sep 2026`, `3–9 Oct 2026`, `2025`. */
  readonly shortPeriod: (period: Period) => string;
  /** `14 October 2026`. */
  readonly day: (day: string) => string;
  readonly list: (items: readonly string[]) => string;
}

export function formatsFor(locale: string): Formats {
  const days = { long: dateFormat(locale, 'long'), short: dateFormat(locale, 'short') };
  const months = { long: monthFormat(locale, 'long'), short: monthFormat(locale, 'short') };
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const numbers = new Map<string, Intl.NumberFormat>();
  const number = (value: number, digits: number, options: Intl.NumberFormatOptions = {}): string => {
    const key = `${digits} ${options.style ?? ''} ${options.notation ?? ''}`;
    const format = numbers.get(key) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...options });
    numbers.set(key, format);
    return format.format(value);
  };
  const isFrench = new Intl.Locale(locale).language === 'fr';
  // Intl does not know that the first day of a month is the only one that French counts as an ordinal.
  const ordinals = (text: string): string => (isFrench ? text.replaceAll(/(?<!\d)1(?=[ –]\p{L})/gu, '1er') : text);
  return {
    locale,
    number: (value, digits) => number(value, digits),
    // French sets the sign off by a narrow space, Intl by a wide one.
    percent: (value, digits) => number(value / 100, digits, { style: 'percent' }).replace(/(?<=\d)\u00a0(?=%)/, isFrench ? '\u202f' : '\u00a0'),
    usd: (value, digits) => number(value, digits, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }),
    compact: (value, digits) => number(value, digits, { notation: 'compact', compactDisplay: 'long', minimumFractionDigits: 0 }),
    range: (low, high) => joinRange(low, high),
    period: keepTexts((period) => ordinals(formatPeriod(period, days.long, months.long))),
    shortPeriod: keepTexts((period) => ordinals(formatPeriod(period, days.short, months.short))),
    day: (day) => ordinals(days.long.format(noon(day))),
    list: (items) => lists.format(items),
  };
}

/** The same few periods are said thousands of times, and Intl takes long for a range. */
function keepTexts(format: (period: Period) => string): (period: Period) => string {
  const known = new Map<string, string>();
  return (period) => {
    const key = `${period.kind} ${period.text} ${period.start} ${period.end}`;
    const text = known.get(key) ?? format(period);
    known.set(key, text);
    return text;
  };
}

/** `64%` and `75%` become `64–75%`: what both ends share at the end, or at the start, is said once. */
function joinRange(low: string, high: string): string {
  const tail = /\P{Nd}*$/u.exec(low)?.[0] ?? '';
  if (tail !== '' && high.endsWith(tail)) return `${low.slice(0, low.length - tail.length)}–${high}`;
  const head = /^\P{Nd}*/u.exec(high)?.[0] ?? '';
  if (head !== '' && low.startsWith(head)) return `${low}–${high.slice(head.length)}`;
  return `${low}–${high}`;
}

function dateFormat(locale: string, month: 'long' | 'short'): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' });
}

function monthFormat(locale: string, month: 'long' | 'short'): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { month, year: 'numeric', timeZone: 'UTC' });
}

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

function formatPeriod(period: Period, days: Intl.DateTimeFormat, months: Intl.DateTimeFormat): string {
  if (period.kind === 'year') return period.text;
  if (period.kind === 'month') return months.format(noon(period.start));
  if (period.kind === 'day') return days.format(noon(period.start));
  const byMonth = !/\d{4}-\d{2}-\d{2}/.test(period.text);
  const years = /^(\d{4})\/(\d{4})$/.exec(period.text);
  if (years !== null) return `${years[1]}–${years[2]}`;
  const range = plainThin((byMonth ? months : days).formatRange(noon(period.start), noon(period.end)));
  // Two bare words are joined without spaces; ends that have spaces of their own keep them round the dash.
  return range.replace(/^(\S+) – (?=\S)/, '$1–');
}

/** ICU puts thin spaces round the dash of a range. */
function plainThin(text: string): string {
  return text.replaceAll('\u2009', ' ').replaceAll('\u202f', '\u00a0');
}
