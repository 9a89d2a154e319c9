// The helpers that the brief's templates may call: few, pure, without files. Must not format figures.
import Handlebars from 'handlebars';
import type { Chart } from '../../charts/chart.ts';
import type { Block, Briefing, Table, Text } from '../../document/briefing.ts';
import { failure, findNearest } from '../../errors.ts';
import type { Helper, Helpers } from '../templates/helper.ts';
import { blockShape, tableShape } from '../templates/briefing-shape.ts';
import { boolean, list, record, safe, string } from '../templates/shape.ts';
import { formatHelpers } from './format-helpers.ts';
import { isSafeLink, unsafeLink } from './links.ts';
import { composeRows, groupTables } from './rows.ts';
import { renderText } from './text.ts';

/** What the helpers print from. */
export interface HelperData {
  readonly briefing: Briefing;
  readonly charts: ReadonlyMap<string, Chart>;
  /** `data:` URI by file name, from the theme's `assets/`. */
  readonly assets: ReadonlyMap<string, string>;
  /** From brand.yaml; empty where it says nothing. */
  readonly brand?: { readonly logo: string; readonly legal: string };
  readonly contents: boolean;
}

/** By name. With `words` and `assets` known, misspelt literals are found before anything is rendered. */
export function briefHelpers(data: HelperData): Helpers {
  return new Map<string, Helper>([
    ...formatHelpers(data.briefing),
    ['text', { params: [{ name: 'value', kinds: ['runs'] }], gives: () => safe, run: ([text]) => markup(renderText(text as Text, data.briefing)) }],
    ['chart', { params: [{ name: 'id', kinds: ['string'] }], gives: () => safe, run: ([id]) => markup(findChart(String(id), data.charts)) }],
    ['word', wordHelper(data.briefing.words)],
    ['eq', { params: [{ name: 'a', kinds: ['string', 'number', 'boolean', 'optional'] }, { name: 'b', kinds: ['string', 'number', 'boolean'] }], gives: () => boolean, run: ([a, b]) => a === b }],
    ['rows', { params: [{ name: 'blocks', kinds: ['list'] }], gives: () => list(record('row', { kind: string, blocks: list(blockShape), halves: list(list(blockShape)), isShort: boolean })), run: ([blocks]) => composeRows(blocks as Block[]) }],
    ['groups', { params: [{ name: 'tables', kinds: ['list'] }], gives: () => list(record('group', { kind: string, tables: list(tableShape) })), run: ([tables]) => groupTables(tables as Table[]) }],
    ['hasContents', { params: [], gives: () => boolean, run: () => data.contents }],
    ['isWide', { params: [{ name: 'columns', kinds: ['list'] }], gives: () => boolean, run: ([columns]) => (columns as readonly unknown[]).length > 3 }],
    ['link', { params: [{ name: 'address', kinds: ['string'] }], gives: () => string, url: true, run: ([href]) => checkLink(String(href)) }],
    ['host', { params: [{ name: 'address', kinds: ['string'] }], gives: () => string, run: ([href]) => hostOf(String(href)) }],
    // A number that the author of a template types, with whose it is.
    ['own', { params: [{ name: 'words', kinds: ['string'] }, { name: 'source', kinds: ['string'] }], gives: () => string, run: ([words, source]) => `${String(words)} (${String(source)})` }],
    ['asset', assetHelper(data.assets)],
    ['brand', { params: [{ name: 'key', kinds: ['string'], known: { what: 'key of a brand', values: ['logo', 'legal'] } }], gives: () => string, run: ([key]) => (key === 'logo' ? data.brand?.logo : data.brand?.legal) ?? '' }],
  ]);
}

function markup(html: string): Handlebars.SafeString {
  return new Handlebars.SafeString(html);
}

function findChart(id: string, charts: ReadonlyMap<string, Chart>): string {
  const chart = charts.get(id);
  if (chart !== undefined) return chart.svg;
  const near = findNearest(id, charts.keys());
  throw failure('RENDER_MISSING_CHART', `There is no chart "${id}".`, near === undefined ? {} : { hint: `Try "${near}".` });
}

function wordHelper(words: Readonly<Record<string, string>>): Helper {
  const values = Object.keys(words);
  const known = values.length === 0 ? {} : { known: { what: 'word', values } };
  return {
    params: [{ name: 'key', kinds: ['string'], ...known }], gives: () => string,
    run: ([key]) => {
      const word = Object.hasOwn(words, String(key)) ? words[String(key)] : undefined;
      if (word === undefined) throw failure('TEMPLATE_UNKNOWN_NAME', `There is no word "${String(key)}".`);
      return word;
    },
  };
}

function assetHelper(assets: ReadonlyMap<string, string>): Helper {
  return {
    params: [{ name: 'name', kinds: ['string'], known: { what: 'asset', values: [...assets.keys()] } }], gives: () => string, url: true,
    run: ([name]) => {
      const uri = assets.get(String(name));
      if (uri === undefined) throw failure('TEMPLATE_UNKNOWN_NAME', `There is no asset "${String(name)}".`);
      return uri;
    },
  };
}

function checkLink(href: string): string {
  if (!isSafeLink(href)) throw failure(unsafeLink(href).code, unsafeLink(href).message, { hint: unsafeLink(href).hint ?? '' });
  return href;
}

/** `https://www.example.org/a/b` → `example.org`; mail addresses whole. */
function hostOf(href: string): string {
  const url = URL.parse(href);
  return url === null ? href : url.protocol === 'mailto:' ? url.pathname : url.host.replace(/^www\./, '');
}
