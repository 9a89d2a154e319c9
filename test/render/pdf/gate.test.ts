import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PrintBrowser } from '../../../src/render/browser/browser.ts';
import { finishPdf } from '../../../src/render/pdf/finish.ts';
import { checkPdf, checkReport, type Expected } from '../../../src/render/pdf/gate.ts';
import { inspectPdf } from '../../../src/render/pdf/inspect.ts';
import { findHeadings } from '../../../src/render/pdf/read-structure.ts';
import type { StructureNode } from '../../../src/render/pdf/report.ts';
import { launch } from '../browser/launch.ts';
import { sampleHtml } from '../browser/sample.ts';
import { EXPECTED, REQUEST } from './request.ts';

let browser: PrintBrowser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function codesOf(html: string, expected: Expected = EXPECTED): Promise<string[]> {
  const { pdf } = await browser.print(html);
  const problems = await checkPdf(await finishPdf(pdf, REQUEST), expected);
  return [...new Set(problems.map(({ code }) => code))].sort();
}

const change = (from: string | RegExp, to: string): string => {
  const changed = sampleHtml().replace(from, to);
  if (changed === sampleHtml()) throw new Error(`nothing to change: ${from}`);
  return changed;
};

describe('a document with one fault has one problem:', () => {
  const faults: readonly [string, string, () => string][] = [
    ['a chart without words', 'PDF_FIGURE_COUNT,PDF_FIGURE_NO_ALT', () => change(/ aria-label="[^"]*"/, '')],
    ['a chart too many', 'PDF_FIGURE_COUNT', () => sampleHtml({ body: '<svg role="img" aria-label="Another." width="9" height="9"><rect width="9" height="9"/></svg>' })],
    ['a heading that jumps', 'PDF_HEADING_JUMP', () => change(/<h2>Notes<\/h2>/, '<h4>Notes</h4>')],
    ['a page with nothing but a picture', 'PDF_PAGE_COUNT,PDF_PAGE_EMPTY', () => sampleHtml({ head: '<style>@page bare{@top-left{content:none}@bottom-right{content:none}}.bare{page:bare;break-before:page;height:9mm;background:#888}</style>', body: '<div class="bare"></div>' })],
    ['signs that no face has', 'PDF_GLYPH_MISSING', () => sampleHtml({ body: '<p>千问</p>' })],
    ['a cut that the theme does not have', 'PDF_FONT_MADE_UP', () => sampleHtml({ body: '<p style="font-style:italic;font-weight:700">bold and italic</p>' })],
    ['a link to a script', 'PDF_LINK_UNSAFE', () => sampleHtml({ body: '<a href="javascript:alert(1)">x</a>' })],
    ['a link to a file', 'PDF_LINK_UNSAFE', () => sampleHtml({ body: '<a href="file:///etc/hostname">x</a>' })],
    ['a caption that was changed', 'PDF_CAPTION_MISSING', () => change('passes Llama', 'passes Mistral')],
    ['another paper', 'PDF_PAPER', () => change('size:A4', 'size:Letter')],
    ['too many pages', 'PDF_PAGE_COUNT', () => sampleHtml({ body: '<section>one more</section>' })],
  ];
  test.each(faults)('%s', async (_, codes, html) => {
    expect((await codesOf(html())).join()).toBe(codes);
  });
});

test('a family that is never used is missing', async () => {
  expect(await codesOf(sampleHtml(), { ...EXPECTED, families: [...EXPECTED.families, 'Source Code Pro'] })).toEqual(['PDF_FONT_MISSING']);
  expect(await codesOf(sampleHtml(), { ...EXPECTED, families: ['Source Serif 4'] })).toEqual(['PDF_FONT_UNEXPECTED']);
});

test('what the request did not say is found', async () => {
  expect(await codesOf(sampleHtml(), { ...EXPECTED, title: 'x', language: 'de', attachments: ['lost.csv'] })).toEqual(['PDF_ATTACHMENT_MISSING', 'PDF_LANGUAGE', 'PDF_TITLE']);
});

test('a PDF as Chrome leaves it does not pass', async () => {
  const { pdf } = await browser.print(sampleHtml());
  const codes = new Set((await checkPdf(pdf, EXPECTED)).map(({ code }) => code));
  for (const code of ['PDF_CONTENT_UNMARKED', 'PDF_LINK_NO_TEXT', 'PDF_LIST_NO_BODY', 'PDF_TITLE', 'PDF_ATTACHMENT_MISSING']) expect(codes).toContain(code);
});

describe('tags that Chrome never leaves wrong are looked at all the same:', () => {
  const wrongs: readonly [string, (node: StructureNode) => StructureNode][] = [
    ['PDF_HEADER_NO_SCOPE', (node) => {
      const { scope: _, ...rest } = node;
      return rest;
    }],
    ['PDF_LIST_NO_BODY', (node) => (node.type === 'LBody' ? { ...node, type: 'Div' } : node)],
    ['PDF_TAG_UNKNOWN', (node) => (node.type === 'P' ? { ...node, type: 'FENote' } : node)],
    ['PDF_HEADING_EMPTY', (node) => (node.type === 'H2' ? { ...node, text: '' } : node)],
  ];
  test.each(wrongs)('%s', async (code, spoil) => {
    const report = await inspectPdf(await finishPdf((await browser.print(sampleHtml())).pdf, REQUEST));
    const through = (node: StructureNode): StructureNode => spoil({ ...node, children: node.children.map(through) });
    const structure = report.structure.map(through);
    const found = checkReport({ ...report, structure, headings: findHeadings(structure) }, EXPECTED);
    expect(new Set(found.map((one) => one.code))).toEqual(new Set([code]));
  });
});

test('bytes that are no PDF are said to be none', async () => {
  await expect(checkPdf(Buffer.from('%PDF-1.7 but not really'), EXPECTED)).rejects.toThrow('PDF_UNREADABLE');
});
