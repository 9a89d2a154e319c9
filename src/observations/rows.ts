// Rows of an observation table → observations, each checked by itself and against the registry. Must not read files.
import type { Problem } from '../errors.ts';
import { maybePeriod } from '../period.ts';
import type { Day, Period } from '../period.ts';
import type { Bloc, Evidence, Observation, Qualifier } from './observation.ts';
import { nearestHint, parseRecords } from './table.ts';
import type { TableFile, TableRecord } from './table.ts';
import { maybeFigure, PRINTED_UNITS, printedAs } from './units.ts';
import type { Figure, PrintedUnit } from './units.ts';

/** What a row may refer to. */
export interface Known {
  readonly sources: ReadonlyMap<string, unknown>;
  readonly countries: ReadonlyMap<string, { readonly bloc: Bloc }>;
}

export const OBSERVATION_COLUMNS: readonly string[] = [
  'series', 'entity', 'country', 'period', 'value', 'value_low', 'value_high', 'qualifier', 'unit', 'denominator', 'window',
  'as_of', 'published', 'evidence', 'source', 'locator', 'note',
];
const REQUIRED = ['series', 'entity', 'country', 'period', 'unit', 'as_of', 'published', 'evidence', 'source', 'locator'];

export const EVIDENCE: readonly Evidence[] = ['primary', 'secondary', 'derived', 'vendor'];
const QUALIFIERS: readonly Qualifier[] = ['', '>', '<', '~', 'up to'];
const SERIES = /^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/;

/** The observations of one table. A row with a problem is left out; the problem goes to `problems`. */
export function parseObservations(source: TableFile, known: Known, problems: Problem[]): readonly Observation[] {
  return parseRecords(source, OBSERVATION_COLUMNS, REQUIRED, problems).flatMap((record) => {
    const observation = maybeObservation(record, known);
    return observation === undefined || !record.isSound() ? [] : [observation];
  });
}

function maybeObservation(record: TableRecord, known: Known): Observation | undefined {
  const { cell, bad } = record;
  if (cell('series') !== '' && !SERIES.test(cell('series'))) bad('series', 'DATA_SERIES', `"${cell('series')}" is not the name of a series.`, 'Write <measure>.<tracker> in lower case with hyphens, such as downloads-monthly-org.atom.');
  const bloc = knownBloc(record, 'country', known);
  const evidence = oneOf(record, 'evidence', EVIDENCE);
  const qualifier = oneOf(record, 'qualifier', QUALIFIERS);
  knownSource(record, known);
  const dates = checkDates(record);
  const unit = PRINTED_UNITS.get(cell('unit'));
  if (unit === undefined && cell('unit') !== '') bad('unit', 'DATA_UNIT', `Unknown unit "${cell('unit')}".`, nearestHint(cell('unit'), PRINTED_UNITS.keys()));
  const figures = unit === undefined ? undefined : checkFigures(record, unit);
  if (bloc === undefined || evidence === undefined || qualifier === undefined || dates === undefined || unit === undefined || figures === undefined) return undefined;
  return {
    key: record.key, series: cell('series'), entity: cell('entity'), country: cell('country'), bloc, period: dates.period,
    ...(figures.value === undefined ? {} : { value: figures.value.value }),
    ...(figures.low === undefined ? {} : { low: figures.low.value }),
    ...(figures.high === undefined ? {} : { high: figures.high.value }),
    qualifier, unit: unit.unit, printed: printedAs(unit, Object.values(figures)), denominator: cell('denominator'), window: cell('window'),
    asOf: dates.asOf, published: dates.published, evidence, source: cell('source'), locator: cell('locator'), note: cell('note'),
  };
}

interface Figures {
  readonly value?: Figure;
  readonly low?: Figure;
  readonly high?: Figure;
}

