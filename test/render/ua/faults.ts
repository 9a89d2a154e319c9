// One way to spoil a good PDF for each failure condition. Must not know how the checker finds it.
import { decodeStream } from '../../../src/render/pdf/objects.ts';
import { readKids, visitElements, writeKids } from '../../../src/render/pdf/structure.ts';
import { PDFArray, PDFDict, PDFName, PDFString, type Spoil, type World } from './spoiling.ts';

export type Fault = readonly [checkpoints: string, what: string, spoil: Spoil];

const name = (text: string): PDFName => PDFName.of(text);
const text = (value: string): PDFString => PDFString.of(value);

function editXmp({ doc, catalog }: World, change: (xmp: string) => string): void {
  const before = Buffer.from(decodeStream(catalog.lookup(name('Metadata')))).toString('utf8');
  if (change(before) === before) throw new Error('nothing was changed');
  catalog.set(name('Metadata'), doc.context.register(doc.context.stream(Buffer.from(change(before)), { Type: 'Metadata', Subtype: 'XML' })));
}

function dropAttribute(dict: PDFDict, key: string): void {
  const held = dict.lookup(name('A'));
  for (const one of held instanceof PDFArray ? held.asArray() : []) if (one instanceof PDFDict) one.delete(name(key));
}

function eachCell({ doc, tag }: World, change: (cell: PDFDict, type: string) => void): void {
  for (const row of readKids(doc.context, tag('Table').dict)) {
    if (row.kind === 'element') for (const cell of readKids(doc.context, row.dict)) if (cell.kind === 'element') change(cell.dict, String(cell.dict.lookup(name('S'))));
  }
}

const DOCUMENT: readonly Fault[] = [
  ['01-003', 'an artifact inside tagged content', ({ edit }) => edit((s) => s.replace(/BT([\s\S]*?)ET\s+EMC/, (all) => all.replace('BT', '/Artifact BMC BT').replace(/ET(\s+EMC)$/, 'ET EMC$1')).replace(/(\/\w+ <<\/MCID \d+ >>BDC\s+)(BT[\s\S]*?ET)/, '$1/Artifact BMC $2 EMC'))],
  ['01-004', 'tagged content inside an artifact', ({ edit }) => edit((s) => s.replace(/(\/\w+ <<\/MCID \d+ >>BDC\s+BT[\s\S]*?EMC)/, '/Artifact BMC $1 EMC'))],
  ['01-005', 'a shape without a mark', ({ edit }) => edit((s) => `${s}\n0 0 5 5 re f\n`)],
  ['01-005', 'content whose number no tag holds', ({ edit }) => edit((s) => `${s}\n/P <</MCID 999 >>BDC 0 0 5 5 re f EMC\n`)],
  ['01-005', 'a mark without a number', ({ edit }) => edit((s) => `${s}\n/Span BMC 0 0 5 5 re f EMC\n`)],
  ['01-007', 'tags that are suspect', ({ catalog, set }) => set(catalog.lookup(name('MarkInfo'), PDFDict), 'Suspects', true)],
  ['01-x1', 'a document that does not say that it is tagged', ({ catalog }) => catalog.delete(name('MarkInfo'))],
  ['01-x2', 'a parent tree that leads elsewhere', ({ root, doc }) => {
    const first = root.lookup(name('ParentTree'), PDFDict).lookup(name('Nums'), PDFArray).lookup(1, PDFArray);
    first.set(0, doc.context.obj(null));
    first.set(1, doc.context.obj(null));
    first.set(2, doc.context.obj(null));
  }],
  ['02-001', 'a type that stands for nothing', ({ tag, set }) => set(tag('P').dict, 'S', 'FENote')],
  ['02-003', 'types that stand for each other', ({ root, set }) => set(root, 'RoleMap', { ...ROLES, Left: 'Right', Right: 'Left' })],
  ['02-004', 'a standard type that stands for another', ({ root, set }) => set(root, 'RoleMap', { ...ROLES, P: 'Span' })],
  ['06-001', 'no metadata', ({ catalog }) => catalog.delete(name('Metadata'))],
  ['06-002', 'no claim', (world) => editXmp(world, (xmp) => xmp.replace('<pdfuaid:part>1</pdfuaid:part>', ''))],
  ['06-002', 'the claim of another part', (world) => editXmp(world, (xmp) => xmp.replace('<pdfuaid:part>1<', '<pdfuaid:part>2<'))],
  ['06-003', 'no title', (world) => editXmp(world, (xmp) => xmp.replace(/<dc:title>.*?<\/dc:title>/, ''))],
  ['06-003', 'an empty title', (world) => editXmp(world, (xmp) => xmp.replace(/(<dc:title>.*?<rdf:li[^>]*>).*?(<\/rdf:li>)/, '$1 $2'))],
  ['07-001', 'no word on the window', ({ catalog }) => catalog.delete(name('ViewerPreferences'))],
  ['07-002', 'a window with the file name', ({ catalog, set }) => set(catalog.lookup(name('ViewerPreferences'), PDFDict), 'DisplayDocTitle', false)],
  ['11-003,11-006', 'no language of the document', ({ catalog }) => catalog.delete(name('Lang'))],
  ['11-001,11-002,11-003,11-004,11-006', 'no language anywhere', ({ catalog, tag }) => {
    catalog.delete(name('Lang'));
    tag('Document').dict.delete(name('Lang'));
  }],
  ['11-001,11-002,11-003,11-004,11-005,11-006', 'no language anywhere, and a field that is described', ({ catalog, doc, tag }) => {
    catalog.delete(name('Lang'));
    tag('Document').dict.delete(name('Lang'));
    const [annotation] = doc.getPages().flatMap((page) => page.node.Annots()?.asArray() ?? []);
    doc.context.lookup(annotation, PDFDict).set(name('TU'), text('Your address'));
  }],
  ['26-001,26-x1', 'a lock that does not say what is allowed', ({ doc }) => {
    doc.context.trailerInfo.Encrypt = doc.context.register(doc.context.obj({ Filter: 'Standard', V: 1, R: 2 }));
  }],
  ['26-002,26-x1', 'a lock against screen readers', ({ doc }) => {
    doc.context.trailerInfo.Encrypt = doc.context.register(doc.context.obj({ Filter: 'Standard', V: 1, R: 2, P: -1 & ~0x200 }));
  }],
  ['11-001', 'a language that is none', ({ tag }) => tag('P').dict.set(name('Lang'), text('english_'))],
];

