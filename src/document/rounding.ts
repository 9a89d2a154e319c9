// Whether the parts of a whole, as printed, add up to it. Must not round for display.
import { groupBy } from '../metrics/measure.ts';
import type { Row } from '../metrics/metric.ts';

/** Exact shares add up to the whole within this many points. */
const EXACT = 1e-6;

/** True where shares of one whole add up to 100 % exactly and, as printed, to something else. */
export function isOffByRounding(rows: readonly Row[]): boolean {
  const wholes = groupBy(rows.filter((r) => r.measure.unit === 'percent' && r.measure.value !== undefined && r.measure.low === undefined && r.measure.high === undefined && r.measure.qualifier === ''), ({ group, measure }) => [group, measure.period.text, measure.denominator, measure.window].join('\u0000'));
  return [...wholes.values()].some((parts) => {
    const sum = parts.reduce((all, r) => all + (r.measure.value ?? 0), 0);
    if (parts.length < 2 || Math.abs(sum - 100) > EXACT) return false;
    // In units of the last printed digit, so that the comparison is of whole numbers.
    const units = Math.max(...parts.map((r) => 10 ** r.measure.printed.decimals));
    return parts.reduce((all, r) => all + Math.round((r.measure.value ?? 0) * 10 ** r.measure.printed.decimals) * (units / 10 ** r.measure.printed.decimals), 0) !== 100 * units;
  });
}
