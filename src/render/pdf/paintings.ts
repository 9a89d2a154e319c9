// What a page paints, in order: text, paths and pictures with their marks and where they lie. Must not change or judge it.
import { PDFDict, PDFName, PDFRawStream, PDFRef, PDFStream, type PDFPage } from '@cantoo/pdf-lib';
import { splitOperations, type Operation } from './content-stream.ts';
import { readFontMetrics, type FontMetrics } from './font-metrics.ts';
import { IDENTITY, intersectBoxes, maybeMatrix, multiply, transformBox, uniteBoxes, type Box, type Matrix } from './geometry.ts';
import { decodeStream, maybeArray, maybeDict, maybeName, readPageContent } from './objects.ts';
import { createTextCursor, type TextCursor, type TextState } from './text-cursor.ts';

export interface Mark {
  /** `P`, `Artifact`. */
  readonly tag: string;
  readonly mcid: number | undefined;
  /** The form that the mark is in; undefined on the page itself. */
  readonly stream: PDFRef | undefined;
}

export interface UsedFont {
  readonly dict: PDFDict;
  readonly metrics: FontMetrics;
}

export interface Painting {
  readonly kind: 'text' | 'path' | 'picture';
  /** From the outside to the inside. */
  readonly marks: readonly Mark[];
  /** Within the clip, in the page's points; undefined where nothing can be seen or measured. */
  readonly box: Box | undefined;
  /** As it would be without the clip. */
  readonly whole: Box | undefined;
  readonly font?: UsedFont;
  /** Bytes of the shown codes as Latin-1 text. */
  readonly codes?: string;
  /** Of the operation, in the stream that it is in. */
  readonly start: number;
  readonly end: number;
  readonly stream: PDFRef | undefined;
}

export type FontCache = Map<PDFDict, UsedFont>;

interface Graphics {
  readonly matrix: Matrix;
  readonly clip: Box | undefined;
  /** Nothing inside an empty clip is seen. */
  readonly isHidden: boolean;
  readonly lineWidth: number;
}

interface Level {
  readonly page: PDFPage;
  readonly resources: PDFDict | undefined;
  readonly fonts: FontCache;
  readonly stream: PDFRef | undefined;
  readonly depth: number;
}

const POINTS: Readonly<Record<string, number>> = { m: 2, l: 2, c: 6, v: 4, y: 4 };
const FILLS = new Set(['f', 'F', 'f*']);
const STROKES = new Set(['S', 's', 'B', 'B*', 'b', 'b*']);
/** A form that draws itself is cut off here. */
const DEEPEST = 12;

/** `fonts` spares measuring the same font for each page. Throws RangeError for a stream that cannot be read. */
export function readPaintings(page: PDFPage, fonts: FontCache = new Map(), operations: Iterable<Operation> = splitOperations(readPageContent(page))): Painting[] {
  const painted: Painting[] = [];
  walk(operations, [], { matrix: IDENTITY, clip: undefined, isHidden: false, lineWidth: 1 }, { page, resources: page.node.Resources(), fonts, stream: undefined, depth: 0 }, painted);
  return painted;
}

function walk(operations: Iterable<Operation>, outer: readonly Mark[], start: Graphics, level: Level, painted: Painting[]): void {
  let graphics = start;
  let marks = outer;
  let path: Box | undefined;
  let clips = false;
  const text = createTextCursor((name) => findFont(level, name));
  const kept: { graphics: Graphics; text: TextState<UsedFont> }[] = [];
  const add = (kind: Painting['kind'], operation: Operation, box: Box | undefined, rest: Pick<Painting, 'font' | 'codes'> = {}): void => {
    painted.push({ kind, marks, box: box === undefined || graphics.isHidden ? undefined : intersectBoxes(graphics.clip, box), whole: box, start: operation.start, end: operation.end, stream: level.stream, ...rest });
  };
  for (const operation of operations) {
    const { operator, operands } = operation;
    const points = POINTS[operator];
    if (points !== undefined || operator === 're') path = extend(path, operator, operands, graphics.matrix);
    else if (operator === 'q') kept.push({ graphics, text: text.state });
    else if (operator === 'Q') graphics = restore(kept.pop(), text, graphics);
    else if (operator === 'cm') graphics = { ...graphics, matrix: multiply(maybeMatrix(operands) ?? IDENTITY, graphics.matrix) };
    else if (operator === 'w') graphics = { ...graphics, lineWidth: Number(operands[0]) };
    else if (operator === 'W' || operator === 'W*') clips = true;
    else if (operator === 'BMC' || operator === 'BDC') marks = [...marks, readMark(operands, level)];
    else if (operator === 'EMC') marks = marks.length > outer.length ? marks.slice(0, -1) : marks;
    else if (FILLS.has(operator) || STROKES.has(operator) || operator === 'n') {
      if (operator !== 'n') add('path', operation, path === undefined || FILLS.has(operator) ? path : widen(path, graphics));
      if (clips) graphics = clipTo(graphics, path);
      [path, clips] = [undefined, false];
    } else if (operator === 'Do') paintObject(operation, marks, graphics, level, painted, add);
    else if (operator === 'EI') add('picture', operation, transformBox(graphics.matrix, { left: 0, bottom: 0, right: 1, top: 1 }));
    else if (operator === 'sh') add('path', operation, graphics.clip);
    else {
      const shown = text.apply(operator, operands, graphics.matrix);
      const { font } = text.state;
      if (shown !== undefined) add('text', operation, shown.box, { codes: shown.codes, ...(font === undefined ? {} : { font }) });
    }
  }
}

