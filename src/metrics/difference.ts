// The difference of two measures of one metric. Must not compare what has other denominators or units.
import { computed } from './measure.ts';
import type { Measure } from './metric.ts';

/** `later − earlier` in points for shares, in the unit itself otherwise; undefined where the two cannot be compared, or where one is a range. */
export function maybeDifference(later: Measure, earlier: Measure): Measure | undefined {
  if (later.value === undefined || earlier.value === undefined || later.isRange === true || earlier.isRange === true) return undefined;
  if (later.unit !== earlier.unit || later.denominator !== earlier.denominator || later.metric !== earlier.metric) return undefined;
  return computed({
    metric: later.metric,
    formula: `(${later.formula}) − the same for ${earlier.period.text}`,
    inputs: [...later.inputs, ...earlier.inputs],
    unit: later.unit === 'percent' ? 'points' : later.unit,
    printed: later.printed,
    period: later.period,
    denominator: later.denominator,
    window: later.window,
    value: later.value - earlier.value,
  });
}

/** Which way a figure went, at the precision that is printed; ranges that overlap are flat. */
export function directionOf(later: Measure, earlier: Measure): 'up' | 'down' | 'flat' {
  const step = later.printed.scale / 10 ** later.printed.decimals;
  const round = (x: number) => Math.round(x / step);
  const [a, b] = [bounds(earlier), bounds(later)];
  if (round(b.low) > round(a.high)) return 'up';
  return round(b.high) < round(a.low) ? 'down' : 'flat';
}

function bounds(m: Measure): { low: number; high: number } {
  return { low: m.low ?? m.value ?? 0, high: m.high ?? m.value ?? 0 };
}
