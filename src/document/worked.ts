// A formula with its numbers filled in: the arithmetic that leads from the observations to a printed number, found by doing it.
// Must not print arithmetic that gives another number, and must not be used to make one.
import { groupBy, total } from '../metrics/measure.ts';
import type { Observation } from '../observations/observation.ts';

export interface Solvable {
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit: string;
}

/** `95,668.5 (china) ÷ 169,298.1 = 56.5088`; of a range, both ends. Undefined where the arithmetic is none of those known here. */
export function maybeWorked({ value, low, high, unit }: Solvable, inputs: readonly Observation[]): string | undefined {
  if (unit === 'event' || inputs.length === 0) return undefined;
  // A share that is printed as a range knows its lower end as a value too.
  const ends = value !== undefined && (low === undefined || high === undefined) ? [value] : [low, high].filter((end) => end !== undefined);
  const found = ends.map((end, i) => (value !== undefined && i === 1 ? maybeUpper(end, inputs) : undefined) ?? solve(end, unit, inputs, value === undefined ? (i === 0 ? 'low' : 'high') : 'value'));
  return found.length === 0 || found.some((f) => f === undefined) ? undefined : found.join('; ');
}

type End = 'value' | 'low' | 'high';

function solve(target: number, unit: string, inputs: readonly Observation[], end: End): string | undefined {
  const written = (expression: string): string => `${expression} = ${show(target)}`;
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined && only[end] === target) return `${show(target)}, as it stands in the source`;
  const expression = unit === 'percent' ? shareOf(target, inputs) : unit === 'points' ? differenceOf(target, inputs) : unit === 'times' ? ratioOf(target, inputs) : sumOf(target, inputs);
  return expression === undefined ? undefined : written(expression);
}

const ATTRIBUTES: readonly ((o: Observation) => string)[] = [(o) => o.bloc, (o) => o.entity, (o) => o.country, (o) => o.series];
/** Subsets of more groups than this are not tried. */
const MOST_GROUPS = 6;

function shareOf(target: number, inputs: readonly Observation[]): string | undefined {
  // Shares that are added up, or that leave a remainder.
  if (inputs.every((o) => o.unit === 'percent')) {
    const terms = inputs.map((o) => show(total([o])));
    if (isClose(100 - total(inputs), target)) return `100 − ${terms.join(' − ')}`;
    if (isClose(total(inputs), target)) return terms.join(' + ');
  }
  const whole = inputs.filter((o) => o.bloc === 'world');
  const parts = inputs.filter((o) => o.bloc !== 'world');
  if (whole.length === 1 && parts.length > 0) {
    const all = total(whole);
    for (const part of parts) if (isClose((100 * total([part])) / all, target)) return `${show(total([part]))} (${part.bloc}) ÷ ${show(all)}`;
    if (isClose((100 * (all - total(parts))) / all, target)) return `(${show(all)} − ${parts.map((p) => show(total([p]))).join(' − ')}) ÷ ${show(all)}`;
  }
  const all = total(inputs);
  for (const attribute of ATTRIBUTES) {
    const groups = [...groupBy(inputs, attribute)].map(([name, own]) => ({ name, sum: total(own) }));
    const group = groups.find((g) => isClose((100 * g.sum) / all, target)) ?? largestOf(groups, all, target);
    if (group !== undefined) return `${show(group.sum)} (${group.name}) ÷ ${show(all)}`;
    const within = groups.length <= MOST_GROUPS ? partOfSome(groups, target) : undefined;
    if (within !== undefined) return within;
  }
  const free = total(inputs.filter((o) => o.entity.endsWith(':free')));
  if (isClose((100 * free) / all, target)) return `${show(free)} (free variants) ÷ ${show(all)}`;
  return target === 0 ? `0 ÷ ${show(all)}` : undefined;
}