type Add = (kind: Painting['kind'], operation: Operation, box: Box | undefined) => void;

function paintObject(operation: Operation, marks: readonly Mark[], graphics: Graphics, level: Level, painted: Painting[], add: Add): void {
  const name = PDFName.of((operation.operands[0] ?? '').slice(1));
  const holder = maybeDict(level.resources, 'XObject');
  const reference = holder?.get(name);
  const object = holder?.lookup(name);
  if (!(object instanceof PDFStream) || maybeName(object.dict, 'Subtype') !== 'Form') {
    add('picture', operation, transformBox(graphics.matrix, { left: 0, bottom: 0, right: 1, top: 1 }));
    return;
  }
  if (level.depth >= DEEPEST || !(object instanceof PDFRawStream)) return;
  const matrix = multiply(maybeMatrix(maybeArray(object.dict, 'Matrix')?.asArray().map(String) ?? []) ?? IDENTITY, graphics.matrix);
  const operations = splitOperations(Buffer.from(decodeStream(object)).toString('latin1'));
  walk(operations, marks, { ...graphics, matrix }, {
    ...level, resources: maybeDict(object.dict, 'Resources') ?? level.resources, stream: reference instanceof PDFRef ? reference : level.stream, depth: level.depth + 1,
  }, painted);
}

function restore(kept: { graphics: Graphics; text: TextState<UsedFont> } | undefined, text: TextCursor<UsedFont>, graphics: Graphics): Graphics {
  if (kept === undefined) return graphics;
  text.state = kept.text;
  return kept.graphics;
}

function extend(path: Box | undefined, operator: string, operands: readonly string[], matrix: Matrix): Box {
  const numbers = operands.map(Number);
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  if (operator === 're') return uniteBoxes(path, transformBox(matrix, { left: x, bottom: y, right: x + width, top: y + height }));
  let box = path;
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const [px = 0, py = 0] = numbers.slice(at, at + 2);
    box = uniteBoxes(box, transformBox(matrix, { left: px, right: px, bottom: py, top: py }));
  }
  return box ?? { left: 0, right: 0, bottom: 0, top: 0 };
}

function widen(path: Box, { matrix: [a, b, c, d], lineWidth }: Graphics): Box {
  const half = (lineWidth * Math.sqrt(Math.abs(a * d - b * c))) / 2;
  return { left: path.left - half, bottom: path.bottom - half, right: path.right + half, top: path.top + half };
}

function clipTo(graphics: Graphics, path: Box | undefined): Graphics {
  const clip = path === undefined ? undefined : intersectBoxes(graphics.clip, path);
  return clip === undefined ? { ...graphics, isHidden: true } : { ...graphics, clip };
}

function readMark(operands: readonly string[], { resources, stream }: Level): Mark {
  const tag = (operands[0] ?? '').slice(1);
  const at = operands.indexOf('/MCID');
  if (at >= 0) return { tag, mcid: Number(operands[at + 1]), stream };
  const named = operands[1]?.startsWith('/') === true ? maybeDict(maybeDict(resources, 'Properties'), operands[1].slice(1)) : undefined;
  const mcid = named?.lookup(PDFName.of('MCID'));
  return { tag, mcid: mcid === undefined ? undefined : Number(String(mcid)), stream };
}

function findFont({ resources, fonts }: Level, name: string): UsedFont | undefined {
  const dict = maybeDict(maybeDict(resources, 'Font'), name.slice(1));
  if (dict === undefined) return undefined;
  const known = fonts.get(dict) ?? { dict, metrics: readFontMetrics(dict) };
  fonts.set(dict, known);
  return known;
}
