// Says what keeps a PDF from being published. Must not mend anything.
import type { Problem } from '../../errors.ts';
import { inspectPdf } from './inspect.ts';
import type { OpenPdf } from './page-reading.ts';
import { flattenStructure } from './read-structure.ts';
import type { PdfFont, PdfReport } from './report.ts';

export interface Expected {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Families as in CSS, such as `Source Serif 4`; every one has to be found, and no other. */
  readonly families: readonly string[];
  /** Of these, the families that the page cannot be without; all when absent. A face for single signs may go unused. */
  readonly required?: readonly string[];
  /** Number of charts: figures with one alternative text each. */
  readonly figures: number;
  /** Pages, both ends included. */
  readonly pages: { readonly least: number; readonly most: number };
  /** Captions that have to be found, each on some page; white space does not count. */
  readonly captions: readonly string[];
  readonly attachments?: readonly string[];
  /** Size of every page, upright or across; not checked when left out. */
  readonly paper?: 'A4' | 'Letter';
}

/** Points. */
const PAPERS = { A4: [595.28, 841.89], Letter: [612, 792] } as const;
const SAFE_SCHEMES = ['https:', 'http:', 'mailto:'];

/** Every problem of the PDF, none when it is fit to publish. Throws `PDF_UNREADABLE`. */
export async function checkPdf(pdf: Uint8Array | OpenPdf, expected: Expected): Promise<Problem[]> {
  return checkReport(await inspectPdf(pdf), expected);
}

/** As `checkPdf`, for a PDF that has been read. */
export function checkReport(report: PdfReport, expected: Expected): Problem[] {
  return [
    ...checkIdentity(report, expected), ...checkPages(report, expected), ...checkFonts(report.fonts, expected.families, expected.required ?? expected.families),
    ...checkFigures(report, expected), ...checkHeadings(report), ...checkTags(report), ...checkContents(report, expected),
  ];
}

function problem(code: string, message: string, hint?: string): Problem {
  return hint === undefined ? { code, message } : { code, message, hint };
}

function checkIdentity(report: PdfReport, expected: Expected): Problem[] {
  const found: Problem[] = [];
  if (report.title !== expected.title) found.push(problem('PDF_TITLE', `The title is "${report.title}", not "${expected.title}".`));
  if (report.language !== expected.language) found.push(problem('PDF_LANGUAGE', `The language is "${report.language}", not "${expected.language}".`));
  if (!report.showsTitle) found.push(problem('PDF_TITLE_HIDDEN', 'The window would show the file name, not the title.'));
  if (!report.tagged) found.push(problem('PDF_UNTAGGED', 'The PDF has no tags.'));
  return found;
}

function checkPages({ pages }: PdfReport, expected: Expected): Problem[] {
  const { least, most } = expected.pages;
  const found: Problem[] = [];
  if (pages.length < least || pages.length > most) found.push(problem('PDF_PAGE_COUNT', `The PDF has ${pages.length} pages; ${least} to ${most} are expected.`));
  const paper = expected.paper === undefined ? undefined : PAPERS[expected.paper];
  for (const page of pages) {
    const sides = [page.width, page.height].sort((a, b) => a - b);
    if (paper?.some((side, index) => Math.abs(side - (sides[index] ?? 0)) > 1)) found.push(problem('PDF_PAPER', `Page ${page.number} measures ${page.width} by ${page.height} points, not ${paper.join(' by ')} (${expected.paper}).`));
    if (page.text === '') found.push(problem('PDF_PAGE_EMPTY', `Page ${page.number} has no text.`, 'A blank page, or a browser that found no font.'));
    for (const beside of page.missing) found.push(problem('PDF_GLYPH_MISSING', `Page ${page.number} has a sign that its face does not have, after "${beside.replaceAll('\uFFFD', '□')}".`));
    if (page.unmarked > 0) found.push(problem('PDF_CONTENT_UNMARKED', `Page ${page.number} paints ${page.unmarked} things that are neither tagged nor artifacts.`));
  }
  return found;
}

/** Faces cut from a variable font keep the name of its default weight: `SourceSans3ExtraLight-Regular`. */
const STATIC_OF = /(?:ExtraLight|Light|Thin|Medium|Roman)$/;

function checkFonts(fonts: readonly PdfFont[], families: readonly string[], required: readonly string[]): Problem[] {
  const found: Problem[] = [];
  const normal = (name: string): string => name.toLowerCase().replace(/[\s_]/g, '');
  const wanted = new Map(families.map((family) => [normal(family), family]));
  const unexpected = 'A sign that the faces of the theme do not have, or a weight that they do not have.';
  const familyOf = (font: PdfFont): string | undefined => wanted.get(normal(font.name.replace(/-[^-]*$/, '').replace(STATIC_OF, '')));
  const idle = required.filter((family) => !fonts.some((font) => familyOf(font) === family));
  const hint = idle.length === 0 ? unexpected : `${unexpected} Or a file of "${idle.join('" or "')}" calls itself so: then "family" in brand.yaml and the name of the file have to say this name.`;
  for (const font of fonts) {
    const name = font.name === '' ? `an unnamed ${font.type} font` : font.name;
    // Chrome draws a bold or italic that the faces lack out of another one, as a Type 3 font.
    if (font.type === 'Type3') found.push(problem('PDF_FONT_MADE_UP', `${name} is drawn in a weight or slope that the theme has no face for.`));
    else if (familyOf(font) === undefined) found.push(problem('PDF_FONT_UNEXPECTED', `The PDF uses ${name}.`, hint));
    if (!font.embedded) found.push(problem('PDF_FONT_NOT_EMBEDDED', `${name} is not embedded.`));
    if (!font.toUnicode) found.push(problem('PDF_FONT_NO_UNICODE', `${name} has no Unicode map; its text can be neither searched nor read aloud.`));
  }
  return [...found, ...idle.map((family) => problem('PDF_FONT_MISSING', `${family} is not used anywhere.`))];
}

