// One figure: headline, subtitle, source line, and the same rows for its chart and for its table.
// Must not draw; `charts/` draws what `ChartData` says.
import type { ChartEvent, ChartRow } from '../charts/chart.ts';
import type { FigureConfig } from '../config/brief-config.ts';
import type { Finding, FigureResult } from '../findings/finding.ts';
import type { Evidence } from '../observations/observation.ts';
import { comparePeriods, type Period } from '../period.ts';
import { composeAlt } from './alt-text.ts';
import type { Figure, NumberRun, Run, Table, Text } from './briefing.ts';
import { nameOf } from './names.ts';
import { inDataLanguage } from './data-language.ts';
import type { Printer } from './printer.ts';
import { findSentence } from './sentence.ts';
import { rowId } from './edition-facts.ts';
import { isOffByRounding } from './rounding.ts';
import { composeTwin } from './table-twin.ts';

/** What the chart room needs beyond the theme and the spec. */
export interface ChartData {
  readonly figure: string;
  readonly chart: string;
  readonly rows: readonly ChartRow[];
  readonly events: readonly ChartEvent[];
  readonly words: Readonly<Record<string, string>>;
  readonly alt: string;
  readonly width: 'half' | 'full';
  /** The rows of the figure's CSV. */
  readonly records: readonly Readonly<Record<string, string | number>>[];
}

export interface ComposedFigure {
  readonly figure: Figure;
  readonly data: ChartData;
  readonly table: Table;
}

/** A row with its printed number, so that chart and table share one trace. */
export interface PrintedRow {
  readonly row: ChartRow;
  readonly period: Period;
  readonly number: NumberRun;
}

export function composeFigure(config: FigureConfig, found: FigureResult, findings: readonly Finding[], number: number, cutoff: string, printer: Printer): ComposedFigure {
  const { messages, formats } = printer;
  const { result } = found;
  const key = `figures.${config.id}`;
  const rows = printRows(config, found, printer);
  const periods = rows.map((r) => r.period).sort(comparePeriods);
  const words = Object.fromEntries(messages.keysUnder(`${key}.words`).map((w) => [w, messages.text(`${key}.words.${w}`)]));
  const subtitle = messages.text(`${key}.subtitle`, { span: spanText(periods, printer), latest: formats.period(result.latest) });
  const headline = findSentence(findings, 'headline', config.id, printer) ?? messages.runs(`${key}.title`);
  const label = messages.text('labels.figure', { number });
  const alt = composeAlt(rows, headline, subtitle, printer);
  const inputs = result.rows.flatMap((row) => row.measure.inputs);
  const events = config.events.filter((event) => event.date <= cutoff && event.date >= (periods[0]?.start ?? '')).map((event) => ({ ...event, label: nameOf(event.label, messages) }));
  return {
    figure: {
      kind: 'figure', id: config.id, number, label, headline, subtitle: [subtitle], alt, width: config.width,
      source: composeSource(inputs, printer),
      caveats: [...result.caveats, ...(isOffByRounding(result.rows) ? ['rounded-parts'] : [])].map((caveat) => messages.runs(`caveats.${caveat}`)),
      table: `table-${config.id}`,
    },
    data: { figure: config.id, chart: config.chart, rows: rows.map((r) => r.row), events, words, alt, width: config.width, records: rows.map((r, i) => record(r, result.rows[i])) },
    table: composeTwin(config.id, label, headline, rows, printer),
  };
}

/** The rows of a figure with their printed numbers, in its order. */
export function printRows(config: FigureConfig, { result }: FigureResult, printer: Printer): PrintedRow[] {
  return distinguish(config, result.rows.map((row, order) => printRow(config, row, order, printer)));
}

/**
 * What tells the marks of this chart apart. A heading that all rows share says nothing and goes; where rows of one name
 * are left, their period becomes the heading or, among several headings, part of the name. Stacked shares have a bar per period.
 */
function distinguish(config: FigureConfig, rows: PrintedRow[]): PrintedRow[] {
  const withGroup = (group: (r: PrintedRow) => string) => rows.map((r) => ({ ...r, row: { ...r.row, group: group(r) } }));
  const groups = new Set(rows.map((r) => r.row.group));
  if (config.chart === 'stacked-share') return groups.size > 1 ? rows : withGroup((r) => r.row.periodLabel);
  const named = /^(dot|bar)-|^range-dots$/.test(config.chart);
  const single = groups.size === 1;
  const key = (r: PrintedRow) => `${r.row.label}\u0000${r.row.group}`;
  const keys = rows.map(key);
  const repeated = new Set(keys.filter((k, i) => keys.indexOf(k) !== i));
  if (!named || repeated.size === 0) return single ? withGroup(() => '') : rows;
  if (single) return withGroup((r) => r.row.periodLabel);
  const dated = new Set(rows.filter((r) => repeated.has(key(r))).map((r) => r.row.group));
  return rows.map((r) => (dated.has(r.row.group) ? { ...r, row: { ...r.row, label: `${r.row.label}, ${r.row.periodLabel}` } } : r));
}

