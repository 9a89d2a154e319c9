// What one key of a brief says about another: ids that must exist, days in order, nothing twice.
// Must not repeat what BRIEF_SCHEMA checks.
import { maybePeriod } from '../period.ts';
import type { BriefSpec, VariantSectionSpec } from './brief-config.ts';
import type { Complaint } from './complaint.ts';
import { findEditorialContradictions } from './editorial-checks.ts';
import { findEmailContradictions } from './email.ts';
import { hintNames } from './names.ts';
import { findScheduleContradictions } from './schedule.ts';
import type { Path } from './schema.ts';

/** All contradictions within a brief, in the order of the schema's keys. */
export function findContradictions(spec: BriefSpec): readonly Complaint[] {
  return [...days(spec), ...languages(spec), ...pageLimits(spec), ...variants(spec), ...sections(spec), ...figures(spec), ...findEditorialContradictions(spec), ...addresses(spec), ...findEmailContradictions(spec.email), ...findScheduleContradictions(spec)];
}

function days(spec: BriefSpec): Complaint[] {
  const cutoff = spec.cutoff_day ?? 10;
  if (spec.publication_day === undefined || spec.publication_day >= cutoff) return [];
  const message = `publication_day ${spec.publication_day} is before cutoff_day ${cutoff}: an issue would know what was published after it.`;
  return [{ path: ['publication_day'], code: 'CONFIG_BAD_VALUE', message, hint: `Use ${cutoff} or later.` }];
}

function languages(spec: BriefSpec): Complaint[] {
  const out: Complaint[] = [];
  const bad = (path: Path, tag: string): void => {
    if (canonical(tag) === undefined) out.push({ path, code: 'CONFIG_BAD_VALUE', message: `"${tag}" is not a language tag.`, hint: 'Write one as in "en-GB", "de" or "zh-Hant".' });
  };
  if (spec.locale !== undefined) bad(['locale'], spec.locale);
  spec.locales?.forEach((tag, i) => bad(['locales', i], tag));
  const main = canonical(spec.locale ?? 'en-GB');
  const all = spec.locales?.map(canonical);
  if (out.length === 0 && all !== undefined && !all.includes(main)) {
    out.push({ path: ['locales'], code: 'CONFIG_BAD_VALUE', message: `locales lacks the default locale "${main}".`, hint: 'Add it, or change "locale".' });
  }
  const published = [main, ...(all ?? [])].flatMap((tag) => (tag === undefined ? [] : [tag, new Intl.Locale(tag).language]));
  const groups: [Path, BriefSpec['translations']][] = [[['translations'], spec.translations], ...(spec.variants ?? []).map((v, i): [Path, BriefSpec['translations']] => [['variants', i, 'translations'], v.translations])];
  for (const [path, group] of groups) {
    for (const tag of Object.keys(group ?? {})) if (out.length === 0 && !published.includes(canonical(tag) ?? tag)) out.push({ path: [...path, tag], code: 'CONFIG_BAD_VALUE', message: `The brief is not published in "${tag}".`, hint: hintNames('locales', tag, published) });
  }
  return out;
}

/** The tag in canonical case, or undefined where it is none. */
export function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

function pageLimits(spec: BriefSpec): Complaint[] {
  const places: [Path, BriefSpec['pages']][] = [[['pages'], spec.pages], ...(spec.variants ?? []).map((v, i): [Path, BriefSpec['pages']] => [['variants', i, 'pages'], v.pages])];
  return places.flatMap(([path, p]) =>
    p?.min !== undefined && p.max !== undefined && p.min > p.max
      ? [{ path, code: 'CONFIG_BAD_VALUE', message: `pages: min ${p.min} is more than max ${p.max}.` }]
      : [],
  );
}

function variants(spec: BriefSpec): Complaint[] {
  const list = spec.variants ?? [];
  const ids = spec.sections.map((s) => s.id);
  return list.flatMap((v, i) => {
    const out: Complaint[] = [];
    if (list.findIndex((o) => o.name === v.name) < i) out.push(twice(['variants', i, 'name'], `variant "${v.name}"`));
    v.sections?.forEach((entry, j) => out.push(...variantSection(spec, entry, ['variants', i, 'sections', j], ids)));
    for (const id of Object.keys(v.figures ?? {})) if (!Object.hasOwn(spec.figures, id)) out.push(unknown(['variants', i, 'figures', id], 'figure', id, Object.keys(spec.figures)));
    if (v.headline_figure !== undefined && !Object.hasOwn(spec.figures, v.headline_figure)) {
      out.push(unknown(['variants', i, 'headline_figure'], 'figure', v.headline_figure, Object.keys(spec.figures)));
    }
    return out;
  });
}

