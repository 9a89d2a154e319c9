// A brief in one of its variants and one of its languages. Must not know how either is rendered.
import { failure } from '../errors.ts';
import { canonical } from './brief-checks.ts';
import type { BriefConfig, SectionConfig } from './brief-config.ts';
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
    page: variant.page ?? config.page,
    length,
    pages: variant.pages === undefined && length === config.length ? config.pages : fillPages(variant.pages, length),
    theme: variant.theme ?? config.theme,
    ...(headlineFigure === undefined ? {} : { headlineFigure }),
    sections: variant.sections === undefined ? config.sections : variant.sections.flatMap((id) => sectionOf(config, id)),
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
