// The preview in a real Chromium: what somebody sees who writes a brief, saves, clicks and listens.
import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowser, startTestPreview, type TestPreview } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let preview: TestPreview;
let page: Page;
let complaints: string[] = [];

beforeAll(async () => {
  [browser, preview] = await Promise.all([startBrowser(), startTestPreview('small')]);
  await writeFile(join(preview.root, 'data/commentary/2026-02.md'), LONG);
  page = await browser.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(preview.url) && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
  });
  await page.setViewport({ width: 1280, height: 900 });
}, 120_000);
afterAll(() => Promise.all([browser.close(), preview.close()]), 60_000);

beforeEach(async () => {
  complaints = [];
  await open('');
});

async function open(query: string): Promise<void> {
  await page.goto(`${preview.url}${query}`);
  await page.waitForSelector('body[data-revision]:not(.busy)');
  await page.waitForFunction(() => document.getElementById('faults')?.hidden === false || document.querySelector('#pages li') !== null);
}

async function frame(id = 'frame'): Promise<Frame> {
  const found = await (await page.$(`#${id}`))?.contentFrame();
  if (found === undefined || found === null) throw new Error(`There is no frame ${id}.`);
  return found;
}

const textOf = async (selector: string): Promise<string> => (await page.$eval(selector, (element) => element.textContent ?? '')).trim();
const shows = (selector: string): Promise<boolean> => page.$eval(selector, (element) => element.checkVisibility());
/** Until the frame's first element of this kind says so. */
const waitInFrame = async (selector: string, text: string): Promise<void> => {
  await page.waitForFunction((s, t) => document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector(s)?.textContent?.includes(t) === true, { timeout: 30_000 }, selector, text);
};

/** So long that the edition has more than one sheet. */
const LONG = Array.from({ length: 24 }, () => 'What the small project says of itself takes room, so that a second sheet is needed and something can be scrolled.\n').join('\n');

/** Changes a file of the project, does the work, and puts it back. */
async function withFile(path: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const file = join(preview.root, path);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  await writeFile(file, change(before ?? ''));
  try {
    await work();
  } finally {
    await (before === undefined ? rm(file) : writeFile(file, before));
    await page.waitForFunction(() => !document.body.classList.contains('busy') && document.getElementById('faults')?.hidden === true, { timeout: 30_000 });
  }
}

test('the first page: sheets of paper with heads and folios, and nothing in the console', async () => {
  const sheets = await (await frame()).$$eval('.bw-sheet', (all) => all.map((sheet) => ({ width: sheet.getBoundingClientRect().width, ratio: sheet.getBoundingClientRect().height / sheet.getBoundingClientRect().width, folio: sheet.querySelector('.folio')?.textContent ?? '' })));
  expect(sheets.length).toBeGreaterThan(1);
  for (const [at, { width, ratio, folio }] of sheets.entries()) expect([Math.round(width), ratio.toFixed(3), folio]).toEqual([794, (297 / 210).toFixed(3), `${at + 1} of ${sheets.length}`]);
  expect(await textOf('#where')).toBe(`Sheet 1 of ${sheets.length}`);
  expect(await page.$$eval('#pages [data-page]', (all) => all.length)).toBe(sheets.length);
  expect([await textOf('#title'), await page.title()]).toEqual(['Small Monthly, February 2026', 'Small Monthly, February 2026 (preview)']);
  expect(complaints).toEqual([]);
});

