// What others report of a question that the issue answers by its own count: one small table instead of their figures, each row with what it is a share of.
// And figures that are only spoken of, whose rows stand in the annex. Must not draw.
import type { BriefConfig, SectionConfig } from '../config/brief-config.ts';
import type { Observation } from '../observations/observation.ts';
import type { Row } from '../metrics/metric.ts';
import type { Cell, Run, Table } from './briefing.ts';
import { inDataLanguage } from './data-language.ts';
import { rowId } from './edition-facts.ts';
import type { Evaluated } from './evaluate.ts';
import { printRows } from './figure.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';
import { composeTwin } from './table-twin.ts';

/** Figures of `section` that step aside, in its order: those of which the figure that they name has data. Two pages hold figures only. */
export function besideIn(section: SectionConfig, config: BriefConfig, { results }: Evaluated, leadFigure: string | undefined): readonly string[] {
  if (config.length === 'short') return [];
  const shown = new Set(config.sections.flatMap((s) => s.items.flatMap((item) => (item.kind === 'figure' ? [item.figure] : []))));
  return section.items.flatMap((item) => {
    const own = item.kind === 'figure' && item.figure !== leadFigure ? config.figures.get(item.figure)?.beside : undefined;
    return item.kind === 'figure' && own !== undefined && shown.has(own) && results.has(own) && results.has(item.figure) ? [item.figure] : [];
  });
}

/** The rows of `figures` as one table: what, of when, how many, counted how and by whom. */
export function composeBeside(section: string, figures: readonly string[], { results }: Evaluated, printer: Printer): Table {
  const { messages } = printer;
  const rows = figures.flatMap((id) => (results.get(id)?.result.rows ?? []).map((row) => besideRow(id, row, printer)));
  const columns = (['what', 'period', 'value', 'counted'] as const).map((key) => ({ label: messages.text(`beside.columns.${key}`), align: key === 'value' ? 'end' as const : 'start' as const }));
  return { kind: 'table', id: `beside-${section}`, caption: messages.runs('beside.caption'), columns, rows, note: messages.runs('beside.note') };
}

function besideRow(figure: string, row: Row, printer: Printer): Cell[] {
  const { messages, formats } = printer;
  const { measure } = row;
  const [first] = measure.inputs;
  const group = row.group === row.bloc ? [', ', nameOf(row.bloc, messages)] : [];
  return [
    { text: [nameOf(row.label, messages), ...group], align: 'start', bloc: row.bloc },
    { text: [formats.shortPeriod(measure.period)], align: 'start' },
    { text: [printer.number(measure, figure, 'symbol', { row: rowId(row) })], align: 'end' },
    { text: [...(first === undefined ? [] : [...countedAs(first, printer), messages.text('beside.by'), publisherOf(first, printer), ...printer.refs([first])])], align: 'start' },
  ];
}

/** The edition's own words for a series that has them, else the table's. */
function countedAs({ series, denominator, window }: Observation, { messages, formats }: Printer): readonly Run[] {
  const key = `beside.counted.${series.replaceAll('.', '-')}`;
  return messages.has(key) ? [messages.text(key)] : [inDataLanguage(`${denominator}, ${window}`, formats.locale)];
}

function publisherOf({ source, evidence }: Observation, printer: Printer): string {
  const [key, { publisher }] = [`labels.publisher_${evidence}`, printer.source(source)];
  return printer.messages.has(key) ? printer.messages.text(key, { publisher }) : publisher;
}

/** Tables of the figures that are only spoken of, for the annex. */
export function composeSpoken(config: BriefConfig, evaluated: Evaluated, printer: Printer): readonly Table[] {
  const ids = config.sections.flatMap((s) => s.items.flatMap((i) => (i.kind === 'figure' ? [i.figure] : [])));
  return ids.flatMap((id) => {
    const [settings, found] = [config.figures.get(id), evaluated.results.get(id)];
    if (settings?.form !== 'spoken' || found === undefined) return [];
    const title = printer.messages.runs(`figures.${id}.title`);
    return [composeTwin(id, '', title, printRows(settings, found, printer), printer)];
  });
}
