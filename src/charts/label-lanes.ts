// Where the names of dated points on lanes stand: above and below, on two levels, with a pole from the second one.
// Pure geometry on boxes in pixels; must not know charts, text or fonts.
import { boxesOverlap } from './scene.ts';
import type { Box } from './scene.ts';

export interface LanePoint {
  readonly x: number;
  readonly y: number;
  /** Half the symbol's size. */
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

export interface LaneSpot {
  readonly box: Box;
  readonly align: 'left' | 'right';
  /** From the symbol's edge to the words, from the second level on. */
  readonly pole: Box | undefined;
}

const SEARCH_LIMIT = 20_000;
const AIR = 2;
/** Nearest first, so that a pole is only drawn where it is needed. */
const LEVELS = [0, 1, 2];

/**
 * One spot per point, none covering another, a pole, or a point, within `bounds` and `reach` above and below its lane;
 * undefined for a point that has no free spot. Left to right with going back, bounded in work.
 */
export function placeOnLanes(points: readonly LanePoint[], taken: readonly Box[], bounds: Box, reach: number): (LaneSpot | undefined)[] {
  const order = points.map((_, i) => i).sort((a, b) => (points[a]?.x ?? 0) - (points[b]?.x ?? 0) || a - b);
  const symbols = points.map(({ x, y, radius }) => ({ x1: x - radius, y1: y - radius, x2: x + radius, y2: y + radius }));
  const options = order.map((i) => {
    const point = points[i];
    return point === undefined ? [] : listSpots(point, reach).filter(({ box, pole }) => isInside(box, bounds) && ![...symbols, ...taken].some((other) => boxesOverlap(box, other) || (pole !== undefined && boxesOverlap(pole, other))));
  });
  // A name that runs past another symbol could be read as that one's.
  const clear = options.map((spots, k) => spots.filter(({ box }) => !points.some((other, i) => i !== order[k] && other.y === points[order[k] ?? 0]?.y && other.x > box.x1 && other.x < box.x2)));
  const mixed = clear.map((spots, k) => (spots.length > 0 ? spots : (options[k] ?? [])));
  const chosen = search(clear) ?? search(mixed) ?? search(options) ?? takeGreedily(options);
  return points.map((_, i) => chosen[order.indexOf(i)]);
}

function listSpots({ x, y, radius, width, height }: LanePoint, reach: number): LaneSpot[] {
  return LEVELS.flatMap((level) => (['above', 'below'] as const).flatMap((side) => (['left', 'right'] as const).flatMap((align): LaneSpot[] => {
    const near = radius + AIR + level * (height + AIR);
    if (near + height > reach) return [];
    const y1 = side === 'above' ? y - near - height : y + near;
    const x1 = align === 'left' ? x - radius : x + radius - width;
    const pole = side === 'above' ? { x1: x - 0.5, x2: x + 0.5, y1: y1 + height, y2: y - radius } : { x1: x - 0.5, x2: x + 0.5, y1: y + radius, y2: y1 };
    return [{ box: { x1, x2: x1 + width, y1, y2: y1 + height }, align, pole: level === 0 ? undefined : pole }];
  })));
}

function isFree(spot: LaneSpot, others: readonly (LaneSpot | undefined)[]): boolean {
  const wide = { ...spot.box, x1: spot.box.x1 - 3, x2: spot.box.x2 + 3 };
  return others.every((other) => other === undefined
    || (!boxesOverlap(wide, other.box) && !(other.pole !== undefined && boxesOverlap(wide, other.pole)) && !(spot.pole !== undefined && boxesOverlap(spot.pole, other.box))));
}

function search(options: readonly (readonly LaneSpot[])[]): LaneSpot[] | undefined {
  const chosen: LaneSpot[] = [];
  let work = 0;
  const place = (i: number): boolean => {
    if (i === options.length) return true;
    for (const spot of options[i] ?? []) {
      if (++work > SEARCH_LIMIT) return false;
      if (!isFree(spot, chosen)) continue;
      chosen.push(spot);
      if (place(i + 1)) return true;
      chosen.pop();
    }
    return false;
  };
  return place(0) ? chosen : undefined;
}

function takeGreedily(options: readonly (readonly LaneSpot[])[]): (LaneSpot | undefined)[] {
  const chosen: (LaneSpot | undefined)[] = [];
  for (const spots of options) chosen.push(spots.find((spot) => isFree(spot, chosen)));
  return chosen;
}

function isInside(box: Box, bounds: Box): boolean {
  return box.x1 >= bounds.x1 && box.x2 <= bounds.x2 && box.y1 >= bounds.y1 && box.y2 <= bounds.y2;
}
