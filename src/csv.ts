// CSV text → rows that know where they stand, and rows → CSV text (RFC 4180). Must not know what a cell means.
import { parse } from 'csv-parse/sync';
import type { Info } from 'csv-parse/sync';
import { BriefwrightError, failure } from './errors.ts';
import type { Problem } from './errors.ts';

/** Line and column in the file, from 1; the column counts characters of the line. */
export interface CsvPlace {
  readonly line: number;
  readonly column: number;
}

/** One record below the header. */
export interface CsvRow {
  /** Line that the record begins on. */
  readonly line: number;
  /** Text by column name, without the quotes; has no prototype. */
  readonly cells: Readonly<Record<string, string>>;
  /** Where the cell of a column begins; the row's start for a column that the file has not. */
  readonly place: (column: string) => CsvPlace;
}

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** Shape of what csv-parse gives with `info` and `raw`. */
interface Piece {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: Pick<Info, 'lines'>;
}

/** `text` as a table with a header. Throws all that inspectCsv finds. */
export function parseCsv(text: string, file: string): CsvTable {
  const { table, problems } = inspectCsv(text, file);
  if (problems.length > 0) throw new BriefwrightError(problems);
  return table;
}

/**
 * The rows of `text` that can be read, and what is wrong with the rest: CSV_EMPTY, CSV_BOM, CSV_NUL, CSV_QUOTE,
 * CSV_COLUMN_NAME, CSV_DUPLICATE_COLUMN, CSV_RAGGED_ROW. For a caller that goes on to look for more problems.
 */
export function inspectCsv(text: string, file: string): { readonly table: CsvTable; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const add = (code: string, message: string, at: CsvPlace, hint: string): void => void problems.push({ code, message, file, ...at, text, hint });
  const marked = text.startsWith('\uFEFF');
  if (marked) add('CSV_BOM', 'The file begins with a byte order mark.', { line: 1, column: 1 }, 'Save it as UTF-8 without BOM.');
  const body = (marked ? text.slice(1) : text).replaceAll('\r\n', '\n');
  for (const [i, line] of body.split('\n').entries()) {
    const at = line.indexOf('\0');
    if (at >= 0) add('CSV_NUL', 'The line holds a NUL character.', { line: i + 1, column: at + 1 }, 'Save the file as UTF-8 text.');
  }
  const pieces = piecesOf(body, (message, at) => add('CSV_QUOTE', message, at, 'Put the whole cell in quotes and double each quote inside it.'));
  const header = pieces[0];
  if (header === undefined || body.trim() === '') {
    if (problems.length === 0) add('CSV_EMPTY', 'The file is empty.', { line: 1, column: 1 }, 'It needs a line with the names of the columns.');
    return { table: { columns: [], rows: [] }, problems };
  }
  const columns = header.record;
  for (const [i, name] of columns.entries()) {
    const at = placeIn(header, i);
    if (name.trim() === '' || name !== name.trim()) add('CSV_COLUMN_NAME', `Column ${i + 1} has ${name.trim() === '' ? 'no name' : `spaces around its name "${name.trim()}"`}.`, at, 'Mend the first line.');
    else if (columns.indexOf(name) < i) add('CSV_DUPLICATE_COLUMN', `The column "${name}" is there twice.`, at, 'Delete or rename one of the two.');
  }
  const rows: CsvRow[] = [];
  for (const piece of pieces.slice(1)) {
    if (piece.record.length === columns.length) rows.push(rowOf(piece, columns));
    else add('CSV_RAGGED_ROW', raggedMessage(piece, columns.length), placeIn(piece, Math.min(piece.record.length - 1, columns.length)), 'A cell with a comma needs quotes; an empty cell needs its comma.');
  }
  return { table: { columns, rows }, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)) };
}

