// Makes sure that every face a document declares is really there. Must not choose faces.
import type { Page } from 'puppeteer-core';
import { BriefwrightError } from '../../errors.ts';

export interface LoadedFace {
  readonly family: string;
  readonly weight: string;
  readonly style: string;
}

/**
 * Loads every `@font-face` of the document, used or not, and waits for the layout that follows.
 * Throws `FONT_NOT_LOADED` with one problem for each that is broken, naming family and weight.
 */
export async function loadFaces(page: Page): Promise<LoadedFace[]> {
  const faces = await page.evaluate(async () => {
    const all = [...document.fonts];
    await Promise.allSettled(all.map((face) => face.load()));
    await document.fonts.ready;
    return all.map((face) => ({ family: face.family.replace(/^["']|["']$/g, ''), weight: face.weight, style: face.style, status: face.status }));
  });
  const broken = faces.filter((face) => face.status !== 'loaded');
  if (broken.length > 0) {
    throw new BriefwrightError(broken.map((face) => ({
      code: 'FONT_NOT_LOADED', message: `The face ${face.family}, weight ${face.weight}, ${face.style}, could not be loaded.`, hint: 'Its data in @font-face must be a whole WOFF2 file as a data: URI.',
    })));
  }
  return faces.map(({ family, weight, style }) => ({ family, weight, style }));
}
