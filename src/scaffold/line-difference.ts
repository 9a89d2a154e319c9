// What was changed between two texts, line by line. Must not read files.

/** `-` taken out, `+` put in, each with its line in the old or the new text, from 1. */
export interface LineChange {
  readonly sign: '-' | '+';
  readonly line: number;
  readonly text: string;
}

const MOST_LINES = 3000;

/** The shortest list of changes, in order; of texts over 3000 lines all of both. */
export function findLineChanges(before: string, after: string): LineChange[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const common = Math.max(a.length, b.length) > MOST_LINES ? [] : longestCommon(a, b);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common, [a.length, b.length] as const]) {
    for (; i < x; i++) changes.push({ sign: '-', line: i + 1, text: a[i] ?? '' });
    for (; j < y; j++) changes.push({ sign: '+', line: j + 1, text: b[j] ?? '' });
    i++;
    j++;
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
}

/** Places in both of the lines that stay. */
function longestCommon(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
