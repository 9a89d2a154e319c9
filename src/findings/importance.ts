// How much a finding matters beside others of the month, as one explained number. Must not look at words.
import type { Measure } from '../metrics/metric.ts';

/** What an edition would tell first when everything else is equal. */
const BASE: Readonly<Record<string, number>> = { crossing: 60, change: 50, lead: 45, ratio: 40, record: 40, disagreement: 30, clarification: 30, level: 20 };
const ORDINARY = 20;

/** The parts that an importance is the sum of, before it is held between 0 and 100. */
export interface Weight {
  /** The rule's own. */
  readonly base: number;
  /** 0 to 25: half the change in points, or five times the doublings of a ratio. */
  readonly size: number;
  /** 10 when its data were published since the last issue. */
  readonly fresh: number;
  /** 5 when every input is primary. */
  readonly primary: number;
  /** −15 for a vendor's claim. */
  readonly vendor: number;
  /** −15 for a share of the largest models only, which single models move. */
  readonly topOnly: number;
}

/** The importance, 0 to 100, and what it is the sum of. `size` is in the scale of `Weight.size`. */
export function weigh(rule: string, measures: readonly Measure[], size: number, previousCutoff: string, topOnly = false): { readonly importance: number; readonly weight: Weight } {
  const inputs = measures.flatMap((m) => m.inputs);
  const weight: Weight = {
    base: BASE[rule] ?? ORDINARY,
    size: Math.round(10 * Math.min(25, size)) / 10,
    fresh: inputs.some((o) => o.published > previousCutoff) ? 10 : 0,
    primary: inputs.length > 0 && inputs.every((o) => o.evidence === 'primary') ? 5 : 0,
    vendor: inputs.some((o) => o.evidence === 'vendor') ? -15 : 0,
    topOnly: topOnly ? -15 : 0,
  };
  return { importance: importanceOf(weight), weight };
}

/** To a tenth, so that the parts that an edition shows add up to it. */
export function importanceOf(weight: Weight): number {
  const sum = Object.values(weight).reduce((a: number, b: number) => a + b, 0);
  return Math.max(0, Math.min(100, Math.round(10 * sum) / 10));
}
