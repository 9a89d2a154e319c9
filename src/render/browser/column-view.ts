// Fits the document that a browser's page shows into sheets of paper. Must not decide what to change.
import type { Page } from 'puppeteer-core';
import { columnCss, readColumns, type PageFrame } from './column-reading.ts';
import { fitPages, type Fit } from './page-fit.ts';

const VIEW = 'briefwright-columns';
const FIT = 'briefwright-fit';

/** The rules of the fit are in force afterwards. `ids` are those whose pages are wanted. */
export async function fitDocument(page: Page, frame: PageFrame, ids: readonly string[]): Promise<Fit> {
  await page.emulateMediaType('print');
  await setSheet(page, VIEW, columnCss(frame));
  const doc = await page.evaluateHandle('document');
  const apply = (css: string): Promise<void> => setSheet(page, FIT, css);
  const fit = await fitPages({ apply, measure: () => page.evaluate(readColumns, doc as never, ids, frame) }, frame.height);
  await apply(fit.css);
  await page.$eval(`#${VIEW}`, (sheet) => sheet.remove());
  return fit;
}

async function setSheet(page: Page, id: string, css: string): Promise<void> {
  await page.evaluate((name, text) => {
    const sheet = document.getElementById(name) ?? document.head.appendChild(Object.assign(document.createElement('style'), { id: name }));
    sheet.textContent = text;
  }, id, css);
}
