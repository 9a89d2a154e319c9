// What the archive's own search looks in. Must not need a server: index and engine are scripts beside the pages.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import MiniSearch from 'minisearch';
import { plain } from '../document/messages.ts';
import type { ArchivedEdition } from './collection.ts';
import { figurePath } from './pages.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly where: string;
}

/** Scripts by path; `search.js` is the page's own. */
export async function composeSearch(editions: readonly ArchivedEdition[]): Promise<ReadonlyMap<string, string>> {
  const index = new MiniSearch<Entry>({ fields: ['title', 'text', 'where'], storeFields: ['title', 'where'] });
  index.addAll([...new Map(editions.flatMap(entriesOf).map((entry) => [entry.id, entry])).values()]);
  // A script and not JSON: a page that was opened from a file may load the one and not the other.
  const data = JSON.stringify(index).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return new Map([
    ['minisearch.js', (await readFile(fileURLToPath(import.meta.resolve('minisearch').replace(/dist\/es\/index\.js$/, 'dist/umd/index.js')), 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')],
    ['search-index.js', `var archiveIndex = ${JSON.stringify(data)};\n`],
  ]);
}

function entriesOf({ name, briefing, figures }: ArchivedEdition): readonly Entry[] {
  const where = `${briefing.brief.title}, ${briefing.edition.monthLabel}`;
  const words = briefing.sections.flatMap((s) => [s.title, ...s.blocks.flatMap((b) => (b.kind === 'paragraph' ? [plain(b.text)] : b.kind === 'register' ? b.entries.map((e) => `${e.who} ${plain(e.text)}`) : []))]);
  return [
    { id: `${name}/index.html`, title: plain(briefing.headline), text: [plain(briefing.bottomLine), ...briefing.takeaways.map((t) => plain(t.text)), ...words].join(' '), where },
    ...figures.map((f) => ({ id: `${figurePath(briefing.brief.name, f.id)}#${name.replace('/', '-')}`, title: `${f.label}. ${plain(f.headline)}`, text: `${plain(f.subtitle)} ${f.alt}`, where })),
  ];
}
