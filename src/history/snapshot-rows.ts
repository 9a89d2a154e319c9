// Rows of sources ↔ the table of a snapshot: the same columns as the tables that are entered by hand, checked by the same rules.
// Must not read or write files.
import { formatCsv, parseCsv } from '../csv.ts';
import type { Problem } from '../errors.ts';
import type { Observation } from '../observations/observation.ts';
import { OBSERVATION_COLUMNS, parseObservations } from '../observations/rows.ts';
import type { Known } from '../observations/rows.ts';
import type { Day } from '../period.ts';
import type { Figure } from '../sources/plausibility.ts';
import type { Row } from '../sources/source.ts';
import type { RowCounts } from './provenance.ts';

/** The cells of a row by column. */
export type Cells = Readonly<Record<string, string>>;

/** A row's cells. `day` is the day of the last capture (UTC). */
export function cellsOf(row: Row, source: string, day: Day): Cells {
  const published = row.published ?? day;
  return {
    series: row.series, entity: plain(row.entity), country: row.country, period: row.period, value: digits(row.value), value_low: digits(row.low), value_high: digits(row.high),
    qualifier: row.qualifier ?? '', unit: row.unit, denominator: plain(row.denominator), window: plain(row.window), as_of: row.asOf ?? (published < day ? published : day), published,
    evidence: row.evidence, source: row.source ?? source, locator: plain(row.locator), note: plain(row.note ?? ''),
  };
}

/** One line of visible text: what a table refuses would refuse the whole source. */
function plain(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]+/gu, ' ').trim();
}

/** Digits without an exponent, as a table wants them. */
function digits(value: Row['value']): string {
  if (value === undefined || typeof value !== 'number') return String(value ?? '');
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  return /e/.test(text) ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

/** The bytes of `observations.csv`. */
export function formatRows(rows: readonly Cells[]): string {
  return formatCsv(OBSERVATION_COLUMNS, rows.map((cells) => OBSERVATION_COLUMNS.map((column) => cellValue(column, cells[column] ?? ''))));
}

/** A negative figure goes as a number: as text it would get the apostrophe that keeps a spreadsheet from running it. */
function cellValue(column: string, text: string): string | number {
  return column.startsWith('value') && /^-\d{1,15}(\.\d{1,12})?$/.test(text) && !/e/.test(String(Number(text))) ? Number(text) : text;
}

/** Cells of a table that formatRows wrote. */
export function readCells(text: string, file: string): readonly Cells[] {
  return parseCsv(text, file).rows.map((row) => row.cells);
}

/** The observations of a table; problems as parseObservations finds them, and rows that say the same of the same. */
export function checkRows(text: string, file: string, known: Known): { readonly observations: readonly Observation[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const observations = parseObservations({ file, text }, known, problems);
  const first = new Map<string, string>();
  for (const o of observations) {
    const id = JSON.stringify([o.series, o.entity, o.country, o.period.text, o.published, o.denominator, o.window]);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, o.key);
    else problems.push({ code: 'DATA_DUPLICATE', message: `"${o.series}" of "${o.entity}" for ${o.period.text} is already at ${earlier}.`, file, line: Number(o.key.slice(o.key.lastIndexOf(':') + 1)), column: 1 });
  }
  return { observations, problems };
}

/** What the rows of one source are compared by. */
export function figuresOf(rows: readonly Cells[]): readonly Figure[] {
  return rows.map((c) => ({ series: c['series'] ?? '', entity: c['entity'] ?? '', country: c['country'] ?? '', period: c['period'] ?? '', value: c['value'] === undefined || c['value'] === '' ? undefined : Number(c['value']) }));
}

/** What a row is about, without its figure and its dates. */
function subjectOf(c: Cells): string {
  return JSON.stringify(['series', 'entity', 'country', 'period', 'unit', 'denominator', 'window', 'source'].map((column) => c[column] ?? ''));
}

function figureOf(c: Cells): string {
  return JSON.stringify(['value', 'value_low', 'value_high', 'qualifier'].map((column) => c[column] ?? ''));
}

/** Rows whose figure is new, another or no longer there; the days of reading do not count. */
export function compareRows(now: readonly Cells[], before: readonly Cells[]): RowCounts {
  const old = new Map(before.map((c) => [subjectOf(c), figureOf(c)]));
  const counts = { added: 0, changed: 0, gone: 0 };
  for (const c of now) {
    const was = old.get(subjectOf(c));
    if (was === undefined) counts.added += 1;
    else if (was !== figureOf(c)) counts.changed += 1;
    old.delete(subjectOf(c));
  }
  return { ...counts, gone: old.size };
}

/** A figure that a later revision has otherwise. */
export interface Revision {
  readonly series: string;
  readonly entity: string;
  readonly country: string;
  readonly period: string;
  readonly unit: string;
  readonly source: string;
  /** As printed; empty where it was not there. */
  readonly before: string;
  readonly after: string;
}

/** Every figure that differs, in the order of the later table; those that are gone come last. */
export function findRevised(now: readonly Cells[], before: readonly Cells[]): readonly Revision[] {
  const old = new Map(before.map((c) => [subjectOf(c), c]));
  const entry = (c: Cells, was: string, is: string): Revision => ({
    series: c['series'] ?? '', entity: c['entity'] ?? '', country: c['country'] ?? '', period: c['period'] ?? '', unit: c['unit'] ?? '', source: c['source'] ?? '', before: was, after: is,
  });
  const out: Revision[] = [];
  for (const c of now) {
    const was = old.get(subjectOf(c));
    old.delete(subjectOf(c));
    if (was === undefined || figureOf(was) !== figureOf(c)) out.push(entry(c, was === undefined ? '' : shown(was), shown(c)));
  }
  return [...out, ...[...old.values()].map((c) => entry(c, shown(c), ''))];
}

function shown(c: Cells): string {
  const value = c['value'] ?? '';
  return `${c['qualifier'] ?? ''}${value === '' ? `${c['value_low'] ?? ''}–${c['value_high'] ?? ''}` : value}`;
}
