// "Since the last issue" in sentences: what the comparison of the two issues found. Must not compare.
import { findingId } from '../findings/finding.ts';
import { directionOf } from '../metrics/difference.ts';
import type { ListBlock, Run, Text } from './briefing.ts';
import type { FactChanges, FigureChange, Move, Restatement } from './comparison.ts';
import type { MeasuredFact } from './edition-facts.ts';
import type { Evaluated } from './evaluate.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';
import { maybeSentence } from './sentence.ts';

const WHERE = 'news';
const MOST_RESTATED = 6;
const MOST_MOVED = 4;

type Changes = FactChanges<MeasuredFact>;

/** A list, or nothing when no figure of `shown` changed. `told` is a figure whose moves the table of blocs has. */
export function composeChanges(changes: Changes | undefined, evaluated: Evaluated, shown: readonly string[], told: string | undefined, printer: Printer): ListBlock[] {
  if (changes === undefined) return [];
  const figures = changes.figures.filter((f) => shown.includes(f.figure));
  const items: Text[] = [
    ...titlesItem('figures_new', figures, 'new', printer),
    ...titlesItem('figures_gone', figures, 'gone', printer),
    ...newFindings(changes, evaluated, figures, printer),
    ...evaluated.findings.filter((f) => f.cited !== undefined).flatMap((f) => { const text = maybeSentence(f, 'text', WHERE, printer); return text === undefined ? [] : [text]; }),
    ...figures.flatMap((f) => f.restated).slice(0, MOST_RESTATED).map((r) => restatedItem(r, printer)),
    ...figures.filter((f) => f.figure !== told).flatMap(largestMove).slice(0, MOST_MOVED).map((m) => movedItem(m, printer)),
  ];
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function titlesItem(key: string, figures: readonly FigureChange<MeasuredFact>[], kind: FigureChange<MeasuredFact>['kind'], { messages }: Printer): Text[] {
  const titles = figures.filter((f) => f.kind === kind).map((f): Run => {
    const text = messages.text(`figures.${f.figure}.title`);
    return kind === 'new' ? { to: f.figure, text } : text;
  });
  return titles.length === 0 ? [] : [messages.runs(`changes.${key}`, { count: titles.length, figures: titles.flatMap((title, i) => (i === 0 ? [title] : ['; ', title])) })];
}

/** What is said of a figure for the first time, where the figure itself is not new. */
function newFindings(changes: Changes, evaluated: Evaluated, figures: readonly FigureChange<MeasuredFact>[], printer: Printer): Text[] {
  const known = new Set(figures.filter((f) => f.kind === 'changed').map((f) => f.figure));
  const fresh = new Set(changes.findings.filter((f) => f.kind === 'new').map((f) => f.id));
  const told = new Set<string>();
  return evaluated.findings.filter((f) => fresh.has(findingId(f)) && known.has(f.figure)).flatMap((f) => {
    const headline = told.has(f.figure) ? undefined : maybeSentence(f, 'headline', WHERE, printer);
    if (headline === undefined) return [];
    told.add(f.figure);
    return [printer.messages.runs('changes.finding', { figure: printer.messages.text(`figures.${f.figure}.title`), headline })];
  });
}

function restatedItem({ before, after, reason }: Restatement<MeasuredFact>, printer: Printer): Text {
  const { messages, formats } = printer;
  return [
    ...messages.runs('changes.restated', {
      figure: messages.text(`figures.${after.figure}.title`), name: nameOf(after.label, messages), period: formats.shortPeriod(after.measure.period),
      before: printer.number(before.measure, WHERE, 'symbol'), after: printer.number(after.measure, WHERE, 'symbol'), reason: messages.text(`changes.reasons.${reason}`),
    }),
    ...printer.refs(after.measure.inputs),
  ];
}

/** Smaller relative moves of a price or a count are no news. */
const LEAST_MOVE = 0.05;

/** The name that moved most, where it moved by more than rounding. */
function largestMove({ moved }: FigureChange<MeasuredFact>): Move<MeasuredFact>[] {
  const isReal = (m: Move<MeasuredFact>): boolean => m.after.measure.inputs.every((o) => o.bloc !== 'unassigned') && directionOf(m.after.measure, m.before.measure) !== 'flat' && (m.after.unit === 'percent' || sizeOf(m) >= LEAST_MOVE);
  return [...moved].filter(isReal).sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 1);
}

function sizeOf({ before, after }: Move<MeasuredFact>): number {
  const [a, b] = [middle(before), middle(after)];
  return after.unit === 'percent' ? Math.abs(b - a) : (a === 0 ? 1 : Math.abs(b - a) / Math.abs(a));
}

function middle({ value, low, high }: MeasuredFact): number {
  return value ?? ((low ?? high ?? 0) + (high ?? low ?? 0)) / 2;
}

function movedItem({ before, after }: Move<MeasuredFact>, printer: Printer): Text {
  const { messages, formats } = printer;
  return [
    ...messages.runs('changes.moved', {
      figure: messages.text(`figures.${after.figure}.title`), name: nameOf(after.label, messages), before: printer.number(before.measure, WHERE, 'symbol'), after: printer.number(after.measure, WHERE, 'symbol'),
      before_period: formats.shortPeriod(before.measure.period), after_period: formats.shortPeriod(after.measure.period),
    }),
    ...printer.refs(after.measure.inputs),
  ];
}
