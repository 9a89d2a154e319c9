// Areas: gaps stay gaps, what is unassigned is hatched, neighbours are parted by the ground, words can be read.
import { afterAll, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { computeContrast } from '../../src/charts/colour.ts';
import { composeHatch, findHatched } from '../../src/charts/hatching.ts';
import type { SceneItem } from '../../src/charts/scene.ts';
import { request, SPEC_NAMES, THEME } from './sample.ts';
import { EVENTS, sampleRows } from './sample-rows.ts';

const renderer = createChartRenderer();
afterAll(() => renderer.close());

test('months without a value break the area and its hatching', async () => {
  const rows = sampleRows('stacked-area').map((row) => (row.date.startsWith('2025-06') ? { ...row, value: null, text: '' } : row));
  const { svg } = await renderer.renderChart(request('stacked-area', rows));
  const whole = await renderer.renderChart(request('stacked-area', sampleRows('stacked-area')));
  const pieces = (text: string): number => [...text.matchAll(/ d="([^"]*Z)" fill="#982919"/g)].reduce((sum, [, d = '']) => sum + (d.match(/M/g)?.length ?? 0), 0);
  expect(pieces(whole.svg)).toBe(1);
  expect(pieces(svg)).toBe(2);
});

test('the diagonals stay within the outline and leave a gap free', () => {
  const item = (x: number, y: number, y2: number, defined = true): SceneItem => ({
    type: 'area', role: 'mark', name: 'parts_marks', mark: 1, originX: 0, originY: 0, panelWidth: 0, panelHeight: 0, x, y, y2, box: { x1: 0, y1: 0, x2: 0, y2: 0 }, width: 0, height: 0, size: 0, defined, visible: true, fill: undefined, text: '', datum: { bloc: 'unassigned', row: x },
  });
  const hatched = findHatched([item(0, 10, 20), item(50, 0, 20), item(60, 0, 0, false), item(70, 5, 20), item(100, 15, 20), item(120, 0, 0, false), item(130, 3, 4)]);
  expect(hatched.map((h) => h.row)).toEqual([0, 70]);
  for (const area of hatched) {
    const { x, y, path } = composeHatch(area, []);
    const ends = [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, dx, dy]) => [x + Number(dx), y + Number(dy)] as const);
    expect(ends.length).toBeGreaterThan(4);
    for (const [px, py] of ends) {
      const top = area.row === 0 ? 10 - px / 5 : 5 + (px - 70) / 3;
      expect(py).toBeGreaterThanOrEqual(top - 0.05);
      expect(py).toBeLessThanOrEqual(20.05);
    }
  }
});

test.each(['stacked-share', 'stacked-columns', 'stacked-area'] as const)('neighbours in %s are parted by the ground', async (name) => {
  const { svg } = await renderer.renderChart(request(name, sampleRows(name)));
  const marks = [...svg.matchAll(/<path[^>]* fill="(#[0-9a-f]{6})"[^>]*>/g)].filter(([, fill]) => Object.values(THEME.blocs).includes(fill ?? ''));
  expect(marks.length).toBeGreaterThan(4);
  for (const [tag] of marks) expect(tag).toMatch(new RegExp(`stroke="${THEME.ground}" stroke-width="1"`));
});

test.each(SPEC_NAMES)('every word of %s reads at 4.5 to 1', async (name) => {
  const { svg } = await renderer.renderChart(request(name, sampleRows(name), { events: EVENTS }));
  const fills = [...svg.matchAll(/<text[^>]* fill="([^"]+)"/g)].map((m) => m[1] ?? '');
  expect(fills.length).toBeGreaterThan(3);
  // Words in the colour of the ground stand inside a mark; the palette's test has every mark against ground and ink.
  for (const fill of new Set(fills)) if (fill !== THEME.ground) expect(computeContrast(fill, THEME.ground)).toBeGreaterThanOrEqual(4.5);
});
