// All files of an edition: page, PDF, figures, data, manifest. Must not write them and must not compute a figure.
import type { Chart } from '../charts/chart.ts';
import { formatCsv } from '../csv.ts';
import type { Deadline } from '../deadline.ts';
import type { Briefing } from '../document/briefing.ts';
import { plain } from '../document/messages.ts';
import type { TraceList } from '../document/trace-list.ts';
import { BriefwrightError } from '../errors.ts';
import { launchBrowser, type PrintBrowser } from './browser/browser.ts';
import { composeDataPackage } from './data-package.ts';
import { declaredFamilies } from './html/faces.ts';
import { pageFrame, pageGeometry } from './html/page.ts';
import { addTraces, renderTraces } from './html/traces.ts';
import { renderTexts } from './html-check.ts';
import type { Theme } from './html/theme.ts';
import { mailFiles, type MailParts } from './mail/mail-parts.ts';
import { composeManifest } from './manifest.ts';
import type { Attachment } from './pdf/attachments.ts';
import { overhangProblems } from './overhang-problems.ts';
import type { TemplateSet } from './templates/template-set.ts';

/** An edition before it is a page. */
export interface RenderInput {
  readonly briefing: Briefing;
  /** By figure id. */
  readonly charts: ReadonlyMap<string, Chart>;
  /** By figure id, of those that go into the message; the page's own where absent. */
  readonly mailCharts?: ReadonlyMap<string, Chart>;
  /** The rows of each figure's CSV. */
  readonly figures: readonly { readonly figure: string; readonly records: readonly Readonly<Record<string, string | number>>[] }[];
  /** Where the numbers come from, for the page on a screen. */
  readonly traces: () => TraceList;
  readonly templates: TemplateSet;
  readonly theme: Theme;
  readonly pages: { readonly min: number; readonly max: number };
  readonly browserPath: string | undefined;
  /** SHA-256 by path of every input, for the manifest. */
  readonly inputs: ReadonlyMap<string, string>;
  /** What earlier versions of the edition had wrong, for the manifest. */
  readonly corrections?: readonly { readonly date: string; readonly reason: string }[];
  /** Of this package. */
  readonly version: string;
}

export type EditionFiles = Map<string, Uint8Array | string>;

export interface RenderEffects {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** The message as it would be sent; handed in, because delivery is to the right of this room. */
  readonly sample: (briefing: Briefing, pdf: Uint8Array, mail: MailParts) => Promise<Uint8Array>;
  /** One that was started before, and that whoever started it will close. */
  readonly browser?: Promise<PrintBrowser> | undefined;
  /** Page numbers of an earlier print: when they still hold, one print is enough. */
  readonly assumedPages?: ReadonlyMap<string, number>;
  /** Called when the browser lays out and there is nothing else to do. */
  readonly whilePrinting?: () => Promise<unknown>;
  /** Called when the browser has printed and is not needed any more. */
  readonly onPrinted?: (() => void) | undefined;
}

export interface RenderedEdition {
  /** By path relative to the edition's folder. */
  readonly files: EditionFiles;
  /** Element id → page, counting from 1. */
  readonly pages: ReadonlyMap<string, number>;
  /** The program that printed it; undefined for a browser that somebody else runs. */
  readonly browserPath: string | undefined;
}

/** Throws what the browser or the check of the PDF finds wrong. */
export async function renderEdition(input: RenderInput, effects: RenderEffects): Promise<RenderedEdition> {
  const launching = effects.browser ?? launchBrowser({ env: effects.env, configured: input.browserPath, deadline: effects.deadline, signal: effects.signal });
  try {
    const { html, mail } = renderTexts(input);
    const browser = await launching;
    return await printEdition(input, html, mail, browser, effects);
  } finally {
    if (effects.browser === undefined) await launching.then((browser) => browser.close(), () => undefined);
  }
}

