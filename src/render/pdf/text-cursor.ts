// Where text of a PDF page is shown: the text state, what each operator does to it, and how far shown text reaches. Must not read fonts from a file.
import { decodeStringToken } from './content-stream.ts';
import type { FontMetrics } from './font-metrics.ts';
import { IDENTITY, multiply, transformBox, translate, type Box, type Matrix } from './geometry.ts';
import type { OperationReader } from './operation-reader.ts';

/** What `q` keeps and `Q` brings back. */
export interface TextState<F> {
  readonly font: F | undefined;
  readonly size: number;
  readonly charSpace: number;
  readonly wordSpace: number;
  /** 1 is the natural width. */
  readonly scale: number;
  readonly leading: number;
  readonly rise: number;
}

const NEW_STATE = { size: 0, charSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0 };
const [LESS, OPEN, BRACKET, CLOSE_BRACKET] = [0x3c, 0x28, 0x5b, 0x5d];

/** The pen within a text object. Positions along a line are kept as numbers, because a browser moves on for every sign. */
export class TextCursor<F extends { readonly metrics: FontMetrics }> {
  state: TextState<F> = { font: undefined, ...NEW_STATE };
  /** Of the line, before what has been moved along it. */
  matrix: Matrix = IDENTITY;
  /** Points of text space along the line, from `matrix` on. */
  pen = 0;
  /** Height of the line as the text operators give it: the same within a line, whatever its direction. */
  baseline = 0;
  /** What `show` shows: bytes as Latin-1 text, and where along the line its wide signs begin and end; equal when none is wide. */
  codes = '';
  from = 0;
  to = 0;
  #lineStart = 0;
  readonly #findFont: (name: string) => F | undefined;

  /** `findFont` gives the font of a resource name, `F4`; undefined where there is none. */
  constructor(findFont: (name: string) => F | undefined) {
    this.#findFont = findFont;
  }

  move(x: number, y: number): void {
    if (y === 0) {
      this.#lineStart += x;
    } else {
      this.matrix = translate(this.matrix, this.#lineStart + x, y);
      this.#lineStart = 0;
    }
    this.pen = this.#lineStart;
    this.baseline += y;
  }

  /** Takes a text operator that shows nothing; false for any other. */
  apply(operation: OperationReader): boolean {
    switch (operation.operator) {
      case 'BT': this.#place(IDENTITY); break;
      case 'Tm': this.#place([operation.number(0), operation.number(1), operation.number(2), operation.number(3), operation.number(4), operation.number(5)]); break;
      case 'Tf': this.state = { ...this.state, font: this.#findFont(operation.token(0).slice(1)), size: operation.number(1) }; break;
      case 'T*': this.move(0, -this.state.leading); break;
      case 'TD':
        this.state = { ...this.state, leading: -operation.number(1) };
        this.move(operation.number(0), operation.number(1));
        break;
      case 'Tc': this.state = { ...this.state, charSpace: operation.number(0) }; break;
      case 'Tw': this.state = { ...this.state, wordSpace: operation.number(0) }; break;
      case 'Tz': this.state = { ...this.state, scale: operation.number(0) / 100 }; break;
      case 'TL': this.state = { ...this.state, leading: operation.number(0) }; break;
      case 'Ts': this.state = { ...this.state, rise: operation.number(0) }; break;
      default: return false;
    }
    return true;
  }

  /** Takes an operator that shows text: sets `codes`, `from` and `to`, and moves on. */
  show(operation: OperationReader): void {
    const { operator } = operation;
    if (operator === '"') this.state = { ...this.state, wordSpace: operation.number(0), charSpace: operation.number(1) };
    if (operator === '"' || operator === "'") this.move(0, -this.state.leading);
    const { size, scale } = this.state;
    this.codes = '';
    [this.from, this.to] = [this.pen, this.pen];
    let isFirst = true;
    for (let index = operator === '"' ? 2 : 0; index < operation.count; index++) {
      const code = operation.code(index);
      if (code === LESS || code === OPEN) {
        const width = this.#measure(decodeStringToken(operation.token(index)));
        if (width > 0) {
          if (isFirst) this.from = this.pen;
          isFirst = false;
          this.to = this.pen + width;
        }
        this.pen += width;
      } else if (code !== BRACKET && code !== CLOSE_BRACKET) this.pen += (-operation.number(index) / 1000) * size * scale;
    }
    if (isFirst) this.to = this.from;
  }

  /** The box of a stretch along the line, through `page`. */
  boxOf(from: number, to: number, page: Matrix): Box {
    const { font, size, rise } = this.state;
    const { ascent = 0, descent = 0 } = font?.metrics ?? {};
    return transformBox(multiply(this.matrix, page), { left: from, right: to, bottom: (descent / 1000) * size + rise, top: (ascent / 1000) * size + rise });
  }

  #place(matrix: Matrix): void {
    this.matrix = matrix;
    this.pen = this.#lineStart = 0;
    this.baseline = matrix[5];
  }

  #measure(text: string): number {
    this.codes += text;
    const { font, size, charSpace, wordSpace, scale } = this.state;
    if (font === undefined) return text.length * charSpace * scale;
    const { bytes, widthOf } = font.metrics;
    let width = 0;
    for (let at = 0; at + bytes <= text.length; at += bytes) {
      const code = bytes === 2 ? text.charCodeAt(at) * 256 + text.charCodeAt(at + 1) : text.charCodeAt(at);
      width += ((widthOf(code) / 1000) * size + charSpace + (bytes === 1 && code === 32 ? wordSpace : 0)) * scale;
    }
    return width;
  }
}
