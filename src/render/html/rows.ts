// Puts a section's blocks into rows: two half figures side by side, a lone one beside text. Must not change a block.
import type { Block, Figure } from '../../document/briefing.ts';

/**
 * `text`: paragraphs, lists and callouts that follow each other. `pair`: two half figures. `beside`: a half figure and the text next to it.
 * `solo`: a half figure on its own. `wide`: one block over the whole measure.
 */
export interface Row {
  readonly kind: 'text' | 'pair' | 'beside' | 'solo' | 'wide';
  readonly blocks: readonly Block[];
}

/** Rows in reading order; every block is in exactly one. */
export function composeRows(blocks: readonly Block[]): Row[] {
  const rows: Row[] = [];
  let rest = blocks;
  while (rest.length > 0) {
    const row = takeRow(rest);
    rows.push(row);
    rest = rest.slice(row.blocks.length);
  }
  return rows;
}

function takeRow(blocks: readonly Block[]): Row {
  const [first, second] = blocks;
  if (first !== undefined && isHalf(first)) {
    if (second !== undefined && isHalf(second)) return { kind: 'pair', blocks: [first, second] };
    return { kind: 'solo', blocks: [first] };
  }
  const end = blocks.findIndex((block) => !isText(block));
  const run = end === -1 ? blocks : blocks.slice(0, end);
  return run.length > 0 ? { kind: 'text', blocks: run } : { kind: 'wide', blocks: blocks.slice(0, 1) };
}

function isHalf(block: Block): block is Figure {
  return block.kind === 'figure' && block.width === 'half';
}

function isText(block: Block): boolean {
  return block.kind === 'paragraph' || block.kind === 'list' || block.kind === 'callout';
}
