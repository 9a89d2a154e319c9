// What a translator has to fill: the messages of one language held against those of another. Must not read files.
import { BriefwrightError } from '../errors.ts';
import type { MessageFile, Messages } from './messages.ts';

export interface TranslationGap {
  readonly key: string;
  /** `missing` in the translation; `extra`: only there; `arguments`: it fills in other values; `syntax`: it is no message. */
  readonly kind: 'missing' | 'extra' | 'arguments' | 'syntax';
  /** The original's words, or the translation's for `extra`. */
  readonly text: string;
  readonly originalArguments: readonly string[];
  readonly arguments: readonly string[];
}

/** Words of data that only a translation has. */
const TRANSLATED_DATA = /^register\./;

/** In the order of the original, extra ones last. `translated`: undefined where there is no file of the language. */
export function findTranslationGaps(original: LanguageWords, translated: LanguageWords | undefined): TranslationGap[] {
  const [from, to] = [textsOf(original.files), textsOf(translated?.files ?? [])];
  const gaps = [...from].flatMap(([key, text]): TranslationGap[] => {
    const originalArguments = original.messages.argumentsOf(key).toSorted();
    const base = { key, text, originalArguments };
    if (translated === undefined || !to.has(key)) return [{ ...base, kind: 'missing', arguments: [] }];
    const found = maybeArguments(translated.messages, key);
    if (found === undefined) return [{ ...base, kind: 'syntax', arguments: [] }];
    return found.join() === originalArguments.join() ? [] : [{ ...base, kind: 'arguments', arguments: found }];
  });
  const extra = [...to].filter(([key]) => !from.has(key) && !TRANSLATED_DATA.test(key)).map(([key, text]): TranslationGap => ({ key, kind: 'extra', text, originalArguments: [], arguments: [] }));
  return [...gaps, ...extra];
}

export interface LanguageWords {
  readonly messages: Messages;
  readonly files: readonly MessageFile[];
}

function maybeArguments(messages: Messages, key: string): string[] | undefined {
  try {
    return messages.argumentsOf(key).toSorted();
  } catch (error) {
    if (error instanceof BriefwrightError) return undefined;
    throw error;
  }
}

/** Every message by its key; the first file that has one wins. */
function textsOf(files: readonly MessageFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    else if (!texts.has(path.join('.'))) texts.set(path.join('.'), String(value ?? ''));
  };
  for (const file of files) visit(file.tree, []);
  return texts;
}
