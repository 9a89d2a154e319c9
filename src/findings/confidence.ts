// How far the sources carry a finding, by a written rule. Says nothing about likelihood.
import type { Measure } from '../metrics/metric.ts';
import type { Confidence } from './finding.ts';

/**
 * Low: any input is a vendor's claim about itself, or all rest on one second-hand report.
 * High: the figures stand as the publisher of the count printed them, and none is a range.
 * Moderate: everything between, such as our arithmetic on published counts, or several reports that agree.
 */
export function confidenceOf(measures: readonly Measure[]): Confidence {
  const inputs = measures.flatMap((m) => m.inputs);
  if (inputs.some((o) => o.evidence === 'vendor')) return 'low';
  const secondary = inputs.filter((o) => o.evidence === 'secondary');
  const sources = new Set(inputs.map((o) => o.source));
  if (secondary.length === inputs.length && sources.size < 2) return 'low';
  const ranged = measures.some((m) => m.low !== undefined && m.high !== undefined);
  return secondary.length === 0 && inputs.every((o) => o.evidence === 'primary') && !ranged && measures.every((m) => m.formula === 'as published') ? 'high' : 'moderate';
}
