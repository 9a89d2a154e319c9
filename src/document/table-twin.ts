// The table that stands for a figure: every drawn number, in the chart's order. Must not drop or round.
import type { Cell, NumberRun, Table, Text } from './briefing.ts';
import type { PrintedRow } from './figure.ts';
import type { Printer } from './printer.ts';

/** A cross table (periods down, series across) for a series in time; a list of rows otherwise. */
export function composeTwin(figure: string, label: string, headline: Text, rows: readonly PrintedRow[], printer: Printer): Table {
  const caption: Text = [...(label === '' ? [] : [`${label}. `]), ...headline.map((run) => (typeof run === 'object' && 'note' in run ? '' : run))];
  const base = { kind: 'table', id: `table-${figure}`, caption, note: [] } as const;
  const series = distinct(rows.map(seriesName));
  const periods = distinct(rows.map((r) => r.row.periodLabel));
  // A cross table is for series in time: nearly every cell filled, each once.
  const filled = distinct(rows.map((r) => `${seriesName(r)}\u0000${r.row.periodLabel}`)).length;
  const cross = periods.length > 2 && series.length <= 6 && filled === rows.length && filled >= 0.8 * series.length * periods.length;
  return cross ? { ...base, ...crossTable(rows, series, periods, printer) } : { ...base, ...listTable(rows, printer) };
}

function crossTable(rows: readonly PrintedRow[], series: readonly string[], periods: readonly string[], printer: Printer): Pick<Table, 'columns' | 'rows'> {
  const cells = new Map(rows.map((r) => [`${seriesName(r)}\u0000${r.row.periodLabel}`, r.number]));
  return {
    columns: [{ label: printer.messages.text('labels.period'), align: 'start' }, ...series.map((name) => ({ label: name, align: 'end' as const }))],
    rows: periods.map((period) => [{ text: [period], align: 'start' as const }, ...series.map((name) => numberCell(cells.get(`${name}\u0000${period}`)))]),
  };
}

function listTable(rows: readonly PrintedRow[], printer: Printer): Pick<Table, 'columns' | 'rows'> {
  const { messages } = printer;
  const grouped = rows.some((r) => r.row.group !== '' && r.row.group !== r.row.periodLabel);
  const dated = distinct(rows.map((r) => r.row.periodLabel)).length > 1;
  const columns = [
    { label: messages.text('labels.name'), align: 'start' as const },
    ...(grouped ? [{ label: messages.text('labels.group'), align: 'start' as const }] : []),
    ...(dated ? [{ label: messages.text('labels.period'), align: 'start' as const }] : []),
    { label: messages.text('labels.value'), align: 'end' as const },
  ];
  return {
    columns,
    rows: rows.map((r): Cell[] => [
      { text: [r.row.label], align: 'start', bloc: r.row.bloc },
      ...(grouped ? [{ text: [r.row.group], align: 'start' as const }] : []),
      ...(dated ? [{ text: [r.row.periodLabel], align: 'start' as const }] : []),
      { text: [r.number], align: 'end' },
    ]),
  };
}

function seriesName(r: PrintedRow): string {
  return r.row.group === '' || r.row.group === r.row.periodLabel ? r.row.label : `${r.row.label}, ${r.row.group}`;
}

function numberCell(number: NumberRun | undefined): Cell {
  return { text: number === undefined ? ['–'] : [number], align: 'end' };
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}
