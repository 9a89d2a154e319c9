// Words that come from the tables stay in the language of the tables and say so. Must not translate.
import type { LinkRun, Run } from './briefing.ts';

/** The tables, the registry of sources and their titles are written in English. */
const DATA_LANGUAGE = 'en';

/** The language to mark words of the tables with; undefined where the edition speaks it itself. */
export function maybeDataLanguage(locale: string): string | undefined {
  return new Intl.Locale(locale).language === DATA_LANGUAGE ? undefined : DATA_LANGUAGE;
}

export function inDataLanguage(text: string, locale: string): Run {
  const lang = maybeDataLanguage(locale);
  return lang === undefined || text === '' ? text : { text, lang };
}

/** A source's title, linked. */
export function titleLink(source: { readonly title: string; readonly url: string }, locale: string): LinkRun {
  const lang = maybeDataLanguage(locale);
  return { text: source.title, href: source.url, ...(lang === undefined ? {} : { lang }) };
}