/** The row's numbers, or undefined when one of them is wrong or the row holds no figure. */
function checkFigures(record: TableRecord, unit: PrintedUnit): Figures | undefined {
  const { cell, bad } = record;
  if (unit.unit === 'percent') {
    for (const column of ['denominator', 'window']) if (cell(column) === '') bad(column, 'DATA_DENOMINATOR', `A percentage without a ${column}.`, column === 'window' ? 'Say over what time it was counted, or "not stated".' : 'Say what it is a part of.');
  }
  const filled = ['value', 'value_low', 'value_high'].filter((c) => cell(c) !== '');
  if (unit.unit === 'event') {
    for (const column of filled) bad(column, 'DATA_VALUE', 'An event has no value.', 'Leave the cell empty; the period says when.');
    return filled.length === 0 ? {} : undefined;
  }
  const parsed = new Map(filled.map((column) => [column, maybeCell(record, column, unit)]));
  if ([...parsed.values()].includes(undefined)) return undefined;
  const [value, low, high] = ['value', 'value_low', 'value_high'].map((c) => parsed.get(c));
  if ((low === undefined) !== (high === undefined)) {
    bad(low === undefined ? 'value_low' : 'value_high', 'DATA_BOUNDS', 'A range needs both ends.', 'Fill value_low and value_high, or use the qualifier > or <.');
    return undefined;
  }
  if (value === undefined && low === undefined) {
    bad('value', 'DATA_VALUE', 'The row has no value.', 'Fill value, or value_low and value_high.');
    return undefined;
  }
  if (low !== undefined && high !== undefined && (low.value > high.value || (value !== undefined && (value.value < low.value || value.value > high.value)))) {
    bad('value_low', 'DATA_BOUNDS', `${cell('value_low')} to ${cell('value_high')}${value === undefined ? '' : ` around ${cell('value')}`} is not a range.`, 'value_low ≤ value ≤ value_high.');
    return undefined;
  }
  return { ...(value === undefined ? {} : { value }), ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

function maybeCell(record: TableRecord, column: string, unit: PrintedUnit): Figure | undefined {
  const text = record.cell(column);
  const figure = maybeFigure(text, unit);
  if (figure === undefined) {
    record.bad(column, 'DATA_NUMBER', `${JSON.stringify(text)} is not a number.`, 'Write digits with a point and no separators, such as -12.3; hedges go to the column qualifier.');
    return undefined;
  }
  if (figure.plain >= unit.min && figure.plain <= unit.max) return figure;
  record.bad(column, 'DATA_RANGE', `${text} is out of range for "${record.cell('unit')}"${unit.max === 100 ? ', which goes from 0 to 100' : ''}.`, unit.max === 100 ? 'Growth has the unit "% change".' : undefined);
  return undefined;
}

function checkDates(record: TableRecord): { readonly period: Period; readonly asOf: Day; readonly published: Day } | undefined {
  const { cell, bad } = record;
  const period = maybePeriod(cell('period'));
  if (period === undefined && cell('period') !== '') bad('period', 'DATA_PERIOD', `"${cell('period')}" is not a period.`, 'Write 2025, 2025-11, 2025-11-16 or two of them with a slash.');
  const asOf = maybeDay(record, 'as_of');
  const published = maybeDay(record, 'published');
  if (asOf !== undefined && published !== undefined && asOf > published) bad('as_of', 'DATA_DATE_ORDER', `Counted to ${asOf}, but published on ${published}.`, 'A source cannot count days after its publication.');
  if (period !== undefined && asOf !== undefined && period.start > asOf) bad('period', 'DATA_DATE_ORDER', `The period ${period.text} begins after ${asOf}, the last day counted.`);
  if (period === undefined || asOf === undefined || published === undefined) return undefined;
  return { period, asOf, published };
}

/** A full day of the calendar in the named cell. */
export function maybeDay(record: TableRecord, column: string): Day | undefined {
  const text = record.cell(column);
  if (maybePeriod(text)?.kind === 'day') return text;
  if (text !== '') record.bad(column, 'DATA_DATE', `"${text}" is not a day.`, 'Write YYYY-MM-DD; a date that is known to the month or year only means its last day.');
  return undefined;
}

export function knownBloc(record: TableRecord, column: string, known: Known): Bloc | undefined {
  const code = record.cell(column);
  const country = known.countries.get(code);
  if (country === undefined && code !== '') record.bad(column, 'DATA_COUNTRY', `Unknown country or bloc "${code}".`, nearestHint(code, known.countries.keys()));
  return country?.bloc;
}

export function knownSource(record: TableRecord, known: Known): void {
  const id = record.cell('source');
  if (id !== '' && !known.sources.has(id)) record.bad('source', 'DATA_SOURCE', `Unknown source "${id}".`, nearestHint(id, known.sources.keys()));
}

export function oneOf<T extends string>(record: TableRecord, column: string, allowed: readonly T[]): T | undefined {
  const text = record.cell(column);
  const found = allowed.find((word) => word === text);
  if (found === undefined && text !== '') record.bad(column, 'DATA_WORD', `"${text}" is not a word for "${column}".`, nearestHint(text, allowed));
  return found;
}
