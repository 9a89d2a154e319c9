// Keeps the language of passages through printing. Must not change what is seen.
import type { Page } from 'puppeteer-core';

/** Inline elements that Chrome leaves out of the tags, and their language with them. */
const SILENT = ['span', 'i', 'b', 'cite', 'abbr', 'bdi', 'bdo', 'kbd', 'samp', 'var', 'small', 'sub', 'sup', 'u', 's', 'q'];

/** Gives them a role that Chrome tags; finishing makes a span of it. */
export async function keepLanguages(page: Page): Promise<void> {
  const silent = SILENT.map((name) => `${name}[lang]:not([role])`).join();
  await page.evaluate((selector) => document.querySelectorAll(selector).forEach((one) => one.setAttribute('role', 'mark')), silent);
}
