// Variants, languages, the calendar and the names that other rooms define.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkBriefNames } from '../../src/config/brief-names.ts';
import { parseBrief } from '../../src/config/brief.ts';
import { briefCalendar } from '../../src/config/calendar.ts';
import { editionName, resolveLocale, resolveVariant, translateBrief } from '../../src/config/variant.ts';
import { BriefwrightError } from '../../src/errors.ts';

const text = await readFile(join(import.meta.dirname, '../input/config/full.yaml'), 'utf8');
const config = parseBrief(text, 'data/briefs/full.yaml', 'full', '/project');

function problemOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems[0];
    throw error;
  }
  return undefined;
}

test('a variant replaces what it names and nothing else', () => {
  const { variant, page, ...rest } = resolveVariant(config, 'us-letter');
  expect([variant, page]).toEqual(['us-letter', 'Letter']);
  const { variant: _, page: __, ...base } = config;
  expect(rest).toEqual(base);
  const short = resolveVariant(config, 'short');
  expect(short).toMatchObject({ title: 'Open models in short', shortTitle: 'Open models in short', length: 'short', pages: { min: 1, max: 2 }, headlineFigure: 'prices', page: 'A4' });
  expect(short.sections.map((s) => s.id)).toEqual(['why', 'use']);
  expect(resolveVariant(config, undefined)).toBe(config);
});

test('a variant or a language that the brief lacks is named with the nearest', () => {
  expect(problemOf(() => resolveVariant(config, 'us-leter'))).toMatchObject({ code: 'USAGE_UNKNOWN_VARIANT', hint: 'Try "us-letter". Known variants: us-letter, short.' });
  expect(problemOf(() => resolveLocale(config, 'fr'))).toMatchObject({ code: 'USAGE_UNKNOWN_LOCALE', hint: expect.stringContaining('templates/messages/fr.yaml') as string });
  expect(resolveLocale(config, 'DE')).toBe('de');
  expect(resolveLocale(config, undefined)).toBe('en-GB');
});

test('a brief in another language has its own words, and a variant that replaces one has its own translation or none', () => {
  const words = 'translations: { de: { title: Offene Modelle, question: Warum? } }\n';
  const translated = parseBrief(`${text}${words}`, 'data/briefs/full.yaml', 'full', '/project');
  expect(translateBrief(translated, 'de')).toMatchObject({ title: 'Offene Modelle', shortTitle: 'Offene Modelle', question: 'Warum?' });
  expect(translateBrief(translated, 'de-AT').title).toBe('Offene Modelle');
  expect(translateBrief(translated, 'en-GB')).toBe(translated);
  expect(translateBrief(resolveVariant(translated, 'short'), 'de')).toMatchObject({ title: 'Open models in short', question: 'Warum?' });
  const problem = problemOf(() => parseBrief(`${text}${words.replace('de:', 'fr:')}`, 'data/briefs/full.yaml', 'full', '/project'));
  expect(problem).toMatchObject({ code: 'CONFIG_BAD_VALUE', message: 'The brief is not published in "fr".' });
});

test('a folder name leaves out the default language and the missing variant', () => {
  const short = resolveVariant(config, 'short');
  expect([editionName(config, 'en-GB'), editionName(config, 'de'), editionName(short, 'en-GB'), editionName(short, 'de')]).toEqual(['full', 'full.de', 'full.short', 'full.short.de']);
});

test('issue, cut-off and days of publication follow from the month', () => {
  expect(briefCalendar(config, '2025-11')).toEqual({ issue: 1, cutoff: '2025-12-10', published: '2025-12-14', next: '2026-01-14' });
  expect(briefCalendar(config, '2026-12')).toEqual({ issue: 14, cutoff: '2027-01-10', published: '2027-01-14', next: '2027-02-14' });
  const late = { ...config, cutoffDay: 30, publicationDay: 31 };
  expect(briefCalendar(late, '2026-01')).toEqual({ issue: 3, cutoff: '2026-02-28', published: '2026-02-28', next: '2026-03-31' });
  expect(briefCalendar(late, '2028-01').cutoff).toBe('2028-02-29');
  expect(problemOf(() => briefCalendar(config, '2025-10'))).toMatchObject({ code: 'MONTH_BEFORE_FIRST_ISSUE', file: 'data/briefs/full.yaml', line: 12, hint: 'Its first month is 2025-11.' });
});

test('names of other rooms are checked against what those rooms know', () => {
  const known = {
    metrics: new Set(['router-open-share', 'list-prices']), charts: new Set(['range-band', 'dots']), messages: new Set(['use.lead']),
    findings: new Set(['crossing']), tables: new Set(['scorecard']), registers: new Set(['adoptions']), questions: new Set(['exposure']), waiting: new Set<string>(),
  };
  const found = checkBriefNames(config, known).map((p) => `${p.line}:${p.column} ${p.message} ${p.hint}`);
  expect(found).toEqual([
    '30:30 There is no finding rule "change". Known finding rules: crossing.',
    '36:19 There is no register "adoption". Try "adoptions". Known registers: adoptions.',
    '38:18 There is no entry of what is waited for "derivatives-lineage". Known names: none.',
    '49:13 There is no metric "list-price". Try "list-prices". Known metrics: router-open-share, list-prices.',
  ]);
  expect(checkBriefNames(config, { metrics: new Set(['router-open-share', 'list-price']) })).toEqual([]);
  expect(checkBriefNames(resolveVariant(config, 'short'), known).length).toBe(4);
});
