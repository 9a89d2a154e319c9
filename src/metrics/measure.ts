// Makes measures: quoted as published, or computed from observations. Must not print or round for display.
import type { Observation, Printed, Unit } from '../observations/observation.ts';
import type { Period } from '../period.ts';
import type { Measure } from './metric.ts';

/** The figure as its source published it. */
export function quote(o: Observation, metric: string): Measure {
  return {
    ...(o.value === undefined ? {} : { value: o.value }),
    ...(o.low === undefined ? {} : { low: o.low }),
    ...(o.high === undefined ? {} : { high: o.high }),
    qualifier: o.qualifier,
    unit: o.unit,
    printed: o.printed,
    period: o.period,
    denominator: o.denominator,
    window: o.window,
    metric,
    formula: 'as published',
    inputs: [o],
  };
}

export interface Computation {
  readonly metric: string;
  readonly formula: string;
  readonly inputs: readonly Observation[];
  readonly unit: Unit;
  readonly printed: Printed;
  readonly period: Period;
  readonly denominator: string;
  readonly window: string;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly isRange?: boolean;
}

/** A figure of our own arithmetic. */
export function computed(c: Computation): Measure {
  if (c.inputs.length === 0) throw new TypeError(`${c.metric}: a measure needs inputs`);
  return { ...c, qualifier: '' };
}

/** Sum of the values, 0 for none. */
export function total(observations: readonly Observation[]): number {
  return observations.reduce((sum, o) => sum + (o.value ?? 0), 0);
}

/** `part` of `whole` in per cent; undefined when the whole is nothing. */
export function percentOf(part: number, whole: number): number | undefined {
  return whole > 0 ? (100 * part) / whole : undefined;
}

/** Groups in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}

/** Groups of all keys together, in order of first appearance. Most often the first one tells all, and then no key is put together. */
export function groupByAll<T>(items: readonly T[], first: (item: T) => string, ...others: readonly ((item: T) => string)[]): readonly T[][] {
  const groups = [...Map.groupBy(items, first).values()];
  const isAlike = (group: readonly T[], key: (item: T) => string): boolean => {
    const [one] = group;
    const common = one === undefined ? '' : key(one);
    return group.every((item) => key(item) === common);
  };
  return others.every((key) => groups.every((group) => isAlike(group, key))) ? groups : [...Map.groupBy(items, (item) => [first, ...others].map((key) => key(item)).join('\u0000')).values()];
}

/** The latest period among the rows of a result. */
export function latestPeriod(periods: readonly Period[]): Period {
  const [first, ...rest] = periods;
  if (first === undefined) throw new TypeError('no period');
  return rest.reduce((a, b) => (b.end > a.end || (b.end === a.end && b.start > a.start) ? b : a), first);
}
