// Numerals that somebody typed: they have no trace, so they must be marked with whose they are. Must not judge computed text.

export interface TypedNumeral {
  readonly text: string;
  /** Characters from the start of the text. */
  readonly offset: number;
}

/**
 * Numerals in `text` that are neither part of a name (Qwen3, GPT-4, H100: after a letter, or a letter and a hyphen) nor of a date: a year
 * from 1900 to 2099, and a day beside the name of its month in `locale`.
 */
export function findTypedNumerals(text: string, locale: string): readonly TypedNumeral[] {
  const months = monthNames(locale);
  const dayBefore = new RegExp(`^\\.?[\\s\u00a0\u202f]+(?:${months})(?!\\p{L})`, 'iu');
  const dayAfter = new RegExp(`(?<!\\p{L})(?:${months})[\\s\u00a0\u202f]+$`, 'iu');
  return [...text.matchAll(NUMERAL)].flatMap((found): TypedNumeral[] => {
    const [numeral] = found;
    const [before, after] = [text.slice(0, found.index), text.slice(found.index + numeral.length)];
    const isYear = /^(19|20)\d\d$/.test(numeral) && !/^[\s\u00a0\u202f]*%|^\p{L}/u.test(after);
    const isDay = /^([1-9]|[12]\d|3[01])$/.test(numeral) && (dayBefore.test(after) || dayAfter.test(before));
    return isYear || isDay ? [] : [{ text: numeral, offset: found.index }];
  });
}

/** Digits with the marks between them, not right after a letter, a letter and a hyphen, or another part of a name. */
const NUMERAL = /(?<![\p{L}\p{N}]|\p{L}[-–_.]|\p{N}[.,])\p{Nd}+(?:[.,’]\p{Nd}+)*/gu;

function monthNames(locale: string): string {
  const names = ['long', 'short'].flatMap((month) => Array.from({ length: 12 }, (_, i) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: month as 'long' | 'short', timeZone: 'UTC' }).formatToParts(new Date(Date.UTC(2026, i, 1))).find((part) => part.type === 'month')?.value ?? ''));
  return names.filter((name) => name !== '').map((name) => name.replaceAll('.', '\\.')).join('|');
}
