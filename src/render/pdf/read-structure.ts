// Turns the tag tree of a PDF into plain nodes with text. Must not judge them.
import { PDFArray, PDFDict, PDFName, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib';
import { maybeName, maybeText, resolveObject } from './objects.ts';
import type { PdfHeading, StructureNode } from './report.ts';
import { maybeStructureRoot, pageOf, readKids, typeOf } from './structure.ts';

/** Text of marked content: page number and MCID → text. */
export type ContentText = (page: number | undefined, mcid: number) => string;

/** The elements below the root. `pages` gives the number of a page by its reference. */
export function readStructure(doc: PDFDocument, pages: ReadonlyMap<PDFRef, number>, contentText: ContentText): StructureNode[] {
  const root = maybeStructureRoot(doc);
  if (root === undefined) return [];
  const pageNumber = (reference: PDFRef | undefined): number | undefined => (reference === undefined ? undefined : pages.get(reference));
  const read = (element: PDFDict, inherited: PDFRef | undefined): StructureNode => {
    const own = pageOf(element) ?? inherited;
    const children: StructureNode[] = [];
    let text = '';
    let firstPage = pageNumber(own);
    for (const kid of readKids(doc.context, element, inherited)) {
      if (kid.kind === 'content') text += contentText(pageNumber(kid.page), kid.mcid);
      if (kid.kind === 'content') firstPage ??= pageNumber(kid.page);
      if (kid.kind !== 'element') continue;
      const child = read(kid.dict, own);
      children.push(child);
      // Words of two blocks must not grow together.
      text += text === '' || INLINE.has(child.type) ? child.text : ` ${child.text}`;
    }
    const alt = maybeText(element, 'Alt');
    const language = maybeText(element, 'Lang');
    const scope = readScope(element);
    return {
      type: typeOf(element), page: firstPage ?? children[0]?.page, text: tidy(text, typeOf(element)), children,
      ...(alt === undefined ? {} : { alt }), ...(language === undefined ? {} : { language }), ...(scope === undefined ? {} : { scope }),
    };
  };
  return readKids(doc.context, root).flatMap((kid) => (kid.kind === 'element' ? [read(kid.dict, undefined)] : []));
}

/** A space alone counts between words, and nowhere else. */
function tidy(text: string, type: string): string {
  const single = text.replace(/\s+/g, ' ');
  return single === ' ' && !INLINE.has(type) ? '' : single;
}

const INLINE = new Set(['NonStruct', 'Span', 'Link', 'Em', 'Strong', 'Code', 'Quote', 'Reference', 'Lbl']);

function readScope(element: PDFDict): string | undefined {
  const attributes = element.lookup(PDFName.of('A'));
  const all = attributes instanceof PDFArray ? attributes.asArray().map((one) => resolveObject(element.context, one)) : [attributes];
  return all.map((one) => (one instanceof PDFDict ? maybeName(one, 'Scope') : undefined)).find((scope) => scope !== undefined);
}

/** Every node, parents first. */
export function flattenStructure(nodes: readonly StructureNode[]): StructureNode[] {
  return nodes.flatMap((node) => [node, ...flattenStructure(node.children)]);
}

export function findHeadings(nodes: readonly StructureNode[]): PdfHeading[] {
  return flattenStructure(nodes).flatMap(({ type, text, page }) => (/^H[1-6]$/.test(type) ? [{ level: Number(type.slice(1)), text: text.trim(), page }] : []));
}
