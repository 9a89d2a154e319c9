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

/** The box around a rectangle that has gone through `matrix`. */
export function transformBox(matrix: Matrix, { left, bottom, right, top }: Box): Box {
  const [a, b, c, d, e, f] = matrix;
  const xs = [a * left + c * bottom, a * right + c * bottom, a * left + c * top, a * right + c * top];
  const ys = [b * left + d * bottom, b * right + d * bottom, b * left + d * top, b * right + d * top];
  return { left: Math.min(...xs) + e, right: Math.max(...xs) + e, bottom: Math.min(...ys) + f, top: Math.max(...ys) + f };
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
