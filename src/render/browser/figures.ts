// Keeps a figure and its drawing apart in the tags. Must not change what is seen.
import type { Page } from 'puppeteer-core';

/**
 * Chrome tags a `<figure>` as a picture without alternative text, and the drawing in it as another. As a group it holds the picture
 * and its caption; only for printing, since on a page a figure with a caption is one already.
 */
export async function groupFigures(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll('figure:not([role])').forEach((one) => one.setAttribute('role', 'group')));
}
