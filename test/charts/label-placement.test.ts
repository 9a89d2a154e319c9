import { describe, expect, test } from 'vitest';
import { choosePointSpots, spreadCentres, stackFlags } from '../../src/charts/label-placement.ts';
import type { Side } from '../../src/charts/label-placement.ts';
import { boxesOverlap } from '../../src/charts/scene.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const SIDES: readonly Side[] = ['right', 'left', 'above', 'below'];

describe('spreadCentres', () => {
  test('keeps gap, bounds and order for any input that fits', () => {
    const random = createRandom(1);
    for (let run = 0; run < 500; run++) {
      const count = 1 + Math.floor(random() * 12);
      const wanted = Array.from({ length: count }, () => random() * 300 - 50);
      const sizes = Array.from({ length: count }, () => 5 + random() * 12);
      const centres = spreadCentres(wanted, sizes, 0, 240, 1) ?? [];
      expect(centres).toHaveLength(count);
      const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
      let edge = -1;
      for (const i of order) {
        const [centre = NaN, size = NaN] = [centres[i], sizes[i]];
        expect(centre - size / 2).toBeGreaterThanOrEqual(edge + 1 - 1e-6);
        edge = centre + size / 2;
      }
      expect(edge).toBeLessThanOrEqual(240 + 1e-6);
    }
  });

  test('moves nothing that is already apart', () => {
    expect(spreadCentres([20, 50, 90], [10, 10, 10], 0, 100, 1)).toEqual([20, 50, 90]);
  });

  test('shares the move between two that collide', () => {
    expect(spreadCentres([50, 50], [10, 10], 0, 100, 0)).toEqual([45, 55]);
  });

  test('says when they cannot fit', () => {
    expect(spreadCentres([1, 2, 3], [10, 10, 10], 0, 29, 0)).toBeUndefined();
    expect(spreadCentres([], [], 0, 0, 1)).toEqual([]);
  });
});

describe('choosePointSpots', () => {
  const bounds = { x1: 0, y1: 0, x2: 400, y2: 300 };

  test('never overlaps a label or a taken box, never leaves the bounds, and repeats itself', () => {
    const random = createRandom(7);
    let placed = 0;
    for (let run = 0; run < 200; run++) {
      const labels = Array.from({ length: 1 + Math.floor(random() * 14) }, () => ({ x: random() * 400, y: random() * 300, radius: 7, width: 20 + random() * 60, height: 13 }));
      const taken = [{ x1: random() * 300, y1: random() * 200, x2: 350, y2: 250 }];
      const spots = choosePointSpots(labels, [], taken, bounds, SIDES);
      expect(choosePointSpots(labels, [], taken, bounds, SIDES)).toEqual(spots);
      const boxes = spots.flatMap((spot) => (spot === undefined ? [] : [spot.box]));
      placed += boxes.length;
      boxes.forEach((box, i) => {
        expect(box.x1 >= -0.02 && box.y1 >= -0.02 && box.x2 <= 400.02 && box.y2 <= 300.02).toBe(true);
        expect(boxes.slice(i + 1).some((other) => boxesOverlap(box, other))).toBe(false);
        expect(taken.some((other) => boxesOverlap(box, other, 1))).toBe(false);
      });
    }
    expect(placed).toBeGreaterThan(600);
  });

  test('gives the right side to the right one of two points that nearly coincide', () => {
    const points = [100, 103].map((x) => ({ x, y: 50, radius: 7, width: 24, height: 13 }));
    const [left, right] = choosePointSpots(points, [], [], bounds, SIDES);
    expect([left?.side, right?.side]).toEqual(['left', 'right']);
  });

  test('keeps clear of an obstacle while it can', () => {
    const label = { x: 100, y: 50, radius: 7, width: 24, height: 13 };
    const wall = { x1: 104, y1: 40, x2: 140, y2: 60 };
    expect(choosePointSpots([label], [wall], [], bounds, SIDES)[0]?.side).toBe('left');
    expect(choosePointSpots([label], [wall], [], bounds, ['right'])[0]?.side).toBe('right');
    expect(choosePointSpots([label], [], [wall], bounds, ['right'])[0]).toBeUndefined();
  });
});

describe('stackFlags', () => {
  test('uses one level when the flags stand apart and two when they do not', () => {
    expect(stackFlags([{ x: 10, width: 50 }, { x: 200, width: 50 }], 0, 400, 4)?.map((f) => f.level)).toEqual([0, 0]);
    const crowded = stackFlags([{ x: 10, width: 150 }, { x: 60, width: 150 }], 0, 400, 4);
    expect(new Set(crowded?.map((f) => f.level)).size).toBe(2);
  });

  test('turns a flag to the left at the right edge and gives up on one that is too wide', () => {
    expect(stackFlags([{ x: 380, width: 100 }], 0, 400, 4)).toEqual([{ level: 0, side: 'left' }]);
    expect(stackFlags([{ x: 200, width: 300 }], 0, 400, 4)).toBeUndefined();
  });

  test('covers neither another flag nor its pole', () => {
    const random = createRandom(3);
    for (let run = 0; run < 200; run++) {
      const flags = Array.from({ length: 4 }, () => ({ x: random() * 400, width: 40 + random() * 90 }));
      const spots = stackFlags(flags, 0, 400, 4) ?? [];
      const spans = spots.map((spot, i) => {
        const { x, width } = flags[i] ?? { x: 0, width: 0 };
        return { level: spot.level, pole: x, from: spot.side === 'right' ? x + 4 : x - 4 - width, to: spot.side === 'right' ? x + 4 + width : x - 4 };
      });
      for (const a of spans) for (const b of spans) {
        if (a === b) continue;
        if (a.level === b.level) expect(a.to <= b.from || b.to <= a.from).toBe(true);
        if (b.level >= a.level) expect(b.pole <= a.from || b.pole >= a.to).toBe(true);
      }
    }
  });
});
