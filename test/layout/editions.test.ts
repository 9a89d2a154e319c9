// The pages of the shipped editions, measured: nothing parted, hanging, lost, wrongly numbered or shrunk.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildEdition } from '../../src/pipeline.ts';
import { effects, project, ROOT } from '../support/edition.ts';
import { findFaults } from './faults.ts';
import { flatten, readPlacedDocument, type PlacedDocument } from './placed-structure.ts';
import { frameOf } from './print.ts';

const out = mkdtempSync(join(tmpdir(), 'briefwright-layout-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const MONTHS = ['2025-11', '2026-09'];
/** Every edition of both months; half of those in English without the long form. */
const ALL = MONTHS.flatMap((month) => ['en-GB', 'fr'].flatMap((locale) => [undefined, 'letter', 'europe', 'board'].map((variant) => ({ month, locale, variant }))));
const CASES = process.env['BRIEFWRIGHT_LONG'] === '1' ? ALL : ALL.filter(({ locale, variant }) => locale === 'en-GB' && (variant === undefined || variant === 'letter'));

describe.each(CASES)('edition of $month in $locale, variant $variant', ({ month, locale, variant }) => {
  const paper = variant === 'letter' ? 'Letter' : 'A4';
  let doc: PlacedDocument;
  beforeAll(async () => {
    const { pdf } = await buildEdition({ project: await project(ROOT, out), brief: 'open-models', strict: false, month, locale, ...(variant === undefined ? {} : { variant }) }, effects);
    doc = await readPlacedDocument(readFileSync(pdf));
  }, 120_000);

  test('has no fault of layout', () => {
    expect(findFaults(doc, frameOf(paper), locale === 'en-GB' ? 0.16 : 0.23)).toEqual([]);
  });

  if (variant === 'board') return;

  test('keeps its type: 9.6 pt for running text, nothing below 7.4 but superior figures', () => {
    // Chrome shrinks every page when something overhangs, so every page is asked.
    const body = flatten(doc.nodes).filter((node) => node.type === 'Sect').flatMap((section) => section.children.filter((child) => child.type === 'P')).flatMap((node) => node.pieces);
    const running = body.filter((piece) => piece.size > 9 && piece.text.trim() !== '');
    expect(new Set(running.map((piece) => piece.page)).size).toBeGreaterThan(2);
    // Names and titles among the text are set in 9 and 9.8.
    expect(running.filter((piece) => [9, 9.6, 9.8].every((size) => Math.abs(piece.size - size) > 0.02))).toEqual([]);
    const words = doc.pages.flatMap((page) => page.pieces).filter((piece) => /[a-z]{4}/.test(piece.text));
    expect(Math.min(...words.map((piece) => piece.size))).toBeGreaterThan(7.4);
  });

  test('has the contents on a page of more than six, with every section in it', () => {
    const entries = flatten(doc.nodes).filter((node) => node.type === 'TOCI');
    const sections = flatten(doc.nodes).filter((node) => node.type === 'H2' && (node.pieces[0]?.size ?? 0) > 12);
    expect(sections.length).toBeGreaterThan(5);
    expect(entries).toHaveLength(doc.pages.length > 6 || entries.length > 0 ? sections.length : 0);
  });
});
