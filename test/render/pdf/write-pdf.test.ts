// What the writer writes is read the same by two readers, and holds nothing that nothing leads to.
import fc from 'fast-check';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef, PDFStream, PDFString } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import { attachFiles } from '../../../src/render/pdf/attachments.ts';
import { inspectPdf } from '../../../src/render/pdf/inspect.ts';
import { maybeName, maybeText } from '../../../src/render/pdf/objects.ts';
import { loadPdf } from '../../../src/render/pdf/page-reading.ts';
import { OperationReader } from '../../../src/render/pdf/operation-reader.ts';
import { isSpaced } from '../../../src/render/pdf/spacing.ts';
import { writePdf } from '../../../src/render/pdf/write-pdf.ts';
import { withPdfjs } from './positions.ts';

async function makeDocument(objects: number): Promise<PDFDocument> {
  const doc = await PDFDocument.create({ updateMetadata: false });
  const { context, catalog } = doc;
  doc.addPage([200, 300]).drawText('Hello, world');
  doc.setTitle('Čísla (a)');
  await doc.flush();
  const listed = Array.from({ length: objects }, (_, index) => context.register(context.obj({ Index: index, Name: `a#b c/${index}`, Bytes: PDFString.of(`\u00ff\\(${index}`) })));
  catalog.set(PDFName.of('Listed'), context.obj([...listed, null, true, [], {}, -0.5]));
  catalog.set(PDFName.of('Nowhere'), PDFRef.of(99_999));
  catalog.set(PDFName.of('Self'), context.obj({ Again: listed[0] }));
  context.lookup(listed[0], PDFDict).set(PDFName.of('Next'), listed[1] ?? PDFRef.of(1));
  context.lookup(listed[1], PDFDict).set(PDFName.of('Next'), listed[0] ?? PDFRef.of(1));
  context.register(context.obj({ Lost: true }));
  context.register(context.flateStream('lost'));
  return doc;
}

test.each([2, 199, 200, 201, 1000])('%i objects come back as they were', async (count) => {
  const bytes = await writePdf(await makeDocument(count));
  const { context, catalog } = await loadPdf(bytes);
  const listed = catalog.lookup(PDFName.of('Listed'), PDFArray);
  expect(listed.size()).toBe(count + 5);
  for (let index = 0; index < count; index++) {
    const one = listed.lookup(index, PDFDict);
    expect([one.lookup(PDFName.of('Index'), PDFNumber).asNumber(), one.lookup(PDFName.of('Name'), PDFName).decodeText(), one.lookup(PDFName.of('Bytes'), PDFString).asString()]).toEqual([index, `a#b c/${index}`, `\u00ff\\(${index}`]);
  }
  expect(listed.lookup(0, PDFDict).lookup(PDFName.of('Next'), PDFDict).lookup(PDFName.of('Next'))).toBe(listed.lookup(0));
  expect(catalog.lookup(PDFName.of('Self'), PDFDict).lookup(PDFName.of('Again'))).toBe(listed.lookup(0));
  expect(catalog.has(PDFName.of('Nowhere'))).toBe(false);
  expect(listed.lookup(count + 4, PDFNumber).asNumber()).toBe(-0.5);
  expect(Buffer.from(bytes).toString('latin1')).not.toContain('Lost');
  expect(context.enumerateIndirectObjects().filter(([, object]) => object instanceof PDFDict && object.has(PDFName.of('Lost')))).toEqual([]);
});

test('another reader finds page, text and title by the table', async () => {
  const doc = await makeDocument(450);
  const bytes = await writePdf(doc);
  expect(Buffer.compare(bytes, await writePdf(doc))).toBe(0);
  await withPdfjs(bytes, async (read) => {
    const { items } = await (await read.getPage(1)).getTextContent();
    expect(items.map((item) => ('str' in item ? item.str : '')).join('')).toBe('Hello, world');
    const { info } = await read.getMetadata();
    expect((info as { Title?: string }).Title).toBe('Čísla (a)');
  });
});

