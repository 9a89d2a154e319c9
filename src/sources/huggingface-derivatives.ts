// Language models created in a month, and which of them are made from others: by the declared direct base.
// Must not walk up the line: an answer about roots needs bases that were not read.
import { commonCountry } from './origins.ts';
import type { Origins } from './origins.ts';
import type { HubModel } from './huggingface-models.ts';
import type { Row } from './source.ts';

export interface MonthReading {
  /** `2025-11`, or the days of it that were over when it was read. */
  readonly period: string;
  readonly day: string;
  /** Created in the month, each once. */
  readonly models: readonly HubModel[];
  readonly origins: Origins;
}

const CREATED = 'language models created on Hugging Face in the period and still there on the day of reading';
const DERIVED = `${CREATED}, with a declared base`;

/**
 * `new-models-country.hub` by the publisher's country, `new-models-lineage.hub` by what is declared, and the derivatives
 * `new-derivatives-country.hub` (entity: relation; country: of the direct bases' publishers) and `new-derivatives-family.hub`.
 */
export function derivativeRows(reading: MonthReading): readonly Row[] {
  const { models, origins } = reading;
  const derived = models.filter((m) => m.lineage.bases.length > 0);
  const publisher = (m: HubModel): string => origins.findAccount(m.owner)?.country ?? 'ZZ';
  return [
    ...count('new-models-country.hub', CREATED, models, (m) => ['language models', publisher(m)], reading),
    ...count('new-models-lineage.hub', CREATED, models, (m) => [declarationOf(m), 'world'], reading),
    ...count('new-derivatives-country.hub', DERIVED, derived, (m) => [m.lineage.relation, baseCountry(m, origins)], reading),
    ...count('new-derivatives-family.hub', DERIVED, derived, (m) => baseFamily(m, origins), reading),
  ];
}

function declarationOf({ lineage }: HubModel): string {
  if (lineage.bases.length > 1) return 'several bases declared';
  if (lineage.bases.length === 1) return 'one base declared';
  return lineage.isUnreadable ? 'something declared that is no repository' : 'no base declared';
}

/** `mixed` for bases of several blocs; unassigned where a base, or a part of the declaration, cannot be placed. */
export function baseCountry({ lineage }: HubModel, origins: Origins): string {
  const countries = lineage.bases.map((base) => origins.findAccount(base)?.country ?? 'ZZ');
  return commonCountry(lineage.isUnreadable ? [...countries, 'ZZ'] : countries, origins.blocOf);
}

function baseFamily({ lineage }: HubModel, origins: Origins): readonly [string, string] {
  const families = new Map(lineage.bases.map((base) => origins.findFamily('hub', base)).map((f) => [f?.name, f]));
  if (families.size > 1) return ['several families', commonCountry([...families.values()].map((f) => f?.country ?? 'ZZ'), origins.blocOf)];
  const [family] = families.values();
  return family === undefined ? ['no listed family', 'ZZ'] : [family.name, family.country];
}

function count(series: string, denominator: string, models: readonly HubModel[], entityOf: (model: HubModel) => readonly [string, string], { period, day }: MonthReading): readonly Row[] {
  const groups = Map.groupBy(models, (m) => entityOf(m).join('\u0000'));
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, group]): Row => {
    const [entity = '', country = ''] = id.split('\u0000');
    const captures = [...new Set(group.map((m) => m.capture))].sort();
    return {
      series, entity, country, period, value: group.length, unit: 'models', denominator, window: 'created in the period', asOf: day, evidence: 'derived',
      locator: `${captures[0] ?? ''} count over ${captures.length} page${captures.length === 1 ? '' : 's'}`, note: 'bases as the publishers declare them; repositories deleted before the reading are not counted',
    };
  });
}
