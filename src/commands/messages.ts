// `briefwright messages`: what a translator has to fill. Must not write anything.
import type { Effects } from '../effects.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress } from './report.ts';

export const name = 'messages';
export const summary = 'lists what a translator has to fill';
export const help = `Usage: briefwright messages [brief] [options]

For each language of the brief (or the one of --locale, which need not be there yet):
messages that are missing, that the default language lacks, that fill in other values, or
that are no messages. The missing ones can be pasted into templates/messages/<language>.yaml
as they are printed: key and original. Exit status 3 under --strict when anything is open.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 0, max: 1, label: 'one brief' };

const SAYS = { missing: 'missing', extra: 'not in the default language', arguments: 'other values', syntax: 'is no message' } as const;

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const edition = await readEditionOptions(args, args.positionals[0], effects, createProgress(effects, true));
  const { findLanguageGaps } = await import('../pipeline/translations.ts');
  const languages = await findLanguageGaps(edition.project, edition.brief, textOf(args, 'locale'));
  const open = languages.reduce((sum, { gaps }) => sum + gaps.length, 0);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, languages });
  else {
    for (const { locale, gaps } of languages) {
      effects.stdout(`${locale}: ${gaps.length === 0 ? 'complete' : `${gaps.length} open`}\n`);
      for (const gap of gaps) {
        const values = gap.kind === 'arguments' ? ` (has ${gap.arguments.join(', ') || 'none'}; the original ${gap.originalArguments.join(', ') || 'none'})` : '';
        effects.stdout(`  ${SAYS[gap.kind]}${values}: ${gap.key}: ${JSON.stringify(gap.text)}\n`);
      }
    }
    if (languages.length === 0) effects.stderr('The brief has one language only; name another with --locale.\n');
  }
  return flagOf(args, 'strict') && open > 0 ? 3 : 0;
}
