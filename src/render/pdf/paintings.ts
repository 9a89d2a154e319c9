// What a page paints, in order: text, paths and pictures with their marks and where they lie. Must not change or judge it.
import { PDFName, PDFRawStream, PDFRef, PDFStream, type PDFDict, type PDFPage } from '@cantoo/pdf-lib';
import { IDENTITY, intersectBoxes, maybeMatrix, multiply, transformBox, type Box, type Matrix } from './geometry.ts';
import { NO_MARKS, openMark, type Mark, type OpenMarks } from './marks.ts';
import { decodeStream, maybeArray, maybeDict, maybeName, readPageContent } from './objects.ts';
import { OperationReader } from './operation-reader.ts';
import { PathBox } from './path-box.ts';
import { TextCursor, type TextState } from './text-cursor.ts';
import { findFont, isBlank, readCodes, type FontCache, type UsedFont } from './used-font.ts';

/** Signs that follow each other on one line, in one font and under the same marks, are one painting; those that are only space are one of their own. */
export interface Painting {
  readonly kind: 'text' | 'path' | 'picture';
  /** From the outside to the inside. */
  readonly marks: readonly Mark[];
  /** Within the clip, in the page's points; undefined where nothing can be seen or measured. */
  readonly box: Box | undefined;
  /** As it would be without the clip. */
  readonly whole: Box | undefined;
  readonly font: UsedFont | undefined;
  /** Bytes of the shown codes as Latin-1 text. */
  readonly codes: string;
  /** What they say: by their marks, or by the font's map; U+FFFD for each that says nothing. */
  readonly text: string;
  /** Height of the line in text space: the same all along it. */
  readonly baseline: number;
  /** From the first operation to behind the last, in the stream that they are in. */
  readonly start: number;
  readonly end: number;
  readonly stream: PDFRef | undefined;
}

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

/** Signs that are still being shown: where they stand along their line. */
interface Run {
  codes: string;
  from: number;
  to: number;
  readonly start: number;
  end: number;
  readonly isBlank: boolean;
}

const UNIT: Box = { left: 0, bottom: 0, right: 1, top: 1 };
const NEW_GRAPHICS: Graphics = { matrix: IDENTITY, clip: undefined, isHidden: false, lineWidth: 1 };
/** A form that draws itself is cut off here. */
const DEEPEST = 12;

/** `fonts` spares reading the same font for each page. Throws RangeError for a stream that cannot be read. */
export function readPaintings(page: PDFPage, fonts: FontCache = new Map()): readonly Painting[] {
  const painter = createPainter(page, fonts);
  const operation = new OperationReader(readPageContent(page));
  while (operation.next()) painter.take(operation);
  return painter.finish();
}

/** The innermost mark that stands for an element, or undefined. */
export function findMcid({ marks }: Painting): number | undefined {
  return marks.findLast((mark) => mark.mcid !== undefined)?.mcid;
}

/** Takes the operations of the page's content one after the other. */
export function createPainter(page: PDFPage, fonts: FontCache): Painter {
  return new Painter({ page, resources: page.node.Resources(), fonts, stream: undefined, depth: 0 }, NEW_GRAPHICS, NO_MARKS, []);
}

export class Painter {
  readonly #level: Level;
  readonly #painted: Painting[];
  readonly #text: TextCursor<UsedFont>;
  readonly #path = new PathBox();
  readonly #open: OpenMarks[] = [];
  readonly #kept: { readonly graphics: Graphics; readonly text: TextState<UsedFont> }[] = [];
  #marks: OpenMarks;
  #graphics: Graphics;
  #run: Run | undefined;
  #clips = false;

  constructor(level: Level, graphics: Graphics, marks: OpenMarks, painted: Painting[]) {
    this.#level = level;
    this.#graphics = graphics;
    this.#marks = marks;
    this.#painted = painted;
    this.#text = new TextCursor((name) => findFont(level.resources, name, level.fonts));
  }

  take(operation: OperationReader): void {
    const { operator } = operation;
    // The two that stand for every sign come first.
    if (operator === 'Td') {
      const y = operation.number(1);
      if (y !== 0) this.#closeRun();
      this.#text.move(operation.number(0), y);
    } else if (operator === 'Tj' || operator === 'TJ' || operator === "'" || operator === '"') this.#show(operation);
    else {
      this.#closeRun();
      if (!this.#path.apply(operation, this.#graphics.matrix) && !this.#text.apply(operation)) this.#takeOther(operation);
    }
  }

  finish(): readonly Painting[] {
    this.#closeRun();
    return this.#painted;
  }

  #takeOther(operation: OperationReader): void {
    switch (operation.operator) {
      case 'q': this.#kept.push({ graphics: this.#graphics, text: this.#text.state }); break;
      case 'Q': this.#restore(); break;
      case 'cm': this.#graphics = { ...this.#graphics, matrix: multiply(maybeMatrix(operation.operands) ?? IDENTITY, this.#graphics.matrix) }; break;
      case 'w': this.#graphics = { ...this.#graphics, lineWidth: operation.number(0) }; break;
      case 'W': case 'W*': this.#clips = true; break;
      case 'BMC': case 'BDC':
        this.#open.push(this.#marks);
        this.#marks = openMark(this.#marks, operation.operands, this.#level.resources, this.#level.stream);
        break;
      case 'EMC': this.#marks = this.#open.pop() ?? this.#marks; break;
      case 'f': case 'F': case 'f*': this.#paintPath(operation, this.#path.box); break;
      case 'S': case 's': case 'B': case 'B*': case 'b': case 'b*': this.#paintPath(operation, this.#path.box === undefined ? undefined : widen(this.#path.box, this.#graphics)); break;
      case 'n': this.#endPath(); break;
      case 'Do': this.#paintObject(operation); break;
      case 'EI': this.#push('picture', operation, transformBox(this.#graphics.matrix, UNIT)); break;
      case 'sh': this.#push('path', operation, this.#graphics.clip); break;
      default:
    }
  }

