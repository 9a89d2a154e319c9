// What two editions are compared by: the marks of their figures and their findings, from memory or from a built edition.
// Must not compare; comparison.ts does.
import { findingId, type Confidence, type Direction, type Finding } from '../findings/finding.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import type { Briefing, PrintedNumber } from './briefing.ts';
import type { Evaluated } from './evaluate.ts';

/** One mark of a figure. What tells it from others of its figure is `row`, `period`, `unit`, `denominator` and `window`. */
export interface RowFact {
  readonly figure: string;
  readonly row: string;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly qualifier: string;
  readonly unit: string;
  readonly period: string;
  readonly denominator: string;
  readonly window: string;
  /** `id@version`. */
  readonly metric: string;
  /** Source ids. */
  readonly sources: readonly string[];
  /** Keys of observations. */
  readonly observations: readonly string[];
}

/** A mark that can still be printed, with all that its metric knows. */
export interface MeasuredFact extends RowFact {
  readonly label: string;
  readonly measure: Measure;
}

export interface FindingFact {
  /** `<figure>.<rule>`. */
  readonly id: string;
  readonly importance: number;
  readonly direction: Direction;
  readonly confidence: Confidence;
}

/** `T` is as much as the place that they come from knows of a mark. */
export interface EditionFacts<T extends RowFact = RowFact> {
  readonly rows: readonly T[];
  readonly findings: readonly FindingFact[];
}

/** What tells the mark from the others of its figure and period. */
export function rowId({ label, group }: Pick<Row, 'label' | 'group'>): string {
  return group === '' ? label : `${label}/${group}`;
}

/** Facts of an edition in memory, in the order of the brief. */
export function factsOf({ results, findings }: Pick<Evaluated, 'results' | 'findings'>): EditionFacts<MeasuredFact> {
  return {
    rows: [...results].flatMap(([figure, { result }]) => result.rows.map((row): MeasuredFact => {
      const m = row.measure;
      return {
        figure, row: rowId(row), label: row.label, measure: m, ...bounds(m), qualifier: m.qualifier, unit: m.unit, period: m.period.text, denominator: m.denominator,
        window: m.window, metric: m.metric, sources: [...new Set(m.inputs.map((o) => o.source))], observations: m.inputs.map((o) => o.key),
      };
    })),
    findings: findings.map(findingFact),
  };
}

/** Facts of an edition as its brief.json has them. */
export function factsOfBriefing(briefing: Pick<Briefing, 'numbers' | 'findings'>): EditionFacts<PrintedNumber & RowFact> {
  return {
    rows: briefing.numbers.flatMap((n) => (n.row === undefined ? [] : [{ ...n, figure: n.where, row: n.row }])),
    findings: briefing.findings,
  };
}

function findingFact(finding: Finding): FindingFact {
  return { id: findingId(finding), importance: finding.importance, direction: finding.direction, confidence: finding.confidence };
}

function bounds(m: Measure): Pick<RowFact, 'value' | 'low' | 'high'> {
  return { ...(m.value === undefined ? {} : { value: m.value }), ...(m.low === undefined ? {} : { low: m.low }), ...(m.high === undefined ? {} : { high: m.high }) };
}
