// What the browser found wider than its column, as problems that name the page. Must not look for it.
import type { Problem } from '../errors.ts';
import type { Overhang } from './browser/overhangs.ts';
import type { OpenPdf } from './pdf/page-reading.ts';

/** `open` is the PDF as the browser wrote it: it tells on which page the words begin. */
export function overhangProblems(overhangs: readonly Overhang[], open: OpenPdf): Problem[] {
  const squeeze = (text: string): string => text.replace(/\s+/g, '');
  const pages = [...open.pages().values()].map((page) => squeeze(page.text.all));
  return overhangs.map(({ id, text, by, side }) => {
    const start = squeeze(text).slice(0, 16);
    const page = start === '' ? 0 : pages.findIndex((words) => words.includes(start)) + 1;
    const what = `${JSON.stringify(text)}${id === '' ? '' : ` in #${id}`}`;
    return { code: 'PAGE_ELEMENT_OUTSIDE', message: `${page === 0 ? '' : `Page ${page}: `}${what} reaches ${by} pixels beyond the ${side} edge of its column, and would be cut off.`, hint: 'Shorten it, or give the table fewer columns.' };
  });
}
