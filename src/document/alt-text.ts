// What a screen reader says for a figure: its message, its measure, extremes and latest value. Must not look at marks.
import type { ChartRow } from '../charts/chart.ts';
import type { Text } from './briefing.ts';
import type { PrintedRow } from './figure.ts';
import { plain } from './messages.ts';
import type { Printer } from './printer.ts';

/** The date of each value is said once: in the subtitle when it is the same for all, before the latest values when they share it. */
export function composeAlt(rows: readonly PrintedRow[], headline: Text, subtitle: string, printer: Printer): string {
  const { messages, formats } = printer;
  const size = (r: PrintedRow) => r.row.value ?? ((r.row.low ?? 0) + (r.row.high ?? 0)) / 2;
  const sorted = [...rows].filter((r) => r.row.value !== null || r.row.high !== null).sort((a, b) => size(b) - size(a));
  const [high, low] = [sorted[0], sorted.at(-1)];
  const isSaid = rows.every((r) => r.period.text === rows[0]?.period.text && subtitle.includes(formats.period(r.period)));
  const parts = [`${plain(headline)}.`, `${subtitle}.`];
  if (high !== undefined && low !== undefined && high !== low) {
    const say = isSaid ? point : datedPoint;
    parts.push(messages.text('alt.extremes', { high: say(high, printer), low: say(low, printer) }));
  }
  const end = rows.reduce((latest, r) => (r.period.end > latest ? r.period.end : latest), '');
  const latest = rows.filter((r) => r.period.end === end);
  if (latest.length < rows.length && latest.length <= 6) parts.push(latestOf(latest, printer));
  return parts.join(' ').replaceAll(/\s+/g, ' ');
}

function latestOf(rows: readonly PrintedRow[], printer: Printer): string {
  const [period = '', ...more] = new Set(rows.map((r) => r.row.periodLabel));
  if (more.length > 0) return printer.messages.text('alt.latest', { points: printer.formats.list(rows.map((r) => datedPoint(r, printer))) });
  return printer.messages.text('alt.latest_of', { period, points: printer.formats.list(rows.map((r) => point(r, printer))) });
}

function point({ row }: PrintedRow, printer: Printer): string {
  return printer.messages.text('alt.point', { name: nameOf(row), value: row.text });
}

/** Brackets within brackets are not heard: `2026 (to 31 Jul 2026)` goes in as `2026, to 31 Jul 2026`. */
function datedPoint({ row }: PrintedRow, printer: Printer): string {
  return printer.messages.text('alt.dated_point', { name: nameOf(row), value: row.text, period: row.periodLabel.replace(/\s*\(([^()]*)\)$/, ', $1') });
}

/** Without the date that tells rows of one name apart. */
function nameOf({ label, group, periodLabel }: ChartRow): string {
  const ending = `, ${periodLabel}`;
  const name = label.endsWith(ending) ? label.slice(0, -ending.length) : label;
  return group === '' || group === periodLabel ? name : `${name}, ${group}`;
}
