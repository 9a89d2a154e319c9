// Reads the text of a page out of its content stream, by marked-content id. Must not guess at glyphs without a Unicode map.
import { PDFDict, PDFHexString, PDFName, type PDFPage } from '@cantoo/pdf-lib';
import { decodeStringToken, splitOperations, type Operation } from './content-stream.ts';
import { decodeStream, maybeDict, maybeName, readPageContent } from './objects.ts';
import { parseUnicodeMap } from './unicode-map.ts';

export interface PageText {
  /** All text, tags or not, in order of painting. */
  readonly all: string;
  /** Text by MCID. */
  readonly marked: ReadonlyMap<number, string>;
  /** Text beside signs that the face does not have (drawn as empty boxes), one entry for each. */
  readonly missing: readonly string[];
}

interface Face {
  readonly width: 1 | 2;
  readonly unicode: ReadonlyMap<number, string>;
}

export type FaceCache = Map<PDFDict, Face>;

/** A font's code width and Unicode map; `cache` spares reading the same font for each page. */
function readFace(font: PDFDict, cache: FaceCache): Face {
  const known = cache.get(font);
  if (known !== undefined) return known;
  const map = Buffer.from(decodeStream(font.lookup(PDFName.of('ToUnicode')))).toString('latin1');
  const face: Face = { width: maybeName(font, 'Subtype') === 'Type0' ? 2 : 1, unicode: parseUnicodeMap(map) };
  cache.set(font, face);
  return face;
}

/** Lines of one piece are joined by a space, because Chrome writes none at a soft break. */
export function readPageText(page: PDFPage, cache: FaceCache = new Map(), operations: Iterable<Operation> = splitOperations(readPageContent(page))): PageText {
  const fonts = maybeDict(page.node.Resources(), 'Font');
  const marked = new Map<number, string>();
  const missing: string[] = [];
  const stack: Mark[] = [];
  let all = '';
  let face: Face | undefined;
  let [y, lastY] = [0, Number.NaN];
  let lastMcid: number | undefined;
  for (const { operator, operands } of operations) {
    if (operator === 'BMC') stack.push({});
    else if (operator === 'BDC') stack.push(readMark(operands));
    else if (operator === 'EMC') stack.pop();
    else if (operator === 'Tf') face = maybeFace(fonts, operands[0] ?? '', cache);
    else if (operator === 'Tm') y = Number(operands[5]);
    else if (operator === 'Td' || operator === 'TD') y += Number(operands[1]);
    else if (operator === 'Tj' || operator === 'TJ') {
      const mcid = stack.findLast((mark) => mark.mcid !== undefined)?.mcid;
      const text = textOf(operands, face, stack);
      const gap = y === lastY ? '' : ' ';
      all += (gap === '' && mcid === lastMcid ? '' : gap) + text;
      if (mcid !== undefined) {
        const before = marked.get(mcid);
        marked.set(mcid, before === undefined ? text : before + gap + text);
      }
      if (text.includes('\uFFFD')) missing.push(all.slice(-40).trim());
      lastY = y;
      lastMcid = mcid;
    }
  }
  return { all: all.replace(/\s+/g, ' ').trim(), marked, missing };
}

function maybeFace(fonts: PDFDict | undefined, name: string, cache: FaceCache): Face | undefined {
  const font = maybeDict(fonts, name.slice(1));
  return font === undefined ? undefined : readFace(font, cache);
}

interface Mark {
  readonly mcid?: number;
  /** What its glyphs stand for, told with the first of them. */
  actual?: string;
}

function readMark(operands: readonly string[]): Mark {
  const [id, actual] = ['/MCID', '/ActualText'].map((key) => (operands.includes(key) ? operands[operands.indexOf(key) + 1] : undefined));
  return { ...(id === undefined ? {} : { mcid: Number(id) }), ...(actual === undefined ? {} : { actual: PDFHexString.of(Buffer.from(decodeStringToken(actual), 'latin1').toString('hex')).decodeText() }) };
}

/** Arabic letters have a glyph for each of their forms, which the map of the face names by its form; the mark names the letter. */
function textOf(operands: readonly string[], face: Face | undefined, stack: readonly Mark[]): string {
  const mark = stack.findLast(({ actual }) => actual !== undefined);
  if (mark?.actual === undefined) return decodeText(operands, face);
  const text = decodeText(operands, face).includes('\uFFFD') ? '\uFFFD' : mark.actual;
  mark.actual = '';
  return text;
}

/** Text of shown codes (Latin-1 text of their bytes) in a font. */
export function readCodes(font: PDFDict, codes: string): string {
  return decodeText([`<${Buffer.from(codes, 'latin1').toString('hex')}>`], readFace(font, new Map()));
}

/** Glyph 0 is the empty box of every TrueType face; a code without a map cannot be read aloud either. */
function decodeText(operands: readonly string[], face: Face | undefined): string {
  let text = '';
  for (const token of operands) {
    if (!/^[<(]/.test(token) || token === '<<') continue;
    const bytes = decodeStringToken(token);
    const width = face?.width ?? 1;
    for (let at = 0; at + width <= bytes.length; at += width) {
      const code = width === 2 ? bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1) : bytes.charCodeAt(at);
      text += (code === 0 && width === 2 ? undefined : face?.unicode.get(code)) ?? '\uFFFD';
    }
  }
  return text;
}
