// Rows of the Hub's API → the population, all in memory: for the organisations and months that an API can list.
// Must not fetch; the census does the same for all models.
import type { Month } from '../period.ts';
import { encodeDeclaration } from './declaration.ts';
import type { ModelRow } from './model-row.ts';
import { placeReferences } from './nodes.ts';
import { namespaceOf } from './origin.ts';
import type { Origins } from './origin.ts';
import { largest, LISTED, publisherClasses } from './population.ts';
import type { Cell, Format, LineageFilter, MonthTotal, Population } from './population.ts';
import { collectReferences, wantedRows } from './references.ts';
import { resolveLineage } from './resolve.ts';
import type { Lineage } from './resolve.ts';
import { licenceClassOf, rejectPattern, sizeClassOf } from './rules.ts';
import type { LineageRules } from './rules.ts';

export interface PopulationOptions {
  readonly origins: Origins;
  readonly rules: LineageRules;
  readonly filter: LineageFilter;
  /** Months whose new models are told apart; all rows together are the stock. */
  readonly months: readonly Month[];
}

export interface HubRows {
  /** Those that count. */
  readonly rows: readonly ModelRow[];
  /** Rows of other listings, and bases that had to be asked for one by one: they only serve to follow chains. */
  readonly known?: readonly ModelRow[];
  readonly parents?: readonly ModelRow[];
  /** Lower-case names of bases beyond a cap; see `findUnreadParents`. */
  readonly unread?: ReadonlySet<string>;
  readonly unreadable?: number;
}

/** Pure. A row may come twice (the Hub's pages shift while they are read): one of them counts, and the repeat is counted. */
export function countHubRows(given: HubRows, options: PopulationOptions): Population {
  const { rows, moved } = withoutRepeats([...given.rows]);
  const all = [...rows, ...othersThan(rows, [...(given.known ?? []), ...(given.parents ?? [])])];
  const collector = collectReferences();
  const numbers = new Map<string, number>();
  const declared = all.map((row) => numberOf(encodeDeclaration(row), numbers, collector.add));
  const references = collector.done();
  const wanted = wantedRows(references.references, options.origins, options.rules);
  const inner = all.flatMap((row, i) => {
    const name = row.id.toLowerCase();
    if (!wanted.names.has(name) && !wanted.hubIds.has(row.hubId ?? '')) return [];
    return [{ name, shown: row.id, hubId: row.hubId ?? '', declaration: declared[i] ?? -1, gated: row.gated, named: true }];
  });
  const lineage = resolveLineage(references, placeReferences(references.references, inner, options.origins, options.rules, { unread: given.unread ?? new Set() }), options.origins);
  const tally = makeTally(lineage, options);
  for (const [i, row] of rows.entries()) tally.add(row, declared[i] ?? -1);
  return { ...tally.done(), rows: rows.length, repeatedRows: moved, unreadableRows: given.unreadable ?? 0, parents: { read: given.parents?.length ?? 0, left: given.unread?.size ?? 0 } };
}

function numberOf(line: string, numbers: Map<string, number>, add: (line: string) => number): number {
  if (line === '') return -1;
  const found = numbers.get(line);
  if (found !== undefined) return found;
  const number = add(line);
  numbers.set(line, number);
  return number;
}

/** Of rows with one `_id`, then of rows with one name, the one with most downloads, then the first by its text. */
function withoutRepeats(rows: readonly ModelRow[]): { readonly rows: readonly ModelRow[]; readonly moved: number } {
  const once = (list: readonly ModelRow[], keyOf: (row: ModelRow) => string): readonly ModelRow[] => {
    const kept = new Map<string, ModelRow>();
    for (const row of list) {
      const key = keyOf(row);
      const other = kept.get(key);
      if (other === undefined || isBefore(row, other)) kept.set(key, row);
    }
    return [...kept.values()];
  };
  const byId = once(rows, (row) => (row.hubId === undefined ? `name ${row.id.toLowerCase()}` : `id ${row.hubId}`));
  const kept = once(byId, (row) => row.id.toLowerCase());
  return { rows: kept, moved: rows.length - kept.length };
}

/** A model that counts is read as it counts, whatever another listing says of it. */
function othersThan(rows: readonly ModelRow[], others: readonly ModelRow[]): readonly ModelRow[] {
  const [names, ids] = [new Set(rows.map((row) => row.id.toLowerCase())), new Set(rows.flatMap((row) => row.hubId ?? []))];
  return withoutRepeats(others).rows.filter((row) => !names.has(row.id.toLowerCase()) && !ids.has(row.hubId ?? ''));
}

