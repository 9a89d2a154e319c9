// Rows of a table → observation rows, by a mapping; or repositories of a dump of the Hub → the Hub's own figures.
// Must not convert units or guess a number.
import { mixRows } from './huggingface-mix.ts';
import { maybeModel } from './huggingface-models.ts';
import type { HubModel } from './huggingface-models.ts';
import { totalRows } from './huggingface-totals.ts';
import type { Origins } from './origins.ts';
import { shapeOf } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import type { Row } from './source.ts';
import type { TableMapping } from './table-file-mapping.ts';
import type { TableRow, TableRows } from './table-file-records.ts';

const NUMBERS = ['value', 'value_low', 'value_high'];
const DAYS = ['as_of', 'published'];
const QUALIFIERS = ['', '>', '<', '~', 'up to'] as const;
const EVIDENCE = ['primary', 'secondary', 'derived', 'vendor'] as const;
const MOST_SHAPES = 20;

/** Each row an observation. `date` is the day of the dump, undefined for a single file. */
export function mappedRows(table: TableRows, mapping: TableMapping, date: string | undefined, key: string, shapes: ShapeProblem[]): readonly Row[] {
  checkColumns(table, mapping, key, shapes);
  if (shapes.length > 0) return [];
  const rows: Row[] = [];
  for (const record of table.rows) {
    const row = maybeRow(record, mapping, date, key, shapes);
    if (row !== undefined) rows.push(row);
    if (shapes.length >= MOST_SHAPES) break;
  }
  return rows;
}

function checkColumns({ columns, rows }: TableRows, mapping: TableMapping, key: string, shapes: ShapeProblem[]): void {
  if (rows.length === 0 && shapes.length === 0) shapes.push({ path: key, expected: 'expected rows', sample: '(none)' });
  if (rows.length === 0) return;
  for (const [field, column] of mapping.columns) {
    if (!columns.has(column)) shapes.push({ path: `${key} column "${column}"`, expected: `expected the column that ${mapping.placeOf(field)} names`, sample: `(absent; there are: ${[...columns].slice(0, 20).join(', ')})` });
  }
}

function maybeRow(record: TableRow, mapping: TableMapping, date: string | undefined, key: string, shapes: ShapeProblem[]): Row | undefined {
  const before = shapes.length;
  const bad = (field: string, expected: string): void => {
    const column = mapping.columns.get(field);
    shapes.push({ path: `${key} ${record.place}, ${column === undefined ? `"${field}" of the mapping` : `column "${column}"`}`, expected, sample: JSON.stringify(column === undefined ? mapping.constants.get(field) : record.values[column]) ?? '(absent)' });
  };
  const cell = (field: string): string => cellOf(record, mapping, field, date, bad);
  for (const field of NUMBERS) if (cell(field) !== '' && !/^-?\d+(\.\d+)?$/.test(cell(field))) bad(field, 'expected a number in digits, with a point and no other sign');
  for (const field of DAYS) if (cell(field) !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(cell(field))) bad(field, 'expected a day, YYYY-MM-DD');
  for (const field of ['series', 'entity', 'country', 'period', 'unit']) if (cell(field) === '') bad(field, 'expected a text');
  const [evidence, qualifier] = [EVIDENCE.find((e) => e === cell('evidence')), QUALIFIERS.find((q) => q === cell('qualifier'))];
  if (evidence === undefined) bad('evidence', `expected one of ${EVIDENCE.join(', ')}`);
  if (qualifier === undefined) bad('qualifier', 'expected >, <, ~, "up to" or nothing');
  if (cell('value') === '' && (cell('value_low') === '' || cell('value_high') === '')) bad('value', 'expected a figure');
  if (evidence === undefined || qualifier === undefined || shapes.length > before) return undefined;
  const filled = (name: 'value' | 'low' | 'high' | 'asOf' | 'published', field: string): Partial<Row> => (cell(field) === '' ? {} : { [name]: cell(field) });
  return {
    series: cell('series'), entity: cell('entity'), country: cell('country'), period: cell('period'), unit: cell('unit'), denominator: cell('denominator'), window: cell('window'), qualifier, evidence,
    ...filled('value', 'value'), ...filled('low', 'value_low'), ...filled('high', 'value_high'),
    ...(date === undefined ? {} : { asOf: date, published: date }), ...filled('asOf', 'as_of'), ...filled('published', 'published'),
    locator: `${key} ${record.place}`, note: cell('note'),
  };
}

function cellOf({ values }: TableRow, mapping: TableMapping, field: string, date: string | undefined, bad: (field: string, expected: string) => void): string {
  const column = mapping.columns.get(field);
  if (column === undefined) return (mapping.constants.get(field) ?? '').replaceAll('{date}', date ?? '');
  const value = values[column];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trim();
  // JSON numbers lose nothing here: what a double cannot hold was lost before, and an exponent is refused as no plain digits.
  if (typeof value === 'number') return String(value);
  bad(field, 'expected a text or a number');
  return '';
}

/** The figures of `huggingface.ts` from a dump of the whole Hub, for the accounts that are tracked. */
export function hubRows(table: TableRows, mapping: TableMapping, date: string, key: string, origins: Origins, shapes: ShapeProblem[]): readonly Row[] {
  checkColumns(table, mapping, key, shapes);
  const models = new Map<string, HubModel>();
  for (const { values, place } of table.rows) {
    const renamed = { ...values, ...Object.fromEntries([...mapping.columns].map(([field, column]) => [field, values[column]])) };
    const account = typeof renamed['id'] === 'string' ? origins.findAccount(renamed['id']) : undefined;
    if (account?.kind === 'test' || (account === undefined && typeof renamed['id'] === 'string')) continue;
    const model = maybeModel(shapeOf(renamed, `${key} ${place} `, shapes), key, true);
    if (model !== undefined && !models.has(model.identity)) models.set(model.identity, model);
    if (shapes.length >= MOST_SHAPES) break;
  }
  if (models.size === 0 && shapes.length === 0) shapes.push({ path: key, expected: 'expected models of a tracked account', sample: '(none)' });
  const reading = { day: date, models: [...models.values()], origins, accountOf: (m: HubModel) => origins.findAccount(m.owner) };
  return [...totalRows(reading), ...mixRows(reading)].map((row) => ({ ...row, published: date }));
}
