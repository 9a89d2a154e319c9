// How blocks are put into rows: nothing lost, nothing moved.
import { expect, test } from 'vitest';
import type { Block, Table } from '../../../src/document/briefing.ts';
import { composeRows, groupTables } from '../../../src/render/html/rows.ts';
import { figureWidths, pageGeometry } from '../../../src/render/html/page.ts';

function block(kind: 'p' | 'half' | 'full' | 'callout'): Block {
  if (kind === 'p') return { kind: 'paragraph', text: ['x'] };
  if (kind === 'callout') return { kind: 'callout', tone: 'caution', title: 'x', paragraphs: [] };
  return { kind: 'figure', id: 'x', number: 1, label: 'x', headline: [], subtitle: [], alt: '', width: kind, source: [], caveats: [], table: 't' };
}

function table(labels: readonly string[], cell: string): Table {
  const columns = labels.map((label, i) => ({ label, align: i === 0 ? 'start' as const : 'end' as const }));
  return { kind: 'table', id: 't', caption: [], note: [], columns, rows: [columns.map(({ align }) => ({ text: [cell], align }))] };
}

test.each([
  ['p p', 'text'], ['p half', 'beside'], ['half p p', 'solo text'], ['half', 'solo'], ['half half', 'pair'], ['p half p half', 'pair'], ['p half p', 'beside text'], ['half half half', 'pair solo'],
  ['full', 'wide'], ['p full p half', 'text wide beside'], ['half full half', 'solo wide solo'], ['callout half full', 'beside wide'], ['', ''],
])('%s becomes %s', (input, kinds) => {
  const blocks = input.split(' ').filter((k) => k !== '').map((k) => block(k as 'p'));
  const rows = composeRows(blocks);
  expect(rows.map((row) => row.kind).join(' ')).toBe(kinds);
  expect(rows.flatMap((row) => row.blocks)).toEqual(blocks);
  for (const row of rows) if (row.kind === 'beside' || row.kind === 'pair') expect(row.halves.flat()).toEqual(row.blocks);
});

test('narrow tables of the annex share columns, wide ones stand alone', () => {
  const [narrow, wide] = [table(['Month', 'China', 'United States'], '12.5%'), table(['Name', 'A', 'B'], 'a very long cell that no half of the page can hold')];
  expect(groupTables([narrow, narrow, wide, narrow]).map((g) => [g.kind, g.tables.length])).toEqual([['narrow', 2], ['wide', 1], ['narrow', 1]]);
});

test('two halves and the gutter fit the full width, and the text is whole lines high', () => {
  for (const paper of ['A4', 'Letter'] as const) {
    const { full, half } = figureWidths(paper);
    expect(2 * half + (6 / 25.4) * 96).toBeLessThanOrEqual(full + 1);
    const g = pageGeometry(paper);
    const lines = ((g.height - g.top - g.bottom) * 72) / 25.4 / 13;
    expect(lines - Math.floor(lines)).toBeLessThan(0.01);
    expect(g.side).toBeGreaterThanOrEqual(16);
  }
});
