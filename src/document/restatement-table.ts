// Earlier figures beside what was published on the same matter later, and why they differ. Must not reconcile them.
import type { MetricResult } from '../metrics/metric.ts';
import type { Cell, Table, Text } from './briefing.ts';
import type { Printer } from './printer.ts';

const ID = 'restatements';

export function composeRestatements(result: MetricResult, printer: Printer): Table {
  const { messages } = printer;
  const labels = [...new Set(result.rows.map((row) => row.label))];
  const rows = labels.map((label): Cell[] => {
    const pair = ['earlier', 'later'].map((group) => result.rows.find((row) => row.label === label && row.group === group));
    return [
      { text: [messages.text(`restatements.${label}.what`)], align: 'start' },
      ...pair.map((row) => ({ text: row === undefined ? ['–'] : figureCell(row, printer), align: 'start' as const })),
      { text: messages.runs(`restatements.${label}.why`), align: 'start' },
    ];
  });
  const columns = ['what', 'earlier', 'later', 'why'].map((name) => ({ label: messages.text(`restatements.columns.${name}`), align: 'start' as const }));
  return { kind: 'table', id: ID, caption: messages.runs('restatements.caption'), columns, rows, note: [] };
}

function figureCell(row: MetricResult['rows'][number], printer: Printer): Text {
  const [input] = row.measure.inputs;
  if (input === undefined) return ['–'];
  return [printer.number(row.measure, ID, 'prose'), ` (${printer.source(input.source).publisher})`, ...printer.refs([input])];
}
