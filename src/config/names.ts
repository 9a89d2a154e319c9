// Names as they appear in messages: lists of what is known, and the nearest one. Must not know what is named.
import { findNearest } from '../errors.ts';

/** `a, b, c`, cut after twenty so that a message stays readable. */
export function listNames(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, 20).join(', ');
  return all.length > 20 ? `${shown} and ${all.length - 20} more` : shown === '' ? 'none' : shown;
}

/** `Try "x". Known figures: x, y.` */
export function hintNames(what: string, name: string, known: Iterable<string>): string {
  const all = [...known];
  const near = findNearest(name, all);
  return `${near === undefined ? '' : `Try "${near}". `}Known ${what}: ${listNames(all)}.`;
}