describe('after a save the sheet in view is new, in the same place', () => {
  test.each([
    ['a template', 'templates/partials/opening.hbs', (text: string) => text.replace('{{brief.question}}', '{{brief.question}} Anew.'), '.question', 'Anew.'],
    ['a message', 'templates/messages/en.yaml', (text: string) => text.replace(/^( {2}bottom_line: ).*$/m, '$1The gist'), '.bottom-line .label', 'gist'],
    ['a commentary', 'data/commentary/2026-02.md', (text: string) => `Said anew.\n\n${text}`, '.callout.commentary', 'Said anew.'],
    ['the brief', 'data/briefs/small.yaml', (text: string) => text.replace('Does a small project work?', 'Does it still?'), '.question', 'Does it still?'],
  ] as const)('%s', async (_, path, change, selector, text) => {
    await page.evaluate(() => document.getElementById('stage')?.scrollTo({ top: 700 }));
    await withFile(path, change, async () => {
      await waitInFrame(selector, text);
      expect(await page.evaluate(() => document.getElementById('stage')?.scrollTop)).toBe(700);
      expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1);
    });
    expect(complaints).toEqual([]);
  });

  test('a style sheet: the page itself stays, and its faces are not loaded again', async () => {
    const inner = await frame();
    await inner.$eval('h1', (h1) => h1.setAttribute('data-mine', 'still here'));
    await withFile('templates/themes/default/print.css', (css) => `${css}\nh1 { color: #123456; }`, async () => {
      await page.waitForFunction(() => getComputedStyle(document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector('h1') ?? document.body).color === 'rgb(18, 52, 86)');
      expect(await inner.$eval('h1', (h1) => h1.getAttribute('data-mine'))).toBe('still here');
    });
  });

  test('a figure of the data, and the specification of a chart: the chart is drawn anew', async () => {
    const drawn = async (): Promise<string> => (await frame()).$eval('#downloads-reported svg', (svg) => svg.outerHTML);
    const waitForOther = (before: string) => page.waitForFunction((old) => {
      const svg = document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector('#downloads-reported svg')?.outerHTML;
      return svg !== undefined && svg !== old;
    }, { timeout: 30_000 }, before);
    const first = await drawn();
    await withFile('data/observations/downloads.csv', (csv) => csv.replace(/,(\d+(?:\.\d+)?),/, (_all, number: string) => `,${Number(number) * 2},`), () => waitForOther(first).then(() => undefined));
    // The earlier chart again, to the byte.
    await expect.poll(drawn, { timeout: 30_000 }).toBe(first);
    await withFile('templates/charts/bar-values.vl.json', (spec) => spec.replace(/("(?:size|height|step)":\s*)(\d+)/, (_all, key: string, size: string) => `${key}${Number(size) + 3}`), () => waitForOther(first).then(() => undefined));
  });

  test('a burst of saves of several files, also while the edition is made: the last state of all is shown', async () => {
    const chart = await (await frame()).$eval('#downloads-reported svg', (svg) => svg.outerHTML);
    const [template, messages, spec] = ['templates/partials/opening.hbs', 'templates/messages/en.yaml', 'templates/charts/bar-values.vl.json'].map((path) => join(preview.root, path));
    if (template === undefined || messages === undefined || spec === undefined) throw new TypeError('There are three files.');
    const before = await Promise.all([template, messages, spec].map((path) => readFile(path, 'utf8')));
    const [opening = '', words = '', bars = ''] = before;
    for (let at = 1; at <= 20; at++) {
      await writeFile(template, at % 5 === 4 ? '{{#if' : opening.replace('{{brief.question}}', `{{brief.question}} State ${'x'.repeat(at)}.`));
      if (at % 2 === 0) await writeFile(messages, words.replace(/^( {2}bottom_line: ).*$/m, `$1gist ${'x'.repeat(at)}`));
      // As some editors do: beside it, then renamed.
      await writeFile(`${spec}.tmp`, bars.replace(/("(?:size|height|step)":\s*)(\d+)/, (_all, key: string, size: string) => `${key}${Number(size) + at % 7}`));
      await rename(`${spec}.tmp`, spec);
      await new Promise((resolve) => setTimeout(resolve, (at * 13) % 70));
    }
    await waitInFrame('.question', `State ${'x'.repeat(20)}.`);
    await waitInFrame('.bottom-line .label', `gist ${'x'.repeat(20)}`);
    await page.waitForFunction((old) => document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector('#downloads-reported svg')?.outerHTML !== old, { timeout: 30_000 }, chart);
    expect(await shows('#faults')).toBe(false);
    await Promise.all([template, messages, spec].map((path, at) => writeFile(path, before[at] ?? '')));
    await expect.poll(async () => (await frame()).$eval('#downloads-reported svg', (svg) => svg.outerHTML), { timeout: 30_000 }).toBe(chart);
    await page.waitForFunction(() => document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector('.question')?.textContent?.includes('State') === false);
  }, 90_000);

  test('what a theme says of paper only is shown, what it says of screens is not', async () => {
    const css = '@media print { h1 { letter-spacing: 3px; } }\n@media screen { h1 { letter-spacing: 9px !important; } }';
    await withFile('templates/themes/default/screen.css', (text) => `${text}\n${css}`, async () => {
      await page.waitForFunction(() => getComputedStyle(document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.querySelector('h1') ?? document.body).letterSpacing === '3px');
    });
  });
});

