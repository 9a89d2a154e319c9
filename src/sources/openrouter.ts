// OpenRouter: list prices of its models, and the daily rankings, which need a key.
// Wire facts: prices are text in USD per token; tokens are text; a rankings answer without a key has status 401.
import { addMonths, lastDayOf } from '../period.ts';
import type { Day, Month } from '../period.ts';
import { lastDayRead } from './days.ts';
import { maybePerMillion, parseRouterModels, parseRouterRules, routerOriginsOf } from './openrouter-models.ts';
import type { RouterModel, RouterOrigins } from './openrouter-models.ts';
import { firstDayFor, maybeRankings, missingDays, tokenRows } from './openrouter-tokens.ts';
import type { Rankings } from './openrouter-tokens.ts';
import { originsOf } from './origins.ts';
import { parseJsonShape } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, GatherContext, Parsed, PlannedStep, Row, Source, SourceContext } from './source.ts';

export const openrouter: Source = {
  id: 'openrouter',
  publisher: 'OpenRouter',
  title: 'List of models and daily rankings data set',
  url: 'https://openrouter.ai/rankings',
  licence: 'CC BY 4.0 (rankings data set); not stated for the list of models',
  attribution: 'Source: OpenRouter (openrouter.ai/rankings), as of {as_of}.',
  counts: 'Prompt and completion tokens of the 50 largest public models of each day and of all others together; list prices of all models.',
  countsNot: 'Private traffic and use outside OpenRouter. Each provider counts tokens in its own way; figures may be restated; a list price is not what a customer pays.',
  base: 'https://openrouter.ai',
  token: { variable: 'OPENROUTER_API_KEY', required: false },
  figures: 'dated',
  promises: { minRows: 20, maxAgeDays: 31 },
  manners: { concurrency: 1, spacing: 2_000 },
  plan,
  gather,
  parse,
};

const RULES = 'data/registry/router-models.csv';
const RANKINGS = 'rankings/';

function plan({ base, month, since }: SourceContext): readonly PlannedStep[] {
  const months = monthsTo(month, since);
  return [{ what: 'list of models', requests: 1, url: modelsUrl(base) }, { what: 'daily rankings', requests: months.length, url: rankingsUrl(base, months[0] ?? month) }];
}

/** The data set begins here. */
const FIRST_MONTH = '2025-01';

/** The month itself, or every one from `since` on. */
function monthsTo(month: Month, since: Day | undefined): readonly Month[] {
  const asked = (since ?? month).slice(0, 7);
  const months = [month];
  for (let earlier = addMonths(month, -1); earlier >= asked && earlier >= FIRST_MONTH; earlier = addMonths(earlier, -1)) months.unshift(earlier);
  return months;
}

/** The full list comes when neither offset nor limit is given. */
function modelsUrl(base: string): string {
  return `${base}/api/v1/models`;
}

function rankingsUrl(base: string, month: Month): string {
  return `${base}/api/v1/datasets/rankings-daily?start_date=${firstDayFor(month)}&end_date=${lastDayOf(month)}&period=day`;
}

async function gather(context: GatherContext): Promise<void> {
  const months = monthsTo(context.month, context.since);
  context.expect(1 + months.length);
  await context.read('rules', RULES);
  await context.fetch({ key: 'models', url: modelsUrl(context.base), kind: 'json' });
  await context.each(months, async (month) => {
    await context.fetch({ key: `${RANKINGS}${month}`, url: rankingsUrl(context.base, month), kind: 'json', answers: [401] });
  });
}

async function parse(captures: readonly Capture[], context: SourceContext): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const notes: string[] = [];
  const find = (key: string): Capture | undefined => captures.find((c) => c.key === key);
  const list = await readModels(find('models'), shapes);
  const rules = await find('rules')?.read();
  const origins = routerOriginsOf(list, rules === undefined ? [] : parseRouterRules(new TextDecoder().decode(rules), RULES, context.registry.countries), originsOf(context.registry));
  const day = lastDayRead(captures.filter((c) => c.key !== 'rules'));
  const rows = day === undefined ? [] : [...priceRows(list, day, origins, notes)];
  const days: string[] = [];
  for (const capture of captures.filter((c) => c.key.startsWith(RANKINGS))) {
    const rankings = await readRankings(capture, shapes, notes);
    if (rankings === undefined) continue;
    const month = capture.key.slice(RANKINGS.length);
    const missing = missingDays(rankings, month);
    if (missing.length > 0) shapes.push({ path: `${capture.key} data`, expected: 'expected rows for every day', sample: `none for ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? `, … (${missing.length} days)` : ''}` });
    rows.push(...tokenRows(rankings, month, origins, capture.key));
    days.push(rankings.asOf);
  }
  const asOf = days.sort().at(-1) ?? day;
  return { rows: shapes.length > 0 ? [] : rows, ...(asOf === undefined ? {} : { asOf }), shapes, notes };
}

async function readModels(capture: Capture | undefined, shapes: ShapeProblem[]): Promise<readonly RouterModel[]> {
  if (capture === undefined) return [];
  const before = shapes.length;
  const root = parseJsonShape(await capture.read(), capture.key, shapes);
  const list = root === undefined ? [] : parseRouterModels(root);
  if (list.length === 0 && shapes.length === before) shapes.push({ path: `${capture.key} data`, expected: 'expected models', sample: '(none)' });
  return list;
}

async function readRankings(capture: Capture, shapes: ShapeProblem[], notes: string[]): Promise<Rankings | undefined> {
  if (capture.status !== 200) {
    if (notes.every((note) => !note.startsWith('The daily rankings'))) notes.push(`The daily rankings were refused (status ${capture.status}): OPENROUTER_API_KEY is missing or not valid. No tokens were collected.`);
    return undefined;
  }
  const root = parseJsonShape(await capture.read(), capture.key, shapes);
  return root === undefined ? undefined : maybeRankings(root);
}

/** `list-price-input.openrouter` and `list-price-output.openrouter`: one row per model that costs something. */
function priceRows(models: readonly RouterModel[], day: string, origins: RouterOrigins, notes: string[]): readonly Row[] {
  const seen = new Set<string>();
  const rows: Row[] = [];
  let free = 0;
  for (const model of models) {
    const [input, output] = [maybePerMillion(model.prompt), maybePerMillion(model.completion)];
    // `~author/name-latest` and the like point at a model that is in the list itself.
    const entity = `${model.slug}${/:[^/]*$/.exec(model.id)?.[0] ?? ''}`;
    if (model.id.startsWith('~') || seen.has(entity)) continue;
    seen.add(entity);
    if (input === undefined && output === undefined) free += 1;
    const base = { entity, country: origins.countryOf(model.slug), period: day, asOf: day, unit: 'USD per million tokens', window: 'price on the day of reading', evidence: 'primary' } as const;
    if (input !== undefined) rows.push({ ...base, series: 'list-price-input.openrouter', value: input, denominator: 'list price of input tokens on OpenRouter', locator: `models data[${model.index}].pricing.prompt` });
    if (output !== undefined) rows.push({ ...base, series: 'list-price-output.openrouter', value: output, denominator: 'list price of output tokens on OpenRouter', locator: `models data[${model.index}].pricing.completion` });
  }
  if (free > 0) notes.push(`${free} models without a price, or with one that depends, were left out of the list prices.`);
  return rows;
}
