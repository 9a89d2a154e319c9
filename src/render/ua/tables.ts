// Checkpoint 15: every cell finds its headers. Must not ask whether it should be a table.
import { PDFArray, PDFNumber, type PDFObject } from '@cantoo/pdf-lib';
import { maybeAttribute } from '../pdf/attributes.ts';
import { resolveObject } from '../pdf/objects.ts';
import { bytesOf, descendantsOf, maybeId, placeOf, type Element } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkTables({ elements }: Subject): Finding[] {
  return elements.filter(({ role }) => role === 'Table').flatMap((table) => {
    const cells = descendantsOf(table).filter(({ role }) => role === 'TH' || role === 'TD');
    return [...checkScopes(cells), ...checkHeaders(cells), ...checkShape(table)];
  });
}

function checkScopes(cells: readonly Element[]): Finding[] {
  const data = cells.filter(({ role }) => role === 'TD');
  // Headers and ids do what a scope would do, if every cell has them.
  if (data.length > 0 && data.every((cell) => headersOf(cell).length > 0)) return [];
  return cells.filter((cell) => cell.role === 'TH' && maybeAttribute(cell.dict, 'Table', 'Scope') === undefined).map((cell) => ({
    checkpoint: '15-003', message: 'A header cell does not say whether it heads a row or a column.', ...placeOf(cell),
  }));
}

function checkHeaders(cells: readonly Element[]): Finding[] {
  const ids = new Set(cells.flatMap((cell) => maybeId(cell.dict) ?? []));
  return cells.filter((cell) => headersOf(cell).some((id) => !ids.has(id))).map((cell) => ({ checkpoint: '15-x1', message: 'A cell names a header that its table does not have.', ...placeOf(cell) }));
}

function headersOf(cell: Element): string[] {
  const list = maybeAttribute(cell.dict, 'Table', 'Headers');
  return list instanceof PDFArray ? list.asArray().flatMap((one) => bytesOf(resolveObject(cell.dict.context, one)) ?? []) : [];
}

/** Rows of one length once spans are counted; a person meets the other kind as a table that jumps. */
function checkShape(table: Element): Finding[] {
  const rows = descendantsOf(table).filter(({ role, parent }) => role === 'TR' && (parent === table || parent?.parent === table));
  const taken = new Map<string, true>();
  const lengths = rows.map((row, y) => {
    let x = 0;
    for (const cell of row.children) {
      while (taken.has(`${x} ${y}`)) x++;
      const [columns, lines] = [span(maybeAttribute(cell.dict, 'Table', 'ColSpan')), span(maybeAttribute(cell.dict, 'Table', 'RowSpan'))];
      for (let dx = 0; dx < columns; dx++) for (let dy = 0; dy < lines; dy++) taken.set(`${x + dx} ${y + dy}`, true);
      x += columns;
    }
    while (taken.has(`${x} ${y}`)) x++;
    return x;
  });
  const uneven = lengths.findIndex((length) => length !== lengths[0]);
  const row = rows[uneven];
  return row === undefined ? [] : [{ checkpoint: '15-x2', message: `Row ${uneven + 1} of a table is ${lengths[uneven]} cells long, the first ${lengths[0]}.`, ...placeOf(row) }];
}

function span(value: PDFObject | undefined): number {
  return value instanceof PDFNumber ? Math.min(Math.max(1, value.asNumber()), 1000) : 1;
}
