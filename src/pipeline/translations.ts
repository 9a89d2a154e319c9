// The languages of a brief and what each still lacks. Must not translate.
import { readBrief } from '../config/brief.ts';
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
  const original = await readMessages(project, config.locale);
  const wanted = locale === undefined ? config.locales.filter((tag) => tag !== config.locale) : [locale];
  return Promise.all(wanted.map(async (tag) => {
    const translated = await readMessages(project, tag).catch((error: unknown) => {
      if (error instanceof BriefwrightError && error.problems.every((p) => p.code === 'LOCALE_UNKNOWN')) return undefined;
      throw error;
    });
    return { locale: tag, gaps: findTranslationGaps(original, translated) };
  }));
}
