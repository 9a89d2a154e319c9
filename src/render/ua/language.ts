// Checkpoint 11: the language of everything that is read aloud is known. Must not guess a language.
import { PDFName, type PDFDict } from '@cantoo/pdf-lib';
import { maybeDict, maybeText } from '../pdf/objects.ts';
import { hasText, placeOf, type Element } from './element.ts';
import type { Finding } from './finding.ts';
import { maybeXmp } from './metadata.ts';
import type { Subject } from './subject.ts';

export function checkLanguage(subject: Subject): Finding[] {
  const { catalog, elements, annotations } = subject;
  const found = findBadTags(subject);
  if (maybeLanguage(catalog) !== undefined) return found;
  const isKnown = (element: Element | undefined): boolean => {
    for (let at = element; at !== undefined; at = at.parent) if (maybeLanguage(at.dict) !== undefined) return true;
    return false;
  };
  const silent = elements.filter((element) => !isKnown(element));
  const text = silent.find((element) => element.contents.length > 0);
  if (text !== undefined) found.push({ checkpoint: '11-001', message: 'The language of the text is not known.', ...placeOf(text) });
  const alternative = silent.find((element) => hasText(element.dict, 'Alt', 'ActualText', 'E'));
  if (alternative !== undefined) found.push({ checkpoint: '11-002', message: 'The language of an alternative text is not known.', ...placeOf(alternative) });
  if (maybeDict(maybeDict(catalog, 'Outlines'), 'First') !== undefined) found.push({ checkpoint: '11-003', message: 'The language of the bookmarks is not known.' });
  for (const [checkpoint, key, what] of [['11-004', 'Contents', 'an annotation\'s description'], ['11-005', 'TU', 'a form field\'s description']] as const) {
    const silence = annotations.find(({ dict, element }) => hasText(dict, key) && maybeLanguage(dict) === undefined && !isKnown(element));
    if (silence !== undefined) found.push({ checkpoint, message: `The language of ${what} is not known.`, page: silence.page });
  }
  // An alternative marked `x-default` names no language; another one does.
  if (/<rdf:li[^>]*xml:lang=["']x-default["']/.test(maybeXmp(subject) ?? '') && !/<dc:title>[\s\S]*?xml:lang=["'](?!x-default)[\s\S]*?<\/dc:title>/.test(maybeXmp(subject) ?? '')) {
    found.push({ checkpoint: '11-006', message: 'The language of the metadata is not known.' });
  }
  return found;
}

function maybeLanguage(dict: PDFDict): string | undefined {
  const tag = maybeText(dict, 'Lang');
  return tag !== undefined && isLanguage(tag) ? tag : undefined;
}

/** A language tag that means nothing is as good as none. */
function findBadTags({ catalog, elements }: Subject): Finding[] {
  const isBad = (dict: PDFDict): boolean => dict.has(PDFName.of('Lang')) && !isLanguage(maybeText(dict, 'Lang') ?? '');
  const found: Finding[] = elements.filter(({ dict }) => isBad(dict)).map((element) => ({ checkpoint: '11-001', message: `"${maybeText(element.dict, 'Lang') ?? ''}" is no language tag.`, ...placeOf(element) }));
  return isBad(catalog) ? [{ checkpoint: '11-001', message: `"${maybeText(catalog, 'Lang') ?? ''}" is no language tag.` }, ...found] : found;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
