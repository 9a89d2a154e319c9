// Prints a briefing made in a test the whole way: templates, browser, finishing, every check that a build makes.
import { join } from 'node:path';
import type { Chart } from '../../src/charts/chart.ts';
import { startDeadline } from '../../src/deadline.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import type { PrintBrowser } from '../../src/render/browser/browser.ts';
import { renderEdition, type RenderedEdition } from '../../src/render/edition-files.ts';
import { pageGeometry, FIRST_TOP } from '../../src/render/html/page.ts';
import { readTheme } from '../../src/render/html/theme.ts';
import { readTemplates } from '../../src/render/templates/template-set.ts';
import { NO_TRACES } from '../support/traces.ts';
import type { Frame } from './faults.ts';

const FOLDERS = [join(import.meta.dirname, '../../templates')];
const MM = 72 / 25.4;
const LIMIT = 600_000;

export interface PrintedBriefing extends RenderedEdition {
  readonly pdf: Uint8Array;
  readonly html: string;
}

export async function printBriefing(briefing: Briefing, charts: ReadonlyMap<string, Chart>, browser: PrintBrowser, pages = { min: 1, max: 200 }): Promise<PrintedBriefing> {
  const [templates, theme] = await Promise.all([readTemplates(FOLDERS), readTheme(FOLDERS, 'default')]);
  const { signal } = new AbortController();
  const rendered = await renderEdition(
    { briefing, charts, figures: [], traces: NO_TRACES, templates, theme, pages, browserPath: undefined, inputs: new Map(), version: '0' },
    { env: process.env, deadline: startDeadline(LIMIT, signal), signal, sample: async () => new Uint8Array(), browser: Promise.resolve(browser) },
  );
  const pdf = rendered.files.get('brief.pdf');
  if (!(pdf instanceof Uint8Array)) throw new Error('No PDF was rendered.');
  return { ...rendered, pdf, html: String(rendered.files.get('brief.html')) };
}

/** Margins of a paper in points. */
export function frameOf(paper: 'A4' | 'Letter'): Frame {
  const { top, bottom, side } = pageGeometry(paper);
  return { top: top * MM, bottom: bottom * MM, side: side * MM, firstTop: FIRST_TOP * MM };
}
