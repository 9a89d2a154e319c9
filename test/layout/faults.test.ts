// The checks of layout, shown pages that are wrong.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrintBrowser } from '../../src/render/browser/browser.ts';
import { finishPdf } from '../../src/render/pdf/finish.ts';
import { launch } from '../render/browser/launch.ts';
import { REQUEST } from '../render/pdf/request.ts';
import { CONTENT_POLICY } from '../../src/render/browser/content-policy.ts';
import { findFaults } from './faults.ts';
import { readPlacedDocument } from './placed-structure.ts';

let browser: PrintBrowser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const FRAME = { top: 40, bottom: 40, side: 40 };

/** Faults of a page of 400 by 500 points whose lines are 20 points high; the margins count pages unless told not to. */
async function faultsOf(body: string, foot = 'counter(page) " of " counter(pages)'): Promise<string[]> {
  const css = `@page { size: 400pt 500pt; margin: 40pt; @bottom-right { content: ${foot}; font: 8pt sans-serif; } } * { margin: 0; padding: 0; } body { font: 10pt/20pt sans-serif; orphans: 1; widows: 1; } td, th { text-align: left; height: 20pt; } figure, h2 { break-inside: auto; break-after: auto; } table { border-collapse: collapse; }`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}"><title>x</title><style>${css}</style></head><body><main><h1>Title</h1>${body}</main></body></html>`;
  const printed = await browser.print(html);
  return findFaults(await readPlacedDocument(await finishPdf(printed.pdf, REQUEST)), FRAME);
}

/** 21 lines fit one page, the title is one of them. */
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `<p>line ${i}</p>`).join('');

test('a good page has none', async () => {
  expect(await faultsOf(lines(20))).toEqual([]);
  expect(await faultsOf(`${lines(20)}<h2>Heading</h2>${lines(9)}`)).toEqual([]);
});

test('a heading at the foot', async () => {
  expect(await faultsOf(`${lines(18)}<h2>Lonely heading</h2>${lines(9)}`)).toEqual([expect.stringContaining('heading "Lonely heading" is left alone on page 1')]);
});

test('a line alone', async () => {
  expect(await faultsOf(`${lines(19)}<p>first line of a paragraph<br>second line<br>third line</p>${lines(9)}`)).toEqual([expect.stringContaining('one line of "first line of a paragraph')]);
});

test('a figure parted from its source', async () => {
  const figure = '<figure role="group"><figcaption>Figure 1. Caption</figcaption><svg role="img" aria-label="x" width="100" height="40"><text y="12">drawn</text></svg><p>Source: x</p></figure>';
  expect(await faultsOf(`${lines(17)}${figure}${lines(9)}`)).toEqual([expect.stringContaining('parted: "Figure 1.')]);
});

test('a table without its head, and a row left behind', async () => {
  const table = (rows: number, head: string): string => `<table><caption>Numbers</caption>${head}<tbody>${Array.from({ length: rows }, (_, i) => `<tr><th scope="row">row ${i}</th><td>${i}</td></tr>`).join('')}</tbody></table>`;
  const head = '<tr><th scope="col">Name</th><th scope="col">Value</th></tr>';
  expect(await faultsOf(`${lines(10)}${table(14, `<thead>${head}</thead>`)}`)).toEqual([]);
  expect(await faultsOf(`${lines(10)}${table(14, '').replace('<tbody>', `<tbody>${head}`)}`)).toEqual([expect.stringContaining('goes on without its head on page 2')]);
  expect(await faultsOf(`${lines(17)}${table(9, `<thead>${head}</thead>`)}`)).toEqual([expect.stringContaining('leaves one row on page 1')]);
});

test('a hole, and a last page that is nearly empty', async () => {
  expect(await faultsOf(`${lines(8)}<div style="break-before: page">${lines(12)}</div>`)).toEqual([expect.stringMatching(/page 1 has a hole of \d+ %/)]);
  expect(await faultsOf(lines(21))).toEqual([expect.stringMatching(/the last page is \d+ % full/)]);
});

test('a wrong number on the page, in the contents, and a reference that leads elsewhere', async () => {
  expect(await faultsOf(lines(10), 'counter(page) " of 9"')).toEqual(['page 1 of 1 says "1of 9"']);
  const figure = '<figure role="group" id="f"><figcaption>Figure 1. Caption</figcaption><svg role="img" aria-label="x" width="100" height="20"><text y="12">drawn</text></svg></figure>';
  const wrong = `<p id="else">See <a href="#else">Figure 1</a>.</p>${lines(19)}${figure}${lines(9)}`;
  expect(await faultsOf(wrong)).toEqual(['"Figure 1" on page 1 leads to page 1']);
  expect(await faultsOf(wrong.replace('href="#else"', 'href="#f"'))).toEqual([]);
});

test('words in the margin', async () => {
  expect(await faultsOf(`<p style="margin-left: -30pt">outside</p>${lines(9)}`)).toEqual([expect.stringContaining('leaves the margins of page 1')]);
});
