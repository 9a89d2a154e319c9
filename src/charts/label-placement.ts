// Where labels go: pure geometry on boxes in pixels. Must not know charts, text or fonts.
import { boxesOverlap } from './scene.ts';
import type { Box } from './scene.ts';

export type Side = 'right' | 'left' | 'above' | 'below';

export interface Spot {
  readonly side: Side;
  readonly box: Box;
}

/** A label of `width` × `height` that belongs to a point; `radius` is kept free around the point. */
export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Moves intervals along one axis until none is nearer than `gap` to the next and all lie within `from` … `to`,
 * with the least sum of squared moves (isotonic regression). Order by wanted centre is kept, ties by index.
 * Returns centres in the order given, or undefined when they cannot all fit.
 */
export function spreadCentres(wanted: readonly number[], sizes: readonly number[], from: number, to: number, gap: number): number[] | undefined {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const total = sizes.reduce((sum, size) => sum + size, 0) + gap * Math.max(0, sizes.length - 1);
  if (total > to - from + 1e-9) return undefined;
  let used = 0;
  const offsets = order.map((i) => {
    const offset = used + (sizes[i] ?? 0) / 2;
    used += (sizes[i] ?? 0) + gap;
    return offset;
  });
  const fitted = fitMonotone(order.map((i, k) => (wanted[i] ?? 0) - (offsets[k] ?? 0)));
  const slack = to - from - total;
  const out: number[] = [];
  order.forEach((i, k) => {
    out[i] = Math.min(Math.max(fitted[k] ?? 0, from), from + slack) + (offsets[k] ?? 0);
  });
  return out;
}

/** The nearest non-decreasing sequence, by pooling neighbours that are out of order. */
function fitMonotone(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    let block = { sum: value, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) => Array.from({ length: block.count }, () => block.sum / block.count));
}

const SEARCH_LIMIT = 4000;

/**
 * One spot beside each point, tried in the order of `sides`, so that no two labels overlap, none leaves `bounds` or covers
 * a `taken` box, and none covers an obstacle. When that cannot be, obstacles are given up; a label without a spot is undefined.
 */
export function choosePointSpots(labels: readonly PointLabel[], obstacles: readonly Box[], taken: readonly Box[], bounds: Box, sides: readonly Side[]): (Spot | undefined)[] {
  const options = labels.map((label) => sides.map((side) => ({ side, box: boxBeside(label, side) })).filter((spot) => isInside(spot.box, bounds) && !taken.some((box) => boxesOverlap(spot.box, box, 1))));
  // From the right, because the right side is tried first: of two points that nearly coincide it belongs to the right one.
  const order = labels.map((_, i) => i).sort((a, b) => (labels[b]?.x ?? 0) - (labels[a]?.x ?? 0) || a - b);
  const clear = options.map((spots, i) => spots.filter((spot) => !obstacles.some((o) => boxesOverlap(spot.box, o, 0.5) && !isOwnPoint(o, labels[i]))));
  const mixed = clear.map((spots, i) => (spots.length > 0 ? spots : (options[i] ?? [])));
  const inOrder = (all: readonly (readonly Spot[])[]): (readonly Spot[])[] => order.map((i) => all[i] ?? []);
  const spots = search(inOrder(clear)) ?? search(inOrder(mixed)) ?? search(inOrder(options)) ?? takeGreedily(inOrder(options));
  return labels.map((_, i) => spots[order.indexOf(i)]);
}

/** Depth first with a bound on the work, so that the answer does not depend on the speed of the machine. */
function search(options: readonly (readonly Spot[])[]): Spot[] | undefined {
  const chosen: Spot[] = [];
  let work = 0;
  const place = (i: number): boolean => {
    if (i === options.length) return true;
    for (const spot of options[i] ?? []) {
      if (++work > SEARCH_LIMIT) return false;
      if (chosen.some((other) => boxesOverlap(spot.box, other.box))) continue;
      chosen.push(spot);
      if (place(i + 1)) return true;
      chosen.pop();
    }
    return false;
  };
  return place(0) ? chosen : undefined;
}

