// Options that every command understands, and their form. Must not open what they name.
import { findNearest } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { isMonth } from '../period.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { textOf } from './command.ts';

export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  month: { type: 'string', value: 'YYYY-MM', help: 'the month that the figures describe (default: the newest with data)' },
  brief: { type: 'string', value: 'NAME', help: 'which of data/briefs (default: the only one)' },
  variant: { type: 'string', value: 'NAME', help: 'one of the brief\'s variants' },
  locale: { type: 'string', value: 'TAG', help: 'one of the brief\'s languages' },
  project: { type: 'string', value: 'DIR', help: 'folder with data/, templates/ and out/ (default: the current one)' },
  out: { type: 'string', value: 'DIR', help: 'where editions go (default: out/ of the project)' },
  templates: { type: 'string', value: 'DIR', help: 'templates that override the project\'s' },
  strict: { type: 'boolean', help: 'exit with 3 when data are missing' },
  offline: { type: 'boolean', help: 'ask no source' },
  json: { type: 'boolean', help: 'one JSON value on stdout' },
  quiet: { type: 'boolean', help: 'no progress' },
  debug: { type: 'boolean', help: 'show where a failure comes from' },
  help: { type: 'boolean', help: 'show help' },
  version: { type: 'boolean', help: 'show the version' },
};

const NAME = /^[a-z0-9]+([-_][a-z0-9]+)*$/;

/** What is wrong with the values of the common options. */
export function findBadValues(args: ParsedArgs): readonly Problem[] {
  const out: Problem[] = [];
  const bad = (option: string, hint: string): void => {
    out.push({ code: 'USAGE_BAD_VALUE', message: `--${option} cannot be "${textOf(args, option)}".`, hint });
  };
  const month = textOf(args, 'month');
  if (month !== undefined && !isMonth(month)) bad('month', 'Write a month as YYYY-MM: "2025-11".');
  for (const option of ['brief', 'variant']) {
    const name = textOf(args, option);
    if (name !== undefined && !NAME.test(name)) bad(option, 'Names have lower-case letters, digits and hyphens, and no dots.');
  }
  const locale = textOf(args, 'locale');
  if (locale !== undefined && !isLocale(locale)) bad('locale', 'Write a language tag: "en-GB", "de".');
  for (const option of ['project', 'out', 'templates']) {
    const path = textOf(args, option);
    if (path !== undefined && (path === '' || path.includes('\0'))) bad(option, 'Name a folder.');
  }
  return out;
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** `--auidance` → a problem that names the nearest option. */
export function unknownOption(rawName: string, known: readonly string[]): Problem {
  const near = rawName.startsWith('--') ? findNearest(rawName.slice(2), known) : undefined;
  const hint = near === undefined ? 'Run with --help to see the options.' : `Try "--${near}".`;
  return { code: 'USAGE_UNKNOWN_OPTION', message: `Unknown option "${rawName}".`, hint };
}
