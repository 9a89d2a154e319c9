// All files of the archive by path. Must not write them, read the clock, or change what an edition says.
import { readFile } from 'node:fs/promises';
import type { Messages } from '../document/messages.ts';
import { failure } from '../errors.ts';
import { findTemplate } from '../project.ts';
import type { Project } from '../project.ts';
import type { ArchivedEdition } from './collection.ts';
import { composeFeed } from './feed.ts';
import type { Markup } from './markup.ts';
import { composePage } from './page.ts';
import { composeCorrections, composeEditionPage, composeFigurePage, composeIndex, figurePath, wordsOf } from './pages.ts';
import { composeSearch } from './search-index.ts';

/** By it a folder is known for an archive that may be rewritten. */
export const ARCHIVE_FILE = 'archive.json';

export interface SiteInput {
  readonly project: Project;
  /** Newest first; at least one. */
  readonly editions: readonly ArchivedEdition[];
  /** Of the archive's own pages. */
  readonly messages: Messages;
  readonly locale: string;
  /** Where it will be found, without a slash at its end. */
  readonly base?: string;
}

/** Same editions, same bytes. */
export async function composeSite({ project, editions, messages, locale, base }: SiteInput): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const say = wordsOf(messages);
  const principal = principalOf(editions);
  const newest = editions[0]?.briefing;
  const title = [...new Set(editions.map((e) => e.briefing.brief.title))].join(', ');
  const dir = newest?.edition.dir ?? 'ltr';
  const page = (path: string, name: string, main: Markup): [string, string] => [path, composePage({
    title: name === title ? title : `${name} · ${title}`, locale, dir, root: '../'.repeat(path.split('/').length - 1), home: title, search: say('search'), skip: say('skip'), main, footer: `${newest?.brief.publisher ?? ''} · ${newest?.brief.licence ?? ''}`,
  })];
  const files = new Map<string, Uint8Array | string>([
    page('index.html', title, composeIndex(editions, say)),
    page('corrections.html', say('corrections'), composeCorrections(editions, principal, say)),
    ['feed.xml', composeFeed(editions, title, base)],
    [ARCHIVE_FILE, `${JSON.stringify({ format: 1, editions: editions.map((e) => ({ name: e.name, brief: e.briefing.brief.name, month: e.briefing.edition.month, published: e.briefing.edition.published, changed: e.changed, figures: e.figures.map((f) => f.id) })) }, null, 1)}\n`],
    ...await composeSearch(principal),
  ]);
  for (const name of ['archive.css', 'search.js']) files.set(name, await readAsset(project, name));
  for (const edition of editions) {
    for (const [path, bytes] of edition.files) files.set(`${edition.name}/${path}`, bytes);
    files.set(...page(`${edition.name}/index.html`, `${edition.briefing.brief.title}, ${edition.briefing.edition.monthLabel}`, composeEditionPage(edition, say, base)));
  }
  for (const [brief, own] of Map.groupBy(principal, (e) => e.briefing.brief.name)) {
    for (const id of new Set(own.flatMap((e) => e.figures.map((f) => f.id)))) files.set(...page(figurePath(brief, id), id, composeFigurePage(id, own, say, base)));
  }
  return files;
}

/** One edition an issue where figures are listed through time: another paper or audience says the same again. The first by name, which has no variant and the default language. */
function principalOf(editions: readonly ArchivedEdition[]): readonly ArchivedEdition[] {
  return [...Map.groupBy(editions, ({ briefing }) => `${briefing.edition.month}/${briefing.brief.name}`).values()].flatMap((same) => same.slice(0, 1));
}

async function readAsset(project: Project, name: string): Promise<string> {
  const file = await findTemplate(project, `archive/${name}`);
  if (file === undefined) throw failure('TEMPLATE_MISSING', `There is no templates/archive/${name}.`);
  return readFile(file, 'utf8');
}
