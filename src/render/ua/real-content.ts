// Checkpoint 01: what is painted is tagged or an artifact, and the tags agree with the content. Must not look at types.
import { PDFArray, PDFBool, PDFName } from '@cantoo/pdf-lib';
import { maybeDict, maybeNumber, resolveObject } from '../pdf/objects.ts';
import type { Painting } from '../pdf/paintings.ts';
import { readNumberTree } from '../pdf/parent-tree.ts';
import { contentKey, placeOf } from './element.ts';
import type { Finding } from './finding.ts';
import { ownerOf, textOf, type SheetSubject, type Subject } from './subject.ts';

export function checkRealContent(subject: Subject): Finding[] {
  return [...checkMarkInfo(subject), ...subject.pages.flatMap((sheet) => checkMarks(subject, sheet)), ...checkTree(subject)];
}

function checkMarkInfo({ catalog, root }: Subject): Finding[] {
  const info = maybeDict(catalog, 'MarkInfo');
  const found: Finding[] = [];
  if (info?.lookup(PDFName.of('Suspects')) === PDFBool.True) found.push({ checkpoint: '01-007', message: 'The document says of itself that its tags are suspect.' });
  if (root === undefined || info?.lookup(PDFName.of('Marked')) !== PDFBool.True) found.push({ checkpoint: '01-x1', message: root === undefined ? 'The document has no tags.' : 'The document does not say that it is tagged.' });
  return found;
}

/** One finding a page and kind, with the first place. */
function checkMarks(subject: Subject, sheet: SheetSubject): Finding[] {
  const wrong = new Map<string, Painting[]>();
  for (const painting of sheet.paintings) {
    const checkpoint = maybeFault(subject, sheet, painting);
    if (checkpoint !== undefined) wrong.set(checkpoint, [...(wrong.get(checkpoint) ?? []), painting]);
  }
  return [...wrong].map(([checkpoint, paintings]) => {
    const [first] = paintings;
    const text = paintings.slice(0, 12).map((one) => textOf(subject, one)).join('').trim().slice(0, 40);
    const what = text === '' ? (first?.kind === 'picture' ? 'a picture' : 'a shape') : `"${text}"`;
    return { checkpoint, page: sheet.number, message: `${SENTENCES[checkpoint] ?? ''}, first ${what}${paintings.length > 1 ? ` (${paintings.length} pieces)` : ''}.` };
  });
}

const SENTENCES: Readonly<Record<string, string>> = {
  '01-003': 'An artifact lies inside tagged content', '01-004': 'Tagged content lies inside an artifact', '01-005': 'Content is neither tagged nor an artifact',
};

function maybeFault(subject: Subject, sheet: SheetSubject, painting: Painting): string | undefined {
  const { marks } = painting;
  const artifact = marks.findIndex((mark) => mark.tag === 'Artifact');
  const tagged = marks.findIndex((mark) => mark.mcid !== undefined);
  if (artifact >= 0 && tagged >= 0) return tagged < artifact ? '01-003' : '01-004';
  return artifact >= 0 || ownerOf(subject, sheet, painting) !== undefined ? undefined : '01-005';
}

/** Every piece of content finds its element through the parent tree, which is how a reader comes from the page to the tags. */
function checkTree(subject: Subject): Finding[] {
  const { context, root, elements, pages } = subject;
  if (root === undefined) return [];
  const parents = readNumberTree(context, maybeDict(root, 'ParentTree'));
  const sheets = new Map(pages.map(({ page }) => [contentKey(page.ref, 0), page]));
  return elements.flatMap((element) => element.contents.filter((content) => {
    if (content.stream !== undefined) return false;
    const key = maybeNumber(sheets.get(contentKey(content.page, 0))?.node, 'StructParents');
    const list = key === undefined ? undefined : resolveObject(context, parents.get(key));
    const leads = list instanceof PDFArray && content.mcid < list.size() ? list.lookup(content.mcid) : undefined;
    return leads !== element.dict;
  }).slice(0, 1).map(() => ({ checkpoint: '01-x2', message: 'The parent tree does not lead from the content back to this element.', ...placeOf(element) })));
}
