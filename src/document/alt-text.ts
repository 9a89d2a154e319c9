// What a screen reader says for a figure: its message, its measure, extremes and latest value. Must not look at marks.
import { plain } from './messages.ts';
import type { Text } from './briefing.ts';
import type { PrintedRow } from './figure.ts';
import type { Printer } from './printer.ts';

export function composeAlt(rows: readonly PrintedRow[], headline: Text, subtitle: string, printer: Printer): string {
  const { messages } = printer;
  const size = (r: PrintedRow) => r.row.value ?? ((r.row.low ?? 0) + (r.row.high ?? 0)) / 2;
  const sorted = [...rows].filter((r) => r.row.value !== null || r.row.high !== null).sort((a, b) => size(b) - size(a));
  const [high, low] = [sorted[0], sorted.at(-1)];
  const parts = [`${plain(headline)}.`, `${subtitle}.`];
  if (high !== undefined && low !== undefined && high !== low) {
    parts.push(messages.text('alt.extremes', { high: point(high, printer), low: point(low, printer) }));
  }
  const end = rows.reduce((latest, r) => (r.period.end > latest ? r.period.end : latest), '');
  const latest = rows.filter((r) => r.period.end === end);
  const several = rows.some((r) => r.period.end !== end);
  if (several && latest.length <= 6) parts.push(messages.text('alt.latest', { points: printer.formats.list(latest.map((r) => point(r, printer))) }));
  return parts.join(' ').replaceAll(/\s+/g, ' ');
}

function point({ row }: PrintedRow, printer: Printer): string {
  return printer.messages.text('alt.point', { name: row.group === '' ? row.label : `${row.label}, ${row.group}`, value: row.text, period: row.periodLabel });
}
