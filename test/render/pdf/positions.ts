// Reads a PDF with another reader (pdf.js): positions of text, painting operations, tags.
import { getDocument, OPS, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface PlacedText {
  readonly text: string;
  readonly page: number;
  /** Points from the left and the bottom of the page. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Opens the PDF, hands it to `work` and closes it. */
export async function withPdfjs<T>(pdf: Uint8Array, work: (doc: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false });
  try {
    return await work(await task.promise);
  } finally {
    await task.destroy();
  }
}

export function readPlacedText(pdf: Uint8Array): Promise<PlacedText[]> {
  return withPdfjs(pdf, async (doc) => {
    const placed: PlacedText[] = [];
    for (let number = 1; number <= doc.numPages; number++) {
      const { items } = await (await doc.getPage(number)).getTextContent();
      for (const item of items) {
        if (!('str' in item) || item.str.trim() === '') continue;
        placed.push({ text: item.str, page: number, x: Number(item.transform[4]), y: Number(item.transform[5]), width: item.width, height: item.height });
      }
    }
    return placed;
  });
}

/** Text that starts or ends beyond the edge of its page. */
export function findTextOutside(pdf: Uint8Array): Promise<PlacedText[]> {
  return withPdfjs(pdf, async (doc) => {
    const placed = await readPlacedText(pdf);
    const boxes = await Promise.all(Array.from({ length: doc.numPages }, async (_, index) => (await doc.getPage(index + 1)).view));
    return placed.filter(({ page, x, y, width }) => {
      const [left = 0, bottom = 0, right = 0, top = 0] = boxes[page - 1] ?? [];
      return x < left || x + width > right || y < bottom || y > top;
    });
  });
}

/** What is painted, page by page, without the marks and without spaces, which paint nothing. */
export function readPainting(pdf: Uint8Array): Promise<string[]> {
  const marks: readonly number[] = [OPS.beginMarkedContent, OPS.beginMarkedContentProps, OPS.endMarkedContent];
  return withPdfjs(pdf, async (doc) => {
    const pages: string[] = [];
    for (let number = 1; number <= doc.numPages; number++) {
      const { fnArray, argsArray } = await (await doc.getPage(number)).getOperatorList();
      // Names of loaded fonts count up within the process.
      const painted = fnArray.flatMap((fn, index) => (marks.includes(fn) || fn === OPS.dependency || (fn === OPS.showText && isBlank(argsArray[index])) ? [] : [[fn, argsArray[index]]]));
      pages.push(JSON.stringify(painted).replace(/g_d\d+_f\d+/g, 'font'));
    }
    return pages;
  });
}

function isBlank(shown: unknown): boolean {
  const glyphs: unknown = Array.isArray(shown) ? shown[0] : undefined;
  return Array.isArray(glyphs) && glyphs.every((glyph: unknown) => typeof glyph === 'number' || (typeof glyph === 'object' && glyph !== null && 'unicode' in glyph && glyph.unicode === ' '));
}
