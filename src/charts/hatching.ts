// The diagonals that mark what is unassigned, within any outline. Must not choose what is hatched.
import type { Box, SceneItem } from './scene.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is hatched: its outline from the plot's upper left corner, and the row that carries the drawing. */
export interface Hatched {
  readonly row: number;
  readonly originX: number;
  readonly originY: number;
  readonly outline: readonly Point[];
}

/** Pixels between two diagonals. */
const STEP = 5;
const LEAST = 0.5;

/** Unassigned bars, and unassigned areas piece by piece: a gap in the data ends a piece. */
export function findHatched(items: readonly SceneItem[]): Hatched[] {
  const marks = items.filter((item) => item.role === 'mark' && item.datum['bloc'] === 'unassigned' && typeof item.datum['row'] === 'number');
  const bars = marks.filter((item) => item.type === 'rect' && item.width * item.height !== 0).map((item) => hatchedOf(item, corners(item.box)));
  const areas = Map.groupBy(marks.filter((item) => item.type === 'area'), (item) => item.mark);
  return [...bars, ...[...areas.values()].flatMap(splitAtGaps).map(areaOf)];
}

function hatchedOf({ datum, originX, originY }: SceneItem, outline: readonly Point[]): Hatched {
  return { row: Number(datum['row']), originX, originY, outline };
}

function corners({ x1, y1, x2, y2 }: Box): Point[] {
  return [{ x: x1, y: y1 }, { x: x2, y: y1 }, { x: x2, y: y2 }, { x: x1, y: y2 }];
}

function splitAtGaps(points: readonly SceneItem[]): SceneItem[][] {
  const pieces: SceneItem[][] = [[]];
  for (const point of points) {
    if (point.defined) pieces.at(-1)?.push(point);
    else pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

function areaOf(piece: readonly SceneItem[]): Hatched {
  const [first] = piece;
  if (first === undefined) throw new Error('A piece of an area has points.');
  return hatchedOf(first, [...piece.map(({ x, y }) => ({ x, y })), ...piece.toReversed().map(({ x, y2 }) => ({ x, y: y2 }))]);
}

/** A path from the outline's centre, and where that centre stands in its panel; `keepClear` stays free. */
export function composeHatch({ outline, originX, originY }: Hatched, keepClear: readonly Box[]): { readonly x: number; readonly y: number; readonly path: string } {
  const [xs, ys] = [outline.map((p) => p.x), outline.map((p) => p.y)];
  const [cx, cy] = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const sums = outline.map((p) => p.x + p.y);
  const parts: string[] = [];
  for (let c = Math.ceil(Math.min(...sums) / STEP) * STEP; c <= Math.max(...sums); c += STEP) {
    for (const [a, b] of cutAround(crossOutline(outline, c), c, keepClear)) {
      if (b - a > LEAST) parts.push(`M${round(a - cx)},${round(c - a - cy)}L${round(b - cx)},${round(c - b - cy)}`);
    }
  }
  return { x: round(cx - originX), y: round(cy - originY), path: parts.length === 0 ? 'M0,0' : parts.join('') };
}

/** Where x runs on the diagonal x + y = c inside the outline. */
function crossOutline(outline: readonly Point[], c: number): [number, number][] {
  const crossings: number[] = [];
  outline.forEach((from, i) => {
    const to = outline[(i + 1) % outline.length] ?? from;
    const [a, b] = [from.x + from.y - c, to.x + to.y - c];
    if (a < 0 !== b < 0) crossings.push(from.x + ((to.x - from.x) * a) / (a - b));
  });
  crossings.sort((a, b) => a - b);
  return crossings.flatMap((start, i): [number, number][] => (i % 2 === 0 ? [[start, crossings[i + 1] ?? start]] : []));
}

function cutAround(spans: readonly [number, number][], c: number, boxes: readonly Box[]): [number, number][] {
  return boxes.reduce<[number, number][]>((left, box) => {
    const [a, b] = [Math.max(box.x1 - 3, c - box.y2), Math.min(box.x2 + 3, c - box.y1)];
    return a >= b ? left : left.flatMap(([s, e]): [number, number][] => (b <= s || a >= e ? [[s, e]] : [[s, Math.max(s, a)], [Math.min(e, b), e]]));
  }, [...spans]);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