  #show(operation: OperationReader): void {
    const text = this.#text;
    if (operation.operator !== 'Tj' && operation.operator !== 'TJ') this.#closeRun();
    text.show(operation);
    const blank = isBlank(text.state.font, text.codes);
    const run = this.#run;
    if (run === undefined || run.isBlank || blank) {
      this.#closeRun();
      this.#run = { codes: text.codes, from: text.from, to: text.to, start: operation.start, end: operation.end, isBlank: blank };
      return;
    }
    run.codes += text.codes;
    run.end = operation.end;
    if (text.from === text.to) return;
    const isNew = run.from === run.to;
    run.from = isNew ? text.from : Math.min(run.from, text.from);
    run.to = isNew ? text.to : Math.max(run.to, text.to);
  }

  #closeRun(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    const { font } = this.#text.state;
    const whole = run.from === run.to ? undefined : this.#text.boxOf(run.from, run.to, this.#graphics.matrix);
    this.#push('text', run, whole, font, run.codes, this.#say(font, run.codes));
  }

  /** Arabic letters have a glyph for each of their forms, which the map of the face names by its form; the mark names the letter. */
  #say(font: UsedFont | undefined, codes: string): string {
    const said = readCodes(font, codes);
    const { actual } = this.#marks;
    if (actual === undefined) return said;
    const text = said.includes('\uFFFD') ? '\uFFFD' : actual.text;
    actual.text = '';
    return text;
  }

  #push(kind: Painting['kind'], { start, end }: { readonly start: number; readonly end: number }, whole: Box | undefined, font?: UsedFont, codes = '', text = ''): void {
    const box = whole === undefined || this.#graphics.isHidden ? undefined : intersectBoxes(this.#graphics.clip, whole);
    this.#painted.push({ kind, marks: this.#marks.marks, box, whole, font, codes, text, baseline: this.#text.baseline, start, end, stream: this.#level.stream });
  }

  #paintPath(operation: OperationReader, box: Box | undefined): void {
    this.#push('path', operation, box);
    this.#endPath();
  }

  #endPath(): void {
    if (this.#clips) this.#graphics = clipTo(this.#graphics, this.#path.box);
    this.#clips = false;
    this.#path.clear();
  }

  #restore(): void {
    const kept = this.#kept.pop();
    if (kept === undefined) return;
    this.#graphics = kept.graphics;
    this.#text.state = kept.text;
  }

  #paintObject(operation: OperationReader): void {
    const name = PDFName.of(operation.token(0).slice(1));
    const holder = maybeDict(this.#level.resources, 'XObject');
    const reference = holder?.get(name);
    const object = holder?.lookup(name);
    if (!(object instanceof PDFStream) || maybeName(object.dict, 'Subtype') !== 'Form') {
      this.#push('picture', operation, transformBox(this.#graphics.matrix, UNIT));
      return;
    }
    if (this.#level.depth >= DEEPEST || !(object instanceof PDFRawStream)) return;
    const matrix = multiply(maybeMatrix(maybeArray(object.dict, 'Matrix')?.asArray().map(String) ?? []) ?? IDENTITY, this.#graphics.matrix);
    const level = {
      ...this.#level, resources: maybeDict(object.dict, 'Resources') ?? this.#level.resources, stream: reference instanceof PDFRef ? reference : this.#level.stream, depth: this.#level.depth + 1,
    };
    const inner = new Painter(level, { ...this.#graphics, matrix }, this.#marks, this.#painted);
    const operations = new OperationReader(Buffer.from(decodeStream(object)).toString('latin1'));
    while (operations.next()) inner.take(operations);
    inner.finish();
  }
}

function widen(path: Box, { matrix: [a, b, c, d], lineWidth }: Graphics): Box {
  const half = (lineWidth * Math.sqrt(Math.abs(a * d - b * c))) / 2;
  return { left: path.left - half, bottom: path.bottom - half, right: path.right + half, top: path.top + half };
}

function clipTo(graphics: Graphics, path: Box | undefined): Graphics {
  const clip = path === undefined ? undefined : intersectBoxes(graphics.clip, path);
  return clip === undefined ? { ...graphics, isHidden: true } : { ...graphics, clip };
}
