// Reads outline, fonts, links and attachments of a PDF. Must not read its text.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRef, PDFStream, PDFString, type PDFDocument, type PDFObject, type PDFPage } from '@cantoo/pdf-lib';
import { decodeStream, maybeArray, maybeDict, maybeName, maybeText, resolveObject } from './objects.ts';
import type { OutlineItem, PdfAttachment, PdfFont, PdfLink } from './report.ts';

type PageNumbers = ReadonlyMap<PDFRef, number>;

export function readOutline(doc: PDFDocument, pages: PageNumbers): OutlineItem[] {
  const seen = new Set<PDFDict>();
  const readLevel = (parent: PDFDict | undefined): OutlineItem[] => {
    const items: OutlineItem[] = [];
    for (let item = maybeDict(parent, 'First'); item !== undefined && !seen.has(item); item = maybeDict(item, 'Next')) {
      seen.add(item);
      const target = item.lookup(PDFName.of('Dest')) ?? maybeDict(item, 'A')?.lookup(PDFName.of('D'));
      items.push({ title: maybeText(item, 'Title') ?? '', page: findPage(doc, pages, target), children: readLevel(item) });
    }
    return items;
  };
  return readLevel(maybeDict(doc.catalog, 'Outlines'));
}

/** Page of a destination: an array, or the name of one. */
function findPage(doc: PDFDocument, pages: PageNumbers, target: PDFObject | undefined): number | undefined {
  const named = target instanceof PDFName ? maybeDict(doc.catalog, 'Dests')?.lookup(target) : target;
  const page = named instanceof PDFArray ? named.get(0) : undefined;
  return page instanceof PDFRef ? pages.get(page) : undefined;
}

/** Every font of every page once. */
export function readFonts(pages: readonly PDFPage[]): PdfFont[] {
  const fonts = new Set<PDFDict>();
  for (const page of pages) {
    const known = maybeDict(page.node.Resources(), 'Font');
    for (const key of known?.keys() ?? []) {
      const font = known?.lookup(key);
      if (font instanceof PDFDict) fonts.add(font);
    }
  }
  return [...fonts].map(describeFont);
}

function describeFont(font: PDFDict): PdfFont {
  const descendant = maybeArray(font, 'DescendantFonts')?.lookup(0);
  const carrier = descendant instanceof PDFDict ? descendant : font;
  const descriptor = maybeDict(carrier, 'FontDescriptor');
  const raw = maybeName(font, 'BaseFont') ?? maybeName(descriptor, 'FontName') ?? '';
  const type = maybeName(font, 'Subtype') ?? '';
  return {
    name: raw.replace(/^[A-Z]{6}\+/, ''), type, subset: /^[A-Z]{6}\+/.test(raw),
    embedded: type === 'Type3' || ['FontFile', 'FontFile2', 'FontFile3'].some((key) => descriptor?.has(PDFName.of(key)) === true),
    toUnicode: font.has(PDFName.of('ToUnicode')),
  };
}

export function readLinks(pages: readonly PDFPage[]): PdfLink[] {
  return pages.flatMap((page, index) => {
    const annotations = maybeArray(page.node, 'Annots')?.asArray() ?? [];
    return annotations.flatMap((object): PdfLink[] => {
      const link = resolveObject(page.doc.context, object);
      if (!(link instanceof PDFDict) || maybeName(link, 'Subtype') !== 'Link') return [];
      return [{ page: index + 1, uri: maybeText(maybeDict(link, 'A'), 'URI'), target: maybeName(link, 'Dest') ?? maybeText(link, 'Dest'), contents: maybeText(link, 'Contents') ?? '' }];
    });
  });
}

export function readAttachments(doc: PDFDocument): PdfAttachment[] {
  const found: PdfAttachment[] = [];
  const readLevel = (node: PDFDict | undefined): void => {
    const names = maybeArray(node, 'Names')?.asArray() ?? [];
    for (let at = 0; at + 1 < names.length; at += 2) {
      const key = resolveObject(doc.context, names[at]);
      const file = resolveObject(doc.context, names[at + 1]);
      if (file instanceof PDFDict) found.push(describeFile(file, key instanceof PDFString || key instanceof PDFHexString ? key.decodeText() : ''));
    }
    const kids = maybeArray(node, 'Kids')?.asArray() ?? [];
    for (const kid of kids.map((one) => resolveObject(doc.context, one))) if (kid instanceof PDFDict) readLevel(kid);
  };
  readLevel(maybeDict(maybeDict(doc.catalog, 'Names'), 'EmbeddedFiles'));
  return found;
}

function describeFile(file: PDFDict, key: string): PdfAttachment {
  const stream = maybeDictStream(maybeDict(file, 'EF'));
  return {
    name: maybeText(file, 'UF') ?? maybeText(file, 'F') ?? key, description: maybeText(file, 'Desc') ?? '',
    mime: maybeName(stream?.dict, 'Subtype') ?? '', relationship: maybeName(file, 'AFRelationship') ?? '',
    bytes: stream === undefined ? new Uint8Array() : decodeStream(stream),
  };
}

function maybeDictStream(holder: PDFDict | undefined): PDFStream | undefined {
  const found = holder?.lookup(PDFName.of('F'));
  return found instanceof PDFStream ? found : undefined;
}
