// The helpers of the mail templates, for HTML and for plain text. Must not format figures or fill in what differs between readers.
import Handlebars from 'handlebars';
import type { Briefing, Text } from '../../document/briefing.ts';
import { failure } from '../../errors.ts';
import { briefHelpers } from '../html/helpers.ts';
import { blockShape } from '../templates/briefing-shape.ts';
import type { Helper, Helpers } from '../templates/helper.ts';
import { list, safe, string } from '../templates/shape.ts';
import { beginMark, endMark, MAIL_ADDRESSES, MAIL_PARTS, MAIL_PLACES, placeMark } from './marks.ts';
import { LOGO, pictureId } from './mail-parts.ts';
import { mailFigures } from './mail-figures.ts';
import { mailHtml, mailLink, mailPlain } from './mail-text.ts';

export interface MailBrand {
  readonly legal: string;
  readonly hasLogo: boolean;
}

/** By name: those of the page that need no page, and the mail's own. */
export function mailHelpers(briefing: Briefing, kind: 'html' | 'text', brand: MailBrand): Helpers {
  const page = briefHelpers({ briefing, charts: new Map(), assets: new Map(), contents: false });
  const shared = [...page].filter(([name]) => ['word', 'eq', 'link', 'host', 'number', 'percent', 'delta', 'range', 'date', 'list', 'plural', 'compare'].includes(name));
  const figures = mailFigures(briefing);
  const figureShape = blockShape.kind === 'union' ? blockShape.of['figure'] : undefined;
  return new Map<string, Helper>([
    ...shared,
    ['label', { params: [{ name: 'key', kinds: ['string'] }], gives: () => string, run: ([key]) => capitalize(String(page.get('word')?.run([key])), briefing.edition.locale) }],
    ['text', { params: [{ name: 'value', kinds: ['runs'] }], gives: () => safe, run: ([text]) => markup(kind === 'html' ? mailHtml(text as Text, briefing) : mailPlain(text as Text)) }],
    ['figures', { params: [], gives: () => list(figureShape ?? blockShape), run: () => figures }],
    ['picture', { params: [{ name: 'id', kinds: ['string'] }], gives: () => string, url: true, run: ([id]) => pictureOf(String(id), [...figures.map((figure) => figure.id), ...(brand.hasLogo ? [LOGO] : [])]) }],
    ['brand', { params: [{ name: 'key', kinds: ['string'], known: { what: 'key of a brand', values: ['logo', 'legal'] } }], gives: () => string, run: ([key]) => (key === 'legal' ? brand.legal : brand.hasLogo ? LOGO : '') }],
    ['contact', { params: [], gives: () => safe, run: () => markup(contactOf(briefing.brief.contact, kind)) }],
    ['begin', markHelper('part', MAIL_PARTS, beginMark)],
    ['end', markHelper('part', MAIL_PARTS, endMark)],
    ['place', markHelper('place', MAIL_PLACES, placeMark)],
    ['address', { ...markHelper('address', MAIL_ADDRESSES, placeMark), url: true }],
  ]);
}

function markHelper(name: string, values: readonly string[], mark: (value: string) => string): Helper {
  return { params: [{ name, kinds: ['string'], known: { what: name, values } }], gives: () => safe, run: ([value]) => markup(mark(String(value))) };
}

function pictureOf(id: string, known: readonly string[]): string {
  if (!known.includes(id)) throw failure('TEMPLATE_UNKNOWN_NAME', `The message has no picture "${id}".`, { hint: `It has ${known.join(', ')}: those that {{#each (figures)}} gives.` });
  return `cid:${pictureId(id)}`;
}

function contactOf(contact: string, kind: 'html' | 'text'): string {
  if (kind === 'text') return contact;
  return mailLink(contact.includes('@') && !/^[a-z]+:/i.test(contact) ? `mailto:${contact}` : contact, contact.replace(/^mailto:/i, ''));
}

function capitalize(text: string, locale: string): string {
  const [first = '', ...rest] = text;
  return `${first.toLocaleUpperCase(locale)}${rest.join('')}`;
}

function markup(html: string): Handlebars.SafeString {
  return new Handlebars.SafeString(html);
}