const ROLES = { Strong: 'Span', Em: 'Span' };

const TAGS: readonly Fault[] = [
  ['09-004', 'a paragraph in a row', ({ tag, set }) => set(tag('TD').dict, 'S', 'P')],
  ['09-004', 'a row outside a table', ({ tag, append }) => void append('TR', [tag('TH')])],
  ['09-004', 'a caption in the middle', ({ doc, tag }) => {
    const table = tag('Table').dict;
    const [caption, row, ...rest] = readKids(doc.context, table).map((kid) => kid.object);
    if (caption !== undefined && row !== undefined) writeKids(doc.context, table, [row, caption, ...rest]);
  }],
  ['09-004', 'two heads', ({ tag, append }) => {
    append('THead', [], {}, tag('Table'));
    append('THead', [], {}, tag('Table'));
  }],
  ['09-005', 'an item outside a list', ({ append }) => void append('LI')],
  ['09-005', 'an item without a body', ({ tag, set }) => set(tag('LBody').dict, 'S', 'P')],
  ['09-005', 'a label beside the body', ({ tag, append }) => void append('P', [], {}, tag('LI'))],
  ['09-005', 'a paragraph in a list', ({ tag, append }) => void append('P', [], {}, tag('L'))],
  ['09-006', 'an entry outside the contents', ({ append }) => void append('TOCI')],
  ['09-006', 'a figure in an entry of the contents', ({ tag, set }) => set(tag('Reference', 1).dict, 'S', 'Sect')],
  ['09-007', 'a ruby text without a base', ({ append }) => void append('RT')],
  ['09-008', 'a warichu with a paragraph', ({ append }) => void append('P', [], {}, append('Warichu'))],
  ['13-004', 'a figure without words', ({ tag }) => tag('Figure').dict.delete(name('Alt'))],
  ['13-004', 'a figure with empty words', ({ tag }) => tag('Figure').dict.set(name('Alt'), text(' '))],
  ['13-x1', 'a figure that is nowhere', ({ tag }) => tag('Figure').dict.delete(name('A'))],
  ['13-x1', 'a figure outside its page', ({ tag, set }) => set(tag('Figure').dict, 'A', { O: 'Layout', BBox: [10, 10, 900, 20] })],
  ['13-x2', 'a part of a figure that is read besides', ({ tag, append }) => void append('Span', [], { Alt: text('a bar') }, tag('Figure'))],
  ['14-002', 'a first heading of level 2', ({ tag, set }) => set(tag('H1').dict, 'S', 'H2')],
  ['14-003', 'a heading two levels down', ({ tag, set }) => set(tag('H2', 1).dict, 'S', 'H4')],
  ['14-006', 'two headings in one node', ({ doc, root, append, set }) => {
    visitElements(doc.context, root, (dict) => {
      if (/^\/H[1-6]$/.test(String(dict.lookup(name('S'))))) set(dict, 'S', 'H');
    });
    append('H');
  }],
  ['14-007', 'headings with and without a level', ({ append }) => void append('H')],
  ['15-003', 'a header that heads nothing', (world) => eachCell(world, (cell, type) => dropAttribute(cell, type === '/TH' ? 'Scope' : 'Headers'))],
  ['15-x1', 'a header that the table does not have', (world) => world.tag('TH', 1).dict.set(name('ID'), text('other'))],
  ['15-x2', 'a row that is too long', ({ tag, append }) => void append('TD', [], {}, tag('TR', 1))],
  ['17-002', 'a formula without words', ({ append }) => void append('Formula')],
  ['19-003', 'a note without an id', ({ tag }) => tag('Note').dict.delete(name('ID'))],
  ['19-004', 'two notes with one id', ({ tag }) => tag('Note', 1).dict.set(name('ID'), text('note-1'))],
];

