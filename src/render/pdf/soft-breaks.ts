// Finds where a line ends in the middle of a sentence, words stand far apart or a raised number of a note follows: without a space there, words grow together. Must not touch figures.
import type { PDFDict, PDFDocument, PDFRef } from '@cantoo/pdf-lib';
import type { Insertion } from './artifacts.ts';
import type { PageReadings } from './page-reading.ts';
import { findMcid, type Painting } from './paintings.ts';
import { isSpaced } from './spacing.ts';
import { pageOf, readKids, typeOf } from './structure.ts';
import type { UsedFont } from './used-font.ts';

export interface SoftBreaks {
  /** A space to show after the last sign before each such place, by page. */
  readonly insertions: ReadonlyMap<PDFRef, readonly Insertion[]>;
  /** The same readings, with a space at the end of marked content that such a place ends. */
  readonly pages: PageReadings;
}

/** They run on within a sentence; every other element begins anew. */
const INLINE = new Set(['NonStruct', 'Span', 'Strong', 'Em', 'Link', 'Code', 'Quote', 'Reference']);
const DRAWN = new Set(['Figure', 'Formula']);
interface Line {
  readonly page: PDFRef;
  readonly mcid: number;
  readonly painting: Painting;
}

export function findSoftBreaks(doc: PDFDocument, root: PDFDict, pages: PageReadings): SoftBreaks {
  const shown = new Map([...pages].map(([ref, { paintings }]) => [ref, Map.groupBy(paintings.filter((one) => one.kind === 'text' && one.stream === undefined), (one) => findMcid(one))]));
  const breaks: Line[] = [];
  let last: Line | undefined;
  const visit = (element: PDFDict, inherited: PDFRef | undefined): void => {
    const page = pageOf(element) ?? inherited;
    for (const kid of readKids(doc.context, element, inherited)) {
      if (kid.kind === 'element') {
        const type = typeOf(kid.dict);
        if (!INLINE.has(type)) last = undefined;
        if (!DRAWN.has(type)) visit(kid.dict, page);
        if (!INLINE.has(type)) last = undefined;
      } else if (kid.kind === 'content' && kid.page !== undefined && kid.stream === undefined) {
        for (const painting of shown.get(kid.page)?.get(kid.mcid) ?? []) {
          const next = { page: kid.page, mcid: kid.mcid, painting };
          if (last !== undefined && (isBroken(last, next) || isApart(last, next) || isRaised(last, next)) && isSpaced(last.painting.text, painting.text)) breaks.push(last);
          last = next;
        }
      }
    }
  };
  visit(root, undefined);
  return { insertions: groupInsertions(breaks), pages: appendSpaces(pages, breaks, shown) };
}

/** Another line: the two share less than a third of the lower one's height. A raised note stays on its line. */
function isBroken(last: Line, next: Line): boolean {
  const [one, other] = [last.painting.box, next.painting.box];
  if (one === undefined || other === undefined) return false;
  if (last.page !== next.page) return true;
  const shared = Math.min(one.top, other.top) - Math.max(one.bottom, other.bottom);
  return shared < Math.min(one.top - one.bottom, other.top - other.bottom) / 3;
}

/** On one line, but further from each other than words are: a page number at the other end of the line. */
function isApart(last: Line, next: Line): boolean {
  const [one, other] = [last.painting.box, next.painting.box];
  if (one === undefined || other === undefined || last.page !== next.page) return false;
  return Math.max(other.left - one.right, one.left - other.right) > Math.min(one.top - one.bottom, other.top - other.bottom) / 2;
}

/** The number of a note, smaller and higher than the word that it follows: a year and a note would be read as one number. */
function isRaised(last: Line, next: Line): boolean {
  const [one, other] = [last.painting.box, next.painting.box];
  if (one === undefined || other === undefined || last.page !== next.page || !/^\d/.test(next.painting.text)) return false;
  const height = one.top - one.bottom;
  return other.top - other.bottom < 0.85 * height && other.bottom - one.bottom > 0.1 * height;
}

/** The code of a space, as a string token. */
function maybeSpace(font: UsedFont | undefined): string | undefined {
  const found = [...(font?.unicode ?? [])].find(([, sign]) => sign === ' ');
  return font === undefined || found === undefined ? undefined : `<${found[0].toString(16).toUpperCase().padStart(2 * font.metrics.bytes, '0')}>`;
}

function groupInsertions(breaks: readonly Line[]): Map<PDFRef, Insertion[]> {
  const byPage = new Map<PDFRef, Insertion[]>();
  const spaces = new Map<UsedFont | undefined, string | undefined>();
  for (const { page, painting: { font, end } } of breaks) {
    if (!spaces.has(font)) spaces.set(font, maybeSpace(font));
    const space = spaces.get(font);
    if (space !== undefined) listOf(byPage, page).push({ at: end, text: ` ${space} Tj` });
  }
  return byPage;
}

function listOf(lists: Map<PDFRef, Insertion[]>, page: PDFRef): Insertion[] {
  const known = lists.get(page) ?? [];
  lists.set(page, known);
  return known;
}

/** Within marked content the reader of texts sees the break itself; at its end it cannot. */
function appendSpaces(pages: PageReadings, breaks: readonly Line[], shown: ReadonlyMap<PDFRef, ReadonlyMap<number | undefined, readonly Painting[]>>): PageReadings {
  const ends = breaks.filter(({ page, mcid, painting }) => shown.get(page)?.get(mcid)?.at(-1) === painting);
  const byPage = Map.groupBy(ends, ({ page }) => page);
  return new Map([...pages].map(([ref, reading]) => {
    const texts = new Map(reading.texts);
    for (const { mcid } of byPage.get(ref) ?? []) texts.set(mcid, `${texts.get(mcid) ?? ''} `);
    return [ref, { ...reading, texts }];
  }));
}
