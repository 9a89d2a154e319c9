// How much a finding matters beside others of the month, as one explained number. Must not look at words.
import type { Measure } from '../metrics/metric.ts';

/** What an edition would tell first when everything else is equal. */
const BASE: Readonly<Record<string, number>> = { crossing: 60, change: 50, lead: 45, ratio: 40, record: 40, disagreement: 30, clarification: 30, level: 20 };

/**
 * 0 to 100: the rule's base, up to 25 for size (half the change in points, or five times the doublings of a ratio),
 * 10 when its data were published since the last issue, 5 when every input is primary, minus 15
 * each for a vendor's claim and for a share of the largest models only, which single models move.
 */
export function importanceOf(rule: string, measures: readonly Measure[], size: number, previousCutoff: string, topOnly = false): number {
  const inputs = measures.flatMap((m) => m.inputs);
  const fresh = inputs.some((o) => o.published > previousCutoff) ? 10 : 0;
  const primary = inputs.length > 0 && inputs.every((o) => o.evidence === 'primary') ? 5 : 0;
  const vendor = inputs.some((o) => o.evidence === 'vendor') ? 15 : 0;
  return Math.max(0, Math.min(100, (BASE[rule] ?? 20) + Math.min(25, size) + fresh + primary - vendor - (topOnly ? 15 : 0)));
}
