// Gives every wanted label its place around the drawn marks. Must not draw, must not measure text.
import type { LabelAnchor } from './label-anchors.ts';
import { placeOnLanes } from './label-lanes.ts';
import { choosePointSpots, spreadCentres, stackFlags } from './label-placement.ts';
import type { Side } from './label-placement.ts';
import type { LabelRule } from './label-rules.ts';
import { boxesOverlap } from './scene.ts';
import type { Box, SceneItem } from './scene.ts';

/** Pixels between a mark and its label, and between a line's end and its label. */
export const LABEL_GAP = 5;
export const END_GAP = 9;

export interface PlacedLabel {
  readonly anchor: LabelAnchor;
  readonly align: 'left' | 'right' | 'center';
  /** From the plot's upper left corner; a panel's own corner is subtracted when it is drawn. */
  readonly box: Box;
  /** From the mark to the label. */
  readonly leader?: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}

export interface LayoutBounds {
  /** Where labels may stand: the whole chart's width, and the plot's height. */
  readonly area: Box;
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly columns: number;
}

export interface Placement {
  readonly placed: readonly PlacedLabel[];
  /** Labels for which there is no room. */
  readonly lost: readonly LabelAnchor[];
}

/** Places the labels of one rule, or of all rules at line ends together; `marks` are kept clear where that is possible, `taken` always. */
export function placeLabels(rule: LabelRule, anchors: readonly LabelAnchor[], marks: readonly SceneItem[], taken: readonly Box[], bounds: LayoutBounds): Placement {
  const panels = Map.groupBy(anchors, (a) => `${a.item.originX},${a.item.originY}`);
  const parts = [...panels.values()].map((group) => placeInPanel(rule, group, marks, taken, bounds));
  return { placed: parts.flatMap((p) => p.placed), lost: parts.flatMap((p) => p.lost) };
}

function placeInPanel(rule: LabelRule, anchors: readonly LabelAnchor[], marks: readonly SceneItem[], taken: readonly Box[], bounds: LayoutBounds): Placement {
  switch (rule.at) {
    case 'end':
      return placeColumn(anchors, 'right', marks, bounds);
    case 'start':
      return placeColumn(anchors, 'left', marks, bounds);
    case 'point':
      return placeAround(dropEchoes(anchors), marks, taken, bounds, ['right', 'left', 'above', 'below']);
    case 'lane':
      return placeLane(anchors, taken, bounds);
    case 'bar':
      return { placed: anchors.map((a) => placePastBar(a, rule.gap)), lost: [] };
    case 'tip':
      return { placed: placeOnTips(anchors, bounds), lost: [] };
    case 'beside':
      return placeBesideColumn(anchors, bounds);
    case 'inside':
      return { placed: anchors.filter(fitsInside).map(placeInside), lost: [] };
    case 'above':
      return placeAbove(anchors, bounds);
    case 'event':
      return placeFlags(anchors, anchors.map((a) => a.item.x), 0, bounds);
  }
}

/** Two bounds or periods that meet on one spot say the same thing once. */
function dropEchoes(all: readonly LabelAnchor[]): LabelAnchor[] {
  return all.filter((a, i) => !all.slice(0, i).some((b) => b.text === a.text && Math.abs(b.item.x - a.item.x) < 1 && Math.abs(b.item.y - a.item.y) < 1));
}

/** Labels of lines that end near the plot's edge stand in a column beside it; the others stay at their line. */
function placeColumn(all: readonly LabelAnchor[], side: 'right' | 'left', marks: readonly SceneItem[], bounds: LayoutBounds): Placement {
  const anchors = dropEchoes(all);
  const reach = Math.max(14, bounds.plotWidth * 0.08);
  const fromEdge = (a: LabelAnchor): number => Math.abs(a.item.x - a.item.originX - (side === 'right' ? bounds.plotWidth : 0));
  const inColumn = anchors.filter((a) => bounds.columns === 1 && fromEdge(a) < reach);
  const ends = inColumn.map((a) => a.item.x);
  const edge = side === 'right' ? Math.max(...ends) : Math.min(...ends);
  const rest = anchors.filter((a) => !inColumn.includes(a));
  // Flags stand over the plot, so that the highest label keeps below them.
  const top = (inColumn[0]?.item.originY ?? 0) - 3;
  const centres = spreadCentres(inColumn.map((a) => a.item.y), inColumn.map((a) => a.height), top, top + bounds.plotHeight + 9, 1);
  const sides: Side[] = side === 'right' ? ['right', 'above', 'below', 'left'] : ['left', 'above', 'below', 'right'];
  if (centres === undefined) return { placed: [], lost: inColumn };
  const placed = inColumn.map((a, i) => placeBeside(a, a.item, centres[i] ?? a.item.y, edge, side));
  const around = placeAround(rest, marks, placed.map((p) => p.box), bounds, sides);
  return { placed: [...placed, ...around.placed], lost: around.lost };
}

