// Spoils a good PDF, one thing at a time: finds tags, edits content, adds annotations and fonts. Must not know the checker.
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFString, type PDFObject, type PDFPage } from '@cantoo/pdf-lib';
import { readPageContent } from '../../../src/render/pdf/objects.ts';
import { readKids, visitElements, writeKids } from '../../../src/render/pdf/structure.ts';

export type Spoil = (world: World) => void;

export interface Tag {
  readonly dict: PDFDict;
  readonly object: PDFObject;
}

export interface World {
  readonly doc: PDFDocument;
  readonly catalog: PDFDict;
  readonly root: PDFDict;
  readonly page: PDFPage;
  /** The n-th element of a type, from 0. */
  readonly tag: (type: string, n?: number) => Tag;
  /** The page's n-th annotation. */
  readonly link: (n?: number) => PDFDict;
  readonly font: () => PDFDict;
  /** Changes the page's content; throws when nothing changes. */
  readonly edit: (change: (text: string) => string) => void;
  /** Adds an annotation to the page, in a tag of `type` at the end of the document; untagged without one. */
  readonly annotate: (entries: Readonly<Record<string, unknown>>, type?: string, tagEntries?: Readonly<Record<string, unknown>>) => PDFDict;
  /** Puts an element of `type` with these kids at the end of the document's element. */
  readonly append: (type: string, kids?: readonly Tag[], entries?: Readonly<Record<string, unknown>>, parent?: Tag) => Tag;
  readonly set: (dict: PDFDict, key: string, value: unknown) => void;
}

/** The bytes of `pdf` after `spoil`. */
export async function spoilPdf(pdf: Uint8Array, spoil: Spoil): Promise<Uint8Array> {
  const doc = await PDFDocument.load(pdf, { updateMetadata: false });
  spoil(createWorld(doc));
  return doc.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
}

function createWorld(doc: PDFDocument): World {
  const { context, catalog } = doc;
  const root = catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict);
  const [page] = doc.getPages();
  if (page === undefined) throw new Error('a PDF without pages');
  const set: World['set'] = (dict, key, value) => dict.set(PDFName.of(key), context.obj(value as never));
  const tag: World['tag'] = (type, n = 0) => {
    const found: Tag[] = [];
    visitElements(context, root, (dict, object) => {
      if (dict.lookup(PDFName.of('S')) === PDFName.of(type)) found.push({ dict, object });
    });
    const one = found[n];
    if (one === undefined) throw new Error(`there are ${found.length} tags ${type}`);
    return one;
  };
  const append: World['append'] = (type, kids = [], entries = {}, parent = tag('Document')) => {
    const dict = context.obj({ Type: 'StructElem', S: type, P: parent.object, ...entries } as never) as unknown as PDFDict;
    const object = context.register(dict);
    writeKids(context, dict, kids.map((kid) => kid.object));
    for (const kid of kids) kid.dict.set(PDFName.of('P'), object);
    writeKids(context, parent.dict, [...readKids(context, parent.dict).map((kid) => kid.object), object]);
    return { dict, object };
  };
  return {
    doc, catalog, root, page, set, tag, append,
    link: (n = 0) => page.node.lookup(PDFName.of('Annots'), PDFArray).lookup(n, PDFDict),
    font: () => {
      const fonts = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict);
      return fonts?.lookup(fonts.keys()[0] ?? PDFName.of('none'), PDFDict) ?? PDFDict.withContext(context);
    },
    edit: (change) => {
      const before = readPageContent(page);
      const after = change(before);
      if (after === before) throw new Error('nothing was changed');
      page.node.set(PDFName.of('Contents'), context.register(context.flateStream(Buffer.from(after, 'latin1'))));
    },
    annotate: (entries, type, tagEntries = {}) => {
      const dict = context.obj({ Type: 'Annot', F: 4, Rect: [10, 10, 20, 20], ...entries } as never) as unknown as PDFDict;
      const object = context.register(dict);
      page.node.lookup(PDFName.of('Annots'), PDFArray).push(object);
      if (type !== undefined) writeKids(context, append(type, [], tagEntries).dict, [context.obj({ Type: 'OBJR', Obj: object, Pg: page.ref })]);
      return dict;
    },
  };
}

/** Shows `text` on the first page as an artifact, in a font made of `entries`; `files` become streams of the descriptor. */
export function showIn(world: World, entries: object, { text = '(A)', descriptor }: { readonly text?: string; readonly descriptor?: Readonly<Record<string, unknown>> | undefined } = {}): PDFDict {
  const { doc: { context }, page, edit } = world;
  const described = descriptor === undefined ? {} : { FontDescriptor: context.register(context.obj({ Type: 'FontDescriptor', FontName: 'Test', Flags: 32, ...descriptor } as never)) };
  const font = context.obj({ Type: 'Font', BaseFont: 'Test', ...described, ...entries } as never) as unknown as PDFDict;
  page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict).set(PDFName.of('FTest'), context.register(font));
  edit((content) => `${content}\n/Artifact BMC BT /FTest 8 Tf 30 30 Td ${text} Tj ET EMC\n`);
  return font;
}

/** A TrueType program with two glyphs, 500 wide, and these character maps (`3,1`). */
export function trueType(cmaps: readonly string[]): Uint8Array {
  const tables: [string, Buffer][] = [['head', Buffer.alloc(54)], ['hhea', Buffer.alloc(36)], ['hmtx', Buffer.alloc(8)], ['maxp', Buffer.alloc(6)], ['cmap', Buffer.alloc(4 + 8 * cmaps.length)]];
  const of = (tag: string): Buffer => tables.find(([name]) => name === tag)?.[1] ?? Buffer.alloc(0);
  of('head').writeUInt16BE(1000, 18);
  of('hhea').writeUInt16BE(2, 34);
  of('hmtx').writeUInt16BE(500, 0);
  of('hmtx').writeUInt16BE(500, 4);
  of('maxp').writeUInt16BE(2, 4);
  of('cmap').writeUInt16BE(cmaps.length, 2);
  for (const [index, pair] of cmaps.entries()) for (const [part, value] of pair.split(',').entries()) of('cmap').writeUInt16BE(Number(value), 4 + 8 * index + 2 * part);
  const header = Buffer.alloc(12 + 16 * tables.length);
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(tables.length, 4);
  let offset = header.length;
  for (const [index, [name, bytes]] of tables.entries()) {
    header.write(name, 12 + 16 * index, 'latin1');
    header.writeUInt32BE(offset, 20 + 16 * index);
    header.writeUInt32BE(bytes.length, 24 + 16 * index);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...tables.map(([, bytes]) => bytes)]);
}

export { PDFArray, PDFDict, PDFName, PDFString };
