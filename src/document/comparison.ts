// Compares the facts of two editions: the one engine behind `diff` and behind "Since the last issue". Must not print.
// Marks are the same only when figure, name, period, unit, denominator and window are: what differs in one of these is another figure.
import type { EditionFacts, FindingFact, RowFact } from './edition-facts.ts';

/**
 * Why a figure for the same period reads otherwise: the metric changed its definition (`metric`), a later collection of the
 * month has it otherwise (`collection`), another source gives it (`source`), its own source published it again (`vintage`),
 * or the same observations were assigned otherwise, as under another registry (`assignment`).
 */
export type RestatementReason = 'metric' | 'collection' | 'source' | 'vintage' | 'assignment';

export interface Restatement<T> {
  readonly before: T;
  readonly after: T;
  readonly reason: RestatementReason;
}

/** The latest mark of one name before, and a later one now. */
export interface Move<T> {
  readonly before: T;
  readonly after: T;
}

export interface FigureChange<T> {
  readonly figure: string;
  readonly kind: 'new' | 'gone' | 'changed';
  /** Marks for periods or names that the edition before did not have. */
  readonly added: readonly T[];
  readonly gone: readonly T[];
  readonly restated: readonly Restatement<T>[];
  readonly moved: readonly Move<T>[];
}

export interface FindingChange {
  readonly id: string;
  readonly kind: 'new' | 'gone' | 'changed';
  readonly before?: FindingFact;
  readonly after?: FindingFact;
}

export interface FactChanges<T> {
  /** In the order of the later edition; figures that are gone come last. */
  readonly figures: readonly FigureChange<T>[];
  readonly findings: readonly FindingChange[];
}

export function compareFacts<T extends RowFact>(before: EditionFacts<T>, after: EditionFacts<T>): FactChanges<T> {
  const ids = [...new Set([...after.rows, ...before.rows].map((row) => row.figure))];
  const of = (facts: EditionFacts<T>, figure: string): T[] => facts.rows.filter((row) => row.figure === figure);
  return {
    figures: ids.flatMap((figure) => compareFigure(figure, of(before, figure), of(after, figure)) ?? []),
    findings: compareFindings(before.findings, after.findings),
  };
}

function compareFigure<T extends RowFact>(figure: string, before: readonly T[], after: readonly T[]): FigureChange<T> | undefined {
  const [old, now] = [byKey(before), byKey(after)];
  const added = [...now].flatMap(([key, row]) => (old.has(key) ? [] : [row]));
  const gone = [...old].flatMap(([key, row]) => (now.has(key) ? [] : [row]));
  const restated = [...now].flatMap(([key, row]): Restatement<T>[] => {
    const was = old.get(key);
    return was === undefined || isSame(was, row) ? [] : [{ before: was, after: row, reason: reasonOf(was, row) }];
  });
  const kind = before.length === 0 ? 'new' : after.length === 0 ? 'gone' : 'changed';
  if (kind === 'changed' && added.length + gone.length + restated.length === 0) return undefined;
  return { figure, kind, added, gone, restated, moved: kind === 'changed' ? movesOf(before, added) : [] };
}

/** From the last mark of a name to the last one added to it, where nothing but the period differs. */
function movesOf<T extends RowFact>(before: readonly T[], added: readonly T[]): Move<T>[] {
  const line = (row: RowFact): string => JSON.stringify([row.row, row.unit, row.denominator, row.window, row.metric]);
  const last = new Map(before.map((row) => [line(row), row]));
  const latest = new Map(added.map((row) => [line(row), row]));
  return [...latest].flatMap(([key, row]): Move<T>[] => {
    const was = last.get(key);
    return was === undefined || was.period >= row.period ? [] : [{ before: was, after: row }];
  });
}

/** A name that stands twice in one period counts by its last mark, as the reader's table has it. */
function byKey<T extends RowFact>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [JSON.stringify([row.row, row.period, row.unit, row.denominator, row.window]), row]));
}

function isSame(a: RowFact, b: RowFact): boolean {
  return a.value === b.value && a.low === b.low && a.high === b.high && a.qualifier === b.qualifier && a.metric === b.metric;
}

function reasonOf(before: RowFact, after: RowFact): RestatementReason {
  if (before.metric !== after.metric) return 'metric';
  const revisions = (row: RowFact): string => JSON.stringify([...new Set(row.observations.flatMap((key) => /^data\/snapshots\/[^/]+\/r\d+/.exec(key)?.[0] ?? []))].sort());
  if (revisions(before) !== revisions(after)) return 'collection';
  if (JSON.stringify([...before.sources].sort()) !== JSON.stringify([...after.sources].sort())) return 'source';
  return JSON.stringify([...before.observations].sort()) === JSON.stringify([...after.observations].sort()) ? 'assignment' : 'vintage';
}

function compareFindings(before: readonly FindingFact[], after: readonly FindingFact[]): FindingChange[] {
  const [old, now] = [new Map(before.map((f) => [f.id, f])), new Map(after.map((f) => [f.id, f]))];
  const fact = ({ id, importance, direction, confidence }: FindingFact): FindingFact => ({ id, importance, direction, confidence });
  return [
    ...[...now.values()].flatMap((f): FindingChange[] => {
      const was = old.get(f.id);
      if (was === undefined) return [{ id: f.id, kind: 'new', after: fact(f) }];
      const isOther = was.direction !== f.direction || was.confidence !== f.confidence || was.importance !== f.importance;
      return isOther ? [{ id: f.id, kind: 'changed', before: fact(was), after: fact(f) }] : [];
    }),
    ...[...old.values()].filter((f) => !now.has(f.id)).map((f): FindingChange => ({ id: f.id, kind: 'gone', before: fact(f) })),
  ];
}
