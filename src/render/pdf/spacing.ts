// Where a space belongs between two pieces of a sentence that the page parts. Must not know where they stand.

/** After these a line can end without a space: a slash, a soft hyphen, a sign of a script without spaces. */
const CLOSED = /[\s\u00AD/\u3000-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]$/u;
/** A hyphen or dash that holds on to what is before it; one between spaces has a space after it too. */
const JOINED = /\S[-\u2010-\u2015]$/u;

/** Is there a space between the end of one piece and the beginning of the next, where the line breaks? */
export function isSpaced(before: string, after: string): boolean {
  return before !== '' && after !== '' && !CLOSED.test(before) && !JOINED.test(before) && !/^\s/.test(after);
}
