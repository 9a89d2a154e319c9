// The languages of a brief and what each still lacks. Must not translate.
import { readBrief } from '../config/brief.ts';
import { maybeFigureWords } from '../document/figure-words.ts';
import { readMessages } from '../document/read-messages.ts';
import { findTranslationGaps, type TranslationGap } from '../document/translation.ts';
import { BriefwrightError } from '../errors.ts';
import type { Project } from '../project.ts';

export interface LanguageGaps {
  readonly locale: string;
  readonly gaps: readonly TranslationGap[];
}

/** One entry per language besides the default one: `locale`, or all that the brief names. */
export async function findLanguageGaps(project: Project, brief: string, locale?: string): Promise<readonly LanguageGaps[]> {
  const config = await readBrief(project, brief);
  // Words that stand in the brief itself are to be translated like the others.
  const own = maybeFigureWords(config, config.locale);
  const read = await readMessages(project, config.locale, own);
  const original = { messages: read.messages, files: own === undefined ? read.files : [...read.files, own] };
  const wanted = locale === undefined ? config.locales.filter((tag) => tag !== config.locale) : [locale];
  return Promise.all(wanted.map(async (tag) => {
    const translated = await readMessages(project, tag).catch((error: unknown) => {
      if (error instanceof BriefwrightError && error.problems.every((p) => p.code === 'LOCALE_UNKNOWN')) return undefined;
      throw error;
    });
    return { locale: tag, gaps: findTranslationGaps(original, translated) };
  }));
}