function printRow(config: FigureConfig, row: FigureResult['result']['rows'][number], order: number, printer: Printer): PrintedRow {
  const { measure } = row;
  const number = printer.number(measure, config.id, 'symbol', { row: rowId(row) });
  const { period } = measure;
  return {
    period,
    number,
    row: {
      label: nameOf(row.label, printer.messages),
      bloc: row.bloc,
      blocLabel: nameOf(row.bloc, printer.messages),
      group: row.group === '' ? '' : nameOf(row.group, printer.messages),
      start: period.start,
      end: period.end,
      date: middleDay(period),
      periodLabel: periodLabel(period, printer),
      value: measure.value ?? null,
      low: measure.low ?? null,
      high: measure.high ?? null,
      text: number.text,
      order,
    },
  };
}

function record({ row, period }: PrintedRow, source: FigureResult['result']['rows'][number] | undefined): Readonly<Record<string, string | number>> {
  const m = source?.measure;
  return {
    label: row.label, group: row.group, bloc: row.bloc, period: period.text, start: period.start, end: period.end,
    value: row.value ?? '', low: row.low ?? '', high: row.high ?? '', printed: row.text,
    unit: m?.unit ?? '', denominator: m?.denominator ?? '', window: m?.window ?? '', metric: m?.metric ?? '', formula: m?.formula ?? '',
    sources: [...new Set(m?.inputs.map((o) => o.source))].join(' '),
  };
}

/** A year that is not over says to when: `2025 to 13 Nov`. */
function periodLabel(period: Period, printer: Printer): string {
  if (period.kind !== 'span' || !period.start.endsWith('-01-01') || period.start.slice(0, 4) !== period.end.slice(0, 4)) return printer.formats.shortPeriod(period);
  return printer.messages.text('labels.part_year', { year: period.start.slice(0, 4), day: printer.formats.shortPeriod({ text: period.end, kind: 'day', start: period.end, end: period.end }) });
}

function middleDay(period: Period): string {
  const [a, b] = [Date.parse(period.start), Date.parse(period.end)];
  return new Date(a + Math.floor((b - a) / 2 / 86_400_000) * 86_400_000).toISOString().slice(0, 10);
}

function spanText(periods: readonly Period[], printer: Printer): string {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return '';
  const [a, b] = [printer.formats.period(first), printer.formats.period(last)];
  return a === b ? a : printer.messages.text('labels.span', { from: a, to: b });
}

/** A second-hand report and a vendor's claim are marked as such. */
function publisherText(publisher: string, evidence: Evidence, { messages }: Printer): string {
  const key = `labels.publisher_${evidence}`;
  return messages.has(key) ? messages.text(key, { publisher }) : publisher;
}

/**
 * `Source: Publisher` with link and endnote for each; the title is in the note. An attribution that a licence asks for is
 * printed as it stands, and in place of the publisher where it is a source line itself.
 */
function composeSource(inputs: readonly { readonly source: string; readonly evidence: Evidence }[], printer: Printer): Text {
  const ids = [...new Set(inputs.map((o) => o.source))];
  const runs: Run[] = [printer.messages.text('labels.source', { count: ids.length }), ' '];
  const attributions: string[] = [];
  ids.forEach((id, index) => {
    const source = printer.source(id);
    const line = /^Source: (.+?)\.?$/.exec(source.attribution)?.[1];
    if (line === undefined && source.attribution !== '') attributions.push(source.attribution);
    runs.push(index === 0 ? '' : printer.messages.text('labels.between'), { text: line ?? publisherText(source.publisher, inputs.find((o) => o.source === id)?.evidence ?? 'primary', printer), href: source.url }, ...printer.refs(inputs.filter((o) => o.source === id).slice(0, 1)));
  });
  return [...runs, '.', ...attributions.flatMap((a) => inDataLanguage(` ${a.replace(/\.?$/, '.')}`, printer.formats.locale))].filter((run) => run !== '');
}
