// Bytes of a table → its rows as plain values, each with its place. Must not know what a column means.
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { parseCsv } from '../csv.ts';
import { BriefwrightError } from '../errors.ts';
import type { ShapeProblem } from './shape.ts';
import type { TableFormat } from './table-file-mapping.ts';

/** One row: its values by column, and where it stands (`line 4`, `[3]`, `row 3`). */
export interface TableRow {
  readonly values: Readonly<Record<string, unknown>>;
  readonly place: string;
}

export interface TableRows {
  /** Names that are in at least one row. */
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly TableRow[];
}

/** The rows of `body`; what cannot be read goes to `shapes`. `listPath` leads to the list inside a JSON text; `wanted` limits Parquet to some columns. */
export async function readTableRows(body: Uint8Array, format: TableFormat, listPath: readonly string[], wanted: readonly string[], key: string, shapes: ShapeProblem[]): Promise<TableRows> {
  if (format === 'parquet') return readParquet(body, wanted, key, shapes);
  const text = new TextDecoder().decode(body);
  if (format === 'csv') return csvRows(text, key, shapes);
  return format === 'ndjson' ? ndjsonRows(text, key, shapes) : jsonRows(text, listPath, key, shapes);
}

function tableOf(rows: readonly TableRow[]): TableRows {
  return { columns: new Set(rows.flatMap((r) => Object.keys(r.values))), rows };
}

function csvRows(text: string, key: string, shapes: ShapeProblem[]): TableRows {
  try {
    const { columns, rows } = parseCsv(text, key);
    return { columns: new Set(columns), rows: rows.map((r) => ({ values: r.cells, place: `line ${r.line}` })) };
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    for (const p of error.problems.slice(0, 20)) shapes.push({ path: `${key} line ${p.line ?? 1}`, expected: 'expected a CSV table', sample: p.message });
    return tableOf([]);
  }
}

function ndjsonRows(text: string, key: string, shapes: ShapeProblem[]): TableRows {
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), place: `line ${i + 1}` })).filter(({ line }) => line !== '');
  return tableOf(lines.flatMap(({ line, place }) => objectRow(maybeJson(line), place, line, key, shapes)));
}

function jsonRows(text: string, listPath: readonly string[], key: string, shapes: ShapeProblem[]): TableRows {
  let value = maybeJson(text);
  if (value === undefined) shapes.push({ path: key, expected: 'expected JSON', sample: clip(text) });
  for (const name of listPath) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const path = listPath.join('.');
  if (Array.isArray(value)) return tableOf((value as unknown[]).flatMap((item, i) => objectRow(item, `${path}[${i}]`, JSON.stringify(item) ?? '', key, shapes)));
  if (shapes.length === 0) shapes.push({ path: `${key} ${path}`.trim(), expected: 'expected a list', sample: value === undefined ? '(absent)' : clip(JSON.stringify(value) ?? '') });
  return tableOf([]);
}

function objectRow(value: unknown, place: string, text: string, key: string, shapes: ShapeProblem[]): readonly TableRow[] {
  if (isRecord(value)) return [{ values: value, place }];
  if (shapes.length < 20) shapes.push({ path: `${key} ${place}`, expected: 'expected an object', sample: clip(text) });
  return [];
}

async function readParquet(body: Uint8Array, wanted: readonly string[], key: string, shapes: ShapeProblem[]): Promise<TableRows> {
  // A view of a larger buffer has to be cut out: the reader takes offsets from the buffer's own start.
  const file = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer;
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = new Set(parquetSchema(metadata).children.map((child) => child.element.name));
    const objects = await parquetReadObjects({ file, metadata, columns: wanted.filter((name) => columns.has(name)) });
    return { columns, rows: objects.map((object, i) => ({ values: Object.fromEntries(Object.entries(object).map(([name, value]) => [name, plain(value)])), place: `row ${i + 1}` })) };
  } catch (error) {
    shapes.push({ path: key, expected: 'expected a Parquet file, uncompressed or with Snappy', sample: error instanceof Error ? clip(error.message) : clip(String(error)) });
    return tableOf([]);
  }
}

/** Whole numbers come as bigint and times as Date; a table of text and numbers is what the mapping speaks of. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)])) : (value ?? undefined);
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text === '' ? '(empty)' : text;
}