async function printEdition(input: RenderInput, html: string, mail: MailParts, browser: PrintBrowser, effects: RenderEffects): Promise<RenderedEdition> {
  const { briefing } = input;
  const printing = browser.print(html, { deadline: effects.deadline, frame: pageFrame(briefing.edition.page), ...(effects.assumedPages === undefined ? {} : { assumedPages: effects.assumedPages }) });
  // Made and loaded while the browser lays out.
  printing.catch(() => undefined);
  const traces = input.traces();
  const list = renderTraces(traces, briefing, input.templates);
  const [printed, { finishPdf, checkPdf, findOutside, loadPdf, openDocument, readLinkLabels, checkAccessibility, findingProblems }] = await Promise.all([printing, import('./pdf-tools.ts'), effects.whilePrinting?.()]);
  effects.onPrinted?.();
  const faults = [
    ...printed.consoleErrors.map((message) => ({ code: 'PAGE_CONSOLE_ERROR', message })),
    ...printed.blockedRequests.map((request) => ({ code: 'PAGE_BLOCKED_REQUEST', message: `The page asked for ${request.url}, which was refused.` })),
    ...(printed.overhangs.length === 0 ? [] : overhangProblems(printed.overhangs, openDocument(await loadPdf(printed.pdf)))),
  ];
  if (faults.length > 0) throw new BriefwrightError(faults, 1);
  const data = dataFiles(input);
  const attachments = [...data].map(([path, text]) => attachment(path, text, briefing));
  const pdf = await finishPdf(printed.pdf, {
    title: briefing.title, author: briefing.brief.author, subject: briefing.brief.question, keywords: briefing.brief.keywords, creator: `Briefwright ${input.version}`,
    producer: `${browser.version}, Briefwright`, language: briefing.edition.locale, licence: briefing.brief.licence, date: new Date(`${briefing.edition.published}T00:00:00Z`), attachments,
    linkLabels: readLinkLabels(html),
  });
  const open = openDocument(await loadPdf(pdf, { ignoreEncryption: true }));
  const problems = [...await checkPdf(open, {
    title: briefing.title, language: briefing.edition.locale, families: declaredFamilies(html), required: [...new Set(input.theme.faces.filter((f) => f.role !== 'other').map((f) => f.family))], figures: input.charts.size + countPictures(html),
    pages: { least: input.pages.min, most: input.pages.max }, captions: captionsOf(briefing), attachments: attachments.map((a) => a.name),
  }), ...findOutside(open, (pageGeometry(briefing.edition.page).side * 72) / 25.4), ...findingProblems(await checkAccessibility(open), 'brief.pdf')];
  if (problems.length > 0) throw new BriefwrightError(problems, 1);
  const files: EditionFiles = new Map<string, Uint8Array | string>([['brief.pdf', pdf], ['brief.html', addTraces(fillPages(addFit(html, printed.fit), printed.pages), traces, list)], ...data]);
  for (const chart of input.charts.values()) {
    files.set(`figures/${chart.id}.svg`, chart.svg);
    files.set(`figures/${chart.id}.png`, chart.png);
    files.set(`figures/${chart.id}.vl.json`, chart.vegaLite);
  }
  for (const [path, bytes] of mailFiles(mail)) files.set(path, bytes);
  files.set('email/sample.eml', await effects.sample(briefing, pdf, mail));
  files.set('manifest.json', composeManifest(input, files, browser.version));
  return { files, pages: printed.pages, browserPath: browser.path };
}

/** Pictures that say something, such as a logo; those with an empty text are decoration. */
function countPictures(html: string): number {
  return html.match(/<img\b[^>]*\balt="[^"]/g)?.length ?? 0;
}

/** The rules that fitted the page to the paper, so that printing the file again gives the same pages. */
function addFit(html: string, fit: string): string {
  return fit === '' ? html : html.replace('</head>', () => `<style>\n${fit}\n</style>\n</head>`);
}

/** The page as it was printed, so that printing the file again gives the same list of contents. */
function fillPages(html: string, pages: ReadonlyMap<string, number>): string {
  return html.replaceAll(/(<[^<>]* data-page-of="([^"]*)"[^<>]*>)<\//g, (whole, open: string, id: string) => (pages.has(id) ? `${open}${pages.get(id)}</` : whole));
}

/** The edition as data: also what is attached to the PDF. */
function dataFiles({ briefing, figures }: RenderInput): Map<string, string> {
  const files = new Map<string, string>([['brief.json', `${JSON.stringify(briefing, null, 1)}\n`], ['data.csv', numbersCsv(briefing)]]);
  const tables = new Map<string, readonly string[]>([['data.csv', NUMBER_COLUMNS]]);
  for (const figure of figures) {
    const columns = Object.keys(figure.records[0] ?? {});
    tables.set(`figures/${figure.figure}.csv`, columns);
    files.set(`figures/${figure.figure}.csv`, formatCsv(columns, figure.records.map((record) => columns.map((column) => record[column] ?? ''))));
  }
  files.set('datapackage.json', composeDataPackage(briefing, tables));
  return files;
}

const NUMBER_COLUMNS = ['id', 'text', 'where', 'row', 'finding', 'value', 'low', 'high', 'qualifier', 'unit', 'period', 'denominator', 'window', 'metric', 'formula', 'observations', 'sources'];

function numbersCsv(briefing: Briefing): string {
  return formatCsv(NUMBER_COLUMNS, briefing.numbers.map((n) => [
    n.id, n.text, n.where, n.row ?? '', n.finding ?? '', n.value, n.low, n.high, n.qualifier, n.unit, n.period, n.denominator, n.window, n.metric, n.formula, n.observations.join(' '), n.sources.join(' '),
  ]));
}

function attachment(path: string, text: string, briefing: Briefing): Attachment {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const known = briefing.attachments.find((a) => a.name === name);
  return { name, bytes: new TextEncoder().encode(text), mime: name.endsWith('.csv') ? 'text/csv' : 'application/json', description: known?.description ?? name, relationship: 'Data' };
}

function captionsOf(briefing: Briefing): string[] {
  return [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [plain(b.headline)] : []));
}