function isBefore(a: ModelRow, b: ModelRow): boolean {
  if (a.downloadsEver !== b.downloadsEver) return a.downloadsEver > b.downloadsEver;
  if (a.downloads !== b.downloads) return a.downloads > b.downloads;
  const [x, y] = [a, b].map((row) => `${row.id}\n${encodeDeclaration(row)}\n${row.createdMonth}`);
  return (x ?? '') < (y ?? '');
}

function makeTally(lineage: Lineage, { origins, rules, filter, months }: PopulationOptions): { readonly add: (row: ModelRow, declaration: number) => void; readonly done: () => Omit<Population, 'rows' | 'repeatedRows' | 'unreadableRows' | 'parents'> } {
  const { classes, placeOf } = publisherClasses(origins);
  const passes = makeFilter(rules, filter);
  const overrides = new Map([...lineage.overrides].map(([node, own]) => [lineage.nodes[node]?.name ?? '', own]));
  const cells = new Map<string, Cell>();
  const standing = new Map<string, { month: number; declaration: number; models: number }>();
  const unassigned = new Map<string, { month: number; namespace: string; models: number }>();
  const totals = new Map<number, MonthTotal>();
  let undatedRows = 0;
  return {
    add: (row, declaration) => {
      const month = months.indexOf(row.createdMonth) + 1;
      const passing = passes(row);
      if (row.createdMonth === '') undatedRows += 1;
      const total = totals.get(month) ?? { month, models: 0, withoutTask: 0, passing: 0 };
      totals.set(month, { month, models: total.models + 1, withoutTask: total.withoutTask + (row.pipelineTag === '' ? 1 : 0), passing: total.passing + (passing ? 1 : 0) });
      if (!passing) return;
      const own = overrides.get(row.id.toLowerCase()) ?? declaration;
      const publisher = placeOf.get(namespaceOf(row.id)) ?? 0;
      const cell = { month, publisher, lineage: own < 0 ? -1 : lineage.classOf[own] ?? -1, size: sizeClassOf(rules, row.parameters), licence: licenceClassOf(rules, licenceOf(row)), format: formatOf(row, rules) };
      const key = Object.values(cell).join(' ');
      const so = cells.get(key);
      cells.set(key, { ...cell, models: (so?.models ?? 0) + 1, downloads: (so?.downloads ?? 0) + row.downloads });
      if (month === 0) return;
      if (own >= 0) addTo(standing, `${month} ${own}`, { month, declaration: own, models: 1 });
      if (classes[publisher]?.bloc === 'unassigned') addTo(unassigned, `${month} ${namespaceOf(row.id)}`, { month, namespace: namespaceOf(row.id), models: 1 });
    },
    done: () => ({
      months, publishers: classes, lineage, cells: [...cells.values()], totals: [...totals.values()], standing: [...standing.values()], undatedRows,
      unassigned: months.flatMap((_, i) => largest([...unassigned.values()].filter((u) => u.month === i + 1), (u) => u.namespace, LISTED)),
    }),
  };
}

function addTo<T extends { models: number }>(map: Map<string, T>, key: string, one: T): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, one);
  else found.models += 1;
}

/** Whether a model counts under `filter`. */
export function makeFilter(rules: LineageRules, filter: LineageFilter): (row: ModelRow) => boolean {
  const rejected = new RegExp(rejectPattern(rules));
  const size = filter.sizeClass === undefined ? undefined : rules.sizeClasses.findIndex((c) => c.name === filter.sizeClass);
  return (row) =>
    (!filter.languageOnly || rules.languageTasks.includes(row.pipelineTag)) &&
    (!filter.popularOnly || row.downloadsEver > rules.minDownloads) &&
    (!filter.nameRules || !rejected.test(row.id.toLowerCase().slice(namespaceOf(row.id).length))) &&
    (size === undefined || sizeClassOf(rules, row.parameters) === size);
}

function licenceOf(row: ModelRow): string {
  return row.tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? '';
}

function formatOf(row: ModelRow, rules: LineageRules): Format {
  if (row.tags.some((tag) => rules.ggufTags.includes(tag))) return 1;
  return row.tags.some((tag) => rules.quantisedTags.includes(tag)) ? 2 : 0;
}
