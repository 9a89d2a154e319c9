// Numbers, dates and short words for large numbers in the edition's language, for Vega-Lite's `config.locale`.
// Must not know what is drawn.
import type { ChartRow } from './chart.ts';

const NO_BREAK = '\u00a0';

/** Vega-Lite's `config.locale` for a BCP 47 tag, so that the exported specification needs nothing of ours. */
export function computeVegaLocale(locale: string): object {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true, minimumFractionDigits: 1 }).formatToParts(1234567.5);
  const find = (type: string, otherwise: string): string => parts.find((part) => part.type === type)?.value ?? otherwise;
  const months = (style: 'short' | 'long'): string[] => formatDates(locale, { month: style }, Array.from({ length: 12 }, (_, m) => Date.UTC(2024, m, 15)));
  const days = (style: 'short' | 'long'): string[] => formatDates(locale, { weekday: style }, Array.from({ length: 7 }, (_, d) => Date.UTC(2024, 8, 1 + d)));
  return {
    number: { decimal: find('decimal', '.'), thousands: find('group', ','), grouping: [3], currency: ['', ''], minus: '\u2212' },
    time: {
      dateTime: '%x, %X', date: '%d %b %Y', time: '%H:%M', periods: ['AM', 'PM'],
      days: days('long'), shortDays: days('short'), months: months('long'), shortMonths: months('short'),
    },
  };
}

/** One formatter for all: making one takes longer than using it. */
function formatDates(locale: string, style: Intl.DateTimeFormatOptions, dates: readonly number[]): string[] {
  const format = new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' });
  return dates.map((date) => format.format(date));
}

/**
 * Words that every specification may use: `suffix` (the per-cent sign as all rows print it, else empty) for an axis's last label,
 * `currency` and `currencyAfter` (`$` when all rows print one, where the locale puts it), and `thousand`, `million`, `billion`, `trillion` as the locale shortens them.
 * The request's own words win.
 */
export function computeWords(locale: string, rows: readonly ChartRow[], words: Readonly<Record<string, string>>): Record<string, string> {
  const printed = rows.filter((row) => row.text !== '');
  const all = (sign: string): boolean => printed.length > 0 && printed.every((row) => row.text.includes(sign));
  return {
    suffix: all('%') ? (/[\s\u00a0\u202f]?%/.exec(printed[0]?.text ?? '')?.[0] ?? '') : '',
    currency: all('$') && /^\D*\$/.test(printed[0]?.text ?? '') ? '$' : '',
    currencyAfter: all('$') ? (/(?<=\d)[\s\u00a0\u202f]*\$$/.exec(printed[0]?.text ?? '')?.[0] ?? '') : '',
    thousand: shortWord(locale, 1e3),
    million: shortWord(locale, 1e6),
    billion: shortWord(locale, 1e9),
    trillion: shortWord(locale, 1e12),
    ...words,
  };
}

function shortWord(locale: string, size: number): string {
  const parts = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay: 'short' }).formatToParts(size);
  const word = parts.find((part) => part.type === 'compact')?.value ?? '';
  return word.length > 1 || parts.some((part) => part.type === 'literal') ? `${NO_BREAK}${word}` : word;
}

/** A bound as printed when the row does not say how: two or three significant figures, the suffix after it. */
export function formatBound(value: number, locale: string, suffix: string): string {
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  const short: Intl.NumberFormatOptions = Math.abs(value) >= 1e5 ? { notation: 'compact', maximumSignificantDigits: 3 } : { maximumFractionDigits: digits };
  return `${new Intl.NumberFormat(locale, short).format(value)}${suffix}`;
}
