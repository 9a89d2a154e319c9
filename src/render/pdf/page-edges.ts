// What a page shows beyond its edges or cuts off. Must not mend anything.
import type { Problem } from '../../errors.ts';
import type { Box } from './geometry.ts';
import type { OpenPdf, PageReading } from './page-reading.ts';
import { findMcid, type Painting } from './paintings.ts';
import { isBlank } from './used-font.ts';

/** Points: rounding, side bearings, and the space at the end of a line, which the browser prints. */
const SLACK = 4;
const MOST = 20;

/**
 * Words that stand in a side margin of `side` points, beyond the page, or behind a clip that cuts them off.
 * A table that is too wide ends there: the page clips it, because the browser would shrink every page to hold it.
 */
export function findOutside(open: OpenPdf, side: number): Problem[] {
  return [...open.pages().values()].flatMap((reading, index) => findOnPage(reading, index + 1, side)).slice(0, MOST);
}

function findOnPage(reading: PageReading, number: number, side: number): Problem[] {
  const { width, height } = reading.page.getSize();
  const frame = { left: side - SLACK, right: width - side + SLACK, bottom: 0, top: height };
  const ways = new Map<string, string>();
  /** Width that is cut off, by words and line: the browser shows a line letter by letter. */
  const hidden = new Map<string, number>();
  for (const painting of reading.paintings) {
    const { box, whole } = painting;
    if (painting.kind !== 'text' || whole === undefined || painting.codes === '') continue;
    const words = wordsOf(painting, reading);
    const way = describe(whole, frame);
    // From right to left the space at the end of a line can stand before its beginning.
    if (way !== undefined && isBlank(painting.font, painting.codes)) continue;
    const line = `${words}\n${Math.round(whole.bottom)}`;
    const missing = (hidden.get(line) ?? 0) + whole.right - whole.left - (box === undefined ? 0 : box.right - box.left);
    hidden.set(line, missing);
    if (way !== undefined) ways.set(words, way);
    else if (missing > SLACK && !ways.has(words)) ways.set(words, 'is cut off');
  }
  return [...ways].map(([words, way]) => ({ code: 'PAGE_ELEMENT_OUTSIDE', message: `Page ${number}: ${JSON.stringify(words)} ${way}.`, hint: 'Shorten it, or give the table fewer columns.' }));
}

function describe(box: Box, frame: Box): string | undefined {
  if (box.right > frame.right) return `reaches ${Math.ceil(box.right - frame.right + SLACK)} points into the right margin`;
  if (box.left < frame.left) return `reaches ${Math.ceil(frame.left - box.left + SLACK)} points into the left margin`;
  return box.top > frame.top || box.bottom < frame.bottom - SLACK ? 'leaves the page' : undefined;
}

function wordsOf(painting: Painting, reading: PageReading): string {
  const mcid = findMcid(painting);
  const text = mcid === undefined ? '' : (reading.texts.get(mcid) ?? '');
  return text.replace(/\s+/g, ' ').trim().slice(0, 60) || 'a running head or page number';
}
