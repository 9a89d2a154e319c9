// A small world for lineage: a registry, rules, and rows in a line or two each. Must not read files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countHubRows } from '../../src/lineage/hub-route.ts';
import { observationRows } from '../../src/lineage/counts.ts';
import type { ObservationRow } from '../../src/lineage/observation-rows.ts';
import { maybeModelRow } from '../../src/lineage/model-row.ts';
import type { ModelRow } from '../../src/lineage/model-row.ts';
import { originsOf } from '../../src/lineage/origin.ts';
import type { Origins } from '../../src/lineage/origin.ts';
import type { LineageFilter, Population } from '../../src/lineage/population.ts';
import { parseLineageRules } from '../../src/lineage/rules.ts';
import type { Organisation } from '../../src/observations/observation.ts';

export const rules = parseLineageRules(readFileSync(join(import.meta.dirname, '../../data/registry/lineage.yaml'), 'utf8'), 'lineage.yaml');
export const EVERYTHING: LineageFilter = { languageOnly: false, popularOnly: false, nameRules: false };

const organisation = (namespace: string, country: string, note = '', name = namespace): Organisation => ({ namespace, name, country, evidence: 'cited', sourceUrl: '', note });
export const ORGANISATIONS: readonly Organisation[] = [
  organisation('Qwen', 'CN'), organisation('deepseek-ai', 'CN'), organisation('zai-org', 'CN'), organisation('THUDM', 'CN', 'legacy; same as zai-org'), organisation('sensetime', 'HK'),
  organisation('meta-llama', 'US'), organisation('google', 'US'), organisation('google-bert', 'US'), organisation('nvidia', 'US'), organisation('mistralai', 'FR'), organisation('black-forest-labs', 'DE'),
  organisation('upstage', 'KR'), organisation('sakana', 'JP'), organisation('EleutherAI', 'ZZ', 'international'), organisation('unsloth', 'ZZ', 'Decision: ZZ as a re-uploader'),
  organisation('TheBloke', 'ZZ', 'account of one person; re-uploader', 'individual re-quantiser'), organisation('mlabonne', 'ZZ', 'account of one person', 'individual (Maxime)'),
  organisation('ring-a', 'US', 'same as ring-b'), organisation('ring-b', 'US', 'same as ring-a'),
];
export const COUNTRIES = new Map(Object.entries({ CN: 'china', HK: 'china', US: 'united-states', FR: 'europe', DE: 'europe', KR: 'other', JP: 'other', ZZ: 'unassigned' } as const).map(([code, bloc]) => [code, { bloc }]));
export const FAMILIES = [
  { name: 'Qwen', organisation: 'Alibaba', country: 'CN', match: ['hub:Qwen/*'], note: '' },
  { name: 'GLM', organisation: 'Z.ai', country: 'CN', match: ['hub:zai-org/*', 'hub:THUDM/*'], note: '' },
  { name: 'Llama', organisation: 'Meta', country: 'US', match: ['hub:meta-llama/*'], note: '' },
  { name: 'Gemma', organisation: 'Google', country: 'US', match: ['hub:google/gemma*', 'hub:google/*gemma*'], note: '' },
  { name: 'Mistral', organisation: 'Mistral', country: 'FR', match: ['hub:mistralai/*'], note: '' },
];
export const origins: Origins = originsOf({ organisations: ORGANISATIONS, families: FAMILIES, countries: COUNTRIES });

export const MONTH = '2026-01';

/** An item as the API gives it. `bases` go into `baseModels`, as the Hub would have it; `new` are created in MONTH. */
export function item(id: string, bases: readonly (string | { id: string; _id: string })[] = [], more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const models = bases.map((b) => (typeof b === 'string' ? { id: b } : b));
  return {
    id, createdAt: '2025-01-01T00:00:00.000Z', downloads: 10, downloadsAllTime: 100, pipeline_tag: 'text-generation', tags: [],
    ...(models.length === 0 ? {} : { baseModels: { relation: models.length > 1 ? 'merge' : 'finetune', models } }), ...more,
  };
}

export function rowsOf(items: readonly unknown[]): readonly ModelRow[] {
  return items.flatMap((i) => maybeModelRow(i) ?? []);
}

export const reading = { tracker: 'hub', asOf: '2026-10-01', source: 'huggingface', locator: 'api/models' } as const;

export function observe(population: Population, filter: LineageFilter = EVERYTHING, months: readonly string[] = [MONTH]): readonly ObservationRow[] {
  return observationRows(population, { origins, rules, filter, stockMonth: months[0] ?? MONTH, reading });
}

export function countItems(items: readonly unknown[], filter: LineageFilter = EVERYTHING, months: readonly string[] = [MONTH], use: Origins = origins): Population {
  const rows = rowsOf(items);
  return countHubRows({ rows, unreadable: items.length - rows.length }, { origins: use, rules, filter, months });
}

/** Values of a measure by `entity country`. */
export function valuesOf(rows: readonly ObservationRow[], measure: string, by: 'entity' | 'country' | 'both' = 'both'): Readonly<Record<string, number>> {
  const out: Record<string, number> = {};
  for (const row of rows) {
    if (row['series'] !== `${measure}.hub`) continue;
    const key = by === 'both' ? `${row['entity'] ?? ''} ${row['country'] ?? ''}` : row[by] ?? '';
    out[key] = (out[key] ?? 0) + Number(row['value']);
  }
  return out;
}

export function ndjson(items: readonly unknown[]): string {
  return items.map((i) => `${JSON.stringify(i)}\n`).join('');
}
