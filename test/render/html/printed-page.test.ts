// The sample on paper: sizes of type, nothing beyond the page, headings with what follows them, on both papers.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Briefing } from '../../../src/document/briefing.ts';
import type { PrintBrowser } from '../../../src/render/browser/browser.ts';
import type { Printed } from '../../../src/render/browser/print.ts';
import { pageGeometry } from '../../../src/render/html/page.ts';
import { renderHtml } from '../../../src/render/html/render-html.ts';
import { readTheme } from '../../../src/render/html/theme.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import { launch } from '../browser/launch.ts';
import { findTextOutside, readPlacedText } from '../pdf/positions.ts';
import { sampleBriefing } from '../sample/briefing.ts';
import { sampleCharts } from '../sample/charts.ts';

const FOLDERS = [join(import.meta.dirname, '../../../templates')];
const MM = 72 / 25.4;

let browser: PrintBrowser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function print(briefing: Briefing): Promise<Printed> {
  const [templates, theme] = await Promise.all([readTemplates(FOLDERS), readTheme(FOLDERS, 'default')]);
  return browser.print(renderHtml(briefing, sampleCharts(briefing), templates, theme));
}

/** The sample with a cell that no column can hold. */
function overhanging(briefing: Briefing): Briefing {
  const long = JSON.stringify(briefing).replace('"+30.0 points"', JSON.stringify('1234567890'.repeat(20)));
  return JSON.parse(long) as Briefing;
}

describe.each(['A4', 'Letter'] as const)('%s', (page) => {
  test('text keeps its size and its margins, and no text leaves the page', async () => {
    const printed = await print(sampleBriefing({ page, takeaways: 4 }));
    expect(printed.blockedRequests).toEqual([]);
    expect(await findTextOutside(printed.pdf)).toEqual([]);
    const placed = await readPlacedText(printed.pdf);
    const { side, width } = pageGeometry(page);
    expect(placed.find((t) => t.text.startsWith('The question of this brief'))?.height).toBeCloseTo(9.6, 1);
    expect(Math.min(...placed.map((t) => t.x))).toBeGreaterThan(side * MM - 1);
    expect(Math.max(...placed.map((t) => t.x + t.width))).toBeLessThan((width - side) * MM + 1);
    expect(Math.min(...placed.filter((t) => /[a-z]{4}/.test(t.text)).map((t) => t.height))).toBeGreaterThan(7.49);
  });

  test('the headline, the takeaways and the lead figure stand on page 1', async () => {
    const placed = await readPlacedText((await print(sampleBriefing({ page, takeaways: 5 }))).pdf);
    for (const start of ['Open weights now carry', '64–75', '−7.0', 'Figure 1.', 'Sep 2026']) expect(placed.find((t) => t.text.startsWith(start))?.page).toBe(1);
  });

  test('what is too wide for a table does not shrink the page', async () => {
    const placed = await readPlacedText((await print(overhanging(sampleBriefing({ page })))).pdf);
    expect(placed.find((t) => t.text.startsWith('The question of this brief'))?.height).toBeCloseTo(9.6, 1);
  });

  test('page numbers of the contents are right', async () => {
    const printed = await print(sampleBriefing({ page }));
    const placed = await readPlacedText(printed.pdf);
    expect(printed.pages.size).toBe(12);
    for (const [id, title] of [['why', 'Why'], ['method', 'Method and revisions'], ['brief-notes', 'Notes']] as const) {
      expect(placed.filter((t) => t.text === title && t.height > 12).map((t) => t.page)).toEqual([printed.pages.get(id)]);
    }
  });

  test('no heading at a page’s foot, and running heads from page 2 on', async () => {
    const placed = await readPlacedText((await print(sampleBriefing({ page }))).pdf);
    const pages = Math.max(...placed.map((t) => t.page));
    for (let number = 1; number <= pages; number++) {
      const body = placed.filter((t) => t.page === number && t.y > pageGeometry(page).bottom * MM);
      const lowest = body.reduce((low, t) => (t.y < low.y ? t : low));
      expect(lowest.height).toBeLessThan(13);
      expect(placed.some((t) => t.page === number && t.text === 'Open models monthly · September 2026')).toBe(number > 1);
      expect(placed.some((t) => t.page === number && t.text.replace(/\s/g, '') === `${number}of${pages}`)).toBe(true);
    }
  });
});