describe('an error', () => {
  test('appears over the page with its code frame, as on the command line, and vanishes when mended', async () => {
    await withFile('templates/partials/opening.hbs', (text) => text.replace('{{brief.question}}', '{{brief.questoin}}'), async () => {
      await page.waitForSelector('#faults:not([hidden])');
      expect(await textOf('#faults-title')).toBe('One problem');
      const text = await textOf('#faults-text');
      expect(text).toMatch(/^templates\/partials\/opening\.hbs:2:\d+ {2}TEMPLATE_/);
      expect(text).toMatch(/\n {2}> 2 \| .*questoin/);
      expect(text).toContain('"question"');
      // What was there before is still there, beneath.
      expect(await (await frame()).$eval('h1', (h1) => h1.textContent !== '')).toBe(true);
      expect(await page.$eval('#faults', (element) => element.getAttribute('role'))).toBe('alert');
    });
    expect(await shows('#faults')).toBe(false);
  });

  test('all problems at once, and two saves in a row end with the last', async () => {
    const file = join(preview.root, 'templates/brief.hbs');
    const before = await readFile(file, 'utf8');
    await writeFile(file, '{{#each sections}}');
    await writeFile(join(preview.root, 'data/observations/downloads.csv.bak'), '');
    await page.waitForSelector('#faults:not([hidden])');
    await writeFile(file, `${before}{{nme}}{{brief.x}}`);
    await page.waitForFunction(() => document.getElementById('faults-title')?.textContent === '2 problems');
    await writeFile(file, before);
    await page.waitForFunction(() => document.getElementById('faults')?.hidden === true);
    await rm(join(preview.root, 'data/observations/downloads.csv.bak'));
  });

  test('markup in an error stays text', async () => {
    await withFile('templates/brief.hbs', (text) => `${text}<img src=x onerror=alert(1)>{{<b>}}`, async () => {
      await page.waitForSelector('#faults:not([hidden])');
      expect(await page.$$eval('#faults-text *', (all) => all.length)).toBe(0);
    });
  });
});

test('nothing in a template runs, loads or leads away', async () => {
  const hostile = '<script>document.title = "ran"</script><img src="x" onerror="document.title=\'ran\'"><p><a id="bad" href="https://example.org/x">away</a></p>';
  await withFile('data/commentary/2026-02.md', () => 'Look at [this](https://example.org/away).\n', async () => {
    await waitInFrame('.callout.commentary a', 'this');
    const targets = browser.targets().length;
    await page.evaluate((html) => {
      const doc = document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument;
      if (doc !== null && doc !== undefined) doc.body.insertAdjacentHTML('beforeend', html);
    }, hostile);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await (await frame()).evaluate(() => document.title)).toBe('Document');
    expect(browser.targets().length).toBe(targets);
    expect(complaints.some((text) => text.includes('Content Security Policy'))).toBe(true);
    expect(complaints.filter((text) => text.startsWith('asked for https'))).toEqual([]);
  });
});

