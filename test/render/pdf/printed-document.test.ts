// The reader of what Chrome prints takes every object as the library does, and leaves to the library what Chrome does not write.
import { PDFRawStream, type PDFDocument } from '@cantoo/pdf-lib';
import { beforeAll, expect, test } from 'vitest';
import { finishPdf } from '../../../src/render/pdf/finish.ts';
import { loadPdf } from '../../../src/render/pdf/page-reading.ts';
import { loadPrinted } from '../../../src/render/pdf/printed-document.ts';
import { launch } from '../browser/launch.ts';
import { GOOD_HTML } from '../ua/good.ts';
import { REQUEST } from './request.ts';

let raw: Uint8Array;
beforeAll(async () => {
  const browser = await launch();
  raw = new Uint8Array((await browser.print(GOOD_HTML)).pdf);
  await browser.close();
});

/** Every object as text, streams with their bytes, by number; and the class of each. */
function listObjects(doc: PDFDocument): string[] {
  return doc.context.enumerateIndirectObjects().map(([ref, object]) => {
    const text = object instanceof PDFRawStream ? `${object.dict.toString()} ${Buffer.from(object.contents).toString('hex')}` : object.toString();
    return `${ref.tag} ${object.constructor.name} ${text}`;
  });
}

/** Only the reader's own streams lie where the file does: the library copies them out of whatever is no Buffer. */
function isRead(doc: PDFDocument, bytes: Uint8Array): boolean {
  return doc.context.enumerateIndirectObjects().some(([, object]) => object instanceof PDFRawStream && object.contents.buffer === bytes.buffer);
}

const damage = (change: (text: string) => string): Uint8Array => new Uint8Array(Buffer.from(change(Buffer.from(raw).toString('latin1')), 'latin1'));

test('what Chrome prints is read whole, as the library reads it', async () => {
  const [own, library] = [await loadPrinted(raw), await loadPdf(raw)];
  expect(isRead(own, raw)).toBe(true);
  expect(listObjects(own)).toEqual(listObjects(library));
  expect(own.context.largestObjectNumber).toBe(library.context.largestObjectNumber);
  expect(own.getPages().map((page) => page.ref)).toEqual(library.getPages().map((page) => page.ref));
  expect(own.getTitle()).toBe(library.getTitle());
});

test.each([
  ['a table that begins elsewhere', (text: string) => text.replace(/startxref\n(\d+)/, (_, at: string) => `startxref\n${Number(at) + 3}`)],
  ['offsets that lead elsewhere', (text: string) => text.replace('%PDF-1.4\n', '%PDF-1.4\n%\n')],
  ['an earlier table', (text: string) => text.replace('trailer\n<<', 'trailer\n<</Prev 9 ')],
  ['a length that is an object', (text: string) => text.replace(/\/Length \d+>> stream/, (found) => found.replace(/\d+/, (digits) => '1 0 R'.padEnd(digits.length).slice(0, digits.length)))],
  ['a length that is too short', (text: string) => text.replace(/\/Length (\d)/, (_, digit: string) => `/Length ${digit === '1' ? 2 : Number(digit) - 1}`)],
  ['an escaped name', (text: string) => text.replace('/S /Strong', '/S /Str#6f')],
  ['a number that is none', (text: string) => text.replace(/\/F 4\n/, '/F -.\n')],
  ['a dictionary that does not close', (text: string) => text.replace(/\/StructParents 0(.*)>>/s, '/StructParents 0$1  ')],
  ['no end', (text: string) => text.slice(0, text.length / 2)],
])('%s: as the library reads it', async (_, change) => {
  const spoilt = damage(change);
  expect(Buffer.compare(spoilt, raw)).not.toBe(0);
  const read = async (load: (pdf: Uint8Array) => Promise<PDFDocument>): Promise<readonly string[] | string> => load(spoilt).then(listObjects, (error: unknown) => String(error));
  expect(await read(loadPrinted)).toEqual(await read(loadPdf));
});

test('a finished file, which has its objects in streams, is left to the library', async () => {
  const finished = new Uint8Array(await finishPdf(raw, REQUEST));
  const doc = await loadPrinted(finished);
  expect([isRead(doc, finished), doc.getPageCount()]).toEqual([false, (await loadPdf(finished)).getPageCount()]);
  await expect(loadPrinted(Buffer.from('no PDF'))).rejects.toThrow();
});
