// A brief in one of its variants and one of its languages. Must not know how either is rendered.
import { failure } from '../errors.ts';
import { canonical } from './brief-checks.ts';
import { FOCUS } from './focus.ts';
import type { BriefConfig, FigureConfig, FigureSpec, ItemConfig, SectionConfig, TranslationSpec, VariantSectionSpec, VariantSpec } from './brief-config.ts';
import { fillPages, itemOf, oneLine } from './brief.ts';
import { hintNames } from './names.ts';
import type { Path } from './schema.ts';

/** The brief with the variant's keys in place of its own. Throws USAGE_UNKNOWN_VARIANT. */
export function resolveVariant(config: BriefConfig, name: string | undefined): BriefConfig {
  if (name === undefined) return config;
  const index = config.variants.findIndex((v) => v.name === name);
  const variant = config.variants[index];
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
    pageGiven: config.pageGiven || variant.page !== undefined,
    length,
    pages: variant.pages === undefined && length === config.length ? config.pages : fillPages(variant.pages, length),
    theme: variant.theme ?? config.theme,
    ...(headlineFigure === undefined ? {} : { headlineFigure }),
    ...(variant.focus === undefined ? {} : { focus: FOCUS[variant.focus] }),
    sections: variant.sections === undefined ? config.sections : variant.sections.flatMap((entry, i) => sectionOf(config, entry, ['variants', index, 'sections', i])),
    figures: new Map([...config.figures].map(([id, figure]) => [id, figureOf(figure, variant.figures?.[id], ['variants', index, 'figures', id])])),
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

/** The brief's section, with or without a change, or one of the variant's own. */
function sectionOf(config: BriefConfig, entry: string | VariantSectionSpec, path: Path): readonly SectionConfig[] {
  const { id, items, without = [] }: VariantSectionSpec = typeof entry === 'string' ? { id: entry } : entry;
  const section = items === undefined ? config.sections.find((s) => s.id === id) : { id, items: items.map(itemOf), at: path };
  if (section === undefined) return [];
  const isLeftOut = ({ kind: _, ...rest }: ItemConfig): boolean => Object.values(rest).flat().some((name) => without.includes(String(name)));
  const order = section.items.flatMap((item, i) => (isLeftOut(item) ? [] : [i]));
  return order.length === 0 ? [] : [{ ...section, items: section.items.filter((_, i) => order.includes(i)), order }];
}

function figureOf(figure: FigureConfig, change: Partial<FigureSpec> | undefined, path: Path): FigureConfig {
  if (change === undefined) return figure;
  return { ...figure, ...change, params: { ...figure.params, ...change.params }, replaced: { path, keys: Object.keys(change) } };
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
