// How each figure is made, a row per figure that the edition prints. Must not repeat what the figure's caption says.
import type { Cell, Figure, Table } from './briefing.ts';
import type { Printer } from './printer.ts';

const COLUMNS = ['measure', 'unit', 'scope', 'country', 'care'] as const;

/** Undefined when the edition has no figures. */
export function maybeMethod(figures: readonly Figure[], printer: Printer): Table | undefined {
  if (figures.length === 0) return undefined;
  const { messages } = printer;
  const rows = [...figures].sort((a, b) => a.number - b.number).map((figure): Cell[] =>
    COLUMNS.map((column, index) => ({
      text: index === 0 ? [{ to: figure.id, text: figure.label }, ` ${messages.text(`method.${figure.id}.measure`)}`] : [messages.text(`method.${figure.id}.${column}`)],
      align: 'start' as const,
    })));
  return { kind: 'table', id: 'table-method', caption: messages.runs('method.caption'), columns: COLUMNS.map((c) => ({ label: messages.text(`method.columns.${c}`), align: 'start' as const })), rows, note: [] };
}
