// What the analyst decides about single findings, as checked. Must not know what the rules find.
import type { Month } from '../period.ts';

export type EditorialAction = 'pin' | 'reword' | 'suppress';

/** As written in the YAML, after EDITORIAL_SCHEMA accepted it, and as used. */
export interface EditorialConfig {
  /** `<figure>.<rule>`. */
  readonly finding: string;
  readonly action: EditorialAction;
  /** Messages by part, for `reword`. */
  readonly words?: Readonly<Record<string, string>>;
  /** Every month when absent. */
  readonly month?: Month;
  readonly locale?: string;
  readonly reason: string;
}

/** The decisions that hold in the edition of `month`, with their places in the list. */
export function editorialFor(all: readonly EditorialConfig[], month: Month): readonly (EditorialConfig & { readonly index: number })[] {
  return all.map((entry, index) => ({ ...entry, index })).filter((entry) => entry.month === undefined || entry.month === month);
}
