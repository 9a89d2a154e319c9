// What a helper is: a checked signature and a pure function. Must not read files or the environment.
import type { Shape } from './shape.ts';

export interface HelperParam {
  readonly name: string;
  /** Kinds of value that are taken; empty for any. */
  readonly kinds: readonly Shape['kind'][];
  /** For a literal text: the values that there are, and what they are called in messages. */
  readonly known?: { readonly what: string; readonly values: readonly string[] };
}

export interface Helper {
  readonly params: readonly HelperParam[];
  /** What comes out, given the shapes that went in. */
  readonly gives: (args: readonly Shape[]) => Shape;
  /** May stand as the whole value of `href` or `src`. */
  readonly url?: boolean;
  /** Throws `BriefwrightError` with a code of its own, or any error. */
  readonly run: (args: readonly unknown[]) => unknown;
}

export type Helpers = ReadonlyMap<string, Helper>;

/** Block helpers that every template has; see `blocks.ts`. */
export const blockHelpers: readonly string[] = ['if', 'unless', 'each', 'with'];
