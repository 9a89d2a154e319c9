// The data set `rows` as a specification sees it: the request's rows and a few fields more. Must not drop a row.
import type { ChartEvent, ChartRequest, ChartRow } from './chart.ts';
import { BLOC_ORDER, LABEL_SIZE } from './chart-config.ts';
import { formatBound } from './chart-locale.ts';
import { wrapText } from './text-measure.ts';
import type { TextMeasure } from './text-measure.ts';

/** A row with what only drawing knows. */
export type DrawnRow = ChartRow & {
  /** Index in the request, by which a drawn mark is led back to its row. */
  readonly row: number;
  readonly blocOrder: number;
  /** `label` and `group` broken into lines for an axis of this chart. */
  readonly labelLines: string;
  readonly groupLines: string;
  readonly lowText: string;
  readonly highText: string;
};

/** Adds the fields; names take at most a third of the width on an axis, and a panel's width as its heading (`panels` side by side, 0 for none). */
export function composeRows(request: ChartRequest, words: Readonly<Record<string, string>>, measure: TextMeasure, panels: number): DrawnRow[] {
  const font = `400 ${LABEL_SIZE}px ${request.theme.labelFamily}`;
  const onAxis = Math.round(request.width * (request.width < 400 ? 0.36 : 0.3));
  const asHeading = panels === 0 ? onAxis : Math.round((request.width * (panels === 1 ? 0.6 : 0.8)) / panels);
  return request.rows.map((row, index) => ({
    ...row,
    row: index,
    blocOrder: BLOC_ORDER.indexOf(row.bloc),
    labelLines: wrapText(measure, font, row.label, onAxis),
    groupLines: wrapText(measure, font, row.group, asHeading),
    lowText: row.lowText ?? boundText(row.low, request.locale, words),
    highText: row.highText ?? boundText(row.high, request.locale, words),
  }));
}

function boundText(value: number | null, locale: string, words: Readonly<Record<string, string>>): string {
  return value === null ? '' : formatBound(value, locale, words['suffix'] ?? '');
}

/** Events within the first and the last day of the rows; another one would stretch the axis of time. */
export function selectEvents(request: ChartRequest): ChartEvent[] {
  const drawn = request.rows.filter((row) => hasFigure(row));
  const first = drawn.map((row) => row.start).sort()[0] ?? '';
  const last = drawn.map((row) => row.end).sort().at(-1) ?? '';
  return request.events.filter((event) => event.date >= first && event.date <= last);
}

export function hasFigure(row: ChartRow): boolean {
  return row.value !== null || row.low !== null || row.high !== null;
}
