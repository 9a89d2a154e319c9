// The HTML edition in the real browser: WCAG 2.2 AA by axe-core, by keyboard, in a narrow window, and printed again.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Briefing } from '../../../src/document/briefing.ts';
import { buildEdition } from '../../../src/pipeline.ts';
import { readPlacedDocument } from '../../layout/placed-structure.ts';
import { openWindow, type BrowserWindow } from '../../support/browser-window.ts';
import { effects, project, ROOT } from '../../support/edition.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Audit {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly passes: readonly unknown[];
}

const out = mkdtempSync(join(tmpdir(), 'briefwright-screen-'));
let opened: BrowserWindow;
beforeAll(async () => {
  opened = await openWindow();
}, 60_000);
afterAll(async () => {
  await opened.close();
  rmSync(out, { recursive: true, force: true });
});

describe.each(isLong ? (['en-GB', 'fr'] as const) : (['en-GB'] as const))('the edition in %s', (locale) => {
  let html: string;
  let pdf: Uint8Array;
  let briefing: Briefing;
  beforeAll(async () => {
    const built = await buildEdition({ project: await project(ROOT, out), brief: 'open-models', strict: false, locale }, effects);
    [html, pdf] = [readFileSync(join(built.pdf, '../brief.html'), 'utf8'), readFileSync(built.pdf)];
    briefing = JSON.parse(readFileSync(join(built.pdf, '../brief.json'), 'utf8')) as Briefing;
  }, 180_000);

  async function show(width: number): Promise<Page> {
    const page = await opened.browser.newPage();
    await page.setViewport({ width, height: 800 });
    await page.setContent(html, { waitUntil: 'load' });
    return page;
  }

  test.each([1280, 320])('has nothing that axe-core objects to, %i pixels wide', async (width) => {
    const page = await show(width);
    await page.evaluate(axe);
    const audit = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`)) as Audit;
    expect(audit.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' ')}`)).toEqual([]);
    expect(audit.passes.length).toBeGreaterThan(30);
    if (width < 1000) return page.close();
    // The list of traces again, with some of it open.
    await page.$$eval('details', (all) => all.slice(0, 2).forEach((one) => (one.open = true)));
    const opened = (await page.evaluate(`axe.run('.traces', { runOnly: ${JSON.stringify(RULES)} })`)) as Audit;
    expect(opened.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.close();
  }, 120_000);

  test('does not move sideways in a window of 320 pixels, but in its wide tables and figures, which the keyboard reaches', async () => {
    const page = await show(320);
    const measured = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      // What stands beyond the edge although nothing there can be moved into view.
      lost: [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.closest('.table, .chart') === null).map((one) => one.outerHTML.slice(0, 80)),
      unreachable: [...document.querySelectorAll<HTMLElement>('.table, .chart')].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0).map((one) => one.outerHTML.slice(0, 80)),
      moved: [...document.querySelectorAll('.table, .chart')].filter((one) => one.scrollWidth > one.clientWidth + 1).length,
    }));
    expect(measured).toMatchObject({ page: 320, lost: [], unreachable: [] });
    expect(measured.moved).toBeGreaterThan(0);
    await page.close();
  }, 60_000);

  test('is walked through by the Tab key in the order of the document, with the focus to be seen', async () => {
    const page = await show(1280);
    const wanted = await page.$$eval('a[href]:not([tabindex="-1"]), summary, [tabindex="0"]', (all) => all.length);
    await page.$$eval('a[href]:not([tabindex="-1"]), summary, [tabindex="0"]', (all) => all.forEach((one, i) => one.setAttribute('data-stop', String(i))));
    const stops: number[] = [];
    const invisible: string[] = [];
    for (let i = 0; i < Math.min(wanted, 40); i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const one = document.activeElement;
        return { at: Number(one?.getAttribute('data-stop') ?? -1), html: one?.outerHTML.slice(0, 80) ?? '', style: one === null ? 'none' : getComputedStyle(one).outlineStyle };
      });
      stops.push(stop.at);
      if (stop.style === 'none') invisible.push(stop.html);
    }
    expect(stops).toEqual(stops.map((_, i) => i));
    expect(invisible).toEqual([]);
    await page.close();
  }, 60_000);

  test('links every number to its trace, which opens at a click and leads back, and the keyboard reaches all of them without passing each', async () => {
    const page = await show(1280);
    const numbers = await page.$$eval('[data-n]', (all) => all.map((one) => [one.getAttribute('data-n') ?? '', one.textContent ?? '', document.querySelector(one.getAttribute('href') ?? '#none')?.querySelector('p')?.textContent ?? 'nothing', (one as HTMLElement).tabIndex] as const));
    expect(new Set(numbers.map(([n]) => n))).toEqual(new Set(briefing.numbers.map((n) => n.id)));
    // A figure that is printed in several places has one trace, under the number as it is printed first.
    const byTrace = new Map(numbers.map(([n, , trace]) => [n, trace]));
    for (const { id, text, formula, observations } of briefing.numbers) expect([id, byTrace.get(id) === 'nothing', formula !== '', observations.length > 0, text !== '']).toEqual([id, false, true, true, true]);
    expect(numbers.filter(([, , , tabIndex]) => tabIndex >= 0)).toEqual([]);
    const [first] = briefing.numbers;
    const wanted = await page.$eval(`#at-${first?.id ?? ''}`, (one) => one.getAttribute('href') ?? '');
    const seen = (): Promise<boolean> => page.$eval(wanted, (one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().top < innerHeight);
    expect(await seen()).toBe(false);
    await page.$eval(`#at-${first?.id ?? ''}`, (one) => (one as HTMLElement).click());
    await page.waitForFunction((hash) => location.hash === hash, {}, wanted);
    await expect.poll(seen, { timeout: 10_000 }).toBe(true);
    const entry = await page.$eval(wanted, (one) => one.textContent ?? '');
    for (const said of [first?.text ?? '?', first?.denominator ?? '?', first?.observations[0] ?? '?']) expect(entry).toContain(said);
    expect(await page.$eval(wanted, (one) => one.querySelector('dd a')?.getAttribute('href') ?? '')).toMatch(/^https:/);
    expect(await page.$eval(`${wanted} p a`, (one) => one.getAttribute('href'))).toBe(`#at-${first?.id ?? ''}`);
    expect(await page.$$eval('.traces summary', (all) => all.every((one) => one.tabIndex >= 0 && one.getBoundingClientRect().height >= 24))).toBe(true);
    const broken = await page.$$eval('a[href^="#"]', (all) => all.map((one) => one.getAttribute('href') ?? '').filter((href) => document.getElementById(href.slice(1)) === null));
    expect(broken).toEqual([]);
    await page.close();
  }, 60_000);

  test('has a table for every figure, and names a language for words that are in another', async () => {
    const page = await show(1280);
    const figures = await page.$$eval('figure', (all) => all.map((one) => ({ id: one.id, table: document.querySelector(one.querySelector('.twin')?.getAttribute('href') ?? '#none')?.querySelectorAll('tbody tr').length ?? 0 })));
    expect(figures.map((figure) => figure.id).sort()).toEqual(briefing.annex.map((table) => table.id.replace(/^table-/, '')).sort());
    expect(figures.filter((figure) => figure.table === 0)).toEqual([]);
    const titles = await page.$$eval('.notes .citation a', (all) => all.map((one) => one.querySelector('[lang]')?.getAttribute('lang') ?? ''));
    expect(new Set(titles)).toEqual(new Set([locale === 'fr' ? 'en' : '']));
    await page.close();
  }, 60_000);

  test('prints to the pages of the PDF', async () => {
    const page = await show(1280);
    const printed = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
    const [again, first] = await Promise.all([readPlacedDocument(printed), readPlacedDocument(pdf)]);
    // The browser's own print still names its apostrophe as a letter, which the finishing pass mends.
    const words = (doc: typeof again): string[] => doc.pages.map((one) => one.pieces.map((piece) => piece.text).join('').replaceAll(/\s+/g, '').replaceAll('\u02BC', '\u2019'));
    const lines = (doc: typeof again): number[][] => doc.pages.map((one) => [...new Set(one.pieces.filter((piece) => piece.text.trim() !== '').map((piece) => Math.round(piece.y)))].sort((a, b) => a - b));
    expect(words(again)).toEqual(words(first));
    expect(lines(again)).toEqual(lines(first));
    await page.close();
  }, 120_000);
});
