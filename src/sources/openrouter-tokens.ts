// The router's daily rankings → tokens by month, by access to the weights and by country. Must not fill a day that is not there.
import { addMonths, lastDayOf } from '../period.ts';
import type { Month } from '../period.ts';
import { addDays, daysFrom } from './days.ts';
import type { RouterOrigins } from './openrouter-models.ts';
import type { Shape } from './shape.ts';
import type { Row } from './source.ts';

/** Tokens of one model on one day. */
export interface DailyTokens {
  readonly date: string;
  readonly slug: string;
  readonly tokens: bigint;
}

/** An answer of `GET /api/v1/datasets/rankings-daily`. */
export interface Rankings {
  /** Day on which the router made the answer, for its citation. */
  readonly asOf: string;
  /** Window that the router says it gives, both ends included. */
  readonly start: string;
  readonly end: string;
  readonly days: readonly DailyTokens[];
}

/** The row of all models below the first fifty. */
const REST = 'other';
/** Fifty models and the rest. */
const MOST_ROWS = 51;

/** First day to ask for: the Monday of the week that the month begins in. */
export function firstDayFor(month: Month): string {
  const first = Temporal.PlainDate.from(`${month}-01`);
  return first.subtract({ days: first.dayOfWeek - 1 }).toString();
}

/** Undefined when the answer is not as expected or holds no tokens; the reason is reported. */
export function maybeRankings(root: Shape): Rankings | undefined {
  const meta = root.field('meta');
  const [asOf, start, end] = [meta.field('as_of').day(), meta.field('start_date').day(), meta.field('end_date').day()];
  if (meta.field('version').text() !== 'v1') meta.field('version').report('expected "v1"');
  const list = root.field('data');
  const days = list.items().flatMap((item) => {
    const [date, slug, tokens] = [item.field('date').day(), item.field('model_permaslug').text(), tokensOf(item.field('total_tokens'))];
    return date === undefined || slug === undefined || tokens === undefined ? [] : [{ date, slug, tokens }];
  });
  if (days.every((d) => d.tokens === 0n)) list.report('expected tokens');
  checkDays(days, list);
  return asOf === undefined || start === undefined || end === undefined ? undefined : { asOf, start, end, days };
}

/** Digits as text: a number would have lost some of them. */
function tokensOf(field: Shape): bigint | undefined {
  const text = field.text();
  if (text !== undefined && /^\d{1,18}$/.test(text)) return BigInt(text);
  if (text !== undefined) field.report('expected tokens in digits');
  return undefined;
}

function checkDays(days: readonly DailyTokens[], list: Shape): void {
  const seen = new Set<string>();
  for (const { date, slug } of days) {
    const id = `${date} ${slug}`;
    if (seen.has(id)) return list.report(`expected one row for ${id}`);
    seen.add(id);
  }
  for (const [date, rows] of Map.groupBy(days, (d) => d.date)) {
    if (rows.length > MOST_ROWS) return list.report(`expected at most ${MOST_ROWS} rows for ${date}, there are ${rows.length}`);
  }
}

/** Days of `month` that the answer should hold and does not. */
export function missingDays({ days, end }: Rankings, month: Month): readonly string[] {
  const there = new Set(days.map((d) => d.date));
  const last = lastDayOf(month);
  return daysFrom(`${month}-01`, end < last ? end : last).filter((day) => !there.has(day));
}

const POPULATION = 'OpenRouter tokens, prompt and completion, of the 50 largest public models of each day and the rest';
const ENTITIES = { open: 'open weights', closed: 'closed weights', unlabelled: 'unlabelled models' } as const;

/** `router-tokens-monthly.openrouter`, `router-tokens-month-country.openrouter` and `router-tokens-week-country.openrouter`. */
export function tokenRows(rankings: Rankings, month: Month, origins: RouterOrigins, capture: string): readonly Row[] {
  const last = lastDayOf(month);
  const end = rankings.end < last ? rankings.end : last;
  const inMonth = rankings.days.filter((d) => d.date >= `${month}-01` && d.date <= last);
  const isWhole = end === last;
  const period = { period: isWhole ? month : `${month}-01/${end}`, asOf: end, note: isWhole ? '' : `partial month, to ${end}; ` };
  const weights = (d: DailyTokens): string => (d.slug === REST ? 'other models' : ENTITIES[origins.weightsOf(d.slug)]);
  const country = (d: DailyTokens): string => (d.slug === REST ? 'ZZ' : origins.countryOf(d.slug));
  const base = { unit: 'tokens', evidence: 'derived', locator: `${capture} sum of data[].total_tokens` } as const;
  return [
    ...sums(inMonth, weights).map(([entity, value]) => ({ ...base, ...period, series: 'router-tokens-monthly.openrouter', entity, country: 'world', value, denominator: POPULATION, window: isWhole ? 'one month' : 'part of a month', note: `${period.note}open where the router names a repository on the Hub, else by data/registry/router-models.csv` })),
    ...sums(inMonth, country).map(([code, value]) => ({ ...base, ...period, series: 'router-tokens-month-country.openrouter', entity: 'all traffic', country: code, value, denominator: POPULATION, window: isWhole ? 'one month' : 'part of a month', note: `${period.note}${COUNTRY_NOTE}` })),
    ...weeksOf(rankings, month).flatMap(([from, to]) => sums(rankings.days.filter((d) => d.date >= from && d.date <= to), country).map(([code, value]) => ({
      ...base, period: `${from}/${to}`, asOf: to, series: 'router-tokens-week-country.openrouter', entity: 'all traffic', country: code, value, denominator: 'OpenRouter tokens of open and closed models', window: 'one week', note: COUNTRY_NOTE,
    }))),
  ];
}

const COUNTRY_NOTE = 'by the country of the developer; the rest below the first fifty and models without a named maker are unassigned';

/** Weeks from Monday to Sunday that end in `month` and whose seven days are all there. */
function weeksOf({ days, end }: Rankings, month: Month): readonly (readonly [string, string])[] {
  const there = new Set(days.map((d) => d.date));
  const weeks: (readonly [string, string])[] = [];
  const limit = `${addMonths(month, 1)}-01`;
  for (let monday = firstDayFor(month); addDays(monday, 6) < limit; monday = addDays(monday, 7)) {
    const sunday = addDays(monday, 6);
    if (sunday <= end && daysFrom(monday, sunday).every((day) => there.has(day))) weeks.push([monday, sunday]);
  }
  return weeks;
}

function sums(days: readonly DailyTokens[], keyOf: (day: DailyTokens) => string): readonly (readonly [string, bigint])[] {
  const out = new Map<string, bigint>();
  for (const day of days) out.set(keyOf(day), (out.get(keyOf(day)) ?? 0n) + day.tokens);
  return [...out].sort(([a], [b]) => (a < b ? -1 : 1));
}
