// The noun that the passes over one chart share. Must not do their work.
import type { ChartRequest } from './chart.ts';
import type { DrawnRow } from './chart-rows.ts';
import type { ChartOptions } from './label-rules.ts';
import type { TextMeasure } from './text-measure.ts';
import type { DrawnView } from './vega-runtime.ts';

type Json = Record<string, unknown>;

/** Everything that the passes over one chart share. */
export interface Drawing {
  readonly request: ChartRequest;
  readonly measure: TextMeasure;
  readonly words: Readonly<Record<string, string>>;
  readonly options: ChartOptions;
  readonly rows: readonly DrawnRow[];
  readonly events: readonly Json[];
  readonly spec: Json;
  /** Lays a specification out; what Vega warns of or throws becomes a BriefwrightError that names the file. */
  readonly run: (spec: Json) => Promise<DrawnView>;
}
