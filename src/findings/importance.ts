// How much a finding matters beside others of the month, as one explained number. Must not look at words.
import type { Measure } from '../metrics/metric.ts';
import type { Observation } from '../observations/observation.ts';
import type { RuleInput } from './finding.ts';
import { dayNumber } from './series.ts';
import type { Weight } from './weight.ts';

/** What an edition would tell first when everything else is equal. */
const BASE: Readonly<Record<string, number>> = {
  crossing: 60, change: 50, lead: 45, reversal: 45, ratio: 40, record: 40, revision: 40, acceleration: 35, promotion: 35,
  concentration: 30, clarification: 30, disagreement: 30, 'licence-change': 30, mover: 30, 'one-model': 30, 'quoted-crossing': 30, statement: 25, level: 20, gap: 15,
};
const ORDINARY = 20;
/** Days. */
const OLD = 123;

/** What is weighed of an observation or a statement. */
export type Weighed = Pick<Observation, 'published' | 'evidence' | 'asOf'>;

/** The importance, 0 to 100, and what it is the sum of. `size` is in the scale of `Weight.size`. */
export function weigh(rule: string, measures: readonly Measure[], size: number, input: Pick<RuleInput, 'history' | 'previousCutoff'>, topOnly = false): { readonly importance: number; readonly weight: Weight } {
  return weighInputs(rule, measures.flatMap((m) => m.inputs), size, input, topOnly);
}

/** As `weigh`, from what the measures rest on. */
export function weighInputs(rule: string, inputs: readonly Weighed[], size: number, { history, previousCutoff }: Pick<RuleInput, 'history' | 'previousCutoff'>, topOnly = false): { readonly importance: number; readonly weight: Weight } {
  const weight: Weight = {
    base: BASE[rule] ?? ORDINARY,
    size: Math.round(10 * Math.min(25, size)) / 10,
    fresh: inputs.some((o) => o.published > previousCutoff) ? 10 : 0,
    primary: inputs.length > 0 && inputs.every((o) => o.evidence === 'primary') ? 5 : 0,
    vendor: inputs.some((o) => o.evidence === 'vendor') ? -15 : 0,
    topOnly: topOnly ? -15 : 0,
    old: inputs.length > 0 && inputs.every((o) => dayNumber(history.cutoff) - dayNumber(o.asOf) > OLD) ? -10 : 0,
  };
  return { importance: importanceOf(weight), weight };
}

/** To a tenth, so that the parts that an edition shows add up to it. */
export function importanceOf(weight: Weight): number {
  const sum = Object.values(weight).reduce((a: number, b: number) => a + b, 0);
  return Math.max(0, Math.min(100, Math.round(10 * sum) / 10));
}
