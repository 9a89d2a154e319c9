// Finds what stands beyond the column of the document, as it is laid out for paper. Must not print or mend.
import type { Page } from 'puppeteer-core';

/** An element that reaches out; the innermost one. */
export interface Overhang {
  /** Id of the nearest element that has one, or empty. */
  readonly id: string;
  /** Its first words. */
  readonly text: string;
  /** CSS pixels beyond the column, and on which side. */
  readonly by: number;
  readonly side: 'left' | 'right';
}

/** CSS pixels: rounding, and italics that lean over. */
const SLACK = 1.5;
const MOST = 20;

/**
 * Elements of `main` that are wider than the column. A page clips them, and the browser then leaves their hidden signs
 * out of the PDF: nothing in the file would tell that they are missing.
 */
export async function findOverhangs(page: Page): Promise<Overhang[]> {
  await page.emulateMediaType('print');
  return page.evaluate((slack, most) => {
    const found: { id: string; text: string; by: number; side: 'left' | 'right' }[] = [];
    const column = document.querySelector('main')?.getBoundingClientRect();
    if (column === undefined) return found;
    for (const element of document.querySelectorAll('main *')) {
      // What stands on landscape pages has a wider column.
      const limit = element.closest('.landscape')?.getBoundingClientRect() ?? column;
      const reach = ({ left, right, width }: DOMRect): number => (width === 0 ? 0 : Math.max(right - limit.right, limit.left - left));
      const by = reach(element.getBoundingClientRect());
      // The text inside a cell or a paragraph can be wider than its box.
      const range = document.createRange();
      range.selectNodeContents(element);
      const inner = element.childElementCount === 0 ? reach(range.getBoundingClientRect()) : 0;
      if (Math.max(by, inner) <= slack || [...element.children].some((child) => reach(child.getBoundingClientRect()) > slack)) continue;
      const box = by > slack ? element.getBoundingClientRect() : range.getBoundingClientRect();
      found.push({ id: element.closest('[id]')?.id ?? '', text: (element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 60), by: Math.ceil(Math.max(by, inner)), side: box.right > limit.right + slack ? 'right' : 'left' });
      if (found.length >= most) break;
    }
    return found;
  }, SLACK, MOST);
}
