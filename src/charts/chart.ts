// The nouns of this room: a chart asked for and a chart drawn. Must not read files.
import type { Bloc } from '../observations/observation.ts';

/** One mark's data, flattened for Vega-Lite: every spec reads the data set named `rows`. */
export interface ChartRow {
  readonly label: string;
  readonly bloc: Bloc;
  /** The bloc's name in the edition's language. */
  readonly blocLabel: string;
  readonly group: string;
  /** First and last day of the period, ISO; for an axis of time use `date` (the middle day). */
  readonly start: string;
  readonly end: string;
  readonly date: string;
  /** The period in the edition's language, `Sep 2026`. */
  readonly periodLabel: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The number as printed, with qualifier and unit: `>40 %`. */
  readonly text: string;
  /** The bounds as printed, `64 %`; when absent they are formatted by size. */
  readonly lowText?: string;
  readonly highText?: string;
  readonly order: number;
}

/** An annotation of at most 50 characters at a day. */
export interface ChartEvent {
  readonly date: string;
  readonly label: string;
}

export interface ChartRequest {
  readonly id: string;
  /** The Vega-Lite spec as parsed from its JSON file; reads `{"data": {"name": "rows"}}` and may read `events`. */
  readonly spec: unknown;
  /** For errors. */
  readonly specFile: string;
  readonly specText: string;
  readonly rows: readonly ChartRow[];
  readonly events: readonly ChartEvent[];
  /** Words that a spec may use through `{"expr": "words.x"}`, such as an axis title. */
  readonly words: Readonly<Record<string, string>>;
  /** CSS pixels at 96 per inch: the width of the column that the figure stands in. */
  readonly width: number;
  readonly locale: string;
  /** What a screen reader says; goes onto the `<svg>` once. */
  readonly alt: string;
  readonly theme: ChartTheme;
}

export interface ChartFont {
  readonly path: string;
  readonly family: string;
  readonly weight: number;
  /** CSS `unicode-range`; absent or empty for every letter. */
  readonly range?: string;
}

/** Colours and faces by role, from the theme. */
export interface ChartTheme {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly ground: string;
  readonly blocs: Readonly<Record<Bloc, string>>;
  /** CSS family list for labels; names with digits are quoted inside. */
  readonly labelFamily: string;
  /** Font files for measuring and for PNG: path, family, weight. */
  readonly fonts: readonly ChartFont[];
  /** For letters that `fonts` have in none of their files, such as Chinese; taken only where a chart needs them. */
  readonly otherFonts?: readonly ChartFont[];
}

export interface Chart {
  readonly id: string;
  /** Self-contained `<svg>` without ids that another chart could share, one `role="img"`. */
  readonly svg: string;
  /** Twice the size, own ground. */
  readonly png: Uint8Array;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The complete spec with its data inlined, as JSON text. */
  readonly vegaLite: string;
  readonly alt: string;
}
