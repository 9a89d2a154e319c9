import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrintBrowser } from '../../../src/render/browser/browser.ts';
import { finishPdf, type FinishRequest } from '../../../src/render/pdf/finish.ts';
import { maybeAttribute } from '../../../src/render/pdf/attributes.ts';
import { checkPdf } from '../../../src/render/pdf/gate.ts';
import { inspectPdf } from '../../../src/render/pdf/inspect.ts';
import { splitOperations } from '../../../src/render/pdf/content-stream.ts';
import { readLinkLabels } from '../../../src/render/pdf/link-labels.ts';
import { decodeStream, readPageContent } from '../../../src/render/pdf/objects.ts';
import { readPaintings } from '../../../src/render/pdf/paintings.ts';
import { parseUnicodeMap } from '../../../src/render/pdf/unicode-map.ts';
import { flattenStructure } from '../../../src/render/pdf/read-structure.ts';
import { readKids, visitElements } from '../../../src/render/pdf/structure.ts';
import { checkAccessibility } from '../../../src/render/ua/check-accessibility.ts';
import { launch } from '../browser/launch.ts';
import { sampleHtml } from '../browser/sample.ts';
import { findTextOutside, readPainting, withPdfjs } from './positions.ts';
import { EXPECTED, REQUEST } from './request.ts';

let browser: PrintBrowser;
let raw: Uint8Array;
let finished: Uint8Array;
beforeAll(async () => {
  browser = await launch();
  raw = (await browser.print(sampleHtml())).pdf;
  finished = await finishPdf(raw, REQUEST);
});
afterAll(() => browser.close());

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('another browser, another second, the same bytes', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const other = await launch();
  try {
    const again = (await other.print(sampleHtml())).pdf;
    expect(sha256(again)).not.toBe(sha256(raw));
    expect(sha256(await finishPdf(again, REQUEST))).toBe(sha256(finished));
  } finally {
    await other.close();
  }
});

test('a second document of the same browser, and one beside it, have the same bytes too', async () => {
  const all = await Promise.all([browser.print(sampleHtml()), browser.print(sampleHtml())]);
  for (const { pdf } of all) expect(sha256(await finishPdf(pdf, REQUEST))).toBe(sha256(finished));
});

test('every piece of marked content finds its element through the parent tree', async () => {
  const doc = await PDFDocument.load(finished, { updateMetadata: false });
  const root = doc.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict);
  const numbers = root.lookup(PDFName.of('ParentTree'), PDFDict).lookup(PDFName.of('Nums'), PDFArray);
  const tree = new Map(Array.from({ length: numbers.size() / 2 }, (_, at) => [numbers.lookup(2 * at, PDFNumber).asNumber(), numbers.lookup(2 * at + 1)]));
  const holders = new Map<string, PDFDict>();
  visitElements(doc.context, root, (element) => {
    for (const kid of readKids(doc.context, element)) if (kid.kind === 'content') holders.set(`${kid.page?.tag} ${kid.mcid}`, element);
  });
  let count = 0;
  for (const page of doc.getPages()) {
    const parents = tree.get(page.node.lookup(PDFName.of('StructParents'), PDFNumber).asNumber());
    if (!(parents instanceof PDFArray)) throw new Error('a page without parents');
    for (const { operator, operands } of splitOperations(readPageContent(page))) {
      if (operator !== 'BDC') continue;
      const mcid = Number(operands[operands.indexOf('/MCID') + 1]);
      expect(parents.lookup(mcid)).toBe(holders.get(`${page.ref.tag} ${mcid}`));
      count++;
    }
  }
  expect(count).toBeGreaterThan(20);
});

test('another title, description or attachment gives another /ID', async () => {
  const idOf = async (request: Partial<FinishRequest>): Promise<string | undefined> => {
    const pdf = await finishPdf(raw, { ...REQUEST, ...request });
    return withPdfjs(pdf, (doc) => Promise.resolve(doc.fingerprints[0] ?? undefined));
  };
  const [first] = REQUEST.attachments;
  const ids = await Promise.all([idOf({}), idOf({ title: 'Other' }), idOf({ attachments: [] }), idOf({ attachments: first === undefined ? [] : [{ ...first, bytes: Buffer.from('c') }] })]);
  expect(new Set(ids).size).toBe(4);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('paints the same as before', async () => {
  const before = await readPainting(raw);
  expect(await readPainting(finished)).toEqual(before);
  expect(before[0]?.length).toBeGreaterThan(500);
});

test('carries the metadata twice, and the edition\'s dates', async () => {
  const report = await inspectPdf(finished);
  expect(report).toMatchObject({
    title: 'Sample <brief> & more', author: 'Policy Unit', subject: 'Čísla', keywords: 'AI, policy', creator: 'Briefwright', producer: 'Chromium', language: 'en-GB',
    created: '2026-10-12T00:00:00.000Z', modified: '2026-10-12T00:00:00.000Z', showsTitle: true, tagged: true,
  });
  for (const part of ['Sample &lt;brief&gt; &amp; more', 'Policy Unit', 'Čísla', 'AI, policy', '2026-10-12T00:00:00Z', '<pdfaid:part>3<', '<pdfaid:conformance>A<', '<pdfuaid:part>1<']) expect(report.xmp).toContain(part);
  const { metadata } = await withPdfjs(finished, (doc) => doc.getMetadata());
  expect(metadata?.get('dc:title')).toBe('Sample <brief> & more');
});

test('claims no standard that it is told not to claim', async () => {
  const { xmp } = await inspectPdf(await finishPdf(raw, { ...REQUEST, claims: { pdfa: 'none', ua: false } }));
  expect(xmp).not.toMatch(/pdfaid:part|pdfuaid/);
});

test('attachments come back whole, with name, type, description and relationship', async () => {
  const { attachments } = await inspectPdf(finished);
  const sorted = [...REQUEST.attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(attachments.map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString() }))).toEqual(sorted.map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString() })));
  const other: unknown = await withPdfjs(finished, (doc) => doc.getAttachments());
  expect(other instanceof Map ? [...other.keys()].sort() : other).toEqual(['brief.json', 'models.csv']);
});

