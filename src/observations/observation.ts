// The noun of this room: one sourced figure, as checked. Must not fetch, must not compute.
import type { Day, Period } from '../period.ts';

/** How near the source is to the thing counted; `vendor` is a company's claim about itself. */
export type Evidence = 'primary' | 'secondary' | 'derived' | 'vendor';

/** A source's own hedge: more than, less than, about, at most. Empty for a plain figure. */
export type Qualifier = '' | '>' | '<' | '~' | 'up to';

/** The groups that a reader sees; `world` is all of them, `mixed` a work of several. */
export type Bloc = 'china' | 'united-states' | 'europe' | 'other' | 'unassigned' | 'mixed' | 'world';

/** Units after conversion; the source's own unit (million downloads, billion tokens) is kept in `printed`. */
export type Unit =
  | 'downloads' | 'models' | 'tokens' | 'percent' | 'usd-per-mtok' | 'months' | 'points' | 'times' | 'parameters' | 'per-day' | 'stars' | 'event';

/** How the source printed the figure: value = printed number × scale, with `decimals` digits after the point. */
export interface Printed {
  readonly scale: number;
  readonly decimals: number;
}

/** One sourced figure. `value` is absent for a pure range and for `event`. */
export interface Observation {
  /** Where it stands, `data/observations/<table>.csv:<line>` or a snapshot's; unique. */
  readonly key: string;
  readonly series: string;
  readonly entity: string;
  /** ISO 3166 alpha-2, or `ZZ` unknown, or a bloc where the source names no country. */
  readonly country: string;
  readonly bloc: Bloc;
  /** What the figure describes. */
  readonly period: Period;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly qualifier: Qualifier;
  readonly unit: Unit;
  readonly printed: Printed;
  /** What the figure is a part of, or the population it counts; never empty for a percentage. */
  readonly denominator: string;
  /** Over what time it was counted. */
  readonly window: string;
  /** Last day that the count covers or was read on. */
  readonly asOf: Day;
  /** Last day of the publication date as stated; an edition with an earlier cut-off does not know it. */
  readonly published: Day;
  readonly evidence: Evidence;
  /** Id in `data/registry/sources.yaml`. */
  readonly source: string;
  /** Where in the source. */
  readonly locator: string;
  readonly note: string;
}

/** What somebody said that they build on, or a later word that changes it. Not a figure. */
export interface Statement {
  readonly key: string;
  /** Short name that a clarification refers to. */
  readonly id: string;
  readonly date: Period;
  readonly who: string;
  readonly bloc: Bloc;
  readonly about: string;
  readonly kind: 'statement' | 'clarification' | 'finding' | 'fact';
  readonly topic: 'adoption' | 'hardware' | 'governance';
  readonly text: string;
  /** The `id` that this one corrects or narrows, or empty. */
  readonly clarifies: string;
  readonly published: Day;
  readonly evidence: Evidence;
  readonly source: string;
  readonly locator: string;
  readonly note: string;
}

/** Who published it, under what terms, and what it counts. */
export interface Source {
  readonly id: string;
  readonly publisher: string;
  readonly title: string;
  readonly url: string;
  /** Publication date as stated, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly date: string;
  readonly accessed: Day;
  readonly licence: string;
  /** The attribution that the licence asks for, verbatim; empty where none. */
  readonly attribution: string;
  readonly counts: string;
  readonly countsNot: string;
  /** Whose figure it repeats ("Bloomberg"), or empty when it is the origin. */
  readonly reportedFrom: string;
}

/** Registry row: a Hub namespace and whose it is. */
export interface Organisation {
  readonly namespace: string;
  readonly name: string;
  readonly country: string;
  readonly evidence: string;
  readonly sourceUrl: string;
  readonly note: string;
}

/** All hand-entered data of a project, checked. */
export interface Tables {
  readonly observations: readonly Observation[];
  readonly statements: readonly Statement[];
  readonly sources: ReadonlyMap<string, Source>;
  readonly organisations: readonly Organisation[];
  readonly families: readonly { readonly name: string; readonly organisation: string; readonly country: string }[];
  /** ISO code or bloc id → name and bloc. */
  readonly countries: ReadonlyMap<string, { readonly name: string; readonly bloc: Bloc }>;
  /** SHA-256 by project-relative path of every file that was read. */
  readonly hashes: ReadonlyMap<string, string>;
}
