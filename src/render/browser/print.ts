// Prints one document on a page of its own: no script, no network, two passes where page numbers are asked for. Must not start or stop the browser.
import type { Browser, Page, PDFOptions } from 'puppeteer-core';
import type { Deadline } from '../../deadline.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import { checkContentPolicy } from './content-policy.ts';
import { readDestinations } from './destinations.ts';
import { renameElements } from './element-names.ts';
import type { PageFrame } from './column-reading.ts';
import { fitDocument } from './column-view.ts';
import { loadFaces, type LoadedFace } from './faces.ts';
import { groupFigures } from './figures.ts';
import { keepLanguages } from './languages.ts';
import { findOverhangs, type Overhang } from './overhangs.ts';
import { watchPage, type BlockedRequest } from './page-watch.ts';

export interface PrintOptions {
  /** Bounds this document. */
  readonly deadline?: Deadline;
  /** Ids whose page numbers the caller wants, besides those that the document asks for with `data-page-of="id"`. A link must point at each. */
  readonly pagesOf?: readonly string[];
  /** Writes a page number into its placeholder; decimal digits by default. */
  readonly formatPage?: (page: number) => string;
  /** Page numbers to begin with, as an earlier print found them: when they hold, one pass is enough. */
  readonly assumedPages?: ReadonlyMap<string, number>;
  /** Fits the document into pages of this size, which its own style sheet must declare. */
  readonly frame?: PageFrame;
}

export interface Printed {
  /** Tagged, with outline, as Chrome writes it; `finishPdf` makes it fit to publish. */
  readonly pdf: Uint8Array;
  /** Element id → page, counting from 1. */
  readonly pages: ReadonlyMap<string, number>;
  readonly consoleErrors: readonly string[];
  /** What the document tried to load; never fetched. */
  readonly blockedRequests: readonly BlockedRequest[];
  readonly faces: readonly LoadedFace[];
  /** What is wider than the column and would be cut off. */
  readonly overhangs: readonly Overhang[];
  /** The rules that fit it into its pages, for a document that is to be printed the same again; empty when there are none. */
  readonly fit: string;
  /** Times the document was laid out: 1 without placeholders or with numbers that held, else 2 to 4. */
  readonly passes: number;
}

const PAPER: PDFOptions = { preferCSSPageSize: true, printBackground: true };
const PLACEHOLDER = '[data-page-of]';

/** See `PrintBrowser.print`. `openPage` gives a new page for each document, because Chrome numbers its element ids per page. */
export async function printDocument(browser: Browser, openPage: () => Promise<Page>, html: string, options: PrintOptions & { readonly deadline: Deadline }): Promise<Printed> {
  const { deadline } = options;
  checkContentPolicy(html);
  deadline.check('printing');
  if (!browser.connected) throw gone();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const onGone = (): void => lost.reject(gone());
  browser.once('disconnected', onGone);
  let page: Page | undefined;
  try {
    page = await deadline.race(Promise.race([openPage(), lost.promise]), 'opening a page');
    return await deadline.race(Promise.race([printPage(page, html, options, lost.reject), lost.promise]), 'printing');
  } catch (error) {
    throw error instanceof BriefwrightError ? error : failure('PRINT_FAILED', `The browser could not print the document: ${text(error)}`, {}, 1);
  } finally {
    browser.off('disconnected', onGone);
    // A page that hangs answers nothing, and nobody needs to wait for that.
    const closing = page?.close().catch(() => undefined);
    if (!deadline.signal.aborted) await Promise.race([closing, lost.promise.catch(() => undefined)]);
  }
}

