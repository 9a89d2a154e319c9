// One CSV table as records whose cells are clean text, and a place to report what is wrong with them.
// Must not know what a column means.
import { inspectCsv } from '../csv.ts';
import { findNearest } from '../errors.ts';
import type { Problem } from '../errors.ts';

/** A file's text with the path that problems and keys name, relative to the project. */
export interface TableFile {
  readonly file: string;
  readonly text: string;
}

/** One row. */
export interface TableRecord {
  /** `<file>:<line>`. */
  readonly key: string;
  readonly line: number;
  /** Text of a cell; empty for a column that the file has not. */
  readonly cell: (column: string) => string;
  /** Adds a problem at the cell. */
  readonly bad: (column: string, code: string, message: string, hint?: string) => void;
  /** False once a problem was added. */
  readonly isSound: () => boolean;
}

/** Control characters, and marks that are not seen or turn the direction of text. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The first character of `text` that a reader cannot see or trust, as `U+202E`, or undefined. */
export function maybeHidden(text: string): string | undefined {
  const found = HIDDEN.exec(text);
  return found === null ? undefined : `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * The records of a table with exactly `columns`, in any order. Problems go to `problems`: those of inspectCsv,
 * DATA_COLUMN_MISSING, DATA_COLUMN_UNKNOWN, DATA_TEXT (hidden characters, spaces at an end), DATA_CELL_EMPTY for `required`.
 * No records when a column is missing: nothing in them could be trusted.
 */
export function parseRecords(source: TableFile, columns: readonly string[], required: readonly string[], problems: Problem[]): readonly TableRecord[] {
  const { table, problems: found } = inspectCsv(source.text, source.file);
  problems.push(...found);
  if (table.columns.length === 0) return [];
  const top = { file: source.file, line: 1, column: 1, text: source.text };
  for (const name of table.columns.filter((c) => !columns.includes(c))) {
    problems.push({ code: 'DATA_COLUMN_UNKNOWN', message: `Unknown column "${name}".`, ...top, hint: nearestHint(name, columns) });
  }
  const missing = columns.filter((c) => !table.columns.includes(c));
  for (const name of missing) problems.push({ code: 'DATA_COLUMN_MISSING', message: `The column "${name}" is missing.`, ...top, hint: `The columns are: ${columns.join(', ')}.` });
  if (missing.length > 0) return [];
  return table.rows.map((row) => {
    let sound = true;
    const bad: TableRecord['bad'] = (column, code, message, hint) => {
      sound = false;
      problems.push({ code, message, file: source.file, ...row.place(column), text: source.text, ...(hint === undefined ? {} : { hint }) });
    };
    const record: TableRecord = { key: `${source.file}:${row.line}`, line: row.line, cell: (column) => row.cells[column] ?? '', bad, isSound: () => sound };
    checkText(record, columns, required);
    return record;
  });
}

function checkText(record: TableRecord, columns: readonly string[], required: readonly string[]): void {
  for (const column of columns) {
    const text = record.cell(column);
    const hidden = maybeHidden(text);
    if (hidden !== undefined) record.bad(column, 'DATA_TEXT', `"${column}" holds the character ${hidden}.`, 'Delete it; a cell is one line of visible text.');
    else if (text.trim() === '' && required.includes(column)) record.bad(column, 'DATA_CELL_EMPTY', `"${column}" is empty.`, 'Every row needs it.');
    else if (text !== text.trim()) record.bad(column, 'DATA_TEXT', `"${column}" has a space at its start or end: ${JSON.stringify(text)}.`, 'Delete the space.');
  }
}

/** "Try …" with the nearest known name, or all of them when they are few. */
export function nearestHint(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = findNearest(name, names);
  if (near !== undefined) return `Try "${near}".`;
  return names.length > 30 ? 'See data/README.md for the names that are known.' : `Known: ${names.map((n) => n === '' ? '(empty)' : n).join(', ')}.`;
}
