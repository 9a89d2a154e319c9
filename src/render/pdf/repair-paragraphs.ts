// Makes a paragraph of words that stand between blocks without one, as the browser lays them out. Must not change their order.
import { PDFDict, PDFName, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { readKids, typeOf, wrapKids, type Kid } from './structure.ts';

const GROUPS = new Set(['Document', 'Part', 'Art', 'Sect', 'Div', 'BlockQuote', 'NonStruct']);
const INLINE = new Set(['NonStruct', 'Span', 'Strong', 'Em', 'Link', 'Code', 'Quote', 'Reference']);
const [TYPE, PARENT] = [PDFName.of('S'), PDFName.of('P')];

/** In a group that also has blocks, what runs on between them is one paragraph each. */
export function addParagraphs(doc: PDFDocument, element: PDFDict, object: PDFObject): void {
  const { context } = doc;
  if (!isGroup(element)) return;
  const kids = readKids(context, element);
  if (!kids.some((kid) => isBlock(context, kid))) return;
  let run: Kid[] = [];
  const close = (): void => {
    const [only] = run;
    if (run.length === 1 && only?.kind === 'element' && typeOf(only.dict) === 'NonStruct') only.dict.set(TYPE, PDFName.of('P'));
    else if (run.length > 0) wrapKids(context, { dict: element, object }, run, 'P');
    run = [];
  };
  for (const kid of kids) {
    if (isBlock(context, kid) || kid.kind === 'annotation') close();
    else run.push(kid);
  }
  close();
}

/** A group of groups up to the document: within a paragraph or a cell everything is part of it. */
function isGroup(element: PDFDict): boolean {
  for (let at: PDFObject | undefined = element, depth = 0; at instanceof PDFDict && depth < 200; at = at.lookup(PARENT), depth++) {
    if (at.lookup(TYPE) === undefined) return true;
    if (!GROUPS.has(typeOf(at))) return false;
  }
  return true;
}

function isBlock(context: PDFContext, kid: Kid): boolean {
  if (kid.kind !== 'element') return false;
  return !INLINE.has(typeOf(kid.dict)) || readKids(context, kid.dict).some((one) => isBlock(context, one));
}
