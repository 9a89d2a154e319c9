// What of a brief stands in an edition of two pages: the opening, and the figures that matter most. Must not compose them.
import type { BriefConfig, FigureConfig, SectionConfig } from '../config/brief-config.ts';
import { rankFindings } from '../findings/registry.ts';
import type { Evaluated } from './evaluate.ts';

/**
 * How much may follow the opening, the most first: rows of figures, each across the page or two beside each other, and
 * whether sections of nothing but words (what the figures do not show) stand before them. A month with long titles gets less; what the figures do not show goes last.
 */
const SIZES: readonly { readonly rows: number; readonly words: boolean }[] = [{ rows: 3, words: true }, { rows: 2, words: true }, { rows: 1, words: true }, { rows: 3, words: false }, { rows: 2, words: false }, { rows: 1, words: false }];

/** Sizes are numbered from 0. */
export const LAST_SIZE = SIZES.length - 1;

/** Id of the section of figures; its title is in the messages. */
export const SHORT_SECTION = 'short';

/**
 * The sections of a short edition: words, and one section with the figures of the most important findings in the order of the brief.
 * Sections that a variant names itself are left as they are.
 */
export function selectShort(config: BriefConfig, evaluated: Evaluated, leadFigure: string | undefined, size: number): readonly SectionConfig[] {
  if (!choosesFigures(config)) return config.sections;
  const { rows, words } = SIZES[size] ?? { rows: 1, words: false };
  const inOrder = config.sections.flatMap((s) => s.items.flatMap((item) => (item.kind === 'figure' ? [item.figure] : [])));
  const ranked = new Set(rankFindings(evaluated.findings).map((f) => f.figure));
  const chosen: FigureConfig[] = [];
  for (const id of ranked) {
    const figure = config.figures.get(id);
    if (figure === undefined || id === leadFigure || !inOrder.includes(id) || rowsOf([...chosen, figure]) > rows) continue;
    chosen.push(figure);
  }
  const items = inOrder.filter((id) => chosen.some((f) => f.id === id)).map((figure) => ({ kind: 'figure' as const, figure }));
  const texts = words ? config.sections.filter((s) => s.items.every((item) => item.kind === 'text')) : [];
  return [...texts, ...(items.length === 0 ? [] : [{ id: SHORT_SECTION, items }])];
}

/** Whether the program chooses what a short edition shows. */
export function choosesFigures(config: BriefConfig): boolean {
  return config.length === 'short' && config.variants.find((v) => v.name === config.variant)?.sections === undefined;
}

function rowsOf(figures: readonly FigureConfig[]): number {
  const halves = figures.filter((f) => f.width === 'half').length;
  return figures.length - halves + Math.ceil(halves / 2);
}
