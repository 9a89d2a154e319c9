// A brief in one of its variants and one of its languages. Must not know how either is rendered.
import { failure } from '../errors.ts';
import { canonical } from './brief-checks.ts';
import type { BriefConfig, SectionConfig, TranslationSpec, VariantSpec } from './brief-config.ts';
import { fillPages, oneLine } from './brief.ts';
import { hintNames } from './names.ts';

/** The brief with the variant's keys in place of its own. Throws USAGE_UNKNOWN_VARIANT. */
export function resolveVariant(config: BriefConfig, name: string | undefined): BriefConfig {
  if (name === undefined) return config;
  const variant = config.variants.find((v) => v.name === name);
  if (variant === undefined) {
    const known = config.variants.map((v) => v.name);
    throw failure('USAGE_UNKNOWN_VARIANT', `The brief "${config.name}" has no variant "${name}".`, { file: config.file, hint: hintNames('variants', name, known) });
  }
  const length = variant.length ?? config.length;
  const headlineFigure = variant.headline_figure ?? config.headlineFigure;
  return {
    ...config,
    variant: name,
    title: oneLine(variant.title ?? config.title),
    shortTitle: oneLine(variant.short_title ?? variant.title ?? config.shortTitle),
    question: oneLine(variant.question ?? config.question),
    translations: mergeTranslations(config, variant),
    page: variant.page ?? config.page,
    length,
    pages: variant.pages === undefined && length === config.length ? config.pages : fillPages(variant.pages, length),
    theme: variant.theme ?? config.theme,
    ...(headlineFigure === undefined ? {} : { headlineFigure }),
    sections: variant.sections === undefined ? config.sections : variant.sections.flatMap((id) => sectionOf(config, id)),
  };
}

/** Words that the variant replaces lose the brief's translation; its own take the place. */
function mergeTranslations(config: BriefConfig, variant: VariantSpec): BriefConfig['translations'] {
  const tags = new Set([...config.translations.keys(), ...Object.keys(variant.translations ?? {})]);
  return new Map([...tags].map((tag): [string, TranslationSpec] => {
    const { title, short_title, question, ...rest } = config.translations.get(tag) ?? {};
    const kept = {
      ...(title === undefined || variant.title !== undefined ? {} : { title }),
      ...(short_title === undefined || (variant.short_title ?? variant.title) !== undefined ? {} : { short_title }),
      ...(question === undefined || variant.question !== undefined ? {} : { question }),
    };
    return [tag, { ...rest, ...kept, ...variant.translations?.[tag] }];
  }));
}

/** The brief with its own words in the language of `locale`, where it has them. */
export function translateBrief(config: BriefConfig, locale: string): BriefConfig {
  const words = config.translations.get(locale) ?? config.translations.get(new Intl.Locale(locale).language);
  if (words === undefined) return config;
  return {
    ...config,
    title: oneLine(words.title ?? config.title),
    shortTitle: oneLine(words.short_title ?? words.title ?? config.shortTitle),
    question: oneLine(words.question ?? config.question),
    keywords: words.keywords?.map(oneLine) ?? config.keywords,
  };
}

function sectionOf(config: BriefConfig, id: string): readonly SectionConfig[] {
  return config.sections.filter((s) => s.id === id);
}

/** The language of an edition: `tag`, or the default. Throws USAGE_UNKNOWN_LOCALE when the brief is not published in it. */
export function resolveLocale(config: BriefConfig, tag: string | undefined): string {
  if (tag === undefined) return config.locale;
  const wanted = canonical(tag);
  if (wanted !== undefined && config.locales.includes(wanted)) return wanted;
  const hint = `${hintNames('locales', tag, config.locales)} Add it under "locales" and give it a file templates/messages/${wanted ?? tag}.yaml.`;
  throw failure('USAGE_UNKNOWN_LOCALE', `The brief "${config.name}" is not published in "${tag}".`, { file: config.file, hint });
}

/** `<brief>[.<variant>][.<locale>]`; the default locale is left out. */
export function editionName(config: BriefConfig, locale: string): string {
  return [config.name, config.variant, locale === config.locale ? '' : locale].filter((part) => part !== '').join('.');
}