function checkFigures({ figures }: PdfReport, expected: Expected): Problem[] {
  const found = figures.filter((figure) => (figure.alt ?? '').trim() === '').map((figure) => problem('PDF_FIGURE_NO_ALT', `A figure on page ${figure.page ?? '?'} has no alternative text.`, 'Put role="img" and aria-label on the <svg>.'));
  const described = figures.length - found.length;
  if (described !== expected.figures) found.push(problem('PDF_FIGURE_COUNT', `The PDF has ${described} figures with alternative text; ${expected.figures} are expected.`));
  return found;
}

function checkHeadings({ headings }: PdfReport): Problem[] {
  const found = headings.length === 0 ? [problem('PDF_NO_HEADING', 'The PDF has no heading.')] : [];
  let last = 0;
  for (const { level, text, page } of headings) {
    if (level > last + 1) found.push(problem('PDF_HEADING_JUMP', `"${text}" on page ${page ?? '?'} is a heading of level ${level} after one of level ${last}.`));
    if (text === '') found.push(problem('PDF_HEADING_EMPTY', `A heading of level ${level} on page ${page ?? '?'} has no text.`));
    last = level;
  }
  return found;
}

/** ISO 32000-1, 14.8.4, and those that finishing maps. */
const KNOWN_TYPES = new Set(('Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot '
  + 'Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form Strong Em Aside').split(' '));

function checkTags(report: PdfReport): Problem[] {
  const found: Problem[] = [];
  const nodes = flattenStructure(report.structure);
  const unknown = new Set(nodes.map(({ type }) => type).filter((type) => !KNOWN_TYPES.has(type)));
  for (const type of unknown) found.push(problem('PDF_TAG_UNKNOWN', `The tag ${type} is none of PDF 1.7, and nothing says what it stands for.`));
  for (const node of nodes.filter(({ type, scope }) => type === 'TH' && scope === undefined)) found.push(problem('PDF_HEADER_NO_SCOPE', `The header cell "${node.text.trim()}" on page ${node.page ?? '?'} has no scope.`));
  for (const item of nodes.filter(({ type }) => type === 'LI')) {
    if (!item.children.some(({ type }) => type === 'LBody')) found.push(problem('PDF_LIST_NO_BODY', `A list item on page ${item.page ?? '?'} has no body.`));
  }
  for (const { page, uri } of report.links) {
    if (uri !== undefined && !SAFE_SCHEMES.includes(/^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0].toLowerCase() ?? '')) found.push(problem('PDF_LINK_UNSAFE', `Page ${page} links to ${uri}.`, 'Only https:, http: and mailto: addresses and existing elements can be linked to.'));
  }
  for (const link of report.links.filter(({ contents }) => contents === '')) found.push(problem('PDF_LINK_NO_TEXT', `A link to ${link.uri ?? link.target ?? 'nowhere'} on page ${link.page} has no description.`));
  return found;
}

function checkContents(report: PdfReport, expected: Expected): Problem[] {
  const squeeze = (text: string): string => text.normalize('NFC').replace(/[\s\u00AD]+/g, '');
  const all = squeeze(report.pages.map((page) => page.text).join(''));
  const tagged = squeeze(report.structure.map((node) => node.text).join(''));
  const has = (words: string): boolean => all.includes(words) || tagged.includes(words);
  const found = expected.captions.filter((caption) => !has(squeeze(caption)) && !hasLetters(caption, report)).map((caption) => problem('PDF_CAPTION_MISSING', `The caption "${caption}" is not in the PDF.`));
  const names = new Set(report.attachments.map(({ name }) => name));
  const lacking = (expected.attachments ?? []).filter((name) => !names.has(name));
  return [...found, ...lacking.map((name) => problem('PDF_ATTACHMENT_MISSING', `${name} is not attached.`))];
}

/** Chrome paints right-to-left words from their left, in pieces of one letter or two: what counts is that one element has every letter. */
function hasLetters(caption: string, report: PdfReport): boolean {
  if (!/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(caption)) return false;
  const wanted = lettersOf(caption);
  return flattenStructure(report.structure).some((node) => {
    const has = lettersOf(node.text);
    return [...wanted].every(([letter, count]) => (has.get(letter) ?? 0) >= count);
  });
}

function lettersOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const letter of text.normalize('NFC').replace(/\P{L}/gu, '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}