describe('the trace of a number', () => {
  test('on a click', async () => {
    const number = await (await frame()).$eval('[data-n]', (element) => ({ id: element.getAttribute('data-n'), text: element.textContent }));
    await (await frame()).$eval('[data-n]', (element) => (element as HTMLElement).click());
    await page.waitForSelector(`[data-traced="${number.id ?? ''}"]`);
    expect(await shows('#numbers')).toBe(true);
    expect(await textOf('#trace h2')).toContain(number.text);
    expect(await textOf('#trace')).toMatch(/Formula.*data\/observations\/.*\.csv:\d+.*Sources?/s);
    expect(await (await frame()).$$eval('.bw-chosen', (all) => all.length)).toBeGreaterThan(0);
  });

  test('by keyboard alone: to the tab, into the search, onto the number', async () => {
    await page.focus('#tab-pages');
    for (const [key, tab] of [['ArrowRight', 'findings'], ['End', 'checks'], ['ArrowRight', 'pages'], ['ArrowLeft', 'checks'], ['ArrowLeft', 'numbers']] as const) {
      await page.keyboard.press(key);
      expect([key, await page.evaluate(() => document.activeElement?.id), await shows(`#${tab}`)]).toEqual([key, `tab-${tab}`, true]);
    }
    const wanted = await page.$eval('#number-list button', (button) => button.textContent ?? '');
    await page.focus('#search');
    await page.keyboard.type(wanted);
    expect(await page.$$eval('#number-list li:not([hidden])', (all) => all.length)).toBeGreaterThan(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-traced]');
    expect(await textOf('#trace h2')).toContain(wanted);
  });
});

test('month, paper, theme and variant are switched and stay in the address', async () => {
  expect(await page.$$eval('#month option', (all) => all.map((option) => option.textContent))).toContain('2026-02');
  await page.select('#page', 'Letter');
  await page.waitForFunction(() => document.querySelector<HTMLIFrameElement>('#frame')?.contentDocument?.body.className.includes('letter') === true);
  expect(new URL(page.url()).search).toBe('?page=Letter');
  expect(await page.$eval('#pdf', (link) => link.getAttribute('href'))).toBe('brief.pdf?page=Letter');
  await open('?page=Letter');
  expect(await page.$eval('#page', (select) => (select as HTMLSelectElement).value)).toBe('Letter');
  await open('?month=2020-01');
  await page.waitForSelector('#faults:not([hidden])');
  expect(await textOf('#faults-text')).toContain('MONTH_BEFORE_FIRST_ISSUE');
  await page.select('#month', '2026-02');
  await page.waitForFunction(() => document.getElementById('faults')?.hidden === true);
});

test('the message at both widths, light and dark', async () => {
  await page.click('[data-view=mail]');
  await page.waitForFunction(() => (document.querySelector<HTMLIFrameElement>('#mail-frame')?.contentDocument?.querySelector('h1')?.textContent ?? '') !== '');
  expect([await shows('#paper'), await shows('#mail')]).toEqual([false, true]);
  const width = (): Promise<number> => page.$eval('#mail-frame', (element) => element.getBoundingClientRect().width);
  const wide = await width();
  await page.click('[data-width="360"]');
  expect([wide, await width()]).toEqual([680, 360]);
  expect(await page.$eval('#mail-frame', (element) => (element as HTMLIFrameElement).contentDocument?.querySelector('h1')?.getAttribute('style') ?? '')).toContain('font');
  await page.click('[data-scheme=dark]');
  await page.waitForFunction(() => {
    const doc = document.querySelector<HTMLIFrameElement>('#mail-frame')?.contentDocument;
    return /invert|dark/.test(doc?.getElementById('bw-sheets')?.textContent ?? '');
  });
  expect(complaints).toEqual([]);
});

