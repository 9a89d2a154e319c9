// What a model says that it was made from. Must not follow the line further: only the direct base is declared.
import type { Shape } from './shape.ts';

export type Relation = 'finetune' | 'adapter' | 'quantized' | 'merge' | 'not stated';

/** First parts of addresses of the Hub that lead to something else than a model. */
const NO_MODELS = ['datasets', 'spaces', 'papers', 'collections', 'docs', 'blog', 'api'];
const RELATIONS: readonly Relation[] = ['finetune', 'adapter', 'quantized', 'merge'];

/** A declaration as it was made. */
export interface Lineage {
  readonly relation: Relation;
  /** Repository ids `owner/name`, or `name` for the oldest ones; each once, in the order of the declaration. */
  readonly bases: readonly string[];
  /** Something was declared that names no repository: a path on a disk, a sentence. */
  readonly isUnreadable: boolean;
}

/**
 * The declared direct bases of a list item: `baseModels`, which the Hub makes of the card; without it the tags
 * `base_model:<relation>:<id>`; without them the card itself, a text or a list of them.
 */
export function lineageOf(item: Shape, tags: readonly string[]): Lineage {
  const structured = item.field('baseModels');
  if (!structured.isAbsent) {
    const bases = structured.field('models').items().map((model) => model.field('id').text() ?? '');
    return declared(bases, structured.field('relation').maybeText());
  }
  const tagged = tags.filter((tag) => tag.startsWith('base_model:')).map((tag) => tag.slice('base_model:'.length));
  if (tagged.length > 0) {
    const related = tagged.map((text) => text.split(':')).find(([relation]) => RELATIONS.some((r) => r === relation));
    return declared(tagged.map((text) => text.replace(/^(finetune|adapter|quantized|merge):/, '')), related?.[0]);
  }
  const card = item.field('cardData');
  if (card.isAbsent) return NONE;
  return declared(cardBases(card.field('base_model')), card.field('base_model_relation').maybeText());
}

const NONE: Lineage = { relation: 'not stated', bases: [], isUnreadable: false };

function cardBases(field: Shape): readonly string[] {
  if (Array.isArray(field.value)) return field.items().map((base) => base.text() ?? '');
  return [field.maybeText() ?? ''];
}

function declared(texts: readonly string[], relation: string | undefined): Lineage {
  const filled = texts.map((text) => text.trim()).filter((text) => text !== '');
  const ids = filled.map(maybeRepository);
  const bases = [...new Map(ids.filter((id) => id !== undefined).map((id) => [id.toLowerCase(), id])).values()];
  return { relation: RELATIONS.find((r) => r === relation) ?? 'not stated', bases, isUnreadable: ids.includes(undefined) };
}

/** `owner/name` of an id or of an address of the Hub, or undefined when the text names no repository. */
export function maybeRepository(text: string): string | undefined {
  const path = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/(?:models\/)?(.+)$/i.exec(text)?.[1];
  const [owner = '', name, ...rest] = (path ?? text).replace(/[?#].*$/, '').replace(/\/+$/, '').split('/');
  if (path === undefined ? rest.length > 0 : NO_MODELS.includes(owner)) return undefined;
  return [owner, name].every((part) => part === undefined || /^[A-Za-z0-9][\w.-]*$/.test(part)) ? [owner, name].filter((part) => part !== undefined).join('/') : undefined;
}
