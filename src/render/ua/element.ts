// The tag tree as elements that know their parents, their standard type and their page. Must not judge them.
import { PDFDict, PDFHexString, PDFName, PDFString, type PDFDocument, type PDFObject, type PDFRef } from '@cantoo/pdf-lib';
import { maybeDict, maybeName, maybeText } from '../pdf/objects.ts';
import { maybeStructureRoot, pageOf, readKids, typeOf, type Kid } from '../pdf/structure.ts';

export interface Element {
  readonly dict: PDFDict;
  /** As written: `Strong`. */
  readonly type: string;
  /** What the role map makes of it: `Span`; the type itself where it leads nowhere. */
  readonly role: string;
  readonly parent: Element | undefined;
  readonly children: readonly Element[];
  readonly contents: readonly (Kid & { readonly kind: 'content' })[];
  readonly annotations: readonly PDFDict[];
  readonly pageRef: PDFRef | undefined;
  /** Counting from 1; that of the first content below where the element has none. */
  readonly page: number | undefined;
}

/** ISO 32000-1, 14.8.4. */
export const STANDARD_TYPES: ReadonlySet<string> = new Set(('Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot '
  + 'Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form').split(' '));
/** Deeper than any document; a tree that contains itself ends here. */
const DEEPEST = 200;

/** All elements, parents before their children. */
export function readElements(doc: PDFDocument, pages: ReadonlyMap<PDFRef, number>): Element[] {
  const root = maybeStructureRoot(doc);
  if (root === undefined) return [];
  const found: Element[] = [];
  const read = (dict: PDFDict, parent: Element | undefined, inherited: PDFRef | undefined, depth: number): Element => {
    const children: Element[] = [];
    const pageRef = pageOf(dict) ?? inherited;
    const kids = readKids(doc.context, dict, inherited);
    const contents = kids.filter((kid) => kid.kind === 'content');
    const own = contents[0]?.page ?? pageOf(dict);
    const type = typeOf(dict);
    const element: Element = {
      dict, type, role: resolveRole(root, type).role, parent, children, contents, pageRef,
      annotations: kids.flatMap((kid) => (kid.kind === 'annotation' && kid.dict !== undefined ? [kid.dict] : [])),
      get page() {
        return (own === undefined ? undefined : pages.get(own)) ?? children.map((child) => child.page).find((page) => page !== undefined);
      },
    };
    found.push(element);
    for (const kid of depth < DEEPEST ? kids : []) if (kid.kind === 'element') children.push(read(kid.dict, element, pageRef, depth + 1));
    return element;
  };
  for (const kid of readKids(doc.context, root)) if (kid.kind === 'element') read(kid.dict, undefined, undefined, 0);
  return found;
}

/** Follows the role map to a standard type. `how` says where it ended. */
export function resolveRole(root: PDFDict | undefined, type: string): { readonly role: string; readonly how: 'standard' | 'unmapped' | 'circular' } {
  const map = maybeDict(root, 'RoleMap');
  const seen = new Set<string>();
  for (let at = type; ; ) {
    if (STANDARD_TYPES.has(at)) return { role: at, how: 'standard' };
    if (seen.has(at)) return { role: type, how: 'circular' };
    seen.add(at);
    const next = maybeName(map, at);
    if (next === undefined) return { role: type, how: 'unmapped' };
    at = next;
  }
}

/** `Document/Sect[2]/P`: counting among siblings of the same type where there are several. */
export function pathOf(element: Element): string {
  const siblings = (element.parent?.children ?? []).filter((one) => one.type === element.type);
  const own = siblings.length > 1 ? `${element.type}[${siblings.indexOf(element) + 1}]` : element.type;
  return element.parent === undefined ? own : `${pathOf(element.parent)}/${own}`;
}

/** Page and path, for a finding. */
export function placeOf(element: Element): { readonly page?: number; readonly element: string } {
  const { page } = element;
  return { ...(page === undefined ? {} : { page }), element: pathOf(element) };
}

export function hasAncestor(element: Element | undefined, role: string): boolean {
  for (let at = element; at !== undefined; at = at.parent) if (at.role === role) return true;
  return false;
}

export function descendantsOf(element: Element): Element[] {
  return element.children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Alternative or replacement text that says something. */
export function hasText(dict: PDFDict, ...keys: readonly string[]): boolean {
  return keys.some((key) => (maybeText(dict, key) ?? '').trim() !== '');
}

/** An `ID`, as bytes. */
export function maybeId(dict: PDFDict): string | undefined {
  return bytesOf(dict.lookup(PDFName.of('ID')));
}

/** A string object as Latin-1 text of its bytes. */
export function bytesOf(object: PDFObject | undefined): string | undefined {
  return object instanceof PDFString || object instanceof PDFHexString ? Buffer.from(object.asBytes()).toString('latin1') : undefined;
}

/** A name that ties marked content to its element: where it is and its number. */
export function contentKey(holder: PDFRef | undefined, mcid: number): string {
  return `${holder?.tag ?? ''} ${mcid}`;
}

