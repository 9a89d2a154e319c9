// All that the checks look at, read once: elements, what each page paints, annotations, fonts. Must not judge.
import { PDFDict, type PDFContext, type PDFDocument, type PDFPage } from '@cantoo/pdf-lib';
import { maybeArray, maybeName, resolveObject } from '../pdf/objects.ts';
import type { OpenPdf } from '../pdf/page-reading.ts';
import type { Painting } from '../pdf/paintings.ts';
import { maybeStructureRoot } from '../pdf/structure.ts';
import { contentKey, readElements, type Element } from './element.ts';
import { codesOf, readFont, type Font } from './font.ts';

export interface SheetSubject {
  readonly page: PDFPage;
  /** Counting from 1. */
  readonly number: number;
  readonly paintings: readonly Painting[];
}

export interface Annotation {
  readonly dict: PDFDict;
  readonly subtype: string;
  readonly page: number;
  /** The element that refers to it. */
  readonly element: Element | undefined;
}

export interface Subject {
  readonly doc: PDFDocument;
  readonly context: PDFContext;
  readonly catalog: PDFDict;
  readonly root: PDFDict | undefined;
  readonly elements: readonly Element[];
  readonly pages: readonly SheetSubject[];
  readonly annotations: readonly Annotation[];
  readonly fonts: readonly Font[];
  /** `contentKey` of a page or form and an MCID → the element that holds it. */
  readonly owners: ReadonlyMap<string, Element>;
}

/** Throws RangeError for a content stream that cannot be read. */
export function readSubject(open: OpenPdf): Subject {
  const { doc } = open;
  const sheets = doc.getPages();
  const numbers = new Map(sheets.map((page, index) => [page.ref, index + 1]));
  const elements = readElements(doc, numbers);
  const pages = [...open.pages().values()].map(({ page, paintings }, index) => ({ page, number: index + 1, paintings }));
  return {
    doc, context: doc.context, catalog: doc.catalog, root: maybeStructureRoot(doc), elements, pages,
    annotations: readAnnotations(pages, elements), fonts: readFonts(pages), owners: readOwners(elements),
  };
}

function readOwners(elements: readonly Element[]): Map<string, Element> {
  const owners = new Map<string, Element>();
  for (const element of elements) for (const { stream, page, mcid } of element.contents) owners.set(contentKey(stream ?? page, mcid), element);
  return owners;
}

function readAnnotations(pages: readonly SheetSubject[], elements: readonly Element[]): Annotation[] {
  const holders = new Map(elements.flatMap((element) => element.annotations.map((dict) => [dict, element] as const)));
  return pages.flatMap(({ page, number }) => (maybeArray(page.node, 'Annots')?.asArray() ?? []).flatMap((object): Annotation[] => {
    const dict = resolveObject(page.doc.context, object);
    return dict instanceof PDFDict ? [{ dict, subtype: maybeName(dict, 'Subtype') ?? '', page: number, element: holders.get(dict) }] : [];
  }));
}

/** Fonts that show text, with the codes they show. */
function readFonts(pages: readonly SheetSubject[]): Font[] {
  const fonts = new Map<PDFDict, Font>();
  for (const { number, paintings } of pages) {
    for (const { font, codes } of paintings) {
      if (font === undefined) continue;
      const known = fonts.get(font.dict) ?? readFont(font);
      fonts.set(font.dict, known);
      for (const code of codesOf(known, codes)) if (!known.shown.has(code)) known.shown.set(code, number);
    }
  }
  return [...fonts.values()];
}

/** The element that a painting belongs to; undefined when none holds any of its marks. */
export function ownerOf(subject: Subject, sheet: SheetSubject, painting: Painting): Element | undefined {
  const mark = painting.marks.findLast((one) => one.mcid !== undefined && subject.owners.has(contentKey(one.stream ?? sheet.page.ref, one.mcid)));
  return mark?.mcid === undefined ? undefined : subject.owners.get(contentKey(mark.stream ?? sheet.page.ref, mark.mcid));
}

/** What a painting shows, as text; empty for what is no text. */
export function textOf(subject: Subject, { font, codes }: Painting): string {
  const known = subject.fonts.find((one) => one.dict === font?.dict);
  if (known === undefined) return '';
  return codesOf(known, codes).map((code) => known.unicode?.get(code) ?? '').join('');
}

