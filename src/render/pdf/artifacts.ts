// Marks what Chrome paints outside the tag tree (margin boxes, rules) as artifacts. Must not touch marked content that is told.
import { splitOperations, type Operation } from './content-stream.ts';

const PATH = new Set(['m', 'l', 'c', 'v', 'y', 'h', 're']);
const PAINT = new Set(['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*']);
const PLACE = new Set(['Do', 'sh', 'EI']);

/** A span of bytes that paints and is not marked. */
export interface Unmarked {
  readonly kind: 'text' | 'path' | 'object';
  readonly start: number;
  readonly end: number;
}

/**
 * Every unmarked painting unit of a page's content stream (Latin-1 text): a text object, a path with its painting operator, a placed object.
 * `isMarkedForm` says of an XObject name whether it brings its own marks.
 */
export function findUnmarked(stream: string, isMarkedForm: (name: string) => boolean, operations: Iterable<Operation> = splitOperations(stream)): Unmarked[] {
  const found: Unmarked[] = [];
  // A span that only gives its letters in Unicode (Chrome makes one for every Arabic letter) neither tells nor hides.
  const opened: boolean[] = [];
  let depth = 0;
  let pathStart: number | undefined;
  let text: { readonly start: number; marked: boolean } | undefined;
  for (const { operator, operands, start, end } of operations) {
    if (operator === 'BDC' || operator === 'BMC') {
      const tells = operands.includes('/MCID') || operands[0] === '/Artifact';
      opened.push(tells);
      if (tells) depth++;
      if (tells && text !== undefined) text.marked = true;
    } else if (operator === 'EMC') {
      if (opened.pop() === true) depth--;
    } else if (operator === 'BT') {
      text = { start, marked: depth > 0 };
    } else if (operator === 'ET') {
      if (text !== undefined && !text.marked) found.push({ kind: 'text', start: text.start, end });
      text = undefined;
    } else if (text === undefined && PATH.has(operator)) {
      pathStart ??= start;
    } else if (text === undefined && PAINT.has(operator)) {
      if (depth === 0) found.push({ kind: 'path', start: pathStart ?? start, end });
      pathStart = undefined;
    } else if (operator === 'n') {
      pathStart = undefined;
    } else if (PLACE.has(operator) && depth === 0) {
      if (operator !== 'Do' || !isMarkedForm((operands[0] ?? '').slice(1))) found.push({ kind: 'object', start, end });
    }
  }
  return found;
}

/** Text that goes into the stream behind the byte `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

export interface Marking {
  readonly operations?: readonly Operation[];
  /** What opens the artifact around an unmarked unit. */
  readonly openingOf?: (unit: Unmarked) => string;
  /** Marked content that is an artifact after all: what it is opened with instead, by MCID. */
  readonly retagged?: ReadonlyMap<number, string>;
  /** Between marks, never inside a unit without one. */
  readonly insertions?: readonly Insertion[];
}

/** The stream with `/Artifact BMC … EMC` around every unmarked unit. */
export function markArtifacts(stream: string, isMarkedForm: (name: string) => boolean, marking: Marking = {}): string {
  const { operations = [...splitOperations(stream)], openingOf = () => '/Artifact BMC', retagged = new Map<number, string>(), insertions = [] } = marking;
  const edits = findUnmarked(stream, isMarkedForm, operations).map((unit) => ({ ...unit, text: `${openingOf(unit)}\n${stream.slice(unit.start, unit.end)}\nEMC` }));
  for (const { operator, operands, start, end } of retagged.size > 0 ? operations : []) {
    const text = operator === 'BDC' ? retagged.get(Number(operands[operands.indexOf('/MCID') + 1])) : undefined;
    if (text !== undefined) edits.push({ kind: 'object', start, end, text });
  }
  for (const { at, text } of insertions) edits.push({ kind: 'text', start: at, end: at, text });
  const out: string[] = [];
  let at = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    out.push(stream.slice(at, start), text);
    at = end;
  }
  out.push(stream.slice(at));
  return out.join('');
}
