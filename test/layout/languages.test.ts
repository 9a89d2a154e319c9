// Editions in every language, shipped and made up, on both papers: tags, fonts, layout and words hold.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Briefing } from '../../src/document/briefing.ts';
import { buildEdition } from '../../src/pipeline.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { flattenStructure } from '../../src/render/pdf/read-structure.ts';
import type { PdfReport } from '../../src/render/pdf/report.ts';
import { checkAccessibility } from '../../src/render/ua/check-accessibility.ts';
import { effects, project } from '../support/edition.ts';
import { writePseudoProject } from '../support/pseudo-locale.ts';
import { findFaults } from './faults.ts';
import { readPlacedDocument } from './placed-structure.ts';
import { frameOf } from './print.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const MONTHS = ['2025-11', undefined] as const;
const LOCALES = ['en-GB', 'fr', 'en-XA', 'ar-XB'] as const;
const PAPERS = ['A4', 'Letter'] as const;
const ALL = MONTHS.flatMap((month) => LOCALES.flatMap((locale) => PAPERS.map((paper) => [month, locale, paper] as const)));
/** One of each kind; the rest with BRIEFWRIGHT_LONG. */
const FEW = [[undefined, 'fr', 'A4'], [undefined, 'en-XA', 'Letter'], ['2025-11', 'ar-XB', 'A4']] as const;

const out = mkdtempSync(join(tmpdir(), 'briefwright-languages-'));
let made: Awaited<ReturnType<typeof writePseudoProject>>;
beforeAll(async () => {
  made = await writePseudoProject();
});
afterAll(async () => {
  rmSync(out, { recursive: true, force: true });
  await made.remove();
});

describe.each(isLong ? ALL : FEW)('edition of %s in %s on %s', (month, locale, paper) => {
  let pdf: Uint8Array;
  let report: PdfReport;
  let briefing: Briefing;
  beforeAll(async () => {
    const built = await buildEdition({ project: await project(made.folder, out), brief: 'open-models', strict: false, locale, ...(month === undefined ? {} : { month }), ...(paper === 'A4' ? {} : { variant: 'letter' }) }, effects);
    pdf = readFileSync(built.pdf);
    report = await inspectPdf(pdf);
    briefing = JSON.parse(readFileSync(join(built.pdf, '../brief.json'), 'utf8')) as Briefing;
  }, 180_000);

  test('has no finding of the Matterhorn Protocol', async () => {
    expect(await checkAccessibility(pdf)).toEqual([]);
  });

  test('has no fault of layout', async () => {
    // The measures of layout know columns from left to right.
    const faults = briefing.edition.dir === 'ltr' ? findFaults(await readPlacedDocument(pdf), frameOf(paper)) : [];
    // Text of twice the length leaves holes beside figures that it no longer fits.
    expect(faults.filter((fault) => locale !== 'en-XA' || !fault.includes('has a hole'))).toEqual([]);
    expect(report.pages.length).toBeLessThanOrEqual(locale === 'en-XA' ? 18 : 12);
    expect(report.pages.flatMap((page) => page.missing)).toEqual([]);
  });

  test('says its language, and that of the words that are not in it', () => {
    expect([report.language, briefing.edition.locale]).toEqual([locale, locale]);
    const marked = flattenStructure(report.structure).filter((node) => node.language === 'en' && node.text !== '');
    const titles = briefing.notes.length;
    if (new Intl.Locale(locale).language === 'en') expect(marked).toEqual([]);
    else expect(marked.length).toBeGreaterThanOrEqual(titles);
  });

  test('prints its own words and no English ones', () => {
    const letters = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, '');
    const text = letters(report.pages.map((page) => page.text).join(''));
    const own = briefing.sections.map((section) => letters(section.title));
    if (briefing.edition.dir === 'ltr') expect(own.filter((title) => !text.includes(title))).toEqual([]);
    if (locale === 'en-GB') return;
    const english = ['What developers build on', 'Exposure', 'CONTENTS', 'Attached data', 'Low confidence', 'Open weights now', 'Share of', 'second-hand'];
    expect(english.filter((word) => text.includes(letters(word)))).toEqual([]);
  });
});
