// Docker Hub, namespace `ai/`: pulls of the models that Docker packages. A side signal of some fifty repositories.
// Wire facts: pages by `next` in the body, an address or null.
import { lastDayRead } from './days.ts';
import { originsOf } from './origins.ts';
import { parseJsonShape } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import { SourceFailure } from './source.ts';
import type { Capture, GatherContext, Parsed, Row, Source, SourceContext, SourceRegistry } from './source.ts';

const MOST_PAGES = 20;

function firstUrl(base: string): string {
  return `${base}/v2/repositories/ai/?page_size=100&page=1&ordering=-pull_count`;
}

export const dockerHub: Source = {
  id: 'docker-hub',
  publisher: 'Docker',
  title: 'Docker Hub, repositories of the namespace ai',
  url: 'https://hub.docker.com/u/ai',
  licence: 'not stated',
  attribution: '',
  counts: 'Pulls of each model that Docker packages, since it was packaged.',
  countsNot: 'Models that Docker does not package, other namespaces and channels. Build servers pull too; a pull of any tag counts.',
  base: 'https://hub.docker.com',
  figures: 'running',
  promises: { minRows: 10, growing: ['pulls-all-time-model.docker-hub'] },
  manners: { concurrency: 1, spacing: 1_000 },
  plan: ({ base }) => [{ what: 'repositories of ai/', requests: 1, url: firstUrl(base) }],
  gather,
  parse,
};

async function gather({ base, expect, fetch }: GatherContext): Promise<void> {
  expect(1);
  let url: string | undefined = firstUrl(base);
  for (let page = 1; url !== undefined; page++) {
    if (page > MOST_PAGES) throw new SourceFailure('SOURCE_LINK', `The namespace ai has more than ${MOST_PAGES} pages.`, 'The server repeats itself; try again later.');
    const capture: Capture = await fetch({ key: `repositories/${String(page).padStart(4, '0')}`, url, kind: 'json' });
    url = parseJsonShape(await capture.read(), capture.key, [])?.field('next').maybeText();
  }
}

async function parse(captures: readonly Capture[], { registry }: SourceContext): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const day = lastDayRead(captures);
  if (day === undefined) return { rows: [], shapes };
  const rows = new Map<string, Row>();
  for (const capture of captures) {
    const page = parseJsonShape(await capture.read(), capture.key, shapes);
    if (page === undefined) continue;
    const next = page.field('next');
    if (next.value !== null) next.text();
    for (const [i, item] of page.field('results').items().entries()) {
      const [name, pulls] = [item.field('name').text(), item.field('pull_count').count()];
      if (name === undefined || pulls === undefined || rows.has(name)) continue;
      rows.set(name, {
        series: 'pulls-all-time-model.docker-hub', entity: `ai/${name}`, country: countryOf(name, registry), period: day, asOf: day, value: pulls, unit: 'downloads',
        denominator: 'pulls of the models that Docker packages', window: 'since the model was packaged', evidence: 'primary', locator: `${capture.key} results[${i}].pull_count`, note: 'the family is told by the name of the repository',
      });
    }
  }
  if (rows.size === 0 && shapes.length === 0) shapes.push({ path: captures[0]?.key ?? 'repositories', expected: 'expected repositories', sample: '(none)' });
  return { rows: shapes.length > 0 ? [] : [...rows.values()], asOf: day, shapes };
}

/** Docker names no developer: the family whose name the repository begins with, the longest where there are several. */
function countryOf(name: string, registry: SourceRegistry): string {
  const { findFamily } = originsOf(registry);
  const starts = registry.families.filter((f) => name.toLowerCase().startsWith(f.name.toLowerCase()));
  const [longest] = starts.sort((a, b) => b.name.length - a.name.length);
  return longest?.country ?? findFamily('hub', `ai/${name}`)?.country ?? 'ZZ';
}