/** The upper end of a share that leaves much unassigned: the bloc's part and all that is. */
function maybeUpper(target: number, inputs: readonly Observation[]): string | undefined {
  const all = total(inputs);
  const groups = [...groupBy(inputs, (o) => o.bloc)].map(([name, own]) => ({ name, sum: total(own) }));
  const open = groups.find((g) => g.name === 'unassigned')?.sum ?? 0;
  const part = groups.find((g) => g.name !== 'unassigned' && isClose((100 * (g.sum + open)) / all, target));
  return part === undefined ? undefined : `(${show(part.sum)} (${part.name}) + ${show(open)} (unassigned)) ÷ ${show(all)} = ${show(target)}`;
}

interface Group {
  readonly name: string;
  readonly sum: number;
}

/** The few largest together, as in a share of the top three. */
function largestOf(groups: readonly Group[], all: number, target: number): Group | undefined {
  const sorted = [...groups].sort((a, b) => b.sum - a.sum);
  let sum = 0;
  for (const [index, group] of sorted.entries()) {
    sum += group.sum;
    if (index > 0 && index < sorted.length - 1 && isClose((100 * sum) / all, target)) return { name: `the ${index + 1} largest`, sum };
  }
  return undefined;
}

/** One group ÷ some of the groups: a bound that leaves the unlabelled out. */
function partOfSome(groups: readonly Group[], target: number): string | undefined {
  for (let mask = 1; mask < 2 ** groups.length; mask++) {
    const some = groups.filter((_, i) => (mask & (1 << i)) !== 0);
    const sum = some.reduce((a, g) => a + g.sum, 0);
    const part = some.length < 2 ? undefined : some.find((g) => isClose((100 * g.sum) / sum, target));
    if (part !== undefined) return `${show(part.sum)} (${part.name}) ÷ ${show(sum)} (${some.map((g) => g.name).join(' + ')})`;
  }
  return undefined;
}

/** A change between two periods: the same share of both. */
function differenceOf(target: number, inputs: readonly Observation[]): string | undefined {
  const periods = [...groupBy(inputs, (o) => o.period.text)].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, own]) => own);
  const [later, earlier] = periods;
  if (later === undefined || earlier === undefined || periods.length !== 2) return undefined;
  if (later.length === 1 && earlier.length === 1) return isClose(total(later) - total(earlier), target) ? `${show(total(later))} − ${show(total(earlier))}` : undefined;
  for (const attribute of ATTRIBUTES) {
    for (const name of new Set([...later, ...earlier].map(attribute))) {
      const [a, b] = [later, earlier].map((own) => ({ part: total(own.filter((o) => attribute(o) === name)), all: total(own) }));
      if (a === undefined || b === undefined || !isClose((100 * a.part) / a.all - (100 * b.part) / b.all, target)) continue;
      return `${show(a.part)} (${name}) ÷ ${show(a.all)} − ${show(b.part)} ÷ ${show(b.all)}`;
    }
  }
  return undefined;
}

function ratioOf(target: number, inputs: readonly Observation[]): string | undefined {
  const sides = [...groupBy(inputs, (o) => o.bloc)];
  for (const [a, upper] of sides) {
    for (const [b, lower] of sides) {
      if (a !== b && isClose(median(upper) / median(lower), target)) return `${show(median(upper))} (median, ${a}) ÷ ${show(median(lower))} (median, ${b})`;
    }
  }
  return undefined;
}

function sumOf(target: number, inputs: readonly Observation[]): string | undefined {
  const values = inputs.map((o) => o.value ?? 0);
  if (isClose(total(inputs), target)) return values.join(' + ').length > 120 ? `sum of ${values.length} values` : values.map(show).join(' + ');
  if (isClose(median(inputs), target)) return `median of ${[...values].sort((a, b) => a - b).map(show).join(', ')}`;
  return isClose(inputs.length, target) ? `number of the ${inputs.length} observations` : differenceOf(target, inputs);
}

function median(inputs: readonly Observation[]): number {
  const values = inputs.map((o) => o.value ?? 0).sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? (values[middle] ?? 0) : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
}

function isClose(a: number, b: number): boolean {
  return Number.isFinite(a) && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Grouped, with at most six digits after the point. */
function show(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 6 }).format(value);
}