test('everything painted is tagged or an artifact; lists have bodies; links speak', async () => {
  const before = await inspectPdf(raw);
  const after = await inspectPdf(finished);
  expect(before.pages.map((page) => page.unmarked > 0)).toEqual([true, true, true]);
  expect(after.pages.map((page) => page.unmarked)).toEqual([0, 0, 0]);
  const items = flattenStructure(after.structure).filter(({ type }) => type === 'LI');
  for (const item of items) expect(item.children.map(({ type }) => type)).toEqual(['Lbl', 'LBody']);
  expect(items.map(({ text }) => text.trim())).toEqual(['First point', 'Second point']);
  const entries = flattenStructure(after.structure).filter(({ type }) => type === 'TOCI');
  for (const entry of entries) expect(entry.children.map(({ type }) => type)).toEqual(['Lbl', 'Reference']);
  expect(entries.map(({ text }) => text.trim())).toEqual(['1. Downloads 2', '2. Notes 3']);
  expect(before.links.every(({ contents }) => contents === '')).toBe(true);
  expect(after.links[0]).toEqual({ page: 1, uri: 'https://example.org/a?b=1', target: undefined, contents: 'published series' });
  expect(after.links.filter(({ target }) => target === 'notes').every(({ contents }) => contents === 'Notes 3')).toBe(true);
});

test('tags, outline and chart text are read the same by another reader', async () => {
  const report = await inspectPdf(finished);
  expect(report.outline).toEqual([{ title: 'Sample brief', page: 1, children: [{ title: 'Contents', page: 1, children: [] }, { title: 'Downloads', page: 2, children: [] }, { title: 'Notes', page: 3, children: [] }] }]);
  expect(report.headings.map(({ level, text, page }) => `${level} ${text} ${page}`)).toEqual(['1 Sample brief 1', '2 Contents 1', '2 Downloads 2', '2 Notes 3']);
  expect(report.figures).toMatchObject([{ alt: 'Downloads rise from 10 to 30.', page: 2, text: '30' }]);
  await withPdfjs(finished, async (doc) => {
    const outline = await doc.getOutline();
    expect(outline[0]?.items.map((item: { title: string }) => item.title)).toEqual(['Contents', 'Downloads', 'Notes']);
    const tree = JSON.stringify(await (await doc.getPage(2)).getStructTree());
    for (const part of ['"role":"Figure"', '"alt":"Downloads rise from 10 to 30."', '"role":"Caption"', '"role":"TH"']) expect(tree).toContain(part);
  });
  expect(await findTextOutside(finished)).toEqual([]);
});

test('passages in another language keep it, whatever element they stand in', async () => {
  const inline = ['span', 'i', 'b', 'cite', 'abbr', 'em', 'strong', 'q', 'bdi'];
  const body = `${inline.map((tag, at) => `<p>so <${tag} lang="de" style="font-style:normal;font-weight:400">Wort ${at}</${tag}> it</p>`).join('')}<p lang="fr">mot</p>`;
  const { pdf } = await browser.print(sampleHtml({ body }));
  const said = flattenStructure((await inspectPdf(await finishPdf(pdf, REQUEST))).structure).filter((node) => node.language !== undefined);
  expect(said.filter((node) => node.language === 'de').map((node) => node.text.trim().replaceAll(/[^Wort 0-9]/g, ''))).toEqual(inline.map((_, at) => `Wort ${at}`));
  expect(said.filter((node) => node.language === 'fr').map((node) => [node.type, node.text])).toEqual([['P', 'mot']]);
  expect(new Set(said.map(({ type }) => type))).toEqual(new Set(['Document', 'Span', 'Em', 'Strong', 'P']));
});