describe('the checks', () => {
  const found = (id: string): Promise<number> => page.$eval(`[data-check=${id}]`, (element) => Number(element.getAttribute('data-found')));
  test('find nothing in what ships', async () => {
    for (const id of ['contrast', 'alt', 'overflow', 'untraced', 'length']) expect([id, await found(id)]).toEqual([id, 0]);
    expect(await shows('#checks-count')).toBe(false);
  });

  test('find faint text and words beyond the column, and lead there', async () => {
    const wrong = '<p class="faint">Faint words</p><p class="far-too-wide">Wide words</p>';
    await withFile('templates/themes/default/print.css', (text) => `${text}\n.faint { color: #bbbbbb; } .far-too-wide { width: 1200px; }`, () => withFile('templates/partials/opening.hbs', (text) => `${wrong}${text}`, async () => {
      await waitInFrame('.faint', 'Faint');
      await page.waitForFunction(() => Number(document.querySelector('[data-check=overflow]')?.getAttribute('data-found')) === 1);
      expect([await found('contrast'), await shows('#checks-count'), await textOf('#checks-count')]).toEqual([1, true, '2']);
      await page.evaluate(() => document.getElementById('stage')?.scrollTo({ top: 1500 }));
      await page.$eval('[data-check=contrast] li:last-child button', (button) => (button as HTMLButtonElement).click());
      expect(await page.evaluate(() => document.getElementById('stage')?.scrollTop)).toBeLessThan(300);
    }));
  });

  test('find numbers without a trace in words and templates, but not names and dates', async () => {
    const texts = () => page.$$eval('[data-check=untraced] li', (all) => all.map((one) => (one.textContent ?? '').replace(/\s+/g, ' ').trim()));
    const mine = '<p class="mine">{{own "12 of 40" "our own calls"}}. It runs on an H100 since May.</p>';
    await withFile('templates/partials/opening.hbs', (text) => `${text}${mine}`, async () => {
      await waitInFrame('.mine', 'our own calls');
      await page.waitForFunction(() => Number(document.querySelector('[data-check=untraced]')?.getAttribute('data-found')) > 0);
      expect(await texts()).toEqual([expect.stringMatching(/^“.*12 of 40.*” Page 1$/), expect.stringContaining('40')]);
      expect(await textOf('#checks-count')).toBe('2');
    });
    await withFile('data/commentary/2026-02.md', () => 'Since May, [7 labs](own "our own calls") said so of `GPT-5`.\n', async () => {
      await waitInFrame('.callout.commentary', '7 labs');
      await page.waitForFunction(() => Number(document.querySelector('[data-check=untraced]')?.getAttribute('data-found')) > 0);
      expect(await texts()).toEqual([expect.stringMatching(/7 labs.*the author’s own words, and marked so/)]);
    });
    await page.waitForFunction(() => document.querySelector('[data-check=untraced]')?.getAttribute('data-found') === '0');
  });
});

describe('for everybody', () => {
  const violations = async (): Promise<readonly string[]> => {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe: judge } = window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      const { violations: all } = await judge.run({ exclude: ['iframe'] }, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      return all.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
  };

  test.each(['pages', 'findings', 'figures', 'numbers', 'checks'])('axe finds nothing in the %s, light or dark', async (tab) => {
    await page.setBypassCSP(true);
    await open('');
    await page.click(`#tab-${tab}`);
    if (tab === 'numbers') {
      await page.click('#number-list button');
      await page.waitForSelector('[data-traced]');
    }
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      expect([value, await violations()]).toEqual([value, []]);
    }
    await page.emulateMediaFeatures([]);
    await page.setBypassCSP(false);
  });

  test('axe finds nothing in the message view and under an error', async () => {
    await page.setBypassCSP(true);
    await open('');
    await page.click('[data-view=mail]');
    expect(await violations()).toEqual([]);
    await page.click('[data-view=sheets]');
    await withFile('templates/brief.hbs', (text) => `${text}{{x}}`, async () => {
      await page.waitForSelector('#faults:not([hidden])');
      expect(await violations()).toEqual([]);
    });
    await page.setBypassCSP(false);
  });

  test.each([320, 600, 900, 1600])('at %i pixels nothing of it is cut off', async (width) => {
    await page.setViewport({ width, height: 800 });
    await open('');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.setViewport({ width: 1280, height: 900 });
  });
});

test('the sheets break where the PDF breaks', async () => {
  const inner = await frame();
  const sheets = await inner.$$eval('.bw-sheet', (all) => all.length);
  const pdf = Buffer.from(await (await fetch(`${preview.url}brief.pdf`)).arrayBuffer());
  const { openDocument, loadPdf } = await import('../../src/render/pdf-tools.ts');
  const open = openDocument(await loadPdf(pdf, { ignoreEncryption: true }));
  expect(open.pages().size).toBe(sheets);
}, 90_000);

