// Accounts for every numeral on the pages of a printed edition: which of them are traced, and by what rule the others stand there.
import type { Briefing, Text } from '../../src/document/briefing.ts';
import { formatsFor } from '../../src/format.ts';
import { maybePeriod } from '../../src/period.ts';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface Account {
  /** Numerals by rule. */
  readonly counts: Readonly<Record<string, number>>;
  /** What no rule explains, with its surroundings. */
  readonly unexplained: readonly string[];
  /** Ids of numbers of data.csv whose text was found. */
  readonly found: ReadonlySet<string>;
}

export interface Vocabulary {
  /** Text by rule; those with digits count. Longer ones are looked for first. */
  readonly phrases: readonly (readonly [rule: string, text: string])[];
  /** Texts that a chart draws at its axes. */
  readonly ticks: ReadonlySet<string>;
}

interface Item {
  readonly text: string;
  readonly size: number;
  readonly y: number;
}

/** Spaces and quotation marks as one kind each. */
const normalize = (text: string): string => text.replaceAll(/[\s\u00a0\u202f\u2009]+/g, ' ').replaceAll(/[“”«»]|« | »/g, '"').replaceAll(/[’ʼ]/g, "'").trim();

/** Text of a page, each item apart where it stands apart. */
async function readItems(doc: PDFDocumentProxy, number: number): Promise<Item[]> {
  const { items } = await (await doc.getPage(number)).getTextContent();
  return items.flatMap((item) => ('str' in item ? [{ text: item.hasEOL ? `${item.str} ` : item.str, size: Math.abs(Number(item.transform[3])), y: Number(item.transform[5]) }] : []));
}

export async function accountFor(doc: PDFDocumentProxy, briefing: Briefing, vocabulary: Vocabulary): Promise<Account> {
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  let whole = '';
  const phrases = [...vocabulary.phrases].map(([rule, text]) => [rule, normalize(text)] as const).filter(([, text]) => /\d/.test(text)).sort((a, b) => b[1].length - a[1].length);
  const count = (rule: string): void => void (counts[rule] = (counts[rule] ?? 0) + 1);
  for (let page = 1; page <= doc.numPages; page++) {
    const items = await readItems(doc, page);
    whole += ` ${normalize(items.map((item) => item.text).join(''))}`;
    const own = items.map((item) => {
      const rule = ruleOfItem(item, page, doc.numPages, briefing, vocabulary.ticks);
      if (rule === undefined) return item.text;
      count(rule);
      return ' ';
    });
    let text = normalize(own.join(''));
    for (const [rule, phrase] of phrases) {
      text = text.replaceAll(boundedPattern(phrase), () => {
        count(rule);
        return ' '.repeat(phrase.length);
      });
    }
    text = text.replaceAll(/(?<![\d.,/–-])(19|20)\d\d(?![\d/]|[.,]\d)/g, (year) => (count('year'), ' '.repeat(year.length)));
    for (const left of text.matchAll(/\d[\d.,]*/g)) unexplained.push(`page ${page}: …${text.slice(Math.max(0, left.index - 40), left.index + 40).trim()}…`);
  }
  return { counts, unexplained, found: new Set(briefing.numbers.filter((n) => boundedPattern(normalize(n.text)).test(whole)).map((n) => n.id)) };
}

/** The phrase with no digit, and no mark that would make its numeral a longer one, before or after it. */
function boundedPattern(phrase: string): RegExp {
  const quoted = phrase.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s?').replaceAll('-', '-\\s?');
  return new RegExp(`${/^\d/.test(phrase) ? '(?<!\\d|\\d[.,])' : ''}${quoted}${/\d$/.test(phrase) ? '(?!\\d|[.,]\\d)' : ''}`, 'g');
}

/** Page, note and tick numbers stand by themselves. */
function ruleOfItem({ text, size, y }: Item, page: number, pages: number, { notes }: Briefing, ticks: ReadonlySet<string>): string | undefined {
  const bare = normalize(text);
  if (!/\d/.test(bare)) return undefined;
  const isNote = (n: string): boolean => Number(n) >= 1 && Number(n) <= notes.length;
  if (size < 6.6 && /^\d+(,\d+)*$/.test(bare) && bare.split(',').every(isNote)) return 'note reference';
  if (/^\d+\.$/.test(bare) && isNote(bare.slice(0, -1))) return 'note number';
  if ((y < 60 || y > 780) && bare === String(page)) return 'page number';
  if (/^\d{1,3}$/.test(bare) && Number(bare) <= pages && size < 10 && size > 7.4 && !ticks.has(bare)) return 'page number in the contents';
  return ticks.has(bare) ? 'axis' : undefined;
}

/** All strings of a value. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

export function plainOf(text: Text): string {
  return text.map((run) => (typeof run === 'string' ? run : 'text' in run ? run.text : '')).join('');
}

/** Every way in which the locale writes the periods and days among `texts`. */
export function datesOf(texts: Iterable<string>, locale: string): string[] {
  const formats = formatsFor(locale);
  return [...new Set(texts)].flatMap((text) => {
    const period = maybePeriod(text);
    if (period === undefined) return [];
    const ends = [period.start, period.end].map((day) => maybePeriod(day)).filter((p) => p !== undefined);
    return [period, ...ends, ...ends.map((p) => maybePeriod(p.text.slice(0, 7))).filter((p) => p !== undefined)].flatMap((p) => [formats.period(p), formats.shortPeriod(p)]);
  });
}
