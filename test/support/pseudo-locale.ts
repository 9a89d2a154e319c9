// Languages that nobody speaks, made from the English words: long and accented, or written from right to left.
// Must not touch placeholders, nor what chooses between words.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse, parseDocument, stringify } from 'yaml';
import { ROOT } from './edition.ts';

/** Tags that CLDR keeps for such languages. */
export type PseudoLocale = 'en-XA' | 'ar-XB';
export const PSEUDO_LOCALES: readonly PseudoLocale[] = ['en-XA', 'ar-XB'];

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Only what the shipped faces carry. */
const SOFT = 'áƀçđéfğħíjķłmñóþqřšťúvŵxýžÁBÇĐÉFĞĦÍJĶŁMÑÓÞQŘŠŤÚVŴXÝŽ';
const ARABIC = 'ابجدهفغحيجكلمنوبقرستعوشخيزابجدهفغحيجكلمنوبقرستعوشخيز';

/** Accents, and every vowel twice: a third longer, as German is. */
function accent(text: string): string {
  return [...text.replaceAll(/[aeiouAEIOU]/g, '$&$&')].map((letter) => SOFT[PLAIN.indexOf(letter)] ?? letter).join('').replaceAll(/(\p{Lu})(\p{Lu})(?=\p{Ll})/gu, (_, a: string, b: string) => a + b.toLowerCase());
}

/** Arabic letters in place of Latin ones. */
function mirror(text: string): string {
  return [...text].map((letter) => ARABIC[PLAIN.indexOf(letter)] ?? ({ ',': '،', ';': '؛', '?': '؟' })[letter] ?? letter).join('');
}

export function pseudo(text: string, locale: PseudoLocale): string {
  return locale === 'en-XA' ? accent(text) : mirror(text);
}

/** A message with its words replaced and its placeholders and choices kept. */
export function pseudoMessage(message: string, locale: PseudoLocale): string {
  return print(new IntlMessageFormat(message, 'en').getAst(), locale);
}

interface Part {
  readonly type: number;
  readonly value: string;
  readonly options?: Readonly<Record<string, { readonly value: unknown }>>;
}

// Types of the parser: 0 words, 1 placeholder, 5 select, 6 plural, 7 the number of a plural.
function print(ast: unknown, locale: PseudoLocale): string {
  return (ast as readonly Part[]).map((part) => {
    if (part.type === 0) return pseudo(part.value, locale);
    if (part.type === 1) return `{${part.value}}`;
    if (part.type === 7) return '#';
    if (part.type !== 5 && part.type !== 6) throw new Error(`A message has a part of type ${part.type}.`);
    const options = Object.entries(part.options ?? {}).map(([key, option]) => `${key} {${print(option.value, locale)}}`);
    return `{${part.value}, ${part.type === 5 ? 'select' : 'plural'}, ${options.join(' ')}}`;
  }).join('');
}

function pseudoTree(tree: unknown, locale: PseudoLocale): unknown {
  if (typeof tree === 'string') return pseudoMessage(tree, locale);
  if (Array.isArray(tree)) return tree.map((item) => pseudoTree(item, locale));
  if (typeof tree === 'object' && tree !== null) return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, pseudoTree(value, locale)]));
  return tree;
}

/** Names that no language translates. */
const KEPT = ['brands'];

/** A project in a new folder: the shipped data, and the shipped brief in the pseudo-locales besides. The caller removes it. */
export async function writePseudoProject(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'briefwright-pseudo-'));
  await cp(join(ROOT, 'data'), join(folder, 'data'), { recursive: true, filter: (from) => !/\bdata\/(snapshots|private)\b/.test(from) });
  await mkdir(join(folder, 'templates/messages'), { recursive: true });
  const english = parse(await readFile(join(ROOT, 'templates/messages/en.yaml'), 'utf8')) as Record<string, unknown>;
  const brief = parseDocument(await readFile(join(ROOT, 'data/briefs/open-models.yaml'), 'utf8'));
  for (const locale of PSEUDO_LOCALES) {
    const words = Object.fromEntries(Object.entries(english).map(([key, value]) => [key, KEPT.includes(key) ? value : pseudoTree(value, locale)]));
    await writeFile(join(folder, `templates/messages/${locale}.yaml`), stringify(words));
    brief.addIn(['locales'], locale);
    brief.setIn(['translations', locale], { title: pseudo('Open Models Monthly', locale), question: pseudo(String(brief.get('question')), locale) });
  }
  // Longer words are allowed longer editions.
  brief.setIn(['pages', 'max'], 18);
  await writeFile(join(folder, 'data/briefs/open-models.yaml'), brief.toString());
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
