// Pages of the Hub → models, each once. Must not count or add up.
import { lineageOf } from './huggingface-lineage.ts';
import type { Lineage } from './huggingface-lineage.ts';
import { parseJsonShape } from './shape.ts';
import type { Shape, ShapeProblem } from './shape.ts';
import type { Capture } from './source.ts';

/** One repository as the list route shows it. */
export interface HubModel {
  /** What stays when a repository is renamed: `_id`; the id in lower case where a dump has none. */
  readonly identity: string;
  /** `owner/name`; the oldest have only a name. */
  readonly id: string;
  /** Empty for the oldest. */
  readonly owner: string;
  readonly task: string;
  /** Of the last 30 days. */
  readonly downloads: number;
  readonly downloadsAllTime: number;
  /** First day known to the Hub; 2022-03-02 for all that are older. */
  readonly created: string;
  readonly licence: string;
  /** Number of parameters, or undefined. */
  readonly parameters: number | undefined;
  readonly lineage: Lineage;
  /** Key of the capture that it was read from. */
  readonly capture: string;
}

/** The models of `captures`, in their order, each `_id` once: the pages shift while they are read. */
export async function parseModels(captures: readonly Capture[], shapes: ShapeProblem[]): Promise<readonly HubModel[]> {
  const models = new Map<string, HubModel>();
  for (const capture of captures) {
    if (capture.status !== 200) continue;
    const page = parseJsonShape(await capture.read(), capture.key, shapes);
    for (const item of page?.items() ?? []) {
      const model = maybeModel(item, capture.key);
      if (model !== undefined && !models.has(model.identity)) models.set(model.identity, model);
    }
  }
  return [...models.values()];
}

/** One item of the list route, or of a dump in its shape, where `_id` may be absent. */
export function maybeModel(item: Shape, capture: string, isDump = false): HubModel | undefined {
  const id = item.field('id').text();
  const identity = isDump ? id?.toLowerCase() : item.field('_id').text();
  const [downloads, downloadsAllTime, created] = [item.field('downloads').count(), item.field('downloadsAllTime').count(), item.field('createdAt').day()];
  const tags = textsOf(item.field('tags'));
  if (id === undefined || identity === undefined || downloads === undefined || downloadsAllTime === undefined || created === undefined) return undefined;
  return {
    identity, id, owner: id.includes('/') ? (id.split('/')[0] ?? '') : '', task: item.field('pipeline_tag').maybeText() ?? '',
    downloads, downloadsAllTime, created, licence: licenceOf(tags), parameters: parametersOf(item), lineage: lineageOf(item, tags), capture,
  };
}

/** A list of texts, checked as a whole: a shape for each of fifteen tags of each model is slow. */
function textsOf(list: Shape): readonly string[] {
  const { value } = list;
  if (Array.isArray(value) && value.every((tag) => typeof tag === 'string')) return value;
  list.report('expected a list of texts');
  return [];
}

/** The declared licences, joined where there are several; empty when none is declared. */
function licenceOf(tags: readonly string[]): string {
  return tags.filter((tag) => tag.startsWith('license:')).map((tag) => tag.slice('license:'.length)).sort().join(' + ');
}

function parametersOf(item: Shape): number | undefined {
  const safetensors = item.field('safetensors');
  const total = safetensors.isAbsent ? undefined : safetensors.field('total').maybeCount();
  if (total !== undefined) return total;
  const gguf = item.field('gguf');
  return gguf.isAbsent ? undefined : gguf.field('total').maybeCount();
}
