// Helpers that write values of the briefing as the edition's language does, or fetch a part of it by its id. Must not compute a figure.
import Handlebars from 'handlebars';
import type { Block, Briefing, Figure, Table, Text } from '../../document/briefing.ts';
import { parseCommentary } from '../../document/commentary.ts';
import { failure } from '../../errors.ts';
import { formatsFor } from '../../format.ts';
import type { Helper, HelperParam } from '../templates/helper.ts';
import { blockShape, tableShape } from '../templates/briefing-shape.ts';
import { safe, string } from '../templates/shape.ts';
import type { Shape } from '../templates/shape.ts';
import { renderText } from './text.ts';

const escape = Handlebars.escapeExpression;
const number = (name: string): HelperParam => ({ name, kinds: ['number'] });
const text = (name: string): HelperParam => ({ name, kinds: ['string'] });

/** Digits after the mark: 0 to 6. */
function digits(value: unknown): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 0 || n > 6) throw failure('TEMPLATE_HELPER_ARGUMENT', `${String(value)} is not a count of digits.`, { hint: 'Write a whole number from 0 to 6.' });
  return n;
}

/** By name. */
export function formatHelpers(briefing: Briefing): ReadonlyMap<string, Helper> {
  const formats = formatsFor(briefing.edition.locale);
  const plain = (value: unknown, n: unknown): string => formats.number(Number(value), digits(n)).replace('-', '−');
  const signed = (value: number, n: unknown): string => (value > 0 ? `+${plain(value, n)}` : plain(value, n));
  const gives = (): Shape => string;
  return new Map<string, Helper>([
    ['number', { params: [number('value'), number('digits')], gives, run: ([value, n]) => plain(value, n) }],
    ['percent', { params: [number('value'), number('digits')], gives, run: ([value, n]) => formats.percent(Number(value), digits(n)).replace('-', '−') }],
    ['delta', { params: [number('now'), number('before'), number('digits')], gives, run: ([now, before, n]) => signed(Number(now) - Number(before), n) }],
    ['range', { params: [number('low'), number('high'), number('digits')], gives, run: ([low, high, n]) => formats.range(plain(low, n), plain(high, n)) }],
    ['date', { params: [text('day')], gives, run: ([day]) => dayOf(String(day), formats.day) }],
    ['list', { params: [{ name: 'items', kinds: ['list'] }], gives, run: ([items]) => formats.list((items as unknown[]).map(plainItem)) }],
    ['plural', { params: [number('count'), text('one'), text('other')], gives, run: ([count, one, other]) => String(new Intl.PluralRules(briefing.edition.locale).select(Number(count)) === 'one' ? one : other) }],
    ['compare', { params: [number('a'), number('b')], gives, run: ([a, b]) => (Number(a) > Number(b) ? 'more' : Number(a) < Number(b) ? 'less' : 'same') }],
    ['markdown', { params: [text('text')], gives: () => safe, run: ([markdown]) => new Handlebars.SafeString(markdownTexts(String(markdown)).map((p) => `<p>${renderText(p, briefing)}</p>`).join('')) }],
    ...partHelpers(briefing),
  ]);
}

/** A template names numbers by `trace`, so a text given to it names none. */
function markdownTexts(markdown: string): readonly Text[] {
  return parseCommentary(markdown, 'the text given to {{markdown}}').map((runs) => runs.map((run) => {
    if (typeof run === 'string' || !('ask' in run)) return run;
    throw failure('TEMPLATE_HELPER_ARGUMENT', 'A text given to {{markdown}} cannot name numbers.', { hint: 'Use {{trace "n1"}} in the template.' });
  }));
}

function plainItem(item: unknown): string {
  if (typeof item === 'string' || typeof item === 'number') return String(item);
  throw failure('TEMPLATE_TYPE', 'A list of words can hold texts and numbers only.');
}

function dayOf(day: string, format: (day: string) => string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw failure('TEMPLATE_HELPER_ARGUMENT', `"${day}" is not a day.`, { hint: 'Days are written as 2026-09-14; edition.published is one.' });
  return format(day);
}

/** A figure, a table, a note, a number or a section, by what it is called in brief.json. */
function partHelpers(briefing: Briefing): [string, Helper][] {
  const blocks: readonly Block[] = [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)];
  const figures = new Map(blocks.flatMap((b): [string, Figure][] => (b.kind === 'figure' ? [[b.id, b]] : [])));
  const tables = new Map([...briefing.annex, ...blocks.flatMap((b): Table[] => (b.kind === 'table' ? [b] : []))].map((t): [string, Table] => [t.id, t]));
  const labels = new Map([...[...figures].map(([id, f]): [string, string] => [id, f.label]), ...briefing.sections.map((s): [string, string] => [s.id, s.title])]);
  const numbers = new Map(briefing.numbers.map((n) => [n.id, n.text]));
  const notes = new Map(briefing.notes.map((n): [string, number] => [n.id, n.number]));
  const figureShape = blockShape.kind === 'union' ? blockShape.of['figure'] ?? blockShape : blockShape;
  const markup = (html: string): unknown => new Handlebars.SafeString(html);
  return [
    ['figure', partHelper('figure', figures, figureShape, (f) => f)],
    ['table', partHelper('table', tables, tableShape, (t) => t)],
    ['crossref', partHelper('figure or section', labels, safe, (label, id) => markup(`<a class="cross" href="#${escape(id)}">${escape(label)}</a>`))],
    ['trace', partHelper('printed number', numbers, safe, (printed, id) => markup(`<span class="n" data-n="${escape(id)}">${escape(printed)}</span>`))],
    ['cite', partHelper('note', notes, safe, (n, id) => markup(`<a class="ref" href="#${escape(id)}" aria-label="${escape(`${briefing.words['notes'] ?? ''} ${n}`.trim())}"><sup>${n}</sup></a>`))],
  ];
}

function partHelper<T>(what: string, parts: ReadonlyMap<string, T>, shape: Shape, give: (part: T, id: string) => unknown): Helper {
  return {
    params: [{ name: 'id', kinds: ['string'], known: { what, values: [...parts.keys()] } }], gives: () => shape,
    run: ([id]) => {
      const part = parts.get(String(id));
      if (part === undefined) throw failure('TEMPLATE_UNKNOWN_NAME', `There is no ${what} "${String(id)}".`);
      return give(part, String(id));
    },
  };
}
