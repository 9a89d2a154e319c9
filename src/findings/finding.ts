// The nouns of this room: what is worth saying, with its evidence. Must not contain a figure that no metric made.
import type { History } from '../history/history.ts';
import type { Evidence, Statement } from '../observations/observation.ts';
import type { Measure, MetricResult } from '../metrics/metric.ts';
import type { Weight } from './weight.ts';

/** Direction against the earlier comparable point; `none` where there is none. */
export type Direction = 'up' | 'down' | 'flat' | 'none';
/** How far the sources carry the finding, apart from how likely anything is. */
export type Confidence = 'high' | 'moderate' | 'low';

/** One figure of the brief with what its metric knows. */
export interface FigureResult {
  /** Figure id of the brief's configuration. */
  readonly id: string;
  /** Takeaways never tell one story twice. */
  readonly story: string;
  readonly result: MetricResult;
}

export interface RuleInput {
  readonly figure: FigureResult;
  readonly history: History;
  /** Cut-off of the edition before, for what is new. */
  readonly previousCutoff: string;
}

/** A decision of the analyst's. */
export interface Editorial {
  readonly action: 'pin' | 'reword' | 'suppress';
  readonly reason: string;
}

export interface Finding {
  readonly rule: string;
  readonly figure: string;
  readonly story: string;
  /** 0 to 100; ranks takeaways. */
  readonly importance: number;
  /** What the importance is the sum of. */
  readonly weight: Weight;
  readonly direction: Direction;
  readonly confidence: Confidence;
  /** Measures that the sentences name. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** What the analyst decided about it, and why. */
  readonly editorial?: readonly Editorial[];
  /** What is cited beside the measures' own inputs: the sources of statements. */
  readonly cited?: readonly { readonly source: string; readonly evidence: Evidence }[];
  /** Words that the sentences choose by: names, directions, counts. */
  readonly args: Readonly<Record<string, string | number>>;
}

/** One rule, one file. */
export interface Rule {
  readonly id: string;
  /** What it finds, for the analyst. */
  readonly title: string;
  /** Why a reader should be told. */
  readonly why: string;
  /** Nothing when the data do not support it. Pure. */
  readonly evaluate: (input: RuleInput) => Finding | undefined;
}

export interface TopicInput {
  readonly topic: Statement['topic'];
  /** Section that prints the register. */
  readonly story: string;
  readonly history: History;
  readonly previousCutoff: string;
}

/** A rule about a register of statements; its finding's `figure` is the register's topic. */
export interface TopicRule extends Omit<Rule, 'evaluate'> {
  readonly evaluate: (input: TopicInput) => Finding | undefined;
}

/** How configuration, traces and records name a finding: `<figure>.<rule>`. */
export function findingId({ figure, rule }: Pick<Finding, 'figure' | 'rule'>): string {
  return `${figure}.${rule}`;
}
