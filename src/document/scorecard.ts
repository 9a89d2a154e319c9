// The table of blocs: level, change on the month and on the year where two comparable points exist.
// Must not compare across series.
import { maybeDifference } from '../metrics/difference.ts';
import type { FigureResult } from '../findings/finding.ts';
import { dayNumber, findMonthBefore, seriesOf } from '../findings/series.ts';
import type { Row } from '../metrics/metric.ts';
import type { Cell, Table, Text } from './briefing.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';

const ID = 'scorecard';

/** The first of `candidates` that the edition has, by bloc; undefined when it has none. */
export function maybeScorecard(candidates: readonly (FigureResult | undefined)[], printer: Printer): Table | undefined {
  const found = candidates.find((c) => c !== undefined);
  if (found === undefined) return undefined;
  const { messages, formats } = printer;
  const lines = seriesOf(found.result).filter((line) => line.length > 0);
  const periods = { latest: found.result.latest, previous: lines[0]?.at(-2)?.measure.period };
  // A span that no bloc has two comparable points for is not a column.
  const spans = [{ key: 'month', find: findMonthBefore }, { key: 'year', find: findYearBefore }].filter((span) => lines.some((line) => span.find(line) !== undefined));
  const columns = [
    { label: messages.text(`scorecard.${found.id}.measure`), align: 'start' as const },
    { label: formats.shortPeriod(periods.latest), align: 'end' as const },
    ...(periods.previous === undefined ? [] : [{ label: messages.text('scorecard.since', { period: formats.shortPeriod(periods.previous) }), align: 'end' as const }]),
    ...spans.map((span) => ({ label: messages.text(`scorecard.${span.key}`), align: 'end' as const })),
  ];
  const rows = lines.map((line): Cell[] => {
    const last = line.at(-1);
    if (last === undefined) return [];
    const deltas = [...(periods.previous === undefined ? [] : [line.at(-2)]), ...spans.map((span) => span.find(line))];
    return [
      { text: [nameOf(last.label, printer.messages)], align: 'start', bloc: last.bloc },
      { text: [printer.number(last.measure, ID, 'symbol')], align: 'end' },
      ...deltas.map((earlier) => ({ text: delta(last, earlier, printer), align: 'end' as const })),
    ];
  });
  const inputs = found.result.rows.flatMap((row) => row.measure.inputs);
  return {
    kind: 'table', id: ID, caption: messages.runs(`scorecard.${found.id}.caption`), columns, rows,
    note: [...messages.runs(`scorecard.${found.id}.note`), ...printer.refs(inputs)],
  };
}

function findYearBefore(line: readonly Row[]): Row | undefined {
  const last = line.at(-1);
  if (last === undefined) return undefined;
  const target = dayNumber(last.measure.period.end) - 365;
  return line.find((row) => row !== last && Math.abs(dayNumber(row.measure.period.end) - target) <= 15);
}

function delta(last: Row, earlier: Row | undefined, printer: Printer): Text {
  const difference = earlier === undefined ? undefined : maybeDifference(last.measure, earlier.measure);
  return difference === undefined ? [printer.messages.text('scorecard.none')] : [printer.number(difference, ID, 'signed')];
}
