// Every numeral of a printed edition is accounted for: traced in data.csv, or a date, a page, a figure, a note, an axis, a name.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/csv.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { nameOf } from '../../src/document/names.ts';
import { buildEdition } from '../../src/pipeline.ts';
import { prepareEdition, type Prepared } from '../../src/pipeline/preparation.ts';
import { withPdfjs } from '../render/pdf/positions.ts';
import { effects, project, ROOT } from '../support/edition.ts';
import { accountFor, datesOf, plainOf, stringsOf, type Account, type Vocabulary } from './numerals.ts';

const out = mkdtempSync(join(tmpdir(), 'briefwright-numerals-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Labels that a chart draws at its axes: numbers of the scale, and dates. */
function ticksOf(folder: string): Set<string> {
  const ticks = new Set<string>();
  for (const name of readdirSync(join(folder, 'figures')).filter((n) => n.endsWith('.svg'))) {
    const svg = readFileSync(join(folder, 'figures', name), 'utf8');
    for (const [, place = '', text = ''] of svg.matchAll(/<text([^>]*)>([^<]*)/g)) if (/translate\(-\d|translate\([\d.]+,(1\d|2\d)\)/.test(place)) ticks.add(text.trim().replaceAll(/[\u00a0\u202f]/g, ' '));
  }
  return ticks;
}

/** `64–75%` is drawn as 64% and 75%. */
function endsOf(text: string): string[] {
  const [, before = '', low = '', high = '', after = ''] = /^(\D*)([\d.,]+)–([\d.,]+)(\D*)$/.exec(text) ?? [];
  return low === '' ? [] : [`${before}${low}${after}`, `${before}${high}${after}`];
}

/** Names with numbers of their own that sentences of the messages name. */
const NAMED_IN_WORDS: readonly string[] = ['Qwen 3.8', 'Apache 2.0'];

function vocabularyOf(briefing: Briefing, { tables, messages, config }: Prepared, folder: string): Vocabulary {
  const { edition, sections, lead } = briefing;
  const figures = [...lead, ...sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b] : []));
  const texts = [...tables.observations.flatMap((o) => [o.period.text, o.asOf, o.published]), ...tables.statements.flatMap((s) => [s.date.text, s.published]), ...[...tables.sources.values()].flatMap((s) => [s.date, s.accessed]),
    edition.month, edition.published, edition.asOf, edition.next, ...[...config.figures.values()].flatMap((f) => f.events.map((e) => e.date))];
  const names = [...NAMED_IN_WORDS, ...tables.observations.flatMap((o) => [o.entity, nameOf(o.entity, messages)]), ...tables.organisations.map((o) => o.name), ...messages.keysUnder('names').map((k) => messages.text(`names.${k}`)), ...messages.keysUnder('brands').map((k) => messages.text(`brands.${k}`)),
    ...sections.flatMap((s) => s.blocks).flatMap((b) => (b.kind === 'register' ? b.entries.map((e) => e.who) : []))];
  const quoted = [...sections.flatMap((s) => s.blocks).flatMap((b) => (b.kind === 'register' ? b.entries.flatMap((e) => [e, ...e.later]).map((e) => plainOf(e.text)) : [])), ...[...tables.sources.values()].flatMap((s) => [s.title, s.publisher, s.attribution, s.reportedFrom])];
  const ticks = ticksOf(folder);
  return {
    ticks,
    phrases: [
      ...briefing.numbers.map((n) => ['traced', n.text] as const),
      ...briefing.numbers.flatMap((n) => endsOf(n.text)).map((end) => ['end of a traced range', end] as const),
      ...[...ticks].filter((tick) => /[^\d.,]/.test(tick)).map((tick) => ['axis', tick] as const),
      ...datesOf(texts, edition.locale).map((d) => ['date', d] as const),
      ...figures.map((f) => ['figure number', f.label] as const),
      ...sections.map((s) => ['section number', `${s.number} ${s.title}`] as const),
      ...names.map((n) => ['name', n] as const),
      ...quoted.map((q) => ['quotation', q] as const),
      ...stringsOf(briefing.brief).map((t) => ['the brief itself', t] as const),
      ...stringsOf(briefing.words).map((t) => ['word', t] as const),
    ],
  };
}

const EDITIONS: readonly (readonly [string, string])[] = [['2025-11', 'en-GB'], ['2026-09', 'fr'], ...(process.env['BRIEFWRIGHT_LONG'] === '1' ? [['2026-03', 'fr'], ['2026-09', 'en-GB']] as const : [])];

describe.each(EDITIONS)('edition of %s in %s', (month, locale) => {
  let briefing: Briefing;
  let account: Account;
  let blind: Account;
  let folder: string;
  let html: string;
  beforeAll(async () => {
    const request = { project: await project(ROOT, out), brief: 'open-models', month, locale };
    ({ folder } = await buildEdition({ ...request, strict: false }, effects));
    briefing = JSON.parse(readFileSync(join(folder, 'brief.json'), 'utf8')) as Briefing;
    html = readFileSync(join(folder, 'brief.html'), 'utf8');
    const vocabulary = vocabularyOf(briefing, await prepareEdition(request, effects), folder);
    await withPdfjs(readFileSync(join(folder, 'brief.pdf')), async (doc) => {
      account = await accountFor(doc, briefing, vocabulary);
      blind = await accountFor(doc, briefing, { ...vocabulary, phrases: vocabulary.phrases.filter(([rule]) => rule !== 'traced') });
    });
  }, 400_000);

  test('no numeral is without its rule', () => {
    expect(account.unexplained).toEqual([]);
    expect(account.counts['traced']).toBeGreaterThan(briefing.numbers.length / 2);
    expect(account.counts['page number']).toBeGreaterThan(0);
    expect(account.counts['note reference']).toBeGreaterThan(0);
  });

  test('a numeral without a trace would be found', () => {
    expect(blind.unexplained.length).toBeGreaterThan(briefing.numbers.length / 4);
  });

  test('every number that is registered is on the pages', () => {
    expect(briefing.numbers.filter((n) => !account.found.has(n.id)).map((n) => [n.id, n.where, n.text])).toEqual([]);
  });

  test('data.csv has every number of the HTML with its formula, its observations and its sources, and no other', () => {
    const { rows } = parseCsv(readFileSync(join(folder, 'data.csv'), 'utf8'), 'data.csv');
    const carried = new Map([...html.matchAll(/<a class="n"[^>]* data-n="([^"]+)"[^>]*>([^<]*)<\/a>/g)].map(([, n = '', text = '']) => [n, text]));
    const listed = new Map(rows.map((row) => [row.cells['id'] ?? '', row.cells]));
    expect([...carried.keys()].sort()).toEqual([...listed.keys()].sort());
    expect([...listed.keys()].sort()).toEqual(briefing.numbers.map((n) => n.id).sort());
    for (const cells of listed.values()) for (const column of ['formula', 'observations', 'sources', 'metric', 'period', 'unit']) expect([cells['id'], column, cells[column] ?? '']).not.toEqual([cells['id'], column, '']);
    expect(listed.size).toBeGreaterThan(50);
  });
});
