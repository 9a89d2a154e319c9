import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { FULL, HALF, request, SPEC_NAMES } from './sample.ts';
import { EVENTS, sampleRows } from './sample-rows.ts';

const GOLDEN = new URL('../output/charts/', import.meta.url);
const renderer = createChartRenderer();
afterAll(() => renderer.close());

/** A missing golden is written on a developer's machine and is a failure in CI. */
function readGolden(name: string, actual: string): string {
  const file = new URL(name, GOLDEN);
  if (!existsSync(file) && process.env['CI'] === undefined) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, actual);
  }
  return readFileSync(file, 'utf8');
}

describe.each(SPEC_NAMES)('%s', (name) => {
  test.each([FULL, HALF])('at %i pixels', async (width) => {
    const asked = request(name, sampleRows(name), { width, events: EVENTS });
    const chart = await renderer.renderChart(asked);
    expect(chart.width).toBe(width);
    const image = await loadImage(Buffer.from(chart.png));
    expect([image.width, image.height]).toEqual([width * 2, chart.height * 2]);
    const again = await renderer.renderChart(asked);
    expect(again.svg).toBe(chart.svg);
    expect(Buffer.compare(again.png, chart.png)).toBe(0);
    expect(again.vegaLite).toBe(chart.vegaLite);
    expect(chart.svg).toBe(readGolden(`${name}-${width}.svg`, chart.svg));
  });
});

test('an SVG has one role, one label, nothing hidden, nothing transparent, no class', async () => {
  for (const name of SPEC_NAMES) {
    const { svg } = await renderer.renderChart(request(name, sampleRows(name), { alt: 'A "quoted" <alt> & more' }));
    expect(svg.match(/ role=/g)).toHaveLength(1);
    expect(svg.match(/ aria-/g)).toHaveLength(1);
    expect(svg).toMatch(/^<svg role="img" aria-label="A &quot;quoted&quot; &lt;alt&gt; &amp; more"/);
    expect(svg).not.toMatch(/opacity="|class="|undefined|NaN|Infinity|href|<script/);
    expect(svg).not.toMatch(/>null<|\[object/);
  }
});
