// Units as sources print them → the project's own, without a rounding error on the way. Must not print.
import type { Printed, Unit } from './observation.ts';

/** A unit in the words of a source: value = printed number × 10^`exponent`, allowed from `min` to `max` as printed. */
export interface PrintedUnit {
  readonly unit: Unit;
  readonly exponent: number;
  readonly min: number;
  readonly max: number;
}

const count = (unit: Unit, exponent = 0): PrintedUnit => ({ unit, exponent, min: 0, max: Number.MAX_VALUE });
const any = (unit: Unit): PrintedUnit => ({ unit, exponent: 0, min: -Number.MAX_VALUE, max: Number.MAX_VALUE });

/** Every unit that a table may use. `% change` is growth and may pass 100; `%` is a part of a whole. */
export const PRINTED_UNITS: ReadonlyMap<string, PrintedUnit> = new Map([
  ['downloads', count('downloads')],
  ['thousand downloads', count('downloads', 3)],
  ['million downloads', count('downloads', 6)],
  ['billion downloads', count('downloads', 9)],
  ['models', count('models')],
  ['million models', count('models', 6)],
  ['repositories', count('models')],
  ['tokens', count('tokens')],
  ['million tokens', count('tokens', 6)],
  ['billion tokens', count('tokens', 9)],
  ['trillion tokens', count('tokens', 12)],
  ['%', { unit: 'percent', exponent: 0, min: 0, max: 100 }],
  ['% change', { unit: 'percent', exponent: 0, min: -100, max: Number.MAX_VALUE }],
  ['USD per million tokens', count('usd-per-mtok')],
  ['months', any('months')],
  ['points', any('points')],
  ['ECI points', any('points')],
  ['Arena points', any('points')],
  ['x', count('times')],
  ['parameters', count('parameters')],
  ['million parameters', count('parameters', 6)],
  ['billion parameters', count('parameters', 9)],
  ['models per day', count('per-day')],
  ['repositories per day', count('per-day')],
  ['stars', count('stars')],
  ['event', count('event')],
]);

/** A number as it was printed, and what it is worth. */
export interface Figure {
  readonly value: number;
  /** As printed, before the scale. */
  readonly plain: number;
  readonly decimals: number;
}

const NUMBER = /^-?(0|[1-9]\d{0,17})(\.\d{1,12})?$/;

/**
 * `text` in `unit`, or undefined when it is not a plain number: digits, one point, at most a leading minus.
 * No thousands separator, exponent, sign U+2212, space or more than 18 digits.
 */
export function maybeFigure(text: string, unit: PrintedUnit): Figure | undefined {
  if (!NUMBER.test(text)) return undefined;
  // A decimal exponent is exact where a product of doubles is not: 385.3 × 10^6.
  return { value: Number(`${text}e${unit.exponent}`), plain: Number(text), decimals: text.split('.')[1]?.length ?? 0 };
}

/** How the figures of one row were printed: the digits of the most exact of them. */
export function printedAs(unit: PrintedUnit, figures: readonly Figure[]): Printed {
  return { scale: 10 ** unit.exponent, decimals: Math.max(0, ...figures.map((f) => f.decimals)) };
}