function placeBeside(anchor: LabelAnchor, from: { readonly x: number; readonly y: number }, centre: number, edge: number, side: 'right' | 'left'): PlacedLabel {
  const sign = side === 'right' ? 1 : -1;
  const near = edge + sign * END_GAP;
  const far = near + sign * anchor.width;
  const box = { x1: Math.min(near, far), y1: centre - anchor.height / 2, x2: Math.max(near, far), y2: centre + anchor.height / 2 };
  const align = side === 'right' ? 'left' : 'right';
  if (Math.abs(centre - from.y) <= 4) return { anchor, align, box };
  return { anchor, align, box, leader: { x1: from.x + sign * 4, y1: from.y, x2: near - sign * 2, y2: centre } };
}

function placeAround(anchors: readonly LabelAnchor[], marks: readonly SceneItem[], taken: readonly Box[], bounds: LayoutBounds, sides: readonly Side[]): Placement {
  const first = anchors[0];
  if (first === undefined) return { placed: [], lost: [] };
  const { originX, originY } = first.item;
  const single = bounds.columns === 1;
  const area = {
    x1: single ? bounds.area.x1 : originX - 4, x2: single ? bounds.area.x2 : originX + bounds.plotWidth + 4,
    y1: originY - 16, y2: originY + bounds.plotHeight + 4,
  };
  const labels = anchors.map((a) => ({ x: a.item.x, y: a.item.y, radius: Math.max(2, Math.sqrt(a.item.size) / 2) + LABEL_GAP - 1, width: a.width, height: a.height }));
  const spots = choosePointSpots(labels, obstaclesOf(marks), taken, area, sides);
  const placed: PlacedLabel[] = [];
  const lost: LabelAnchor[] = [];
  anchors.forEach((anchor, i) => {
    const spot = spots[i];
    if (spot === undefined) lost.push(anchor);
    else placed.push({ anchor, box: spot.box, align: spot.side === 'right' ? 'left' : spot.side === 'left' ? 'right' : 'center' });
  });
  return { placed, lost };
}

/** Lanes are as far apart as their nearest two, and a name keeps to its own. */
function placeLane(anchors: readonly LabelAnchor[], taken: readonly Box[], bounds: LayoutBounds): Placement {
  const lanes = [...new Set(anchors.map((a) => a.item.y))].sort((a, b) => a - b);
  const apart = Math.min(bounds.plotHeight, ...lanes.slice(1).map((y, i) => y - (lanes[i] ?? 0)));
  const points = anchors.map((a) => ({ x: a.item.x, y: a.item.y, radius: Math.sqrt(a.item.size) / 2, width: a.width, height: a.height }));
  const spots = placeOnLanes(points, taken, bounds.area, apart / 2);
  const placed = anchors.flatMap((anchor, i): PlacedLabel[] => {
    const spot = spots[i];
    if (spot === undefined) return [];
    const { x } = anchor.item;
    return [{ anchor, align: spot.align, box: spot.box, ...(spot.pole === undefined ? {} : { leader: { x1: x, y1: spot.pole.y1, x2: x, y2: spot.pole.y2 } }) }];
  });
  return { placed, lost: anchors.filter((_, i) => spots[i] === undefined) };
}

/** Symbols as they are; lines as small boxes along them, because a line's own box is mostly empty. */
function obstaclesOf(marks: readonly SceneItem[]): Box[] {
  const boxes = marks.filter((m) => m.type === 'symbol' || m.type === 'rect' || m.type === 'rule' || m.type === 'text').map((m) => m.box);
  const lines = Map.groupBy(marks.filter((m) => m.type === 'line' && m.defined), (m) => m.mark);
  for (const points of lines.values()) {
    points.forEach((point, i) => {
      const next = points[i + 1];
      if (next === undefined) return;
      const steps = Math.max(1, Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / 4));
      for (let s = 0; s <= steps; s++) {
        const [x, y] = [point.x + ((next.x - point.x) * s) / steps, point.y + ((next.y - point.y) * s) / steps];
        boxes.push({ x1: x - 1, y1: y - 1, x2: x + 1, y2: y + 1 });
      }
    });
  }
  return boxes;
}

/** Past the bar's end; for a negative bar on the free side of the zero line, where no axis label stands. */
function placePastBar(anchor: LabelAnchor, gap: number): PlacedLabel {
  const { box, y } = { box: anchor.item.box, y: (anchor.item.box.y1 + anchor.item.box.y2) / 2 };
  const x1 = box.x2 + gap;
  return { anchor, align: 'left', box: { x1, y1: y - anchor.height / 2, x2: x1 + anchor.width, y2: y + anchor.height / 2 } };
}

function fitsInside(anchor: LabelAnchor): boolean {
  const { box } = anchor.item;
  return box.x2 - box.x1 >= anchor.width + 6 && box.y2 - box.y1 >= anchor.height;
}

function placeInside(anchor: LabelAnchor): PlacedLabel {
  const { x1, x2, y1, y2 } = anchor.item.box;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return { anchor, align: 'center', box: { x1: x - anchor.width / 2, y1: y - anchor.height / 2, x2: x + anchor.width / 2, y2: y + anchor.height / 2 } };
}

