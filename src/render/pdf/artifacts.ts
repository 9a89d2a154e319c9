// Marks what Chrome paints outside the tag tree (margin boxes, rules) as artifacts. Must not touch marked content that is told.
import { OperationReader } from './operation-reader.ts';

/** A span of bytes that paints and is not marked. */
export interface Unmarked {
  readonly kind: 'text' | 'path' | 'object';
  readonly start: number;
  readonly end: number;
}

/** Where marked content is opened. */
export interface Opening {
  readonly mcid: number;
  readonly start: number;
  readonly end: number;
}

/** What a page's content has marked and what not. */
export interface Marks {
  /** A text object, a path with its painting operator, a placed object. */
  readonly unmarked: readonly Unmarked[];
  readonly openings: readonly Opening[];
}

/** Takes the operations of a page's content one after the other. */
export class MarkFinder implements Marks {
  readonly unmarked: Unmarked[] = [];
  readonly openings: Opening[] = [];
  readonly #isMarkedForm: (name: string) => boolean;
  /** A span that only gives its letters in Unicode (Chrome makes one for every Arabic letter) neither tells nor hides. */
  readonly #opened: boolean[] = [];
  #depth = 0;
  #pathStart: number | undefined;
  #text: { readonly start: number; marked: boolean } | undefined;

  /** `isMarkedForm` says of an XObject name whether it brings its own marks. */
  constructor(isMarkedForm: (name: string) => boolean) {
    this.#isMarkedForm = isMarkedForm;
  }

  take(operation: OperationReader): void {
    switch (operation.operator) {
      case 'Td': case 'Tj': return;
      case 'BDC': case 'BMC': this.#open(operation); break;
      case 'EMC': if (this.#opened.pop() === true) this.#depth--; break;
      case 'BT': this.#text = { start: operation.start, marked: this.#depth > 0 }; break;
      case 'ET':
        if (this.#text !== undefined && !this.#text.marked) this.unmarked.push({ kind: 'text', start: this.#text.start, end: operation.end });
        this.#text = undefined;
        break;
      case 'm': case 'l': case 'c': case 'v': case 'y': case 'h': case 're': if (this.#text === undefined) this.#pathStart ??= operation.start; break;
      case 'S': case 's': case 'f': case 'F': case 'f*': case 'B': case 'B*': case 'b': case 'b*': if (this.#text === undefined) this.#paint(operation); break;
      case 'n': this.#pathStart = undefined; break;
      case 'Do': if (this.#depth === 0 && !this.#isMarkedForm(operation.token(0).slice(1))) this.#place(operation); break;
      case 'sh': case 'EI': if (this.#depth === 0) this.#place(operation); break;
      default:
    }
  }

  #open(operation: OperationReader): void {
    const { operands } = operation;
    const at = operands.indexOf('/MCID');
    const tells = at >= 0 || operands[0] === '/Artifact';
    this.#opened.push(tells);
    if (tells) this.#depth++;
    if (tells && this.#text !== undefined) this.#text.marked = true;
    if (at >= 0 && operation.operator === 'BDC') this.openings.push({ mcid: Number(operands[at + 1]), start: operation.start, end: operation.end });
  }

  #paint(operation: OperationReader): void {
    if (this.#depth === 0) this.unmarked.push({ kind: 'path', start: this.#pathStart ?? operation.start, end: operation.end });
    this.#pathStart = undefined;
  }

  #place({ start, end }: OperationReader): void {
    this.unmarked.push({ kind: 'object', start, end });
  }
}

/** What a content stream (Latin-1 text) has marked. */
export function findMarks(stream: string, isMarkedForm: (name: string) => boolean): Marks {
  const finder = new MarkFinder(isMarkedForm);
  const operation = new OperationReader(stream);
  while (operation.next()) finder.take(operation);
  return finder;
}

/** Text that goes into the stream behind the byte `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

export interface Marking {
  /** What opens the artifact around an unmarked unit. */
  readonly openingOf?: (unit: Unmarked) => string;
  /** Marked content that is an artifact after all: what it is opened with instead, by MCID. */
  readonly retagged?: ReadonlyMap<number, string>;
  /** Between marks, never inside a unit without one. */
  readonly insertions?: readonly Insertion[];
}

/** The stream with `/Artifact BMC … EMC` around every unmarked unit. */
export function markArtifacts(stream: string, { unmarked, openings }: Marks, marking: Marking = {}): string {
  const { openingOf = () => '/Artifact BMC', retagged = new Map<number, string>(), insertions = [] } = marking;
  const edits = unmarked.map((unit) => ({ start: unit.start, end: unit.end, text: `${openingOf(unit)}\n${stream.slice(unit.start, unit.end)}\nEMC` }));
  for (const { mcid, start, end } of openings) {
    const text = retagged.get(mcid);
    if (text !== undefined) edits.push({ start, end, text });
  }
  for (const { at, text } of insertions) edits.push({ start: at, end: at, text });
  const out: string[] = [];
  let at = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    out.push(stream.slice(at, start), text);
    at = end;
  }
  out.push(stream.slice(at));
  return out.join('');
}