function takeGreedily(options: readonly (readonly Spot[])[]): (Spot | undefined)[] {
  const taken: Box[] = [];
  return options.map((spots) => {
    const spot = spots.find((s) => !taken.some((other) => boxesOverlap(s.box, other)));
    if (spot !== undefined) taken.push(spot.box);
    return spot;
  });
}

function boxBeside(label: PointLabel, side: Side): Box {
  const { x, y, radius, width, height } = label;
  if (side === 'right') return { x1: x + radius, y1: y - height / 2, x2: x + radius + width, y2: y + height / 2 };
  if (side === 'left') return { x1: x - radius - width, y1: y - height / 2, x2: x - radius, y2: y + height / 2 };
  const top = side === 'above' ? y - radius - height : y + radius;
  return { x1: x - width / 2, y1: top, x2: x + width / 2, y2: top + height };
}

function isOwnPoint(obstacle: Box, label: PointLabel | undefined): boolean {
  return label !== undefined && Math.abs((obstacle.x1 + obstacle.x2) / 2 - label.x) < 1.5 && Math.abs((obstacle.y1 + obstacle.y2) / 2 - label.y) < 1.5;
}

function isInside(box: Box, bounds: Box): boolean {
  const slack = 0.01;
  return box.x1 >= bounds.x1 - slack && box.x2 <= bounds.x2 + slack && box.y1 >= bounds.y1 - slack && box.y2 <= bounds.y2 + slack;
}

/** A flag on a pole at `x`: its text stands to the right or to the left of the pole. */
export interface Flag {
  readonly x: number;
  readonly width: number;
}

export interface FlagSpot {
  /** 0 is next to the plot. */
  readonly level: number;
  readonly side: 'right' | 'left';
}

/**
 * The fewest levels on which flags cover neither each other nor another flag's pole, within `from` … `to`;
 * `gap` lies between pole and text; `fixed` are spans of level 0 that are taken. Undefined when a flag fits on neither side or there are too many.
 */
export function stackFlags(flags: readonly Flag[], from: number, to: number, gap: number, fixed: readonly (readonly [number, number])[] = []): FlagSpot[] | undefined {
  for (let levels = 1; levels <= Math.min(flags.length + fixed.length, 6); levels++) {
    const spots = searchFlags(flags, [from, to], gap, levels, fixed);
    if (spots !== undefined) return spots;
  }
  return flags.length === 0 ? [] : undefined;
}

function searchFlags(flags: readonly Flag[], [from, to]: readonly [number, number], gap: number, levels: number, fixed: readonly (readonly [number, number])[]): FlagSpot[] | undefined {
  const chosen: FlagSpot[] = [];
  let work = 0;
  const fits = (i: number, spot: FlagSpot): boolean => {
    const [start, end] = flagSpan(flags[i], spot.side, gap);
    if (start < from || end > to) return false;
    if (spot.level === 0 && fixed.some(([a, b]) => start - gap < b && end + gap > a)) return false;
    return chosen.every((other, j) => {
      const [otherStart, otherEnd] = flagSpan(flags[j], other.side, gap);
      const apart = end + gap <= otherStart || otherEnd + gap <= start;
      if (spot.level === other.level && !apart) return false;
      return !poleCrosses(flags[j]?.x ?? 0, other.level, start, end, spot.level) && !poleCrosses(flags[i]?.x ?? 0, spot.level, otherStart, otherEnd, other.level);
    });
  };
  const place = (i: number): boolean => {
    if (i === flags.length) return true;
    for (let level = 0; level < levels; level++) {
      for (const side of ['right', 'left'] as const) {
        if (++work > SEARCH_LIMIT) return false;
        if (!fits(i, { level, side })) continue;
        chosen.push({ level, side });
        if (place(i + 1)) return true;
        chosen.pop();
      }
    }
    return false;
  };
  return place(0) ? chosen : undefined;
}

function flagSpan(flag: Flag | undefined, side: FlagSpot['side'], gap: number): [number, number] {
  const { x, width } = flag ?? { x: 0, width: 0 };
  return side === 'right' ? [x + gap, x + gap + width] : [x - gap - width, x - gap];
}

function poleCrosses(x: number, poleLevel: number, start: number, end: number, level: number): boolean {
  return level <= poleLevel && x > start - 2 && x < end + 2;
}
