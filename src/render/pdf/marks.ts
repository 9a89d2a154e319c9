// The marks around what a page paints, as a content stream opens and closes them. Must not know the tag tree.
import { PDFHexString, PDFName, type PDFDict, type PDFRef } from '@cantoo/pdf-lib';
import { decodeStringToken } from './content-stream.ts';
import { maybeDict, maybeNumber, maybeText } from './objects.ts';

export interface Mark {
  /** `P`, `Artifact`. */
  readonly tag: string;
  readonly mcid: number | undefined;
  /** The form that the mark is in; undefined on the page itself. */
  readonly stream: PDFRef | undefined;
}

/** The marks that are open, from the outside to the inside, and what the text within stands for. */
export interface OpenMarks {
  readonly marks: readonly Mark[];
  /** Of the innermost mark that says what its glyphs stand for: taken by the first of them, then empty. */
  readonly actual: { text: string } | undefined;
}

export const NO_MARKS: OpenMarks = { marks: [], actual: undefined };

/** One mark more, from the operands of `BMC` or `BDC`. */
export function openMark({ marks, actual }: OpenMarks, operands: readonly string[], resources: PDFDict | undefined, stream: PDFRef | undefined): OpenMarks {
  const tag = (operands[0] ?? '').slice(1);
  const named = operands[1]?.startsWith('/') === true ? maybeDict(maybeDict(resources, PROPERTIES), operands[1].slice(1)) : undefined;
  const mcid = valueOf(operands, '/MCID');
  const text = valueOf(operands, '/ActualText');
  const said = text === undefined ? maybeText(named, 'ActualText') : PDFHexString.of(Buffer.from(decodeStringToken(text), 'latin1').toString('hex')).decodeText();
  return { marks: [...marks, { tag, mcid: mcid === undefined ? maybeNumber(named, 'MCID') : Number(mcid), stream }], actual: said === undefined ? actual : { text: said } };
}

const PROPERTIES = PDFName.of('Properties');

function valueOf(operands: readonly string[], key: string): string | undefined {
  const at = operands.indexOf(key);
  return at < 0 ? undefined : operands[at + 1];
}
