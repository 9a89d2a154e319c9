// Where text of a PDF page is shown: the text state and what each operator does to it. Must not read fonts from a file.
import { decodeStringToken } from './content-stream.ts';
import type { FontMetrics } from './font-metrics.ts';
import { IDENTITY, maybeMatrix, multiply, transformBox, translate, uniteBoxes, type Box, type Matrix } from './geometry.ts';

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

export interface TextCursor<F> {
  /** Takes one text operator; gives what it shows: codes as Latin-1 bytes and the box around them in the page's points. */
  readonly apply: (operator: string, operands: readonly string[], page: Matrix) => { readonly codes: string; readonly box: Box | undefined } | undefined;
  state: TextState<F>;
}

const NEW_STATE = { size: 0, charSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0 };
const SETTINGS: Readonly<Record<string, (value: number) => Partial<TextState<never>>>> = {
  Tc: (charSpace) => ({ charSpace }), Tw: (wordSpace) => ({ wordSpace }), Tz: (value) => ({ scale: value / 100 }), TL: (leading) => ({ leading }), Ts: (rise) => ({ rise }),
};

/** `findFont` gives the font of a resource name, `/F4`; undefined where there is none. */
export function createTextCursor<F extends { readonly metrics: FontMetrics }>(findFont: (name: string) => F | undefined): TextCursor<F> {
  let matrix = IDENTITY;
  let line = IDENTITY;
  const move = (x: number, y: number): void => {
    line = translate(line, x, y);
    matrix = line;
  };
  const cursor: TextCursor<F> = {
    state: { font: undefined, ...NEW_STATE },
    apply: (operator, operands, page) => {
      const at = (index: number): number => Number(operands[index] ?? 0);
      // The two that stand for every sign come first.
      if (operator === 'Td') move(at(0), at(1));
      else if (operator === 'Tj' || operator === 'TJ' || operator === "'" || operator === '"') {
        if (operator === '"') cursor.state = { ...cursor.state, wordSpace: at(0), charSpace: at(1) };
        if (operator === "'" || operator === '"') move(0, -cursor.state.leading);
        return show(cursor.state, operands, (advance) => (matrix = translate(matrix, advance, 0)), () => multiply(matrix, page));
      } else if (operator === 'Tf') cursor.state = { ...cursor.state, font: findFont(operands[0] ?? ''), size: at(1) };
      else if (operator === 'BT') matrix = line = IDENTITY;
      else if (operator === 'Tm') matrix = line = maybeMatrix(operands) ?? IDENTITY;
      else if (operator === 'T*') move(0, -cursor.state.leading);
      else if (operator === 'TD') {
        cursor.state = { ...cursor.state, leading: -at(1) };
        move(at(0), at(1));
      } else if (SETTINGS[operator] !== undefined) cursor.state = { ...cursor.state, ...SETTINGS[operator](at(0)) };
      return undefined;
    },
  };
  return cursor;
}

/** Shows the strings of `operands`, moving on by each advance. */
function show<F extends { readonly metrics: FontMetrics }>(state: TextState<F>, operands: readonly string[], advance: (by: number) => void, place: () => Matrix): { codes: string; box: Box | undefined } {
  const { font, size, charSpace, wordSpace, scale, rise } = state;
  const { bytes = 1, widthOf = () => 0, ascent = 0, descent = 0 } = font?.metrics ?? {};
  let codes = '';
  let box: Box | undefined;
  for (const token of operands) {
    if (token === '[' || token === ']') continue;
    if (!/^[<(]/.test(token)) {
      advance((-Number(token) / 1000) * size * scale);
      continue;
    }
    const text = decodeStringToken(token);
    codes += text;
    let width = 0;
    for (let at = 0; at + bytes <= text.length; at += bytes) {
      const code = bytes === 2 ? text.charCodeAt(at) * 256 + text.charCodeAt(at + 1) : text.charCodeAt(at);
      width += ((widthOf(code) / 1000) * size + charSpace + (bytes === 1 && code === 32 ? wordSpace : 0)) * scale;
    }
    if (width > 0) box = uniteBoxes(box, transformBox(place(), { left: 0, right: width, bottom: (descent / 1000) * size + rise, top: (ascent / 1000) * size + rise }));
    advance(width);
  }
  return { codes, box };
}