test.each(['tables', 'the whole annex'])('landscape pages stand as landscape sheets at the end, with %s and the imprint on them', async (what) => {
  const upright = '<div class="tables narrow"><p class="table">{{word "notes"}}</p></div>';
  const broad = '<div class="tables landscape">{{#each annex}}{{> table}}{{/each}}</div>';
  await withFile('templates/partials/annex.hbs', (text) => text.replace(/\{\{#each \(groups[\s\S]*(?=<\/section>)/, what === 'tables' ? `${upright}${broad}` : broad), async () => {
    await waitInFrame('.tables.landscape', 'Figure');
    await page.waitForFunction(() => !document.body.classList.contains('busy'));
    const seen = await (await frame()).evaluate(() => {
      const boxOf = (element: Element) => {
        const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
        return { left, top, right, bottom, isBroad: width > height };
      };
      return {
        sheets: [...document.querySelectorAll('.bw-sheet')].map(boxOf), folios: [...document.querySelectorAll('.bw-sheet .folio')].map((folio) => folio.textContent),
        parts: [...document.querySelectorAll('.tables.landscape .table, .imprint, .tables.narrow .table')].map((element) => ({ ...boxOf(element), isUpright: element.closest('.narrow') !== null })),
        heading: boxOf(document.querySelector('#brief-annex') ?? document.body),
      };
    });
    const first = seen.sheets.findIndex((sheet) => sheet.isBroad);
    expect(first).toBeGreaterThan(0);
    expect(seen.sheets.slice(first).every((sheet) => sheet.isBroad)).toBe(true);
    expect(seen.folios).toEqual(seen.sheets.map((_, at) => `${at + 1} of ${seen.sheets.length}`));
    const sheetOf = ({ left, top, right, bottom }: (typeof seen.parts)[number] | (typeof seen.heading)): boolean | undefined => seen.sheets.find((sheet) => sheet.left <= left && sheet.top <= top && sheet.right >= right && sheet.bottom >= bottom)?.isBroad;
    for (const part of seen.parts) expect(sheetOf(part)).toBe(!part.isUpright);
    expect(sheetOf(seen.heading)).toBe(what !== 'tables');
    await page.click('#tab-checks');
    expect(await textOf('#checks')).toContain('Nothing stands outside its column.');
    const printed = new Uint8Array(await (await fetch(`${preview.url}brief.pdf`)).arrayBuffer());
    const { inspectPdf } = await import('../../src/render/pdf/inspect.ts');
    const pages = (await inspectPdf(printed)).pages.map((one) => one.width > one.height);
    expect(pages).toEqual(seen.sheets.map((sheet) => sheet.isBroad));
  });
}, 120_000);

test.runIf(process.env['BRIEFWRIGHT_LONG'] === '1')('the sheets of what ships hold what the pages of its PDF hold, in both languages and on both papers', async () => {
  const other = await startTestPreview('open-models');
  const { openDocument, loadPdf } = await import('../../src/render/pdf-tools.ts');
  const tab = await browser.newPage();
  for (const query of ['', '?locale=fr', '?page=Letter', '?variant=board']) {
    await tab.goto(`${other.url}${query}`);
    await tab.waitForSelector('#pages li', { timeout: 120_000 });
    const titles = await tab.$$eval('#pages .page span:last-child', (all) => all.map((one) => (one.textContent ?? '').split(' · ').map((title) => title.replace(/\s+/g, '').toLowerCase())));
    const pdf = Buffer.from(await (await fetch(`${other.url}brief.pdf${query}`)).arrayBuffer());
    const open = openDocument(await loadPdf(pdf, { ignoreEncryption: true }));
    const pages = [...open.pages().values()].map((page) => page.text.all.replace(/\s+/g, '').toLowerCase());
    expect([query, titles.length]).toEqual([query, pages.length]);
    for (const [at, page] of titles.entries()) for (const title of page.filter((one) => one !== '—')) expect([query, at, title, pages[at]?.includes(title)]).toEqual([query, at, title, true]);
  }
  await tab.close();
  await other.close();
}, 400_000);

test('a page that has lost its preview says so', async () => {
  const other = await startTestPreview('small');
  const tab = await browser.newPage();
  await tab.goto(other.url);
  await tab.waitForSelector('#pages li');
  await other.close();
  await tab.waitForFunction(() => document.body.classList.contains('lost'));
  expect(await tab.$eval('#status', (element) => element.textContent)).toContain('has ended');
  await tab.close();
}, 90_000);
