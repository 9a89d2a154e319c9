// The block helpers: 0 and empty text are values; false, nothing and an empty list are not. Must not change the data.
import Handlebars from 'handlebars';

interface Options {
  readonly fn: (context: unknown, options?: unknown) => string;
  readonly inverse: (context: unknown) => string;
  readonly data?: unknown;
}

type Block = (this: unknown, value: unknown, options: Options) => string;

/** Whether a value counts as being there. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}

function ifBlock(this: unknown, value: unknown, options: Options): string {
  return isPresent(value) ? options.fn(this) : options.inverse(this);
}

function unlessBlock(this: unknown, value: unknown, options: Options): string {
  return isPresent(value) ? options.inverse(this) : options.fn(this);
}

function withBlock(this: unknown, value: unknown, options: Options): string {
  return isPresent(value) ? options.fn(value, { data: options.data, blockParams: [value] }) : options.inverse(this);
}

function eachBlock(this: unknown, value: unknown, options: Options): string {
  if (!isPresent(value)) return options.inverse(this);
  if (!Array.isArray(value)) throw new Error('{{#each}} needs a list.');
  return value.map((item: unknown, index) => {
    const data: unknown = Object.assign(Handlebars.createFrame(options.data ?? {}), { index, first: index === 0, last: index === value.length - 1 });
    return options.fn(item, { data, blockParams: [item, index] });
  }).join('');
}

/** By name, for `registerHelper`. */
export const blocks: Readonly<Record<string, Block>> = { if: ifBlock, unless: unlessBlock, with: withBlock, each: eachBlock };
