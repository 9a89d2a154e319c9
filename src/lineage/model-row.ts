// One model as the Hub lists it: an item of the API or a line of a dump, with what lineage needs. Must not judge it.

export type Relation = 'finetune' | 'adapter' | 'quantized' | 'merge';
export const RELATIONS: readonly Relation[] = ['finetune', 'adapter', 'quantized', 'merge'];

/** Checked shape; what the Hub left out or wrote in another type is absent. */
export interface ModelRow {
  readonly id: string;
  /** `_id`: stable across renames. */
  readonly hubId?: string;
  readonly baseModels?: { readonly relation: string; readonly models: readonly { readonly id: string; readonly hubId?: string }[] };
  /** `base_model` of the card, one name or several. */
  readonly cardBases: readonly string[];
  readonly cardRelation: string;
  readonly tags: readonly string[];
  /** `YYYY-MM`, or empty. */
  readonly createdMonth: string;
  /** Of the last 30 days. */
  readonly downloads: number;
  /** Since the beginning; the last 30 days where the source gives no more. */
  readonly downloadsEver: number;
  readonly pipelineTag: string;
  /** Parameters according to the weights, 0 when unknown. */
  readonly parameters: number;
  readonly gated: boolean;
}

/** `item` as a row, or undefined when it has no usable id. Never throws: one bad item is counted, not fatal. */
export function maybeModelRow(item: unknown): ModelRow | undefined {
  if (!isRecord(item)) return undefined;
  const id = text(item['id']) || text(item['modelId']);
  if (id === '') return undefined;
  const card = isRecord(item['cardData']) ? item['cardData'] : {};
  const hubId = text(item['_id']);
  const baseModels = maybeBaseModels(item['baseModels']);
  const downloads = count(item['downloads']);
  const parameters = isRecord(item['safetensors']) ? count(item['safetensors']['total']) : 0;
  return {
    id, ...(hubId === '' ? {} : { hubId }), ...(baseModels === undefined ? {} : { baseModels }),
    cardBases: strings(card['base_model']), cardRelation: text(card['base_model_relation']), tags: strings(item['tags']),
    createdMonth: monthOf(text(item['createdAt'])), downloads, downloadsEver: 'downloadsAllTime' in item && item['downloadsAllTime'] !== null ? count(item['downloadsAllTime']) : downloads,
    pipelineTag: text(item['pipeline_tag']), parameters, gated: item['gated'] === 'auto' || item['gated'] === 'manual' || item['gated'] === true,
  };
}

function maybeBaseModels(value: unknown): ModelRow['baseModels'] | undefined {
  if (!isRecord(value) || !Array.isArray(value['models'])) return undefined;
  const models = value['models'].flatMap((m: unknown) => {
    if (!isRecord(m) || text(m['id']) === '') return [];
    const hubId = text(m['_id']);
    return [{ id: text(m['id']), ...(hubId === '' ? {} : { hubId }) }];
  });
  return models.length === 0 ? undefined : { relation: text(value['relation']), models };
}

function monthOf(text: string): string {
  return /^\d{4}-(0[1-9]|1[0-2])-/.test(text) ? text.slice(0, 7) : '';
}

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((x): x is string => typeof x === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