const FEATURES: readonly Fault[] = [
  ['20-001', 'layers without a name', ({ catalog, set }) => set(catalog, 'OCProperties', { OCGs: [], D: { Name: text('all') }, Configs: [{ Name: text('') }] })],
  ['20-002', 'standard layers without a name', ({ catalog, set }) => set(catalog, 'OCProperties', { OCGs: [], D: {} })],
  ['20-003', 'layers that switch themselves', ({ catalog, set }) => set(catalog, 'OCProperties', { OCGs: [], D: { Name: text('all'), AS: [] } })],
  ['21-001', 'an attachment with one name', ({ doc }) => {
    for (const [, object] of doc.context.enumerateIndirectObjects()) if (object instanceof PDFDict && object.has(name('EF'))) object.delete(name('UF'));
  }],
  ['25-001', 'a form laid out when it is opened', ({ doc, catalog, set }) => set(catalog, 'AcroForm', { Fields: [], XFA: doc.context.register(doc.context.stream('<config><dynamicRender>required</dynamicRender></config>')) })],
  ['30-001', 'a form that stands for another page', (world) => placeForm(world, { Ref: {} }, '0 0 1 1 re f', 1)],
  ['30-002', 'a form with tags, placed twice', (world) => placeForm(world, {}, '/Span <</MCID 0>> BDC EMC 0 0 1 1 re f', 2)],
];

function placeForm({ doc, page, edit, set }: World, entries: object, content: string, times: number): void {
  const form = doc.context.register(doc.context.stream(content, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9], Resources: {}, ...entries }));
  const resources = page.node.Resources();
  if (resources !== undefined) set(resources, 'XObject', { Placed: form });
  edit((before) => `${before}\n${'/Artifact BMC /Placed Do EMC\n'.repeat(times)}`);
}

const ANNOTATIONS: readonly Fault[] = [
  ['28-002', 'a remark outside Annot', ({ annotate }) => void annotate({ Subtype: 'Text', Contents: text('a remark') }, 'P')],
  ['28-004', 'a remark without words', ({ annotate }) => void annotate({ Subtype: 'Text' }, 'Annot')],
  ['28-005', 'a field without a description', ({ annotate }) => void annotate({ Subtype: 'Widget', FT: 'Tx' }, 'Form')],
  ['28-006', 'an annotation of no known kind', ({ annotate }) => void annotate({ Subtype: 'Sticker', Contents: text('x') }, 'P')],
  ['28-007', 'a trap network', ({ annotate }) => void annotate({ Subtype: 'TrapNet', Contents: text('x') }, 'Annot')],
  ['28-008', 'no order for the tab key', ({ page }) => page.node.delete(name('Tabs'))],
  ['28-009', 'the tab key by rows', ({ page, set }) => set(page.node, 'Tabs', 'R')],
  ['28-010', 'a field outside Form', ({ annotate }) => void annotate({ Subtype: 'Widget', FT: 'Tx', TU: text('your name') }, 'P')],
  ['28-011', 'a link outside Link', ({ tag, set }) => set(tag('Link').dict, 'S', 'Span')],
  ['28-011', 'a link without a tag', ({ annotate }) => void annotate({ Subtype: 'Link', Contents: text('there'), Dest: 'notes' })],
  ['28-012', 'a link without words', ({ link }) => link().delete(name('Contents'))],
  ['28-014', 'a film of no type', ({ annotate }) => void annotate({ Subtype: 'Screen', Contents: text('a film'), A: { S: 'Rendition', R: { S: 'MR', C: { S: 'MCD', Alt: [text(''), text('a film')] } } } }, 'Annot')],
  ['28-015', 'a film without words', ({ annotate }) => void annotate({ Subtype: 'Screen', Contents: text('a film'), A: { S: 'Rendition', R: { S: 'MR', C: { S: 'MCD', CT: text('video/mp4') } } } }, 'Annot')],
  ['28-016', 'a file on the page with one name', ({ annotate }) => void annotate({ Subtype: 'FileAttachment', Contents: text('data'), FS: { Type: 'Filespec', F: text('a.csv') } }, 'Annot')],
  ['28-017', 'a printer\'s mark that is tagged', ({ annotate }) => void annotate({ Subtype: 'PrinterMark' }, 'P')],
  ['28-018', 'a printer\'s mark that is no artifact', ({ doc, annotate }) => void annotate({ Subtype: 'PrinterMark', AP: { N: doc.context.register(doc.context.stream('0 0 1 1 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9] })) } })],
];

/** Checkpoints that have to be found, exactly; in the order of the protocol within each list. */
export const FAULTS: readonly Fault[] = [...DOCUMENT, ...TAGS, ...FEATURES, ...ANNOTATIONS];