async function printPage(page: Page, html: string, options: PrintOptions & { readonly deadline: Deadline }, lose: (error: Error) => void): Promise<Printed> {
  const { deadline } = options;
  const timeout = (): number => Math.max(1, deadline.remaining());
  page.once('error', () => lose(failure('PAGE_CRASHED', 'The page crashed while it was printed.', { hint: 'Run it again; if it happens twice, the document is too large for this machine.' }, 1)));
  await page.setJavaScriptEnabled(false);
  await page.setOfflineMode(true);
  const watch = watchPage(page);
  await page.setContent(html, { waitUntil: 'load', timeout: timeout() });
  const faces = await loadFaces(page);
  await keepLanguages(page);
  await groupFigures(page);
  const overhangs = await findOverhangs(page);
  const readWanted = (): Promise<string[]> => page.$$eval(PLACEHOLDER, (all) => all.filter((one) => one.getClientRects().length > 0).map((one) => one.getAttribute('data-page-of') ?? ''));
  const fit = options.frame === undefined ? undefined : await fitDocument(page, options.frame, [...await readWanted(), ...(options.pagesOf ?? [])]);
  const wanted = await readWanted();
  const ids = [...new Set([...wanted, ...(options.pagesOf ?? [])])];
  const known = new Map([...(options.assumedPages ?? []), ...(fit?.pages ?? [])]);
  const layOut = (tagged: boolean): Promise<Uint8Array> => page.pdf({ ...PAPER, tagged, outline: tagged, timeout: timeout() });
  const { pdf, pages, passes } = wanted.length === 0
    ? await printOnce(layOut, ids)
    : await printTwice(layOut, ids, known, (numbers) => fill(page, numbers, options.formatPage ?? String));
  renameElements(pdf);
  await watch.checkStayed();
  return { pdf, pages, passes, faces, overhangs, fit: fit?.css ?? '', consoleErrors: watch.consoleErrors, blockedRequests: watch.blockedRequests };
}

type LayOut = (tagged: boolean) => Promise<Uint8Array>;
type Laid = Pick<Printed, 'pdf' | 'pages' | 'passes'>;

async function printOnce(layOut: LayOut, ids: readonly string[]): Promise<Laid> {
  const pdf = await layOut(true);
  return { pdf, pages: pick(readDestinations(pdf), ids), passes: 1 };
}

/** Numbers of one more digit can move a page break, hence the comparison and one more attempt. */
async function printTwice(layOut: LayOut, ids: readonly string[], known: ReadonlyMap<string, number> | undefined, write: (pages: ReadonlyMap<string, number>) => Promise<void>): Promise<Laid> {
  let passes = 0;
  let assumed = ids.every((id) => known?.has(id) === true) ? known : undefined;
  for (let attempts = assumed === undefined ? 2 : 3; attempts > 0; attempts--) {
    if (assumed === undefined) {
      assumed = pick(readDestinations(await layOut(false)), ids);
      passes += 1;
    }
    await write(assumed);
    const pdf = await layOut(true);
    passes += 1;
    const pages = pick(readDestinations(pdf), ids);
    if (ids.every((id) => pages.get(id) === assumed?.get(id))) return { pdf, pages, passes };
    assumed = pages;
  }
  throw failure('PAGE_NUMBERS_UNSTABLE', 'Filling in the page numbers moves the pages they stand for.', { hint: 'Give the placeholders a fixed width (min-width: 2ch).' }, 1);
}

async function fill(page: Page, numbers: ReadonlyMap<string, number>, format: (page: number) => string): Promise<void> {
  const texts = Object.fromEntries([...numbers].map(([id, number]) => [id, format(number)]));
  await page.$$eval(PLACEHOLDER, (all, known) => {
    for (const one of all) one.textContent = known[one.getAttribute('data-page-of') ?? ''] ?? '';
  }, texts);
}

function pick(found: ReadonlyMap<string, number>, ids: readonly string[]): Map<string, number> {
  const unknown = ids.filter((id) => !found.has(id));
  if (unknown.length > 0) {
    throw new BriefwrightError(unknown.map((id) => ({
      code: 'PAGE_NUMBER_UNKNOWN', message: `No page number is known for #${id}.`, hint: `An element with id="${id}" and a link to #${id} must both be in the document.`,
    })));
  }
  return new Map(ids.map((id) => [id, found.get(id) ?? 0]));
}

function gone(): BriefwrightError {
  return failure('BROWSER_GONE', 'The browser ended before the document was printed.', { hint: 'Run it again.' }, 1);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
