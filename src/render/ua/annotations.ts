// Checkpoint 28: links and other annotations can be reached, and say what they are. Must not follow a link.
import { PDFName, type PDFDict } from '@cantoo/pdf-lib';
import { splitOperations } from '../pdf/content-stream.ts';
import { decodeStream, maybeDict, maybeName } from '../pdf/objects.ts';
import { hasAncestor, hasText, pathOf } from './element.ts';
import type { Finding } from './finding.ts';
import type { Annotation, Subject } from './subject.ts';

/** ISO 32000-1, table 169. */
const SUBTYPES = new Set(('Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup FileAttachment '
  + 'Sound Movie Widget Screen PrinterMark TrapNet Watermark 3D Redact').split(' '));
const HIDDEN = 2;

export function checkAnnotations(subject: Subject): Finding[] {
  const seen = subject.annotations.filter(({ dict, subtype }) => subtype !== 'Popup' && !isHidden(dict));
  return [...checkTabs(subject), ...seen.flatMap((one) => checkAnnotation(one))];
}

function checkTabs({ pages, annotations }: Subject): Finding[] {
  const busy = new Set(annotations.map(({ page }) => page));
  return pages.filter(({ number }) => busy.has(number)).flatMap(({ page, number }): Finding[] => {
    const order = maybeName(page.node, 'Tabs');
    if (order === undefined) return [{ checkpoint: '28-008', message: 'The page has links, and nothing says in which order the tab key visits them.', page: number }];
    return order === 'S' ? [] : [{ checkpoint: '28-009', message: `The tab key visits the links of the page by ${order === 'R' ? 'rows' : order === 'C' ? 'columns' : order}, not by the tags.`, page: number }];
  });
}

function checkAnnotation(annotation: Annotation): Finding[] {
  const { dict, subtype, page, element } = annotation;
  const add = (checkpoint: string, message: string): Finding => ({ checkpoint, message, page, ...(element === undefined ? {} : { element: pathOf(element) }) });
  const says = hasText(dict, 'Contents') || (element !== undefined && hasText(element.dict, 'Alt'));
  const found: Finding[] = [];
  if (subtype === 'TrapNet') found.push(add('28-007', 'The page has a trap network.'));
  if (subtype === 'PrinterMark') return [...found, ...checkPrinterMark(annotation, add)];
  if (!SUBTYPES.has(subtype) && (element?.role !== 'Annot' || !says)) found.push(add('28-006', `An annotation of the unknown kind ${subtype} is not tagged as Annot with a description.`));
  else if (subtype === 'Widget') found.push(...checkWidget(annotation, add));
  else if (subtype === 'Link') {
    if (!hasAncestor(element, 'Link')) found.push(add('28-011', `A link to ${targetOf(dict)} is not inside a Link tag.`));
    // 28-004 asks the same of every annotation; for a link the stricter one says it.
    if (!hasText(dict, 'Contents')) found.push(add('28-012', `A link to ${targetOf(dict)} has no description.`));
  } else {
    if (element?.role !== 'Annot') found.push(add('28-002', `An annotation of the kind ${subtype} is not tagged as Annot.`));
    if (!says) found.push(add('28-004', `An annotation of the kind ${subtype} has no description.`));
    if (subtype === 'FileAttachment') found.push(...checkFile(maybeDict(dict, 'FS'), add));
    found.push(...checkMedia(dict, add));
  }
  return found;
}

type Add = (checkpoint: string, message: string) => Finding;

function checkWidget({ dict, element }: Annotation, add: Add): Finding[] {
  const found: Finding[] = [];
  if (!hasAncestor(element, 'Form')) found.push(add('28-010', 'A form field is not inside a Form tag.'));
  const field = dict.has(PDFName.of('TU')) ? dict : maybeDict(dict, 'Parent');
  if (!(field !== undefined && hasText(field, 'TU')) && !(element !== undefined && hasText(element.dict, 'Alt'))) found.push(add('28-005', 'A form field has no description.'));
  return found;
}

function checkFile(file: PDFDict | undefined, add: Add): Finding[] {
  return file !== undefined && hasText(file, 'F') && hasText(file, 'UF') ? [] : [add('28-016', 'An attached file on the page lacks one of its two names (F, UF).')];
}

/** ISO 14289-1, 7.18.6.2: the clip says its type and what it is. */
function checkMedia(dict: PDFDict, add: Add): Finding[] {
  const clip = maybeDict(maybeDict(maybeDict(dict, 'A'), 'R'), 'C');
  if (clip === undefined) return [];
  return [
    ...(hasText(clip, 'CT') ? [] : [add('28-014', 'A media clip does not say its type.')]),
    ...(clip.has(PDFName.of('Alt')) ? [] : [add('28-015', 'A media clip has no alternative text.')]),
  ];
}

function checkPrinterMark({ dict, element }: Annotation, add: Add): Finding[] {
  const found = element === undefined ? [] : [add('28-017', 'A mark for the printer is tagged.')];
  const look = maybeDict(dict, 'AP')?.lookup(PDFName.of('N'));
  const [first] = splitOperations(Buffer.from(decodeStream(look)).toString('latin1'));
  if (look !== undefined && first?.operands[0] !== '/Artifact') found.push(add('28-018', 'What a mark for the printer draws is not an artifact.'));
  return found;
}

function isHidden(dict: PDFDict): boolean {
  const flags = Number(String(dict.lookup(PDFName.of('F')) ?? 0));
  return (flags & HIDDEN) !== 0;
}

function targetOf(dict: PDFDict): string {
  const action = maybeDict(dict, 'A')?.lookup(PDFName.of('URI'));
  const uri = action === undefined ? undefined : String(action).replace(/^[(<]|[)>]$/g, '');
  return uri ?? maybeName(dict, 'Dest') ?? 'a place in the document';
}
