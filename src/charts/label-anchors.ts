// Finds the drawn things that a label rule speaks of. Must not place labels.
import type { ChartTheme } from './chart.ts';
import { LABEL_SIZE, LINE_HEIGHT } from './chart-config.ts';
import { computeContrast, computeTextColour } from './colour.ts';
import { formatLabel } from './label-rules.ts';
import type { LabelRule } from './label-rules.ts';
import type { SceneItem } from './scene.ts';
import { wrapText } from './text-measure.ts';
import type { TextMeasure } from './text-measure.ts';

/** A label that is wanted: its words, their size, and the mark that they belong to. */
export interface LabelAnchor {
  readonly rule: number;
  readonly row: number;
  readonly item: SceneItem;
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  /** For words that stand on the mark itself. */
  readonly colourInside: string;
  readonly weight: number;
}

export interface AnchorContext {
  readonly theme: ChartTheme;
  readonly measure: TextMeasure;
  readonly words: Readonly<Record<string, string>>;
  /** Longest line, pixels. */
  readonly limit: number;
}

/** The labels that `rule` asks for, in the order of drawing. Marks that came from no row have none. */
export function findAnchors(scene: readonly SceneItem[], rule: LabelRule, ruleIndex: number, context: AnchorContext): LabelAnchor[] {
  return selectItems(scene, rule).flatMap((item) => {
    const row = item.datum['row'];
    if (typeof row !== 'number') return [];
    const font = `${rule.weight} ${LABEL_SIZE}px ${context.theme.labelFamily}`;
    const text = wrapText(context.measure, font, formatLabel(rule.text, item.datum, context.words), context.limit);
    if (text === '') return [];
    const lines = text.split('\n');
    const width = Math.max(...lines.map((line) => context.measure.width(font, line)));
    const colourInside = chooseInside(item, context.theme);
    const colour = rule.at === 'inside' ? colourInside : chooseColour(rule, item, context.theme);
    return [{ rule: ruleIndex, row, item, text, width, height: lines.length * LINE_HEIGHT, colour, colourInside, weight: rule.weight }];
  });
}

function selectItems(scene: readonly SceneItem[], rule: LabelRule): SceneItem[] {
  const named = scene.filter((item) => item.role === 'mark' && item.visible && (rule.marks.length === 0 ? item.type === 'line' : rule.marks.some((name) => item.name === `${name}_marks`)));
  if (rule.at === 'end' || rule.at === 'start') return selectLineEnds(named, rule.at);
  if (rule.at === 'above') {
    const middle = (item: SceneItem): number => (item.box.y1 + item.box.y2) / 2;
    const top = Math.min(...named.map(middle));
    return named.filter((item) => middle(item) < top + 1 && (item.type !== 'rect' || item.width > 0.01));
  }
  if (rule.at !== 'beside') return named;
  const last = Math.max(...named.map((item) => item.box.x2));
  return named.filter((item) => item.box.x2 > last - 1 && item.height > 0.01);
}

function selectLineEnds(items: readonly SceneItem[], at: 'end' | 'start'): SceneItem[] {
  const ends = new Map<number, SceneItem>();
  for (const item of items) {
    if (!item.defined) continue;
    const known = ends.get(item.mark);
    if (known === undefined || (at === 'end' ? item.x >= known.x : item.x < known.x)) ends.set(item.mark, item);
  }
  // An area is named at the middle of its end.
  return [...ends.values()].map((end) => (end.type === 'area' ? { ...end, y: (end.y + end.y2) / 2 } : end));
}

function chooseColour(rule: LabelRule, item: SceneItem, theme: ChartTheme): string {
  if (rule.colour === 'ink') return theme.ink;
  if (rule.colour === 'muted') return computeTextColour(theme.muted, theme.ground, theme.ink);
  const bloc = Object.entries(theme.blocs).find(([name]) => name === item.datum['bloc']);
  return computeTextColour(bloc?.[1] ?? theme.ink, theme.ground, theme.ink);
}

function chooseInside(item: SceneItem, theme: ChartTheme): string {
  const ground = item.fill ?? theme.ground;
  return computeContrast(theme.ground, ground) >= computeContrast(theme.ink, ground) ? theme.ground : theme.ink;
}