/**
 * Over the columns where there is room: the last first, then the highest, then from the left.
 * A column that reaches the top carries its label inside, because a label above it would push the panel's heading up.
 */
function placeOnTips(anchors: readonly LabelAnchor[], bounds: LayoutBounds): PlacedLabel[] {
  const height = (a: LabelAnchor): number => a.item.box.y2 - a.item.box.y1;
  const last = anchors.at(-1);
  const order = [...anchors].sort((a, b) => Number(b === last) - Number(a === last) || height(b) - height(a) || a.item.x - b.item.x);
  const placed: PlacedLabel[] = [];
  for (const anchor of order) {
    const { x1, x2, y1 } = anchor.item.box;
    const left = Math.max(anchor.item.originX - 4, Math.min((x1 + x2 - anchor.width) / 2, anchor.item.originX + bounds.plotWidth + 4 - anchor.width));
    const isTall = y1 - 2 - anchor.height < anchor.item.originY;
    const bottom = isTall ? y1 + 1 + anchor.height : y1 - 1;
    const box = { x1: left, x2: left + anchor.width, y1: bottom - anchor.height, y2: bottom };
    const wide = { ...box, x1: box.x1 - 3, x2: box.x2 + 3 };
    const covers = anchors.some((other) => other !== anchor && boxesOverlap(box, other.item.box, 0.5));
    const fits = !isTall || (anchor.width <= x2 - x1 && anchor.item.box.y2 - y1 > anchor.height + 2);
    if (fits && !covers && !placed.some((p) => boxesOverlap(wide, p.box))) placed.push({ anchor: isTall ? { ...anchor, colour: anchor.colourInside } : anchor, align: 'left', box });
  }
  return placed;
}

/** Names beside the segments of the last column, spread so that none covers another. */
function placeBesideColumn(anchors: readonly LabelAnchor[], bounds: LayoutBounds): Placement {
  const middle = (a: LabelAnchor): number => (a.item.box.y1 + a.item.box.y2) / 2;
  const centres = spreadCentres(anchors.map(middle), anchors.map((a) => a.height), -6, bounds.plotHeight + 6, 0);
  if (centres === undefined) return { placed: [], lost: anchors };
  const placed = anchors.map((anchor, i) => placeBeside(anchor, { x: anchor.item.box.x2 - 3, y: middle(anchor) }, centres[i] ?? 0, bounds.plotWidth, 'right'));
  return { placed, lost: [] };
}

/** Centred over a bar that is wide enough, the others on flags. */
function placeAbove(anchors: readonly LabelAnchor[], bounds: LayoutBounds): Placement {
  const middle = (a: LabelAnchor): number => (a.item.box.x1 + a.item.box.x2) / 2;
  const top = Math.min(...anchors.map((a) => a.item.box.y1));
  const isWide = (a: LabelAnchor): boolean => (a.item.type === 'symbol' && !anchors.some((b) => b !== a && Math.abs(middle(b) - middle(a)) < a.width / 2 + 2)) || a.item.box.x2 - a.item.box.x1 > a.width + 6;
  const centred: PlacedLabel[] = [];
  const rest: LabelAnchor[] = [];
  for (const anchor of anchors) {
    const x1 = Math.min(Math.max(middle(anchor) - anchor.width / 2, bounds.area.x1), bounds.area.x2 - anchor.width);
    const box = { x1, x2: x1 + anchor.width, y1: top - 3 - anchor.height, y2: top - 3 };
    if (isWide(anchor) && !centred.some((other) => boxesOverlap({ ...box, x2: box.x2 + 8 }, other.box))) centred.push({ anchor, align: 'left', box });
    else rest.push(anchor);
  }
  const flags = placeFlags(rest, rest.map(middle), top, bounds, centred.map(({ box }) => [box.x1, box.x2]));
  return { placed: [...centred, ...flags.placed], lost: flags.lost };
}

/** On poles that rise from `floor`. */
function placeFlags(anchors: readonly LabelAnchor[], poles: readonly number[], floor: number, bounds: LayoutBounds, fixed: readonly (readonly [number, number])[] = []): Placement {
  const spots = stackFlags(anchors.map((a, i) => ({ x: poles[i] ?? 0, width: a.width })), bounds.area.x1, bounds.area.x2, 4, fixed);
  if (spots === undefined) return { placed: [], lost: anchors };
  const height = Math.max(...anchors.map((a) => a.height)) + 2;
  const placed = anchors.map((anchor, i): PlacedLabel => {
    const { level, side } = spots[i] ?? { level: 0, side: 'right' };
    const x = poles[i] ?? 0;
    const y2 = floor - 3 - level * height;
    const x1 = side === 'right' ? x + 4 : x - 4 - anchor.width;
    const box = { x1, y1: y2 - anchor.height, x2: x1 + anchor.width, y2 };
    return { anchor, align: side === 'right' ? 'left' : 'right', box, leader: { x1: x, y1: floor - 1, x2: x, y2: box.y1 + 2 } };
  });
  return { placed, lost: [] };
}
