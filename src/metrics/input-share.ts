// The share of some of a measure's own inputs in all of them: which model, or which kind of model, a share is made of.
// Worked: the week to 6 April 2026: of the tokens of the ten largest models, 27 % went to one free variant. Must not go beyond the inputs.
import type { Observation } from '../observations/observation.ts';
import { computed, groupBy, percentOf, total } from './measure.ts';
import type { Measure } from './metric.ts';

const METRIC = 'input-share@1';

/** `part ÷ whole` in per cent, whole being the measure's inputs unless given; undefined where the whole is nothing or the part is empty. */
export function maybeInputShare(measure: Measure, part: readonly Observation[], formula: string, whole: readonly Observation[] = measure.inputs): Measure | undefined {
  const value = percentOf(total(part), total(whole));
  if (value === undefined || part.length === 0) return undefined;
  return computed({
    metric: METRIC, formula, inputs: whole, unit: 'percent', printed: measure.printed, period: measure.period, denominator: measure.denominator, window: measure.window, value,
  });
}

/** The inputs that are amounts of the measure's own period, by entity, the largest first; empty where an entity is not told apart. */
export function entitiesOf(measure: Measure): { readonly entity: string; readonly inputs: readonly Observation[]; readonly share: number }[] {
  const inputs = measure.inputs.filter((o) => o.period.text === measure.period.text && o.value !== undefined && o.unit !== 'percent');
  const whole = total(inputs);
  if (whole <= 0 || inputs.length !== measure.inputs.length) return [];
  return [...groupBy(inputs, (o) => o.entity)].map(([entity, own]) => ({ entity, inputs: own, share: (100 * total(own)) / whole })).sort((a, b) => b.share - a.share || (a.entity < b.entity ? -1 : 1));
}
