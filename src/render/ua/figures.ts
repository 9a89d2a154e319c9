// Checkpoints 13 and 17: pictures and formulas say what they show, once, and where they are. Must not judge the words.
import { PDFArray, PDFNumber } from '@cantoo/pdf-lib';
import { maybeAttribute } from '../pdf/attributes.ts';
import { descendantsOf, hasText, placeOf, type Element } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkFigures(subject: Subject): Finding[] {
  return subject.elements.flatMap((element) => {
    if (element.role === 'Formula' && !hasText(element.dict, 'Alt')) return [{ checkpoint: '17-002', message: 'A formula has no alternative text.', ...placeOf(element) }];
    return element.role === 'Figure' ? checkFigure(element, subject) : [];
  });
}

function checkFigure(figure: Element, subject: Subject): Finding[] {
  const found: Finding[] = [];
  const place = placeOf(figure);
  if (!hasText(figure.dict, 'Alt', 'ActualText')) found.push({ checkpoint: '13-004', message: 'A figure has no alternative text.', ...place });
  const twice = descendantsOf(figure).find((one) => one.role === 'Figure' || hasText(one.dict, 'Alt', 'ActualText'));
  if (twice !== undefined) found.push({ checkpoint: '13-x2', message: `A part of a figure (${twice.type}) has an alternative text of its own and is read besides.`, ...place });
  const fault = findBoxFault(figure, subject);
  if (fault !== undefined) found.push({ checkpoint: '13-x1', message: `A figure ${fault}.`, ...place });
  return found;
}

/** ISO 32000-1, table 344: a figure that lies on one page says where. */
function findBoxFault(figure: Element, { pages }: Subject): string | undefined {
  const contents = [figure, ...descendantsOf(figure)].flatMap((one) => one.contents);
  if (new Set(contents.map((content) => content.page)).size !== 1) return undefined;
  const box = maybeAttribute(figure.dict, 'Layout', 'BBox');
  if (!(box instanceof PDFArray) || box.size() !== 4) return 'does not say where it is (BBox)';
  const [left = 0, bottom = 0, right = 0, top = 0] = Array.from({ length: 4 }, (_, at) => box.lookup(at)).map((one) => (one instanceof PDFNumber ? one.asNumber() : Number.NaN));
  if (!(left < right && bottom < top)) return 'has an empty BBox';
  const sheet = pages.find(({ number }) => number === figure.page)?.page.getMediaBox();
  const isOutside = sheet !== undefined && (left < sheet.x - 1 || bottom < sheet.y - 1 || right > sheet.x + sheet.width + 1 || top > sheet.y + sheet.height + 1);
  return isOutside ? 'has a BBox outside its page' : undefined;
}
