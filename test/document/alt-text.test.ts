// The alternative text of a chart says each date once, in every language and for every way in which rows are told apart.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeAlt } from '../../src/document/alt-text.ts';
import type { PrintedRow } from '../../src/document/figure.ts';
import { createMessages } from '../../src/document/messages.ts';
import { createPrinter, type Printer } from '../../src/document/printer.ts';
import { formatsFor } from '../../src/format.ts';
import { maybePeriod } from '../../src/period.ts';
import { packageRoot } from '../../src/project.ts';

async function printerOf(locale: 'en' | 'fr'): Promise<Printer> {
  const file = `templates/messages/${locale}.yaml`;
  const text = await readFile(join(packageRoot(), file), 'utf8');
  return createPrinter(formatsFor(locale), createMessages(locale, [{ file, text, tree: parse(text), locate: () => undefined }]), new Map());
}
const [en, fr] = [await printerOf('en'), await printerOf('fr')];

/** A row as a figure has it: what a screen reader gets of it, and the rest as it may be. */
function row(label: string, value: number, when: string, group = '', periodLabel?: string): PrintedRow {
  const period = maybePeriod(when);
  if (period === undefined) throw new TypeError(`no period: ${when}`);
  return {
    period, number: { n: 'n1', text: `${value}%` },
    row: { label, bloc: 'other', blocLabel: '', group, start: period.start, end: period.end, date: period.start, periodLabel: periodLabel ?? en.formats.shortPeriod(period), value, low: null, high: null, text: `${value}%`, order: 0 },
  };
}
const alt = (rows: readonly PrintedRow[], subtitle: string, printer = en): string => composeAlt(rows, ['Headline'], subtitle, printer).replace(/^Headline\. .*?\. (?=Highest|Maximum|Latest)/, '');

test('one date for all is said by the subtitle', () => {
  const rows = [row('China', 59, '2026-07'), row('Europe', 19, '2026-07')];
  expect(alt(rows, 'Share of releases, July 2026')).toBe('Highest China 59%; lowest Europe 19%.');
  expect(alt(rows, 'Share of releases')).toBe('Highest China 59% (Jul 2026); lowest Europe 19% (Jul 2026).');
});

test('a date that tells rows apart, as group or within the name, is not said again', () => {
  for (const [group, label] of [['Mar 2026', 'China'], ['', 'China, Mar 2026']] as const) {
    const rows = [row(label, 65, '2026-03', group), row('Europe', 20, '2025-10', 'Oct 2025')];
    expect(alt(rows, 'Share')).toBe('Highest China 65% (Mar 2026); lowest Europe 20% (Oct 2025). Latest, Mar 2026: China 65%.');
  }
  expect(alt([row('Qwen, Mar 2026', 65, '2026-03', 'one source'), row('Qwen, Oct 2025', 20, '2025-10', 'one source')], 'Share'))
    .toBe('Highest Qwen, one source 65% (Mar 2026); lowest Qwen, one source 20% (Oct 2025). Latest, Mar 2026: Qwen, one source 65%.');
});

test('no brackets within brackets, in either language', () => {
  const of = (label: string): PrintedRow[] => [row('United States', 37, '2023'), row('Europe', 1, '2025-01-01/2025-11-13', '', label), row('China', 21, '2025-01-01/2025-11-13', '', label)];
  expect(alt(of('2025 (to 13 Nov 2025)'), 'Models')).toBe('Highest United States 37% (2023); lowest Europe 1% (2025, to 13 Nov 2025). Latest, 2025 (to 13 Nov 2025): Europe 1% and China 21%.');
  expect(alt(of('2025 (jusqu’au 13 nov. 2025)'), 'Modèles', fr)).toBe('Maximum\u202f: United States 37% (2023)\u202f; minimum\u202f: Europe 1% (2025, jusqu’au 13 nov. 2025). Dernières valeurs, 2025 (jusqu’au 13 nov. 2025)\u202f: Europe 1% et China 21%.'.replaceAll('\u202f', ' '));
});

test('values that end on one day but began on different ones keep their dates', () => {
  const rows = [row('Year', 50, '2025-10-01/2026-09-30'), row('Month', 40, '2026-09'), row('Before', 10, '2025-09')];
  expect(alt(rows, 'Share')).toMatch(/ Latest Year 50% \([^()]+\) and Month 40% \(Sep 2026\)\.$/);
});