function piecesOf(body: string, bad: (message: string, at: CsvPlace) => void): readonly Piece[] {
  if (!/["\r]/.test(body)) return plainPieces(body);
  let broken = false;
  let last = 0;
  const pieces: unknown = parse(body, {
    info: true,
    raw: true,
    relax_column_count: true,
    record_delimiter: '\n',
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error === undefined) return undefined;
      const open = error.code === 'CSV_QUOTE_NOT_CLOSED';
      // After a closing quote in the wrong place the rest of the file counts as quoted: that it never ends is an echo.
      if ((open && broken) || error['lines'] === last) return undefined;
      last = Number(error['lines']);
      broken ||= error.code === 'CSV_INVALID_CLOSING_QUOTE';
      bad(open ? 'A quote is opened and never closed.' : 'A quote stands where none may.', quotePlace(body, error['lines'], error['column'], open));
      return undefined;
    },
  });
  return pieces as readonly Piece[];
}

/** Without a quote and a lone carriage return a record is a line and a cell ends at a comma; tables of collected figures have many such lines. */
function plainPieces(body: string): readonly Piece[] {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((raw, i) => ({ record: raw.split(','), raw, info: { lines: i + 1 } }));
}

/** csv-parse gives the line and the number of the field; the column of the line is looked for. */
function quotePlace(body: string, lines: unknown, field: unknown, open: boolean): CsvPlace {
  const all = body.split('\n');
  const line = typeof lines === 'number' ? lines : 1;
  if (!open) return { line, column: Math.max(1, placeIn({ raw: all[line - 1] ?? '', line }, typeof field === 'number' ? field : 0).column) };
  // The opening quote is the last one that has no partner; lines after it hold none.
  for (let n = Math.min(line, all.length); n >= 1; n--) {
    const at = (all[n - 1] ?? '').lastIndexOf('"');
    if (at >= 0) return { line: n, column: at + 1 };
  }
  return { line, column: 1 };
}

function raggedMessage(piece: Piece, expected: number): string {
  const count = piece.record.length;
  if (count === 1 && piece.record[0] === '') return 'The line is empty.';
  return `The row has ${count} cells, the header has ${expected}.`;
}

function rowOf(piece: Piece, columns: readonly string[]): CsvRow {
  const cells: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [i, name] of columns.entries()) cells[name] = piece.record[i] ?? '';
  return { line: startOf(piece), cells, place: (column) => placeIn(piece, columns.indexOf(column)) };
}

function startOf(piece: Piece): number {
  return piece.info.lines - (piece.raw.replace(/\n$/, '').match(/\n/g)?.length ?? 0);
}

/** Where field number `index` (from 0) of a record begins. A doubled quote toggles twice, so it needs no case of its own. */
function placeIn(piece: Piece | { readonly raw: string; readonly line: number }, index: number): CsvPlace {
  let line = 'info' in piece ? startOf(piece) : piece.line;
  let [column, field, quoted] = [1, 0, false];
  for (const char of piece.raw) {
    if (field >= index) break;
    column += 1;
    if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) field += 1;
    else if (char === '\n') [line, column] = [line + 1, 1];
  }
  return { line, column };
}

/** Characters that make a spreadsheet take a text for a formula, at the start of a cell. */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;

/**
 * RFC 4180 text with LF line ends and a trailing one. A text that a spreadsheet would run gets a leading apostrophe;
 * a number is written as a number; undefined is an empty cell. Throws CSV_ROW for a row of another length or a number that is none.
 */
export function formatCsv(columns: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const out = [columns.map(formatCell).join(',')];
  for (const row of rows) {
    if (row.length !== columns.length) throw failure('CSV_ROW', `A row of ${row.length} cells does not fit ${columns.length} columns.`, {}, 1);
    // A lone empty cell would read back as an empty line.
    out.push(row.length === 1 && (row[0] ?? '') === '' ? '""' : row.map(formatCell).join(','));
  }
  return `${out.join('\n')}\n`;
}

function formatCell(value: string | number | undefined): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw failure('CSV_ROW', `${value} cannot be written as a number.`, {}, 1);
    return String(value);
  }
  const text = FORMULA.test(value ?? '') ? `'${value ?? ''}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
