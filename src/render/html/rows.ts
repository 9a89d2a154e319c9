// Puts a section's blocks into rows that fill the measure. Must not change a block or the order of blocks.
import type { Block, Figure, Table, Text } from '../../document/briefing.ts';
import { plainText } from './text.ts';

/**
 * `text`: words without a figure, eight columns wide beside the title. `pair`: two half figures, each under the words on it.
 * `beside`: one half figure and the words before or after it. `solo`: one half figure without words. `wide`: one block over the whole measure.
 */
export interface Row {
  readonly kind: 'text' | 'pair' | 'beside' | 'solo' | 'wide';
  readonly blocks: readonly Block[];
  /** `beside`: the left and the right half. `pair`: words and figure of the left half, then of the right one. */
  readonly halves: readonly (readonly Block[])[];
  /** `text` of so few lines that it must not stand at a page's foot without what it introduces. */
  readonly isShort: boolean;
}

/** Rows in reading order; every block is in exactly one. */
export function composeRows(blocks: readonly Block[]): Row[] {
  const rows: Row[] = [];
  let start = 0;
  while (start < blocks.length) {
    let end = start;
    while (end < blocks.length && isNarrow(blocks[end])) end += 1;
    rows.push(...(end > start ? narrowRows(blocks.slice(start, end)) : [{ kind: 'wide', blocks: blocks.slice(start, start + 1), halves: [], isShort: false } satisfies Row]));
    start = Math.max(end, start + 1);
  }
  return rows;
}

/** Half figures two by two, each with the words before it; one that is left over stands beside its words. */
function narrowRows(blocks: readonly Block[]): Row[] {
  const units: Block[][] = [];
  let words: Block[] = [];
  for (const block of blocks) {
    words.push(block);
    if (isHalf(block)) units.push(words.splice(0));
  }
  const rows: Row[] = [];
  for (let i = 0; i < units.length; i += 2) rows.push(unitRow(units.slice(i, i + 2)));
  if (words.length > 0) rows.push({ kind: 'text', blocks: words, halves: [], isShort: isShort(words) });
  return rows;
}

function unitRow(units: readonly Block[][]): Row {
  const blocks = units.flat();
  if (units.length > 1) return { kind: 'pair', blocks, halves: units.flatMap((unit) => [unit.slice(0, -1), unit.slice(-1)]), isShort: false };
  if (blocks.length === 1) return { kind: 'solo', blocks, halves: [], isShort: false };
  return { kind: 'beside', blocks, halves: [blocks.slice(0, -1), blocks.slice(-1)], isShort: false };
}

/** Two lines of eight columns. */
const SHORT_TEXT = 150;

function isShort(blocks: readonly Block[]): boolean {
  const [only, second] = blocks;
  return only?.kind === 'paragraph' && second === undefined && lengthOf(only.text) <= SHORT_TEXT;
}

function isNarrow(block: Block | undefined): boolean {
  return block !== undefined && (isHalf(block) || isText(block));
}

function isHalf(block: Block): block is Figure {
  return block.kind === 'figure' && block.width === 'half';
}

function isText(block: Block): boolean {
  return block.kind === 'paragraph' || block.kind === 'list' || block.kind === 'callout';
}

/** Annex tables that follow each other: `narrow` ones share two columns, a `wide` one stands alone, `landscape` ones on pages of their own at the end. */
export interface TableGroup {
  readonly kind: 'narrow' | 'wide' | 'landscape';
  readonly tables: readonly Table[];
}

export function groupTables(tables: readonly Table[]): TableGroup[] {
  const groups: { kind: TableGroup['kind']; tables: Table[] }[] = [];
  const broad = tables.filter((table) => !fitsMeasure(table));
  for (const table of tables.filter((one) => !broad.includes(one))) {
    const kind = fitsColumn(table) ? 'narrow' : 'wide';
    const last = groups.at(-1);
    if (kind === 'narrow' && last?.kind === 'narrow') last.tables.push(table);
    else groups.push({ kind, tables: [table] });
  }
  return broad.length === 0 ? groups : [...groups, { kind: 'landscape', tables: broad }];
}

/** The measure holds about 125 letters of a table's small type: numbers do not break, other cells do between words. */
function fitsMeasure(table: Table): boolean {
  const widths = table.columns.map((column, c) => Math.max(longestWord(column.label), ...table.rows.map((row) => (column.align === 'end' ? lengthOf(row[c]?.text ?? []) : longestWord(plainText(row[c]?.text ?? []))))));
  return widths.reduce((sum, width) => sum + width + 1.5, 0) <= 125;
}

/** Half the measure holds about 60 letters of a table's small type: the widest cell of every column and a space between. */
function fitsColumn(table: Table): boolean {
  const widths = table.columns.map((column, c) => Math.max(longestWord(column.label), ...table.rows.map((row) => (c === 0 ? 14 : lengthOf(row[c]?.text ?? []) / (column.align === 'end' ? 1 : 1.6)))));
  return widths.reduce((sum, width) => sum + width + 1.5, 0) <= 62;
}

function longestWord(label: string): number {
  return Math.max(0, ...label.split(/\s+/).map((word) => word.length));
}

function lengthOf(text: Text): number {
  return text.reduce((sum, run) => sum + (typeof run === 'string' ? run.length : 'text' in run ? run.text.length : 1), 0);
}
