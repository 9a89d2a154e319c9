// The text of a page and of its marked content, from what it paints. Must not guess at glyphs without a Unicode map.
import { findMcid, type Painting } from './paintings.ts';
import { isSpaced } from './spacing.ts';

export interface PageText {
  /** All text, tags or not, in order of painting. */
  readonly all: string;
  /** Text by MCID. */
  readonly marked: ReadonlyMap<number, string>;
  /** Text beside signs that the face does not have (drawn as empty boxes), one entry for each. */
  readonly missing: readonly string[];
}

/** Lines of one piece are joined by a space, because Chrome writes none at a soft break. Text of placed forms is left out. */
export function readPageText(paintings: readonly Painting[]): PageText {
  const marked = new Map<number, string>();
  const missing: string[] = [];
  let all = '';
  let lastLine = Number.NaN;
  for (const painting of paintings) {
    if (painting.kind !== 'text' || painting.stream !== undefined) continue;
    const { text, baseline } = painting;
    const mcid = findMcid(painting);
    const isNew = baseline !== lastLine;
    const known = mcid === undefined ? undefined : marked.get(mcid);
    const gap = isNew && (known === undefined || isSpaced(known, text)) ? ' ' : '';
    const before = all.length + gap.length;
    all += gap + text;
    if (mcid !== undefined) marked.set(mcid, known === undefined ? text : known + gap + text);
    for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) missing.push(all.slice(0, before + at + 1).slice(-40).trim());
    lastLine = baseline;
  }
  return { all: all.replace(/\s+/g, ' ').trim(), marked, missing };
}