test('a head that is repeated on every page of its table is read once', async () => {
  const rows = Array.from({ length: 90 }, (_, at) => `<tr><th scope="row">Row ${at}</th><td>${at}</td></tr>`).join('');
  const { pdf } = await browser.print(sampleHtml({ body: `<table><thead><tr><th scope="col">Model name</th><th scope="col">Count</th></tr></thead><tbody>${rows}</tbody></table>` }));
  const finishedTable = await finishPdf(pdf, REQUEST);
  const report = await inspectPdf(finishedTable);
  expect(report.pages.filter(({ text }) => text.includes('Model name')).length).toBeGreaterThan(2);
  expect(flattenStructure(report.structure).filter(({ type, text }) => type === 'TH' && text.includes('Model name')).map(({ text }) => text.trim())).toEqual(['Model name']);
  expect(await checkAccessibility(finishedTable)).toEqual([]);
});

test('running heads and page numbers are told from each other and from rules', async () => {
  const [page] = (await PDFDocument.load(finished, { updateMetadata: false })).getPages();
  const opened = page === undefined ? [] : [...splitOperations(readPageContent(page))].filter(({ operands }) => operands[0] === '/Artifact').map(({ operands }) => operands.join(' '));
  expect(opened).toContain('/Artifact << /Type /Pagination /Subtype /Header >>');
  expect(opened).toContain('/Artifact << /Type /Pagination /Subtype /Footer >>');
  expect(opened).toContain('/Artifact << /Type /Layout >>');
});

test('a figure says where it is, as measured', async () => {
  const doc = await PDFDocument.load(finished, { updateMetadata: false });
  const boxes: number[][] = [];
  visitElements(doc.context, doc.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict), (element) => {
    const box = maybeAttribute(element, 'Layout', 'BBox');
    if (box instanceof PDFArray) boxes.push(box.asArray().map((one) => Number(String(one))));
  });
  // The bar: 40 by 30 px of CSS, from the left margin of 20 mm on; "30" stands above it.
  const [[left = 0, bottom = 0, right = 0, top = 0] = []] = boxes;
  expect(boxes).toHaveLength(1);
  expect(Math.abs(left - (20 / 25.4) * 72 - 30)).toBeLessThan(31);
  expect(right - left).toBeCloseTo(30, 0);
  expect(top - bottom).toBeGreaterThan(28);
  expect(top - bottom).toBeLessThan(45);
});

test('words do not grow together where a line ends', async () => {
  const words = 'Downloads of <b>Qwen models</b> rose in <a href="https://example.org/">the third quarter</a> of the year, well-known forms and others<sup>1</sup> aside.';
  const html = sampleHtml({ body: `<div style="width:24mm"><p>${words}</p><p>Second.</p></div>` });
  const { pdf } = await browser.print(html);
  expect(await readTagged(pdf)).toMatch(/quarterof|roseinthe|Qwenmodels|thethird|theyear/);
  expect(await readTagged(await finishPdf(pdf, REQUEST))).toContain('Downloads of Qwen models rose in the third quarter of the year, well-known forms and others 1 aside.Second.');
  expect(await readPainting(await finishPdf(pdf, REQUEST))).toEqual(await readPainting(pdf));
});

/** All tagged text as the content holds it, in order of painting. */
async function readTagged(pdf: Uint8Array): Promise<string> {
  const pages = (await PDFDocument.load(pdf, { updateMetadata: false })).getPages();
  const maps = new Map<PDFDict, ReadonlyMap<number, string>>();
  return pages.flatMap((page) => readPaintings(page)).filter(({ marks }) => marks.some(({ mcid }) => mcid !== undefined)).map(({ font, codes = '' }) => {
    if (font === undefined) return '';
    const map = maps.get(font.dict) ?? parseUnicodeMap(Buffer.from(decodeStream(font.dict.lookup(PDFName.of('ToUnicode')))).toString('latin1'));
    maps.set(font.dict, map);
    return (Buffer.from(codes, 'latin1').toString('hex').match(/.{4}/g) ?? []).map((code) => map.get(Number.parseInt(code, 16)) ?? '').join('');
  }).join('');
}

test('notes, references, contents and sections are named as such, and links say their labels', async () => {
  const notes = '<p>Said <a id="ref-1-1" href="#note-1" aria-label="Note &quot;1&quot;">1</a>.</p><ol><li id="note-1">Source. <a href="#ref-1-1" aria-label="back">↑</a></li></ol>';
  const html = sampleHtml({ body: notes });
  const report = await inspectPdf(await finishPdf((await browser.print(html)).pdf, { ...REQUEST, linkLabels: readLinkLabels(html) }));
  const types = flattenStructure(report.structure).map(({ type }) => type);
  for (const type of ['TOC', 'TOCI', 'Reference', 'Note', 'Sect']) expect(types).toContain(type);
  expect(report.links.filter(({ target }) => target === 'note-1').map(({ contents }) => contents)).toEqual(['Note "1"']);
  expect(report.links.filter(({ target }) => target === 'ref-1-1').map(({ contents }) => contents)).toEqual(['back']);
});

test('the whole of it passes the gate', async () => {
  expect(await checkPdf(finished, EXPECTED)).toEqual([]);
});

test('finishing what is finished changes nothing that can be seen', async () => {
  const twice = await finishPdf(finished, { ...REQUEST, attachments: [] });
  expect(await readPainting(twice)).toEqual(await readPainting(raw));
  expect(await checkPdf(twice, EXPECTED)).toEqual([]);
});
