// Placeholder charts: drawings of the right size with labels at their edges, so that clipping shows.
import type { Chart } from '../../../src/charts/chart.ts';
import type { Briefing, Figure } from '../../../src/document/briefing.ts';
import { figureWidths } from '../../../src/render/html/page.ts';

/** One chart for every figure of the briefing, at the width of its column. */
export function sampleCharts(briefing: Briefing): Map<string, Chart> {
  const figures = [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].filter((block): block is Figure => block.kind === 'figure');
  const widths = figureWidths(briefing.edition.page);
  return new Map(figures.map((figure, i) => [figure.id, sampleChart(figure, widths[figure.width], figure.width === 'full' ? 230 : 180 + 20 * (i % 2))]));
}

function sampleChart(figure: Figure, width: number, height: number): Chart {
  const [left, right, base] = [34, width - 106, height - 22];
  const grid = [0, 25, 50, 75, 100].map((v) => {
    const y = base - (v / 100) * (base - 12);
    return `<path d="M${left} ${y}H${right}" stroke="${v === 0 ? '#1a2124' : '#dfe3e0'}"/><text x="${left - 6}" y="${y + 3.5}" text-anchor="end">${v}${v === 100 ? ' %' : ''}</text>`;
  });
  const line = (from: number, to: number, colour: string, dash: string, label: string): string => {
    const [a, b] = [base - from * (base - 12), base - to * (base - 12)];
    const middle = (left + right) / 2;
    return `<path d="M${left} ${a}L${middle} ${a - (a - b) * 0.2}L${right} ${b}" fill="none" stroke="${colour}" stroke-width="1.8"${dash}/><text x="${right + 6}" y="${b + 3.5}" fill="${colour}" font-weight="600">${label}</text>`;
  };
  const axis = ['Nov 2025', 'Apr 2026', 'Sep 2026'].map((t, i) => `<text x="${left + ((right - left) * i) / 2}" y="${height - 6}" text-anchor="middle">${t}</text>`);
  const alt = figure.alt.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${alt}" font-family="'Source Sans 3', sans-serif" font-size="11" fill="#1a2124">${grid.join('')}${axis.join('')}`
    + `${line(0.21, 0.7, '#a8321f', '', 'China 70 %')}${line(0.62, 0.26, '#1f4e8c', ' stroke-dasharray="6 3"', 'United States 26 %')}${line(0.12, 0.04, '#96690c', ' stroke-dasharray="1.5 2.5"', 'Europe 4 %')}</svg>`;
  return { id: figure.id, svg, png: new Uint8Array(), width, height, vegaLite: '{}', alt: figure.alt };
}
