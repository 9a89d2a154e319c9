// Briefs of other shapes: one section, sixty pages, names in other scripts, long notes. Printed with every check of a build.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Block, Briefing, Note, Section, Table } from '../../src/document/briefing.ts';
import type { PrintBrowser } from '../../src/render/browser/browser.ts';
import { runningHeads } from '../../src/render/html/page.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { launch } from '../render/browser/launch.ts';
import { sampleBriefing } from '../render/sample/briefing.ts';
import { sampleCharts } from '../render/sample/charts.ts';
import { expectGolden } from '../support/golden.ts';
import { findFaults } from './faults.ts';
import { flatten, readPlacedDocument } from './placed-structure.ts';
import { frameOf, printBriefing } from './print.ts';
import { structureText } from './structure-text.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';

let browser: PrintBrowser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function faultsOf(briefing: Briefing): Promise<{ faults: string[]; pages: number; pdf: Uint8Array }> {
  const { pdf } = await printBriefing(briefing, sampleCharts(briefing), browser);
  const doc = await readPlacedDocument(pdf);
  return { faults: findFaults(doc, frameOf(briefing.edition.page)), pages: doc.pages.length, pdf };
}

/** Only what the kept sections refer to stays in annex and notes. */
function keep(briefing: Briefing, sections: readonly Section[]): Briefing {
  const text = JSON.stringify([sections, briefing.lead, briefing.headline, briefing.bottomLine, briefing.takeaways]);
  const notes = briefing.notes.filter((note) => text.includes(`"note":${note.number},`));
  const withRefs = (note: Note): Note => ({ ...note, backlinks: note.backlinks.filter((ref) => text.includes(`"ref":"${ref}"`)) });
  return { ...briefing, sections, annex: briefing.annex.filter((table) => text.includes(`"table":"${table.id}"`)), notes: notes.map(withRefs) };
}

