// Points, boxes and matrices of a PDF page. Must not know what is drawn.

/** As PDF writes it: `[a b c d e f]` maps (x, y) to (ax + cy + e, bx + dy + f). */
export type Matrix = readonly [number, number, number, number, number, number];

/** Points from the lower left of the page; `left` ≤ `right`, `bottom` ≤ `top`. */
export interface Box {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`: what `inner cm` makes of a current matrix `outer`. */
export function multiply(inner: Matrix, outer: Matrix): Matrix {
  const [a, b, c, d, e, f] = inner;
  const [p, q, r, s, t, u] = outer;
  return [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u];
}

/** Six numbers of `operands`, or undefined. */
export function maybeMatrix(operands: readonly (string | number)[]): Matrix | undefined {
  const [a, b, c, d, e, f] = operands.slice(-6).map(Number);
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined) return undefined;
  return [a, b, c, d, e, f].every(Number.isFinite) ? [a, b, c, d, e, f] : undefined;
}

/** `multiply` by a move alone, which text does for every sign. */
export function translate([a, b, c, d, e, f]: Matrix, x: number, y: number): Matrix {
  return [a, b, c, d, x * a + y * c + e, x * b + y * d + f];
}

/** The box around a rectangle that has gone through `matrix`. */
export function transformBox([a, b, c, d, e, f]: Matrix, { left, bottom, right, top }: Box): Box {
  const [al, ar, cb, ct] = [a * left, a * right, c * bottom, c * top];
  const [bl, br, db, dt] = [b * left, b * right, d * bottom, d * top];
  return {
    left: Math.min(al, ar) + Math.min(cb, ct) + e, right: Math.max(al, ar) + Math.max(cb, ct) + e,
    bottom: Math.min(bl, br) + Math.min(db, dt) + f, top: Math.max(bl, br) + Math.max(db, dt) + f,
  };
}

export function uniteBoxes(one: Box | undefined, other: Box): Box {
  if (one === undefined) return other;
  return { left: Math.min(one.left, other.left), bottom: Math.min(one.bottom, other.bottom), right: Math.max(one.right, other.right), top: Math.max(one.top, other.top) };
}

/** What two boxes share; undefined when they are apart. */
export function intersectBoxes(one: Box | undefined, other: Box): Box | undefined {
  if (one === undefined) return other;
  const shared = { left: Math.max(one.left, other.left), bottom: Math.max(one.bottom, other.bottom), right: Math.min(one.right, other.right), top: Math.min(one.top, other.top) };
  return shared.left <= shared.right && shared.bottom <= shared.top ? shared : undefined;
}
