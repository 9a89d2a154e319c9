// `briefwright publish`: the archive of all editions as a static site. Must not upload it.
import { resolve } from 'node:path';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';

export const name = 'publish';
export const summary = 'writes the archive of all editions as a static site';
export const help = `Usage: briefwright publish --to DIR [--base-url URL] [--brief NAME]

Writes every edition under out/ (no drafts), with its files as they were built, into a static
site: a page for each edition and for each figure through time, corrections and revisions, a
search that needs no server, an Atom feed. It works from a file and from any web host; addresses
stay the same from one time to the next. DIR is replaced whole; it must be new, empty or an
archive from before. --base-url (or "archive" under "email") makes the feed's links absolute.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  to: { type: 'string', value: 'DIR', help: 'where to write the site' },
  'base-url': { type: 'string', value: 'URL', help: 'where the site will be found' },
};
export const positionals = { min: 0, max: 0, label: 'options only' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const to = textOf(args, 'to');
  if (to === undefined) throw failure('USAGE_NO_TARGET', 'Say where the archive goes.', { hint: 'Add --to ../site.' });
  const base = textOf(args, 'base-url');
  if (base !== undefined && !/^https?:$/.test(URL.parse(base)?.protocol ?? '')) throw failure('USAGE_BAD_VALUE', `--base-url cannot be "${base}".`, { hint: 'Write --base-url https://example.org/open-models' });
  const project = await readProject(args, effects);
  const brief = textOf(args, 'brief');
  const { publishArchive } = await import('../pipeline/publication.ts');
  const result = await publishArchive({ project, target: resolve(effects.cwd, to), ...(brief === undefined ? {} : { brief }), ...(base === undefined ? {} : { base }) }, effects);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...result });
  else {
    if (!flagOf(args, 'quiet')) effects.stderr(`${result.editions} editions, ${result.files} files.\n`);
    effects.stdout(`${result.folder}\n`);
  }
  return 0;
}
