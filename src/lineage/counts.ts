// A population → every count that the figures need, each with its denominator in words. Must not print or round.
import type { Month } from '../period.ts';
import { basesCounts } from './counts-bases.ts';
import type { CountOptions } from './count-options.ts';
import { irregularCounts } from './counts-irregular.ts';
import { describeFilter, toRows } from './observation-rows.ts';
import type { Count, ObservationRow } from './observation-rows.ts';
import type { Cell, Population } from './population.ts';
import type { LineageClass } from './lineage-class.ts';
import { PARTS, ROOT_BLOCS } from './state.ts';

/** Measures that list the largest or count oddities: last month's say little about this month's. */
export const UNSTEADY: readonly string[] = ['new-derivatives-bases', 'new-derivatives-direct-bases', 'unassigned-bases', 'unassigned-publishers', 'new-derivatives-irregularities', 'lineage-irregularities', 'hub-rows'];

/** All observation rows of a population. */
export function observationRows(population: Population, options: CountOptions): readonly ObservationRow[] {
  const add = makeAdder();
  const scope = describeFilter(options.filter, options.rules);
  for (const cell of population.cells) {
    const found = population.lineage.classes[cell.lineage];
    const lineage = found !== undefined && found.bases > 0 ? found : undefined;
    const month = population.months[cell.month - 1];
    if (month !== undefined) countNew(add, cell, lineage, month, scope, population, options);
    if (lineage !== undefined && options.stockMonth !== undefined) countStock(add, cell, lineage, scope, options.stockMonth, options);
  }
  const counts = [...add.counts(), ...basesCounts(population, options, scope), ...irregularCounts(population, options, scope)];
  return toRows(counts, options.reading);
}

type Adder = ReturnType<typeof makeAdder>;

/** Adds up by everything but the value. */
export function makeAdder(): { readonly add: (count: Count) => void; readonly counts: () => readonly Count[] } {
  const sums = new Map<string, Count>();
  return {
    add: (count) => {
      const key = `${count.measure}\n${count.entity}\n${count.country}\n${count.month}`;
      const so = sums.get(key);
      sums.set(key, so === undefined ? count : { ...so, value: so.value + count.value });
    },
    counts: () => [...sums.values()].map((c) => (c.measure.endsWith('-fractional') ? { ...c, value: c.value / PARTS } : c)),
  };
}

function countNew({ add }: Adder, cell: Cell, lineage: LineageClass | undefined, month: Month, scope: string, population: Population, { rules }: CountOptions): void {
  const publisher = population.publishers[cell.publisher];
  const models = { month, value: cell.models, unit: 'models', window: 'month' } as const;
  const all = { ...models, denominator: `new ${scope} on Hugging Face` };
  const licence = rules.licenceClasses[cell.licence]?.name ?? 'not stated';
  add({ ...all, measure: 'new-models', entity: lineage === undefined ? 'without a declared base' : 'with a declared base', country: 'world' });
  add({ ...all, measure: 'new-models-publisher', entity: publisherName(publisher?.kind), country: publisher?.bloc ?? 'unassigned' });
  add({ ...all, measure: 'new-models-licence-publisher', entity: licence, country: publisher?.bloc ?? 'unassigned' });
  if (lineage === undefined) return;
  const one = { ...models, denominator: `new derivatives on Hugging Face: ${scope} with a declared base` };
  add({ ...one, measure: 'new-derivatives-root-bloc', entity: 'derivatives', country: lineage.bloc });
  add({ ...one, measure: 'new-derivatives-root-country', entity: 'derivatives', country: lineage.country });
  for (const [b, bloc] of ROOT_BLOCS.entries()) {
    const parts = lineage.fractions[b] ?? 0;
    if (parts > 0) add({ ...one, value: parts * cell.models, measure: 'new-derivatives-root-bloc-fractional', entity: 'derivatives', country: bloc, note: 'a derivative of several bases is divided equally among them' });
  }
  add({ ...one, measure: 'new-derivatives-root-family', ...familyOf(lineage) });
  add({ ...one, measure: 'new-derivatives-publisher-bloc', entity: publisherName(publisher?.kind), country: publisher?.bloc ?? 'unassigned' });
  add({ ...one, measure: 'new-derivatives-publisher-root', entity: `publisher ${publisher?.bloc ?? 'unassigned'}`, country: lineage.bloc });
  add({ ...one, measure: 'new-derivatives-relation', entity: lineage.relation, country: 'world' });
  add({ ...one, measure: 'new-derivatives-depth', entity: lineage.depth >= 5 ? '5 or more steps' : lineage.depth === 1 ? '1 step' : `${lineage.depth} steps`, country: 'world' });
  add({ ...one, measure: 'new-derivatives-mixing', entity: mixing(lineage), country: 'world' });
  add({ ...one, measure: 'new-derivatives-licence-root', entity: licence, country: lineage.bloc });
  add({ ...one, measure: 'new-derivatives-size', entity: rules.sizeClasses[cell.size]?.name ?? 'not stated', country: lineage.bloc });
}

function countStock({ add }: Adder, cell: Cell, lineage: LineageClass, scope: string, month: Month, { reading }: CountOptions): void {
  const note = `as of ${reading.asOf}`;
  const one = { month, value: cell.models, unit: 'models', window: 'stock', denominator: `derivatives on Hugging Face: ${scope} with a declared base`, note } as const;
  add({ ...one, measure: 'derivatives-stock-root-bloc', entity: 'derivatives', country: lineage.bloc });
  add({ ...one, measure: 'derivatives-stock-root-family', ...familyOf(lineage) });
  if (cell.format === 0) return;
  const build = { ...one, denominator: `quantised builds on Hugging Face: ${scope} with a declared base` };
  const kind = cell.format === 1 ? 'gguf' : 'quantised';
  add({ ...build, measure: `local-builds-${kind}`, ...familyOf(lineage) });
  add({ ...build, measure: `local-builds-${kind}-downloads`, ...familyOf(lineage), value: cell.downloads, unit: 'downloads', window: 'last 30 days' });
}

/** Row names of the families; bases without a named family are told apart by bloc. */
function familyOf(lineage: LineageClass): { readonly entity: string; readonly country: string } {
  if (lineage.family === undefined) return { entity: 'several families', country: lineage.bloc };
  return lineage.family === '' ? { entity: 'other bases', country: lineage.bloc } : { entity: lineage.family, country: lineage.bloc };
}

function mixing(lineage: LineageClass): string {
  if (lineage.bases === 1) return lineage.bloc === 'mixed' ? 'one base, itself mixed' : 'one base';
  if (lineage.bloc === 'mixed') return 'several bases, several blocs';
  return lineage.family === undefined || lineage.family === '' ? 'several bases, one bloc or unassigned' : 'several bases, one family';
}

function publisherName(kind: string | undefined): string {
  if (kind === 'organisation') return 'organisations';
  return kind === 're-uploader' ? 're-uploaders and quantisers' : kind === 'individual' ? 'individuals in the registry' : 'accounts without a known country';
}
