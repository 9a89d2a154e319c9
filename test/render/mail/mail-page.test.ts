// The message in a browser as wide as a phone and as a desk, light, dark, and darkened by a mail program that has its own ideas.
import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillHtml } from '../../../src/delivery/personal-parts.ts';
import { makeBriefing, makeMail } from '../../delivery/fixtures.ts';
import { startScreen } from '../../support/screen.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A grey picture of the size of a chart. */
function greyPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0xdd);
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const picture = `data:image/png;base64,${greyPng(720, 320).toString('base64')}`;
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft https://example.org/a/very/long/address/that/no/phone/can/hold/in/one/line?and=more&and=more';
const sample = makeBriefing();
const [first] = sample.takeaways;
const briefings = {
  typical: sample,
  extreme: makeBriefing({ title: long, headline: [long], bottomLine: [long], takeaways: first === undefined ? [] : [{ ...first, lead: [{ n: 'n1', text: '123 456 789 012,5 million' }], text: [long], basis: [long, { href: 'https://example.org/x', text: long }] }] }),
  rtl: makeBriefing({ edition: { ...sample.edition, locale: 'ar', dir: 'rtl' } }),
} as const;
const htmlOf = (name: keyof typeof briefings): string => fillHtml(makeMail(briefings[name]).html, { parts: ['proof', 'linked', 'unsubscribe'], places: { file: 'a.pdf', size: '1 MB', document: 'https://example.org/a.pdf', unsubscribe: `https://example.org/${'A'.repeat(150)}` } })
  .replaceAll(/src="cid:[^"]+"/g, `src="${picture}"`);

let browser: Browser;
beforeAll(async () => {
  browser = await startScreen();
});
afterAll(() => browser.close());

async function show(html: string, width: number, scheme: 'light' | 'dark') {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.setContent(html);
  return page;
}

describe.each(Object.keys(briefings) as (keyof typeof briefings)[])('%s', (name) => {
  test.each([320, 360, 900])('fits %d pixels; pictures keep their shape and are as wide as they were drawn or less', async (width) => {
    const page = await show(htmlOf(name), width, 'light');
    const found = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, pictures: [...document.querySelectorAll('img')].map((img) => [img.clientWidth, img.clientHeight]), column: document.querySelector('.column')?.clientWidth ?? 0 }));
    await page.close();
    expect(found.scroll).toBeLessThanOrEqual(width);
    expect(found.column).toBeLessThanOrEqual(560);
    expect(found.pictures).toHaveLength(2);
    for (const [w = 0, h = 0] of found.pictures) {
      expect(w).toBeGreaterThan(width === 900 ? 359 : width - 60);
      expect(w).toBeLessThanOrEqual(360);
      expect(Math.abs(w / h - 720 / 320)).toBeLessThan(0.05);
    }
  });

  test.each(['light', 'dark'] as const)('has no fault that axe finds (WCAG 2.2 AA), %s', async (scheme) => {
    const page = await show(htmlOf(name), 360, scheme);
    await page.addScriptTag({ path: axe });
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200) ?? ''}`);
    });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.close();
    expect(found).toEqual([]);
    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(18, 22, 24)');
  });
});

test('without its head, as some programs show it, it looks the same in the light', async () => {
  const html = htmlOf('typical');
  const heights = [];
  for (const text of [html, html.replace(/<head>[\s\S]*<\/head>/, ''), (/<body[^>]*>([\s\S]*)<\/body>/.exec(html)?.[1] ?? '')]) {
    const page = await show(`<!DOCTYPE html>${text.replace('<!DOCTYPE html>', '')}`, 600, 'light');
    heights.push(await page.evaluate(() => document.querySelector('div.page')?.getBoundingClientRect().height));
    await page.close();
  }
  expect(heights[0]).toBeGreaterThan(1000);
  expect(heights[1]).toBe(heights[0]);
  expect(Math.abs((heights[2] ?? 0) - (heights[0] ?? 0))).toBeLessThan(60);
});
