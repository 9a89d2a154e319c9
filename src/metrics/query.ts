// What a query of a brief answered, as a metric's result: each row a measure with the observations that it rests on.
// A row without its number, its period or its observations is refused, and so is a line through two series. Must not print or ask.
import { createHash } from 'node:crypto';
import type { AnswerRow, QueryProblem } from '../engine/query.ts';
import { KEYS } from '../engine/query.ts';
import type { Bloc, Observation } from '../observations/observation.ts';
import { PRINTED_UNITS } from '../observations/units.ts';
import type { PrintedUnit } from '../observations/units.ts';
import { maybePeriod } from '../period.ts';
import { computed, groupBy, latestPeriod } from './measure.ts';
import type { MetricResult, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';

/** What the brief declares beside the query. */
export interface QueryMeaning {
  readonly query: string;
  readonly unit: string;
  readonly denominator: string;
  readonly window: string;
  readonly decimals?: number;
  readonly caveats?: readonly string[];
}

const COLUMNS = ['label', 'period', 'value', 'low', 'high', 'bloc', 'group', KEYS];
const BLOCS: readonly Bloc[] = [...BLOC_ORDER, 'world'];

/** Undefined when there are no rows. `known` are the observations that the query could see, by key. */
export function resultOfQuery(meaning: QueryMeaning, answer: { readonly columns: readonly string[]; readonly rows: readonly AnswerRow[] }, known: ReadonlyMap<string, Observation>): MetricResult | { readonly problem: QueryProblem } | undefined {
  const missing = ['label', 'period', KEYS, ...(answer.columns.includes('low') ? ['low', 'high'] : ['value'])].filter((c) => !answer.columns.includes(c));
  const strange = answer.columns.filter((c) => !COLUMNS.includes(c));
  if (missing.length > 0 || strange.length > 0) {
    const message = missing.length > 0 ? `The answer lacks the column "${missing[0]}".` : `The answer has a column "${strange[0]}" that nobody reads.`;
    return { problem: { code: 'SQL_COLUMNS', message, hint: `Name the columns with AS. They are label, period, ${KEYS} and value (or low and high); bloc and group may be left out.` } };
  }
  if (answer.rows.length === 0) return undefined;
  const digest = createHash('sha256').update(meaning.query).digest('hex');
  const rows: Row[] = [];
  for (const [index, cells] of answer.rows.entries()) {
    const row = readRow(cells, { meaning, digest, known, index });
    if ('problem' in row) return row;
    rows.push(row);
  }
  const joined = findJoined(rows) ?? findRepeated(rows);
  if (joined !== undefined) return { problem: joined };
  return { id: metricOf(digest), version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: meaning.caveats ?? [] };
}

interface RowContext {
  readonly meaning: QueryMeaning;
  readonly digest: string;
  readonly known: ReadonlyMap<string, Observation>;
  readonly index: number;
}

/** Two queries are two metrics: nothing joins their numbers. */
function metricOf(digest: string): string {
  return `sql-${digest.slice(0, 12)}`;
}

function readRow(cells: AnswerRow, { meaning, digest, known, index }: RowContext): Row | { readonly problem: QueryProblem } {
  const wrong = (code: string, message: string, hint: string): { readonly problem: QueryProblem } => ({ problem: { code, message: `Row ${index + 1}${typeof cells['label'] === 'string' ? ` ("${cells['label']}")` : ''}: ${message}`, hint } });
  const unit = PRINTED_UNITS.get(meaning.unit);
  if (unit === undefined) return wrong('SQL_UNIT', `there is no unit "${meaning.unit}".`, `Known units: ${[...PRINTED_UNITS.keys()].join(', ')}.`);
  const [label, period, bloc, group] = ['label', 'period', 'bloc', 'group'].map((name) => cells[name] ?? '');
  if (typeof label !== 'string' || label.trim() === '' || label.length > 120) return wrong('SQL_LABEL', 'the label is no text of 1 to 120 characters.', 'A label names what the number is about.');
  const span = typeof period === 'string' ? maybePeriod(period) : undefined;
  if (span === undefined) return wrong('SQL_PERIOD', `${JSON.stringify(period)} is no period.`, 'Give the column period of an observation, or 2025, 2025-11, 2025-11-16 or two of them with a slash.');
  const ownBloc = BLOCS.find((b) => b === (bloc === '' ? 'world' : bloc));
  if (ownBloc === undefined) return wrong('SQL_BLOC', `${JSON.stringify(bloc)} is no bloc.`, `Blocs: ${BLOCS.join(', ')}.`);
  if (typeof group !== 'string') return wrong('SQL_LABEL', 'the group is no text.', 'Leave it out, or give a text.');
  const inputs = readKeys(cells[KEYS], known);
  if (typeof inputs === 'string') return wrong('SQL_KEYS', inputs, `The column ${KEYS} names the observations behind the row: key, or list(key ORDER BY key).`);
  const numbers = readNumbers(cells, unit);
  if (typeof numbers === 'string') return wrong('SQL_VALUE', numbers, 'Every row needs its number: leave rows without one out, or divide by nullif(…, 0) and filter.');
  const measure = computed({
    metric: `${metricOf(digest)}@1`, formula: `answer of the query with SHA-256 ${digest}: ${meaning.query.replace(/\s+/g, ' ').trim()}`, inputs, unit: unit.unit,
    printed: { scale: 10 ** unit.exponent, decimals: meaning.decimals ?? DECIMALS.get(meaning.unit) ?? 0 }, period: span, denominator: meaning.denominator, window: meaning.window, ...numbers,
  });
  return { label, bloc: ownBloc, group, measure };
}

const DECIMALS: ReadonlyMap<string, number> = new Map([['%', 1], ['% change', 1], ['points', 1], ['x', 1], ['USD per million tokens', 2]]);

function readKeys(keys: AnswerRow[string] | undefined, known: ReadonlyMap<string, Observation>): readonly Observation[] | string {
  const names = typeof keys === 'string' ? [keys] : Array.isArray(keys) ? [...new Set(keys as readonly string[])].sort() : [];
  if (names.length === 0) return `its ${KEYS} are empty.`;
  const found = names.flatMap((name) => known.get(name) ?? []);
  return found.length === names.length ? found : `"${names.find((name) => !known.has(name))}" is no key of an observation.`;
}

function readNumbers(cells: AnswerRow, unit: PrintedUnit): { readonly value?: number; readonly low?: number; readonly high?: number } | string {
  const out: Record<string, number> = {};
  for (const name of ['value', 'low', 'high']) {
    const cell = cells[name];
    if (cell === undefined || (name === 'value' && cell === null && typeof cells['low'] === 'number')) continue;
    if (cell === null) return `its ${name} is NULL.`;
    if (typeof cell !== 'number') return `its ${name} is ${JSON.stringify(cell)}, which is no number.`;
    if (!Number.isFinite(cell)) return `its ${name} is ${cell}, which cannot be printed.`;
    if (cell < unit.min || cell > unit.max) return `its ${name} is ${cell}, out of range for its unit.`;
    // A decimal exponent is exact where a product of doubles is not.
    out[name] = /e/.test(String(cell)) ? cell * 10 ** unit.exponent : Number(`${cell}e${unit.exponent}`);
  }
  if (out['low'] !== undefined && out['high'] !== undefined && (out['low'] > out['high'] || (out['value'] !== undefined && (out['value'] < out['low'] || out['value'] > out['high'])))) return 'its low, value and high are in the wrong order.';
  return out;
}

/** A line (one label in one group over several periods) must rest on the same series all along. */
function findJoined(rows: readonly Row[]): QueryProblem | undefined {
  for (const [line, marks] of groupBy(rows, (r) => `${r.label}\u0000${r.group}`)) {
    const series = new Set(marks.map((r) => [...new Set(r.measure.inputs.map((o) => o.series))].sort().join(' and ')));
    if (series.size > 1) {
      return { code: 'SQL_JOINED', message: `"${line.split('\u0000')[0]}" would be a line through several series: ${[...series].join('; ')}.`, hint: 'Each tracker counts otherwise: give them labels or groups of their own.' };
    }
  }
  return undefined;
}

function findRepeated(rows: readonly Row[]): QueryProblem | undefined {
  const twice = [...groupBy(rows, (r) => `${r.label}\u0000${r.group}\u0000${r.measure.period.text}`)].find(([, marks]) => marks.length > 1);
  if (twice === undefined) return undefined;
  const [label, , period] = twice[0].split('\u0000');
  return { code: 'SQL_REPEATED', message: `"${label}" has ${twice[1].length} numbers for ${period}: ${twice[1].slice(0, MOST_SHOWN).map(shown).join('; ')}${twice[1].length > MOST_SHOWN ? '; …' : ''}.`, hint: 'Group by what tells them apart, or give them different labels.' };
}

/** Rows that an error shows. */
const MOST_SHOWN = 3;

/** A row's number in the declared unit, and the first observation that it rests on. */
function shown({ measure: { value, low, high, printed, inputs } }: Row): string {
  const number = [value ?? low, value === undefined ? high : undefined].flatMap((n) => (n === undefined ? [] : [String(Number((n / printed.scale).toPrecision(12)))])).join(' to ');
  return `${number} from ${inputs[0]?.key ?? ''}${inputs.length > 1 ? ` and ${inputs.length - 1} more` : ''}`;
}
