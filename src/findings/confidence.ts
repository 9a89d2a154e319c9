// How far the sources carry a finding, by a written rule. Says nothing about likelihood.
import type { Measure } from '../metrics/metric.ts';
import type { Evidence } from '../observations/observation.ts';
import type { Confidence } from './finding.ts';

/**
 * Low: any input is a vendor's claim about itself, or all rest on one second-hand report.
 * High: the figures stand as the publisher of the count printed them, and none is a range.
 * Moderate: everything between, such as our arithmetic on published counts, or several reports that agree.
 */
export function confidenceOf(measures: readonly Measure[]): Confidence {
  const sources = confidenceOfEvidence(measures.flatMap((m) => m.inputs));
  const ranged = measures.some((m) => m.low !== undefined && m.high !== undefined);
  return sources === 'high' && (ranged || measures.some((m) => m.formula !== 'as published')) ? 'moderate' : sources;
}

/** The part of the rule that looks at sources alone. */
export function confidenceOfEvidence(inputs: readonly { readonly source: string; readonly evidence: Evidence }[]): Confidence {
  if (inputs.some((o) => o.evidence === 'vendor')) return 'low';
  if (inputs.every((o) => o.evidence === 'secondary') && new Set(inputs.map((o) => o.source)).size < 2) return 'low';
  return inputs.every((o) => o.evidence === 'primary') ? 'high' : 'moderate';
}
