// Epoch's table of notable models → counts by year and country. Must not fetch.
// A joint work counts once for each of its countries; a model trained on two vendors' hardware counts for both.
import type { CsvRow, CsvTable } from '../csv.ts';
import { findCountry, splitCountries } from './epoch-countries.ts';
import { maybeDayOf } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import type { Row } from './source.ts';

/** A row of the table, as far as it is counted. */
interface NotableModel {
  readonly published: string;
  readonly countries: readonly string[];
  readonly weights: string;
  readonly vendors: readonly string[];
}

const COLUMNS = ['Model', 'Publication date', 'Country (of organization)', 'Training hardware', 'Model accessibility'];
/** The series begin here; earlier models are few. */
const FIRST_YEAR = '2019';
/** Makers of hardware, by how their names begin in the table. */
const VENDORS = ['NVIDIA', 'Google TPU', 'Huawei Ascend', 'AMD', 'Amazon Trainium', 'Cerebras'];
const ACCESS: ReadonlyMap<string, string> = new Map([
  ['Open weights (unrestricted)', 'open weights'], ['Open weights (restricted use)', 'open weights'], ['Open weights (non-commercial)', 'open weights'],
  ['API access', 'closed weights'], ['Hosted access (no API)', 'closed weights'], ['Unreleased', 'closed weights'], ['', 'not stated'],
]);

/** Series `notable-releases.epoch` and `training-hardware.epoch` from `table`, read on `day` from the capture `key`. */
export function notableRows(table: CsvTable, day: string, key: string, countries: ReadonlyMap<string, { readonly name: string }>, shapes: ShapeProblem[]): readonly Row[] {
  for (const column of COLUMNS.filter((c) => !table.columns.includes(c))) shapes.push({ path: `${key} column "${column}"`, expected: 'expected the column', sample: `(absent; there are: ${table.columns.slice(0, 20).join(', ')})` });
  if (shapes.length > 0) return [];
  if (table.rows.length === 0) shapes.push({ path: key, expected: 'expected models', sample: '(no rows)' });
  const models = table.rows.flatMap((row) => maybeNotable(row, key, countries, shapes));
  const latest = models.map((m) => m.published).sort().at(-1) ?? '';
  const recent = models.filter((m) => m.published >= FIRST_YEAR);
  return [
    ...countRows('notable-releases.epoch', recent, (m) => [m.weights], { day, key, latest, column: 'Model accessibility', note: '' }),
    ...countRows('training-hardware.epoch', recent, (m) => m.vendors, { day, key, latest, column: 'Training hardware', note: '; hardware is stated for a minority' }),
  ];
}

function maybeNotable(row: CsvRow, key: string, countries: ReadonlyMap<string, { readonly name: string }>, shapes: ShapeProblem[]): NotableModel[] {
  const cell = (column: string): string => (row.cells[column] ?? '').trim();
  const bad = (column: string, expected: string): void => void shapes.push({ path: `${key} line ${row.line}, column "${column}"`, expected, sample: JSON.stringify(cell(column)) });
  const published = maybeDayOf(cell('Publication date'));
  // The few undated and half-dated entries cannot be put into a year.
  if (published === undefined && !/^(\d{4}(-\d{2})?)?$/.test(cell('Publication date'))) bad('Publication date', 'expected a day');
  const weights = ACCESS.get(cell('Model accessibility'));
  if (weights === undefined) bad('Model accessibility', `expected one of ${[...ACCESS.keys()].filter((k) => k !== '').join(', ')}`);
  const names = splitCountries(cell('Country (of organization)'));
  const codes = names.map((name) => findCountry(name, countries));
  if (codes.includes(undefined)) bad('Country (of organization)', 'expected names of countries that are known');
  if (published === undefined || weights === undefined || codes.includes(undefined)) return [];
  return [{ published, weights, countries: codes.filter((code) => code !== undefined), vendors: vendorsOf(cell('Training hardware')) }];
}

function vendorsOf(cell: string): readonly string[] {
  const parts = cell.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) return ['not stated'];
  return [...new Set(parts.map((part) => VENDORS.find((vendor) => part.startsWith(vendor)) ?? 'other hardware'))];
}

interface Counting {
  readonly day: string;
  readonly key: string;
  /** Day of the newest model: its year is not over. */
  readonly latest: string;
  readonly column: string;
  readonly note: string;
}

function countRows(series: string, models: readonly NotableModel[], entitiesOf: (model: NotableModel) => readonly string[], { day, key, latest, column, note }: Counting): readonly Row[] {
  const counts = new Map<string, number>();
  for (const model of models) {
    for (const country of new Set(model.countries)) for (const entity of entitiesOf(model)) {
      const id = [model.published.slice(0, 4), entity, country].join('\u0000');
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, value]): Row => {
    const [year = '', entity = '', country = ''] = id.split('\u0000');
    const isPartial = year === latest.slice(0, 4) && !latest.endsWith('-12-31');
    return {
      series, entity, country, value, unit: 'models', denominator: 'notable models in the Epoch database', asOf: day, evidence: 'derived',
      period: isPartial ? `${year}-01-01/${latest}` : year,
      window: isPartial ? `1 January to ${dayInWords(latest)}` : 'one year',
      locator: `${key} columns Publication date, Country (of organization), ${column}`,
      note: `${isPartial ? `partial year, to ${dayInWords(latest)}; ` : ''}a joint work counts once for each country${note}`,
    };
  });
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2025-11-13` → `13 November`. */
function dayInWords(day: string): string {
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''}`;
}
