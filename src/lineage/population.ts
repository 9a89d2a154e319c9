// What both routes count before anything is called a figure: models in cells, and who stands on which declaration.
// Must not know where the rows came from.
import type { Bloc } from '../observations/observation.ts';
import type { Month } from '../period.ts';
import type { Lineage } from './resolve.ts';
import type { Origins, Publisher, PublisherKind } from './origin.ts';

/** Which models count. All of it is printed in the denominator. */
export interface LineageFilter {
  /** Only tasks of language models; a model without a task is left out and counted apart. */
  readonly languageOnly: boolean;
  /** Only derivatives and models with more downloads since the beginning than the rules' `min_downloads`. */
  readonly popularOnly: boolean;
  /** Leave out names with the rules' `reject_words`. */
  readonly nameRules: boolean;
  /** Only this size class of the rules; undefined for all, also those of unknown size. */
  readonly sizeClass?: string;
}

export const DEFAULT_FILTER: LineageFilter = { languageOnly: true, popularOnly: true, nameRules: false };

/** 0 no local build, 1 GGUF, 2 another quantised format. */
export type Format = 0 | 1 | 2;

/** Models that pass the filter and are alike in all that a figure tells apart. */
export interface Cell {
  /** 1 + place in the asked months, 0 for models of other months. */
  readonly month: number;
  /** Place in `publishers`. */
  readonly publisher: number;
  /** Place in the lineage's classes, -1 for a model that declares nothing. */
  readonly lineage: number;
  readonly size: number;
  readonly licence: number;
  readonly format: Format;
  readonly models: number;
  /** Of the last 30 days. */
  readonly downloads: number;
}

/** Models of one month, before the filter. */
export interface MonthTotal {
  readonly month: number;
  readonly models: number;
  readonly withoutTask: number;
  readonly passing: number;
}

export interface Population {
  readonly months: readonly Month[];
  readonly publishers: readonly PublisherClass[];
  readonly lineage: Lineage;
  readonly cells: readonly Cell[];
  readonly totals: readonly MonthTotal[];
  /** New models of a month that pass, by declaration (after overrides). */
  readonly standing: readonly { readonly month: number; readonly declaration: number; readonly models: number }[];
  /** New models of a month that pass, by account without a country; the largest. */
  readonly unassigned: readonly { readonly month: number; readonly namespace: string; readonly models: number }[];
  readonly rows: number;
  /** Rows that repeat another one's `_id` or name. */
  readonly repeatedRows: number;
  /** Items without a usable id. */
  readonly unreadableRows: number;
  /** Rows without a date of creation. */
  readonly undatedRows: number;
  /** Bases that were asked for one by one, and those that were not because of a cap; none in a census. */
  readonly parents: { readonly read: number; readonly left: number };
}

export interface PublisherClass {
  readonly kind: PublisherKind;
  readonly country: string;
  readonly bloc: Bloc;
}

/** Accounts that are listed as unassigned, per month. */
export const LISTED = 20;

/** Publishers by what a figure tells apart, `unknown` first; and each registered account's place among them. */
export function publisherClasses(origins: Origins): { readonly classes: readonly PublisherClass[]; readonly placeOf: ReadonlyMap<string, number> } {
  const classes: PublisherClass[] = [{ kind: 'unknown', country: 'ZZ', bloc: 'unassigned' }];
  const known = new Map([['unknown ZZ', 0]]);
  const placeOf = new Map<string, number>();
  for (const namespace of origins.namespaces) {
    const { kind, country, bloc }: Publisher = origins.publisherOf(namespace);
    const key = `${kind} ${country}`;
    const place = known.get(key) ?? classes.push({ kind, country, bloc }) - 1;
    known.set(key, place);
    placeOf.set(namespace, place);
  }
  return { classes, placeOf };
}

/** Largest first, then by name: the same list whatever the order of the rows. */
export function largest<T extends { readonly models: number }>(items: readonly T[], nameOf: (item: T) => string, limit: number): readonly T[] {
  return [...items].sort((a, b) => b.models - a.models || (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, limit);
}