test('every number of the table leads to its object', async () => {
  const bytes = Buffer.from(await writePdf(await makeDocument(3)));
  const text = bytes.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  expect(text.slice(start)).toMatch(/^\d+ 0 obj\n<<\/Type \/XRef /);
  for (const { index, 0: head } of text.matchAll(/^(\d+) 0 obj$/gm)) expect(text.slice(index).startsWith(head)).toBe(true);
});

test('attached files say all that PDF/A-3 asks for, and the catalogue names each', async () => {
  const doc = await makeDocument(2);
  const files = [['b.csv', 'text/csv', 'Data'], ['a (1).json', 'application/json', 'Source']] as const;
  attachFiles(doc, files.map(([name, mime, relationship]) => ({ name, mime, relationship, bytes: Buffer.from(name.repeat(50)), description: `What ${name} is` })), new Date('2026-10-14T00:00:00Z'));
  const bytes = await writePdf(doc);
  const { catalog } = await loadPdf(bytes);
  const listed = catalog.lookup(PDFName.of('AF'), PDFArray);
  const names = catalog.lookup(PDFName.of('Names'), PDFDict).lookup(PDFName.of('EmbeddedFiles'), PDFDict).lookup(PDFName.of('Names'), PDFArray);
  expect([listed.size(), names.size()]).toEqual([2, 4]);
  for (const [index, [name, , relationship]] of [...files].reverse().entries()) {
    const file = listed.lookup(index, PDFDict);
    expect(names.lookup(2 * index + 1)).toBe(file);
    expect([maybeName(file, 'Type'), maybeText(file, 'UF'), maybeText(file, 'Desc'), maybeName(file, 'AFRelationship')]).toEqual(['Filespec', name, `What ${name} is`, relationship]);
    expect(maybeText(file, 'F')).toMatch(/^[a-z_ 0-9.]+$/);
    const { dict } = file.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F'), PDFStream);
    const parameters = dict.lookup(PDFName.of('Params'), PDFDict);
    expect([maybeName(dict, 'Type'), maybeText(parameters, 'ModDate'), parameters.lookup(PDFName.of('Size'), PDFNumber).asNumber()]).toEqual(['EmbeddedFile', 'D:20261014000000Z', 50 * name.length]);
  }
  const { attachments } = await inspectPdf(bytes);
  expect(attachments.map(({ name, mime, bytes: held }) => [name, mime, Buffer.from(held).toString()])).toEqual([...files].reverse().map(([name, mime]) => [name, mime, name.repeat(50)]));
});

test.each([
  ['the third', 'quarter', true], ['well-', 'known', false], ['1 January –', '13 November', true], ['October–', 'November', false], ['and/', 'or', false], ['通义', '千问', false],
  ['ends ', 'here', false], ['here', ' begins', false], ['', 'first', false], ['–', 'alone', true], ['co\u00ad', 'operate', false],
] as const)('where a line ends between %j and %j a space belongs: %j', (before, after, spaced) => {
  expect(isSpaced(before, after)).toBe(spaced);
});

test('numbers of a content stream are read as JavaScript reads them', () => {
  const check = (token: string): void => {
    const reader = new OperationReader(`${token} w`);
    expect([reader.next(), reader.operator, reader.number(0), reader.number(1)]).toEqual([true, 'w', Number(token), 0]);
  };
  for (const token of ['0', '-0', '.5', '-.5', '+7.', '6.6399994', '123456789012345678', '0.000000000000000001', '5.5499878']) check(token);
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 12 }), (value, digits) => check(value.toFixed(digits))));
});

test('a byte that fits nothing is refused wherever it stands', () => {
  for (const stream of ['> w', ') Tj', '<4x> Tj', '<48']) expect(() => new OperationReader(stream).next(), stream).toThrow(RangeError);
  for (const stream of ['', '  ', '% only a remark', '1 2 3', '(open']) expect(new OperationReader(stream).next(), stream).toBe(false);
});
