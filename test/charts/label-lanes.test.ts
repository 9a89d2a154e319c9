import { describe, expect, test } from 'vitest';
import { placeOnLanes } from '../../src/charts/label-lanes.ts';
import { boxesOverlap } from '../../src/charts/scene.ts';

const BOUNDS = { x1: 0, y1: 0, x2: 600, y2: 200 };
const point = (x: number, width = 60, y = 100) => ({ x, y, width, radius: 4, height: 13 });

describe('placeOnLanes', () => {
  test('a point alone has its name above, beginning over it, without a pole', () => {
    const [spot] = placeOnLanes([point(100)], [], BOUNDS, 40);
    expect(spot).toEqual({ box: { x1: 96, x2: 156, y1: 81, y2: 94 }, align: 'left', pole: undefined });
  });

  test('at the right edge the name runs to the left', () => {
    expect(placeOnLanes([point(580)], [], BOUNDS, 40)[0]?.align).toBe('right');
  });

  test('no name covers another, a pole, a point or what is taken, and all keep to the lane, in any crowd', () => {
    let state = 9;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    let placed = 0;
    for (let run = 0; run < 200; run++) {
      const points = Array.from({ length: 1 + Math.floor(random() * 8) }, () => point(random() * 600, 20 + random() * 90, random() < 0.5 ? 60 : 140));
      const taken = [{ x1: 300, x2: 340, y1: 0, y2: 200 }];
      const spots = placeOnLanes(points, taken, BOUNDS, 40);
      const found = spots.flatMap((spot) => (spot === undefined ? [] : [spot]));
      placed += found.length;
      found.forEach((spot, i) => {
        const others = found.filter((_, k) => k !== i);
        for (const other of others) expect(boxesOverlap(spot.box, other.box) || (other.pole !== undefined && boxesOverlap(spot.box, other.pole))).toBe(false);
        expect(taken.some((box) => boxesOverlap(spot.box, box))).toBe(false);
        for (const { x, y } of points) expect(spot.box.x1 < x && x < spot.box.x2 && spot.box.y1 < y && y < spot.box.y2).toBe(false);
      });
      spots.forEach((spot, i) => spot === undefined || expect(Math.max(Math.abs(spot.box.y1 - (points[i]?.y ?? 0)), Math.abs(spot.box.y2 - (points[i]?.y ?? 0)))).toBeLessThanOrEqual(40));
    }
    expect(placed).toBeGreaterThan(500);
  });

  test('a point without room is said to have none', () => {
    expect(placeOnLanes([point(100, 700)], [], BOUNDS, 40)).toEqual([undefined]);
  });
});
