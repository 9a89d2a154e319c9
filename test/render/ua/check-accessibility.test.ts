// A good PDF passes; one that is spoilt in one way fails in exactly that way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFName } from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from '../../../src/render/ua/check-accessibility.ts';
import { FAULTS } from './faults.ts';
import { FONT_FAULTS } from './font-faults.ts';
import { printGood } from './good.ts';
import { spoilPdf } from './spoiling.ts';

let good: Uint8Array;
beforeAll(async () => {
  good = await printGood();
});

test('a good PDF passes, also after it was read and written again', async () => {
  expect(await checkAccessibility(good)).toEqual([]);
  expect(await checkAccessibility(await spoilPdf(good, () => undefined))).toEqual([]);
});

describe('a PDF with one fault has that finding and no other:', () => {
  test.each([...FAULTS, ...FONT_FAULTS])('%s, %s', async (checkpoints, _, spoil) => {
    const findings = await checkAccessibility(await spoilPdf(good, spoil));
    expect([...new Set(findings.map((one) => one.checkpoint))].sort().join(), JSON.stringify(findings)).toBe(checkpoints);
    for (const { message } of findings) expect(message).toMatch(/^\S.*[.]$/s);
  });
});

test('every condition that the list of the checker says it tests has a file that breaks it, and no other', () => {
  const [tested = ''] = readFileSync(join(import.meta.dirname, '../../../src/render/ua/README.md'), 'utf8').split('Machine-checkable, but not tested');
  const listed = [...tested.matchAll(/^\| (\d\d-[^|]*) \|/gm)].flatMap(([, cell = '']) => cell.split(', ').flatMap((part) => {
    const [, chapter = '', first, last = first] = /^(\d\d)-(\d{3})(?: to \d\d-(\d{3}))?$/.exec(part.trim()) ?? [];
    return first === undefined ? [part.trim()] : Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => `${chapter}-${String(Number(first) + at).padStart(3, '0')}`);
  }));
  const broken = new Set([...FAULTS, ...FONT_FAULTS].flatMap(([checkpoints]) => checkpoints.split(',')));
  expect([...broken].sort()).toEqual([...listed].sort());
  expect(broken.size).toBeGreaterThan(80);
});

test('a finding says page and element', async () => {
  const findings = await checkAccessibility(await spoilPdf(good, ({ tag }) => void tag('Figure').dict.delete(PDFName.of('Alt'))));
  expect(findings).toEqual([{ checkpoint: '13-004', message: 'A figure has no alternative text.', page: 2, element: expect.stringMatching(/^Document\/(\w+(\[\d+\])?\/)*Figure$/) as unknown }]);
});

test('a PDF without any tags says so once', async () => {
  const findings = await checkAccessibility(await spoilPdf(good, ({ catalog, doc }) => {
    for (const key of ['StructTreeRoot', 'MarkInfo']) catalog.delete(PDFName.of(key));
    for (const page of doc.getPages()) page.node.delete(PDFName.of('Annots'));
  }));
  expect(new Set(findings.map((one) => one.checkpoint))).toEqual(new Set(['01-x1', '01-005']));
});

test('bytes that are no PDF are said to be none', async () => {
  await expect(checkAccessibility(Buffer.from('%PDF-1.7 but not really'))).rejects.toThrow('PDF_UNREADABLE');
});
