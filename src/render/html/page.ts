// The paper: sizes, margins, the widths that a figure can have, running heads. Must not know colours.
import type { Briefing } from '../../document/briefing.ts';

export type Paper = 'A4' | 'Letter';

/** Millimetres. Side margins can be punched; the height between top and bottom is a whole number of baselines. */
export interface PageGeometry {
  readonly width: number;
  readonly height: number;
  readonly side: number;
  readonly top: number;
  readonly bottom: number;
}

/** Line height of running text in points; every block is a multiple of it high. */
export const BASELINE = 13;
const MM = 72 / 25.4;
const GUTTER = 6;
const SIZES: Readonly<Record<Paper, { width: number; height: number; side: number }>> = {
  A4: { width: 210, height: 297, side: 17 },
  Letter: { width: 215.9, height: 279.4, side: 18 },
};
const TOP = 17;
const LEAST_BOTTOM = 15;
/** Page 1 has no running head. */
export const FIRST_TOP = 12.5;

export function pageGeometry(paper: Paper): PageGeometry {
  const size = SIZES[paper];
  const lines = Math.floor(((size.height - TOP - LEAST_BOTTOM) * MM) / BASELINE);
  const bottom = size.height - TOP - (lines * BASELINE) / MM;
  return { ...size, top: TOP, bottom: Math.floor(bottom * 1000) / 1000 };
}

/** CSS pixels (96 per inch) that a chart of each width is drawn at. */
export function figureWidths(paper: Paper): { readonly full: number; readonly half: number } {
  const { width, side } = pageGeometry(paper);
  const measure = width - 2 * side;
  return { full: pixels(measure), half: pixels((measure - GUTTER) / 2) };
}

/** The column of text of a page in CSS pixels, unrounded; `lift` is how much higher it begins on page 1. */
export function pageFrame(paper: Paper): { readonly width: number; readonly height: number; readonly lift: number } {
  const { width, height, side, top, bottom } = pageGeometry(paper);
  const exact = (mm: number): number => (mm / 25.4) * 96;
  return { width: exact(width - 2 * side), height: exact(height - top - bottom), lift: exact(top - FIRST_TOP) };
}

function pixels(mm: number): number {
  return Math.floor((mm / 25.4) * 96);
}

/** What stands above and below the column of each page; `of` is the word between page and number of pages. */
export interface RunningHeads {
  readonly head: string;
  readonly foot: string;
  readonly of: string;
  /** The mark of a draft, or empty. */
  readonly mark: string;
}

export function runningHeads({ brief, edition, words }: Briefing): RunningHeads {
  return { head: `${brief.shortTitle} · ${edition.monthLabel}`, foot: brief.publisher, of: words['of'] ?? '/', mark: edition.status === 'draft' ? edition.statusLabel.toUpperCase() : '' };
}

/** `@page` rules with running heads, and the measures as custom properties. */
export function pageCss(briefing: Briefing): string {
  const { edition } = briefing;
  const g = pageGeometry(edition.page);
  const landscape = `size: ${edition.page} landscape; margin: ${g.top}mm ${g.side}mm ${g.bottom}mm;`;
  const heads = runningHeads(briefing);
  const head = cssString(heads.head);
  const mark = heads.mark === '' ? '' : `@top-center { content: ${cssString(heads.mark)}; font: 700 9pt/1 var(--face-label); color: var(--accent); }`;
  const [start, end] = edition.dir === 'rtl' ? ['right', 'left'] : ['left', 'right'];
  return `
:root { --measure: ${g.width - 2 * g.side}mm; --measure-landscape: ${Math.floor((g.height - 2 * g.side) * 1000) / 1000}mm; --gutter: ${GUTTER}mm; --line: ${BASELINE}pt; --side: ${g.side}mm; }
@page {
  size: ${edition.page}; margin: ${g.top}mm ${g.side}mm ${g.bottom}mm;
  @top-${start} { content: ${head}; font: 400 7.5pt/1 var(--face-label); color: var(--muted); vertical-align: bottom; padding-bottom: 5mm; white-space: nowrap; }
  @bottom-${end} { content: counter(page) ${cssString(` ${heads.of} `)} counter(pages); font: 600 7.5pt/1 var(--face-label); color: var(--ink); vertical-align: top; padding-top: 5mm; }
  @bottom-${start} { content: ${cssString(heads.foot)}; font: 400 7.5pt/1 var(--face-label); color: var(--muted); vertical-align: top; padding-top: 5mm; white-space: nowrap; }
  ${mark}
}
@page landscape { ${landscape} }
@media print { .traces { display: none; } }
@page :first { margin-top: ${FIRST_TOP}mm; @top-${start} { content: none; } }`;
}

/** A CSS string that also cannot end the `<style>` around it. */
export function cssString(text: string): string {
  return `"${text.replace(/["\\<>&\u0000-\u001f\u007f]/g, (c) => `\\${(c.codePointAt(0) ?? 0).toString(16)} `)}"`;
}