/** A section of a variant is the brief's, changed or not, or brings its items. */
function variantSection(spec: BriefSpec, entry: string | VariantSectionSpec, path: Path, ids: readonly string[]): Complaint[] {
  const { id, items, without }: VariantSectionSpec = typeof entry === 'string' ? { id: entry } : entry;
  const own = spec.sections.find((s) => s.id === id)?.items;
  if (own === undefined && items === undefined) return [unknown(typeof entry === 'string' ? path : [...path, 'id'], 'section', id, ids)];
  const figures = Object.keys(spec.figures);
  const names = (items ?? own ?? []).flatMap((item) => Object.values(item).flat() as string[]);
  return [
    ...(items ?? []).flatMap((item, k) => (item.figure === undefined || figures.includes(item.figure) ? [] : [unknown([...path, 'items', k, 'figure'], 'figure', item.figure, figures)])),
    ...(without ?? []).flatMap((name, k) => (names.includes(name) ? [] : [unknown([...path, 'without', k], 'item', name, names)])),
  ];
}

function sections(spec: BriefSpec): Complaint[] {
  const out: Complaint[] = [];
  const known = Object.keys(spec.figures);
  const ids = new Set<string>();
  const printed = new Set<string>();
  if (spec.headline_figure !== undefined && !known.includes(spec.headline_figure)) out.push(unknown(['headline_figure'], 'figure', spec.headline_figure, known));
  spec.sections.forEach((section, i) => {
    if (ids.has(section.id)) out.push(twice(['sections', i, 'id'], `section "${section.id}"`));
    ids.add(section.id);
    if (known.includes(section.id)) out.push({ path: ['sections', i, 'id'], code: 'CONFIG_DUPLICATE_ID', message: `"${section.id}" names a section and a figure; both become anchors of the document.` });
    section.items.forEach((item, j) => {
      if (item.figure === undefined) return;
      const path = ['sections', i, 'items', j, 'figure'];
      if (!known.includes(item.figure)) out.push(unknown(path, 'figure', item.figure, known));
      if (printed.has(item.figure)) out.push(twice(path, `figure "${item.figure}"`));
      printed.add(item.figure);
    });
  });
  return out;
}

function figures(spec: BriefSpec): Complaint[] {
  const used = new Set(spec.sections.flatMap((s) => s.items.map((item) => item.figure)));
  if (spec.headline_figure !== undefined) used.add(spec.headline_figure);
  for (const v of spec.variants ?? []) {
    if (v.headline_figure !== undefined) used.add(v.headline_figure);
    for (const s of v.sections ?? []) if (typeof s !== 'string') for (const item of s.items ?? []) used.add(item.figure);
  }
  return Object.entries(spec.figures).flatMap(([id, figure]) => {
    const out: Complaint[] = [];
    if (!used.has(id)) out.push({ path: ['figures', id], code: 'CONFIG_UNUSED_FIGURE', message: `No section prints the figure "${id}".`, hint: 'Add "- figure: …" to a section, or remove it.' });
    if ((figure.metric === undefined) === (figure.sql === undefined)) {
      const message = figure.sql === undefined ? `The figure "${id}" has neither "metric" nor "sql".` : `The figure "${id}" has both "metric" and "sql".`;
      out.push({ path: ['figures', id], code: 'CONFIG_BAD_VALUE', message, hint: 'Name one of the two: where its rows come from.' });
    }
    if (figure.sql !== undefined && figure.params !== undefined) out.push({ path: ['figures', id, 'params'], code: 'CONFIG_BAD_VALUE', message: 'A query has no params.', hint: 'Write the values into the query.' });
    figure.events?.forEach((event, j) => {
      if (maybePeriod(event.date) === undefined) out.push({ path: ['figures', id, 'events', j, 'date'], code: 'CONFIG_BAD_VALUE', message: `The calendar has no ${event.date}.` });
    });
    return out;
  });
}

function addresses(spec: BriefSpec): Complaint[] {
  // The census is the one source whose address is a path.
  const written = Object.entries(spec.sources ?? {}).filter(([id]) => id !== 'hub-census').map(([id, url]): [Path, string] => [['sources', id], url]);
  if (/^https?:/.test(spec.contact)) written.push([['contact'], spec.contact]);
  return written.flatMap(([path, url]) => (URL.canParse(url) ? [] : [{ path, code: 'CONFIG_BAD_VALUE', message: `"${url}" is not a web address.` }]));
}

function twice(path: Path, what: string): Complaint {
  return { path, code: 'CONFIG_DUPLICATE_ID', message: `The ${what} is here a second time.` };
}

function unknown(path: Path, what: string, name: string, known: readonly string[]): Complaint {
  return { path, code: 'CONFIG_UNKNOWN_NAME', message: `There is no ${what} "${name}".`, hint: hintNames(`${what}s`, name, known) };
}
