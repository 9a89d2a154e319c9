// The nouns of this room: what a metric takes and gives. Must not print.
import type { History } from '../history/history.ts';
import type { Bloc, Observation, Printed, Qualifier, Unit } from '../observations/observation.ts';
import type { Period } from '../period.ts';

/** A figure with everything needed to print it and to say where it comes from. */
export interface Measure {
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  /** Printed as low to high although `value` is known: a share that leaves much unassigned. */
  readonly isRange?: boolean;
  readonly qualifier: Qualifier;
  readonly unit: Unit;
  readonly printed: Printed;
  readonly period: Period;
  readonly denominator: string;
  readonly window: string;
  /** `id@version` of the metric that made it. */
  readonly metric: string;
  /** In words or symbols, relative to `inputs`; `as published` for a quoted figure. */
  readonly formula: string;
  /** Never empty. */
  readonly inputs: readonly Observation[];
}

/** One mark of a chart and one cell of its table. */
export interface Row {
  /** What a reader tells the row by: a model, family, organisation or bloc. */
  readonly label: string;
  /** Line, colour and order group. */
  readonly bloc: Bloc;
  /** Second grouping inside the figure (open or closed weights, licence, vendor), or empty. */
  readonly group: string;
  readonly measure: Measure;
}

/** What a metric knows at a cut-off. `rows` is in reading order and never empty. */
export interface MetricResult {
  readonly id: string;
  readonly version: number;
  readonly rows: readonly Row[];
  /** End of the latest period among the rows. */
  readonly latest: Period;
  /** Keys under `caveats.` in the messages that this data calls for. */
  readonly caveats: readonly string[];
  /** Summary measures that sentences use, such as a median or a ratio. */
  readonly named?: Readonly<Record<string, Measure>>;
  /** Words that sentences may choose by, where single rows do not tell: which side has more of a kind. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** One metric, one file. */
export interface Metric {
  readonly id: string;
  readonly version: number;
  /** `month`: only data of the edition's own month will do. `any`: the latest known will do, with its date. */
  readonly freshness: 'month' | 'any';
  /** Undefined when the history holds nothing for it. Pure. */
  readonly compute: (history: History, params: Readonly<Record<string, unknown>>) => MetricResult | undefined;
}