/** The sections several times over, every id made new and every figure numbered on. */
function repeat(briefing: Briefing, times: number): Briefing {
  const figures = briefing.sections.flatMap((s) => s.blocks).filter((b) => b.kind === 'figure').length;
  const copies = Array.from({ length: times }, (_, k) => {
    const rename = <T>(value: T): T => (k === 0 ? value : JSON.parse(JSON.stringify(value).replaceAll(/"(id|to|table|ref)":"([^"]+)"/g, `"$1":"$2-${k}"`).replaceAll('"text":"figure 4"', `"text":"figure ${4 + k * figures}"`)) as T);
    const number = (block: Block): Block => (block.kind === 'figure' ? { ...block, number: block.number + k * figures, label: `Figure ${block.number + k * figures}` } : block);
    return {
      sections: rename(briefing.sections).map((section): Section => ({ ...section, title: k === 0 ? section.title : `${section.title}, part ${k + 1}`, blocks: section.blocks.map(number) })),
      annex: rename(briefing.annex.filter((table) => briefing.sections.some((s) => JSON.stringify(s).includes(`"table":"${table.id}"`)))),
      notes: rename(briefing.notes.map((note) => ({ ...note, backlinks: note.backlinks.map((ref) => (k === 0 ? ref : `${ref}-${k}`)) }))),
    };
  });
  const lead = briefing.annex.filter((table) => briefing.lead.some((block) => block.kind === 'figure' && block.table === table.id));
  const own = JSON.stringify([briefing.headline, briefing.bottomLine, briefing.takeaways, briefing.lead]);
  const notes = copies[0]?.notes.map((note): Note => ({ ...note, backlinks: copies.flatMap((copy, k) => (copy.notes.find((n) => n.number === note.number)?.backlinks ?? []).filter((ref) => k === 0 || !own.includes(`"ref":"${ref.slice(0, -String(k).length - 1)}"`))) })) ?? [];
  return { ...briefing, sections: copies.flatMap((c) => c.sections), annex: [...lead, ...copies.flatMap((c): Table[] => [...c.annex])], notes };
}

test.each(['A4', 'Letter'] as const)('the sample on %s, with its long note, has no fault', async (page) => {
  const { faults, pdf } = await faultsOf(sampleBriefing({ page }));
  expect(faults).toEqual([]);
  if (page === 'Letter') return;
  // Read it as a listener would when it changes: order, words that grow together, links that do not say where they lead.
  expectGolden(structureText(await inspectPdf(pdf)), 'structure.txt');
}, 60_000);

test('a brief of one section is one page or two', async () => {
  const sample = sampleBriefing();
  const { faults, pages } = await faultsOf(keep({ ...sample, lead: [], takeaways: sample.takeaways.slice(0, 1) }, sample.sections.slice(2, 3)));
  expect(faults).toEqual([]);
  expect(pages).toBeLessThanOrEqual(2);
}, 60_000);

test('Chinese, Arabic and Hebrew names, and very long ones, keep their faces and their places', async () => {
  const sample = sampleBriefing();
  const names: Block = { kind: 'paragraph', text: ['Alibaba’s ', { text: '通义千问', lang: 'zh' }, ' (Qwen), the Technology Innovation Institute’s ', { text: 'فالكون', lang: 'ar' }, ' (40 billion), and ', { text: 'דיקטה', lang: 'he' }, ' (12 billion) are names in three scripts.'] };
  const long = 'Bundesministerium für Digitales, Staatsmodernisierung und souveräne Rechenzentrumsinfrastrukturplanung Donaudampfschifffahrtsgesellschaftskapitän';
  const register = sample.sections.map((section) => JSON.parse(JSON.stringify(section).replaceAll('"who":"Airbnb"', JSON.stringify({ who: long }).slice(1, -1))) as Section);
  const briefing = { ...sample, sections: register.map((section, i) => (i === 1 ? { ...section, blocks: [names, ...section.blocks] } : section)) };
  const { faults, pdf } = await faultsOf(briefing);
  expect(faults).toEqual([]);
  const report = await inspectPdf(pdf);
  for (const family of ['NotoSansSC', 'NotoSansHebrew', 'IBMPlexSansArabic']) expect(report.fonts.filter((font) => font.name.startsWith(family) && font.embedded && font.toUnicode).length).toBeGreaterThan(0);
  const text = report.pages.map((p) => p.text).join('').replace(/\s+/g, '');
  for (const word of ['通义千问', '(40billion)', '(12billion)', 'Donaudampfschifffahrtsgesellschaftskapitän']) expect(text).toContain(word);
  // The number after an Arabic name stays to its right.
  const doc = await readPlacedDocument(pdf);
  const paragraph = flatten(doc.nodes).find((node) => node.type === 'P' && node.text.replace(/\s+/g, '').includes('namesinthreescripts'));
  const [arabic, number] = [paragraph?.pieces.find((piece) => /[\u0600-\u06ff\ufb50-\ufeff]/.test(piece.text)), paragraph?.pieces.find((piece) => piece.text.includes('(40'))];
  expect(arabic !== undefined && number !== undefined && (number.y > arabic.y + 2 || number.right > arabic.right)).toBe(true);
}, 60_000);

test.runIf(isLong)('sixty pages with a hundred and twenty figures have no fault (long)', async () => {
  const briefing = repeat(sampleBriefing(), 14);
  expect(sampleCharts(briefing).size).toBeGreaterThanOrEqual(120);
  const { faults, pages } = await faultsOf(briefing);
  expect(pages).toBeGreaterThanOrEqual(60);
  expect(faults).toEqual([]);
}, 300_000);

/** A column per month: too many for the measure, and words that do not break. */
function broadTable(id: string, columns: number, rows: number): Table {
  const names = Array.from({ length: columns }, (_, c): Table['columns'][number] => (c === 0 ? { label: 'Organisation', align: 'start' } : { label: `Downloads 2026-${String(c).padStart(2, '0')}`, align: 'end' }));
  const row = (r: number): Table['rows'][number] => names.map((_, c) => ({ align: names[c]?.align ?? 'end', text: [c === 0 ? `Organisation ${r + 1}` : `${(r + 1) * c},${String(100 + c)},000`] }));
  return { kind: 'table', id, caption: ['Downloads of every organisation by month'], columns: names, rows: Array.from({ length: rows }, (_, r) => row(r)), note: [] };
}

test.each(['A4', 'Letter'] as const)('tables that are wider than the measure stand on landscape pages of %s, with running heads, and the imprint after them', async (page) => {
  const sample = sampleBriefing({ page });
  const { faults, pdf } = await faultsOf({ ...sample, annex: [broadTable('table-broad', 13, 60), ...sample.annex] });
  expect(faults).toEqual([]);
  const report = await inspectPdf(pdf);
  const broad = report.pages.filter((p) => p.width > p.height);
  expect(broad.length).toBeGreaterThanOrEqual(2);
  // They are the last, in one piece; the others keep their format.
  expect(report.pages.slice(-broad.length)).toEqual(broad);
  const heads = runningHeads(sample);
  for (const [i, { text }] of broad.entries()) {
    expect(text).toContain(heads.head);
    expect(text.replace(/\s+/g, ' ')).toContain(`${report.pages.length - broad.length + i + 1} of ${report.pages.length}`);
    if (i + 1 < broad.length) expect(text).toContain('Downloads 2026-12'.split(' ')[1] ?? '');
  }
  expect(broad.map((p) => p.text).join('')).toContain('Organisation 60');
}, 120_000);

test('a table that no landscape page holds is refused', async () => {
  const sample = sampleBriefing();
  await expect(printBriefing({ ...sample, annex: [broadTable('table-broad', 24, 3), ...sample.annex] }, sampleCharts(sample), browser)).rejects.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ code: 'PAGE_ELEMENT_OUTSIDE', message: expect.stringContaining('table-broad') as string })]) as unknown });
}, 60_000);
