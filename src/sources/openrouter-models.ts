// The router's list of models → prices and whose a slug is. Must not add up tokens.
import { parseCsv } from '../csv.ts';
import { BriefwrightError, failure } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { matchesRule } from '../name-rule.ts';
import type { Origins } from './origins.ts';
import type { Shape } from './shape.ts';

/** One model of `GET /api/v1/models`. */
export interface RouterModel {
  readonly id: string;
  /** What the rankings call it. */
  readonly slug: string;
  /** Repository on the Hub, or empty. */
  readonly hubId: string;
  /** USD per token, as text. */
  readonly prompt: string;
  readonly completion: string;
  /** Place in the list. */
  readonly index: number;
}

export function parseRouterModels(root: Shape): readonly RouterModel[] {
  return root.field('data').items().flatMap((item, index) => {
    const [id, slug] = [item.field('id').text(), item.field('canonical_slug').text()];
    const pricing = item.field('pricing');
    const [prompt, completion] = [priceOf(pricing.field('prompt')), priceOf(pricing.field('completion'))];
    const hubId = item.field('hugging_face_id').maybeText() ?? '';
    return id === undefined || slug === undefined || prompt === undefined || completion === undefined ? [] : [{ id, slug, hubId, prompt, completion, index }];
  });
}

/** A price is text with digits; a number would have lost some of them. */
function priceOf(price: Shape): string | undefined {
  const text = price.text();
  if (text === undefined || /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text)) return text;
  price.report('expected a price in digits');
  return undefined;
}

/** USD per token as text → USD per million tokens as text, digit by digit; undefined for a price of nothing and for "it depends" (-1). */
export function maybePerMillion(perToken: string): string | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/i.exec(perToken);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const shift = 6 + Number(exponent) - fraction.length;
  if (Math.abs(shift) > 40) return undefined;
  const digits = `${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
  const padded = digits.padStart(Math.max(0, -shift) + 1, '0');
  const point = padded.length - Math.max(0, -shift);
  const [units, parts] = [padded.slice(0, point).replace(/^0+(?=\d)/, ''), padded.slice(point).replace(/0+$/, '')];
  const text = parts === '' ? units : `${units}.${parts}`;
  return /[1-9]/.test(text) ? text : undefined;
}

export type Weights = 'open' | 'closed' | 'unlabelled';

/** A row of `data/registry/router-models.csv`; the first that matches has it. */
interface Rule {
  readonly match: string;
  readonly country: string;
  readonly weights: string;
}

const COLUMNS = ['match', 'developer', 'country', 'weights', 'evidence', 'note'];

/** Throws every problem of the file: DATA_COLUMN_MISSING, DATA_MATCH, DATA_COUNTRY, DATA_WORD. */
export function parseRouterRules(text: string, file: string, countries: ReadonlyMap<string, unknown>): readonly Rule[] {
  const table = parseCsv(text, file);
  const missing = COLUMNS.filter((c) => !table.columns.includes(c));
  if (missing.length > 0) throw failure('DATA_COLUMN_MISSING', `The column "${missing[0] ?? ''}" is missing.`, { file, line: 1, column: 1, text, hint: `The columns are: ${COLUMNS.join(', ')}.` });
  const problems: Problem[] = [];
  const rules = table.rows.map(({ cells, place }) => {
    const cell = (column: string): string => cells[column] ?? '';
    const bad = (column: string, code: string, message: string, hint: string): void => void problems.push({ code, message, file, ...place(column), text, hint });
    if (!/^[A-Za-z0-9._*-]+\/[A-Za-z0-9._*:-]+$/.test(cell('match'))) bad('match', 'DATA_MATCH', `"${cell('match')}" is not a rule.`, 'Write author/model, with * for any text.');
    if (!countries.has(cell('country'))) bad('country', 'DATA_COUNTRY', `Unknown country "${cell('country')}".`, 'ISO 3166 alpha-2, or ZZ.');
    if (!['open', 'closed', ''].includes(cell('weights'))) bad('weights', 'DATA_WORD', `"${cell('weights')}" is not a word for "weights".`, 'Write open or closed, or leave it empty.');
    return { match: cell('match'), country: cell('country'), weights: cell('weights') };
  });
  if (problems.length > 0) throw new BriefwrightError(problems);
  return rules;
}

/** Whose a slug of the router is. */
export interface RouterOrigins {
  readonly countryOf: (slug: string) => string;
  /** Open where the router names a repository on the Hub, else by the rules; never guessed. */
  readonly weightsOf: (slug: string) => Weights;
}

export function routerOriginsOf(models: readonly RouterModel[], rules: readonly Rule[], origins: Origins): RouterOrigins {
  const hubIds = new Map(models.filter((m) => m.hubId !== '').map((m) => [plain(m.slug), m.hubId]));
  const find = (slug: string): Rule | undefined => rules.find((rule) => matchesRule(plain(slug), rule.match));
  return {
    countryOf: (slug) => {
      const hubId = hubIds.get(plain(slug));
      const found = find(slug)?.country ?? origins.findFamily('router', plain(slug))?.country;
      return found ?? (hubId === undefined ? undefined : origins.findAccount(hubId)?.country) ?? 'ZZ';
    },
    weightsOf: (slug) => {
      if (hubIds.has(plain(slug))) return 'open';
      const weights = find(slug)?.weights;
      return weights === 'open' || weights === 'closed' ? weights : 'unlabelled';
    },
  };
}

/** Without the variant: `:free` and the like are the same model. */
function plain(slug: string): string {
  return slug.split(':')[0] ?? '';
}
