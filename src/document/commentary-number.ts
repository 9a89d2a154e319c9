// Numbers of the edition that a commentary prints: `{{number "figure" "row" "2026-09"}}` → the figure's own number with its trace.
// Must not compute one.
import type { Problem } from '../errors.ts';
import { findNearest } from '../errors.ts';
import { findingId } from '../findings/finding.ts';
import { comparePeriods } from '../period.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import type { Run, Text } from './briefing.ts';
import type { CommentaryText, NumberAsk } from './commentary.ts';
import type { Evaluated } from './evaluate.ts';
import type { Printer } from './printer.ts';
import { rowId } from './edition-facts.ts';

/** Where the numbers of the commentary stand. */
export const COMMENTARY = 'commentary';

/** What the asks of a commentary find, or every one that finds nothing, with what there is instead. */
export function findAskProblems(paragraphs: readonly CommentaryText[], evaluated: Evaluated, file: string, text: string): readonly Problem[] {
  return paragraphs.flat().flatMap((run): Problem[] => {
    if (typeof run === 'string' || !('ask' in run)) return [];
    const found = resolveAsk(run.ask, evaluated);
    return 'measure' in found ? [] : [{ code: 'COMMENTARY_UNKNOWN_NUMBER', message: found.message, file, line: run.ask.line, column: run.ask.column, text, hint: found.hint }];
  });
}

/** The paragraphs with every ask as a printed number and its citation. Throws TypeError for one that `findAskProblems` finds. */
export function printAsks(paragraphs: readonly CommentaryText[], evaluated: Evaluated, printer: Printer): readonly Text[] {
  return paragraphs.map((text) => text.flatMap((run): Run[] => {
    if (typeof run === 'string' || !('ask' in run)) return [run];
    const found = resolveAsk(run.ask, evaluated);
    if (!('measure' in found)) throw new TypeError(found.message);
    return [printer.number(found.measure, COMMENTARY, 'prose'), ...printer.refs(found.measure.inputs)];
  }));
}

type Answer = { readonly measure: Measure } | { readonly message: string; readonly hint: string };

function resolveAsk({ names: [name = '', row, period] }: NumberAsk, evaluated: Evaluated): Answer {
  const finding = evaluated.findings.find((f) => findingId(f) === name);
  if (finding !== undefined) {
    const measure = row === undefined ? undefined : finding.measures[row];
    if (measure !== undefined && period === undefined) return { measure };
    return { message: `The finding "${name}" has no number "${row ?? ''}".`, hint: `It has ${quoted(Object.keys(finding.measures))}.` };
  }
  const rows = evaluated.results.get(name)?.result.rows;
  if (rows === undefined) {
    const known = [...evaluated.results.keys(), ...evaluated.findings.map(findingId)];
    const near = findNearest(name, known);
    return { message: `This edition has no figure or finding "${name}".`, hint: near === undefined ? `Its figures: ${quoted([...evaluated.results.keys()])}.` : `Try "${near}".` };
  }
  return resolveRow(name, rows, row, period);
}

function resolveRow(figure: string, rows: readonly Row[], row: string | undefined, period: string | undefined): Answer {
  const ids = [...new Set(rows.map(rowId))];
  if (row === undefined && ids.length > 1) return { message: `The figure "${figure}" has several rows.`, hint: `It has ${quoted(ids)}.` };
  const own = rows.filter((r) => row === undefined || rowId(r) === row).map((r) => r.measure).sort((a, b) => comparePeriods(a.period, b.period));
  if (own.length === 0) return { message: `The figure "${figure}" has no row "${row ?? ''}".`, hint: `It has ${quoted(ids)}.` };
  const wanted = period ?? own.at(-1)?.period.text;
  const [measure, second] = own.filter((m) => m.period.text === wanted);
  if (measure === undefined) return { message: `The figure "${figure}" has nothing of ${wanted ?? ''} in that row.`, hint: `It has ${quoted(own.slice(-12).map((m) => m.period.text))}.` };
  if (second !== undefined) return { message: `The figure "${figure}" has several numbers of ${wanted ?? ''} in that row.`, hint: 'A finding of the figure can name one of them; brief.json lists the findings.' };
  return { measure };
}

function quoted(names: readonly string[]): string {
  return names.map((n) => `"${n}"`).join(', ');
}
