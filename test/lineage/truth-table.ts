// Hand-made cases: a few models, one of them new, and where it stands. Must not compute an answer.
import { item, MONTH } from './support.ts';

export interface Case {
  readonly name: string;
  readonly items: readonly unknown[];
  /** `country family depth` and the roots by name, as printed; `nothing` for a model that is no derivative. */
  readonly stands: string;
  /** Irregularities that are not zero, over all rows. */
  readonly odd?: readonly string[];
}

const NEW = { createdAt: `${MONTH}-15T00:00:00.000Z` };
const [Q, L, M, G, K] = ['Qwen/Qwen3-8B', 'meta-llama/Llama-3.1-8B', 'mistralai/Mistral-7B', 'google/gemma-3-4b', 'upstage/solar-10b'];
const fresh = (bases: Parameters<typeof item>[1], more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => item('me/new', bases, { ...NEW, ...more });
const card = (base: unknown, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => item('me/new', [], { ...NEW, cardData: { base_model: base }, ...more });
const tagged = (...tags: string[]): Record<string, unknown> => item('me/new', [], { ...NEW, tags });
const GAP = 'stands on a missing root';
const CARD = 'declares bases in the card alone';
const TAGS = 'declares bases in tags alone';
const KNOWN_GAP = ['names a missing base of a known publisher', GAP];
const UNKNOWN_GAP = ['names a missing base of an unknown publisher', GAP];
const NOTHING = ['declares nothing that is a base', 'names something that is no repository'];

const simple: readonly Case[] = [
  { name: 'no base', items: [fresh([])], stands: 'nothing' },
  { name: 'one base of a registered organisation', items: [item(Q), fresh([Q])], stands: 'CN Qwen 1: Qwen/Qwen3-8B' },
  { name: 'a base of an organisation without a named family', items: [item('nvidia/x'), fresh(['nvidia/x'])], stands: 'US - 1: nvidia/x' },
  { name: 'a family that only some names of the account are of', items: [item('google/bert'), fresh(['google/bert'])], stands: 'US - 1: google/bert' },
  { name: 'the same account, a name of the family', items: [item(G), fresh([G])], stands: 'US Gemma 1: google/gemma-3-4b' },
  { name: 'a base of an account that nobody knows', items: [item('who/m'), fresh(['who/m'])], stands: 'ZZ - 1: who/m' },
  { name: 'a base of an individual in the registry', items: [item('mlabonne/m'), fresh(['mlabonne/m'])], stands: 'ZZ - 1: mlabonne/m' },
  { name: 'a base of an organisation whose country is unknown', items: [item('EleutherAI/p'), fresh(['EleutherAI/p'])], stands: 'ZZ - 1: EleutherAI/p' },
  { name: 'a re-upload that declares nothing is its uploader’s, who has no country', items: [item('unsloth/Llama-3'), fresh(['unsloth/Llama-3'])], stands: 'ZZ - 1: unsloth/Llama-3' },
  { name: 'a re-upload that declares its base leads to it', items: [item(L), item('unsloth/Llama-3', [L]), fresh(['unsloth/Llama-3'])], stands: 'US Llama 2: meta-llama/Llama-3.1-8B' },
  { name: 'Hong Kong is under China, and stays itself as a country', items: [item('sensetime/s'), fresh(['sensetime/s'])], stands: 'HK - 1: sensetime/s' },
  { name: 'a publisher is never given to its derivative’s root', items: [item(Q), item('meta-llama/on-qwen', [Q]), fresh(['meta-llama/on-qwen'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B' },
];

const chains: readonly Case[] = [
  { name: 'quantised of a fine-tune', items: [item(Q), item('a/ft', [Q]), fresh(['a/ft'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B' },
  { name: 'quantised of a fine-tune of a merge', items: [item(Q), item('Qwen/Q2'), item('a/merge', [Q, 'Qwen/Q2']), item('b/ft', ['a/merge']), fresh(['b/ft'])], stands: 'CN Qwen 3: Qwen/Q2, Qwen/Qwen3-8B' },
  { name: 'the longest way counts', items: [item(Q), item('a/ft', [Q]), fresh([Q, 'a/ft'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B' },
  { name: 'a diamond has one root', items: [item(Q), item('a/l', [Q]), item('a/r', [Q]), fresh(['a/l', 'a/r'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B' },
  { name: 'a chain through an account of another country', items: [item(Q), item('nvidia/ft', [Q]), item('mistralai/ft', ['nvidia/ft']), fresh(['mistralai/ft'])], stands: 'CN Qwen 3: Qwen/Qwen3-8B' },
  { name: 'a chain that an organisation makes on its own model', items: [item(Q), item('Qwen/Q-Instruct', [Q]), fresh(['Qwen/Q-Instruct'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B' },
];

const several: readonly Case[] = [
  { name: 'two bases of one country and family', items: [item(Q), item('Qwen/Q2'), fresh([Q, 'Qwen/Q2'])], stands: 'CN Qwen 1: Qwen/Q2, Qwen/Qwen3-8B' },
  { name: 'two bases of one country, two families', items: [item(L), item(G), fresh([L, G])], stands: 'US several 1: google/gemma-3-4b, meta-llama/Llama-3.1-8B' },
  { name: 'a family and none', items: [item(L), item('nvidia/x'), fresh([L, 'nvidia/x'])], stands: 'US several 1: meta-llama/Llama-3.1-8B, nvidia/x' },
  { name: 'two countries, two blocs', items: [item(Q), item(L), fresh([Q, L])], stands: 'mixed several 1: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B' },
  { name: 'two countries of one bloc count for the bloc', items: [item(M), item('black-forest-labs/F'), fresh([M, 'black-forest-labs/F'])], stands: 'europe several 1: black-forest-labs/F, mistralai/Mistral-7B' },
  { name: 'China and Hong Kong count for the bloc', items: [item(Q), item('sensetime/s'), fresh([Q, 'sensetime/s'])], stands: 'china several 1: Qwen/Qwen3-8B, sensetime/s' },
  { name: 'Korea and Japan are both other', items: [item(K), item('sakana/m'), fresh([K, 'sakana/m'])], stands: 'other - 1: sakana/m, upstage/solar-10b' },
  { name: 'three blocs', items: [item(Q), item(L), item(M), fresh([Q, L, M])], stands: 'mixed several 1: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B, mistralai/Mistral-7B' },
  { name: 'known and unknown stays open', items: [item(Q), item('who/m'), fresh([Q, 'who/m'])], stands: 'ZZ several 1: Qwen/Qwen3-8B, who/m', odd: ['stands on known and unknown roots'] },
  { name: 'two known blocs and an unknown are mixed whatever the unknown is', items: [item(Q), item(L), item('who/m'), fresh([Q, L, 'who/m'])], stands: 'mixed several 1: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B, who/m', odd: ['stands on known and unknown roots'] },
  { name: 'two unknown are unknown', items: [item('who/a'), item('who/b'), fresh(['who/a', 'who/b'])], stands: 'ZZ - 1: who/a, who/b' },
  { name: 'a fine-tune of a mixed merge is mixed', items: [item(Q), item(L), item('a/mix', [Q, L]), fresh(['a/mix'])], stands: 'mixed several 2: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B' },
  { name: 'a merge of two fine-tunes of one base', items: [item(L), item('a/x', [L]), item('b/y', [L]), fresh(['a/x', 'b/y'])], stands: 'US Llama 2: meta-llama/Llama-3.1-8B' },
  { name: 'the same base twice is one base', items: [item(Q), fresh([Q, Q])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base twice'] },
  { name: 'the same base twice in two cases', items: [item(Q), fresh([Q, 'qwen/qwen3-8b'])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base twice'] },
  { name: 'an adapter on three countries', items: [item(Q), item('black-forest-labs/F'), item(L), fresh([], { baseModels: { relation: 'adapter', models: [Q, 'black-forest-labs/F', L].map((id) => ({ id })) } })], stands: 'mixed several 1: Qwen/Qwen3-8B, black-forest-labs/F, meta-llama/Llama-3.1-8B' },
];

const rings: readonly Case[] = [
  { name: 'a model that names itself alone is a root', items: [fresh(['me/new'])], stands: 'nothing', odd: ['declares nothing that is a base', 'names itself as a base'] },
  { name: 'what stands on a self-reference stands on a root', items: [item('Qwen/s', ['Qwen/s']), fresh(['Qwen/s'])], stands: 'CN Qwen 1: Qwen/s', odd: ['declares nothing that is a base', 'names itself as a base'] },
  { name: 'itself and another: the other counts', items: [item(Q), fresh(['me/new', Q])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names itself as a base'] },
  { name: 'itself in another case', items: [item(Q), fresh(['ME/New', Q])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names itself as a base', 'names a base in the wrong case'] },
  { name: 'a ring of one publisher stands on itself', items: [item('meta-llama/a', ['meta-llama/b']), item('meta-llama/b', ['meta-llama/a']), fresh(['meta-llama/a'])], stands: 'US Llama 1: meta-llama/a, meta-llama/b', odd: ['is in a ring of bases', 'stands on a ring of bases'] },
  { name: 'a member of such a ring is one step away', items: [item('meta-llama/b', ['me/new']), fresh(['meta-llama/b'])], stands: 'ZZ several 1: me/new, meta-llama/b', odd: ['is in a ring of bases', 'stands on a ring of bases', 'stands on known and unknown roots'] },
  { name: 'a ring with a base outside stands on it', items: [item(Q), item('a/x', ['b/y', Q]), item('b/y', ['a/x']), fresh(['b/y'])], stands: 'CN Qwen 2: Qwen/Qwen3-8B', odd: ['is in a ring of bases', 'stands on a ring of bases'] },
  { name: 'a member of a ring with a base outside', items: [item(Q), item('b/y', ['me/new']), fresh(['b/y', Q])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['is in a ring of bases', 'stands on a ring of bases'] },
  { name: 'a ring of three countries is mixed', items: [item('Qwen/a', ['meta-llama/b']), item('meta-llama/b', ['mistralai/c']), item('mistralai/c', ['Qwen/a']), fresh(['Qwen/a'])], stands: 'mixed several 1: Qwen/a, meta-llama/b, mistralai/c', odd: ['is in a ring of bases', 'stands on a ring of bases'] },
  { name: 'a ring that stands on a ring', items: [item('Qwen/a', ['Qwen/b']), item('Qwen/b', ['Qwen/a']), item('x/a', ['x/b', 'Qwen/a']), item('x/b', ['x/a']), fresh(['x/b'])], stands: 'CN Qwen 2: Qwen/a, Qwen/b', odd: ['is in a ring of bases', 'stands on a ring of bases'] },
];

const gaps: readonly Case[] = [
  { name: 'a deleted base still says whose it was', items: [fresh(['Qwen/gone'])], stands: 'CN Qwen 1: Qwen/gone', odd: KNOWN_GAP },
  { name: 'a deleted base of nobody known', items: [fresh(['who/gone'])], stands: 'ZZ - 1: who/gone', odd: UNKNOWN_GAP },
  { name: 'a chain into a gap', items: [item('a/ft', ['meta-llama/gone']), fresh(['a/ft'])], stands: 'US Llama 2: meta-llama/gone', odd: KNOWN_GAP },
  { name: 'a deleted fine-tune of somebody hides what was below it', items: [item(Q), fresh(['who/deleted-ft'])], stands: 'ZZ - 1: who/deleted-ft', odd: UNKNOWN_GAP },
  { name: 'a deleted base in two cases is one', items: [item('a/x', ['Qwen/Gone']), fresh(['qwen/gone', 'Qwen/Gone'])], stands: 'CN Qwen 1: Qwen/Gone', odd: ['names a base twice', ...KNOWN_GAP] },
  { name: 'a gated base counts like any', items: [item(L, [], { gated: 'manual' }), fresh([L])], stands: 'US Llama 1: meta-llama/Llama-3.1-8B', odd: ['names a gated base'] },
  { name: 'a name without an owner that nobody has', items: [fresh(['llama'])], stands: 'ZZ - 1: llama', odd: UNKNOWN_GAP },
  { name: 'an owner’s name alone is not a model of theirs', items: [fresh(['Qwen'])], stands: 'ZZ - 1: Qwen', odd: UNKNOWN_GAP },
];

const names: readonly Case[] = [
  { name: 'wrong case', items: [item(Q), fresh(['qwen/qwen3-8B'])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base in the wrong case'] },
  { name: 'renamed: the `_id` leads to the new name', items: [item('Qwen/now', [], { _id: 'a1' }), fresh([{ id: 'someone/then', _id: 'a1' }])], stands: 'CN Qwen 1: Qwen/now', odd: ['names a base by an earlier name'] },
  { name: 'the `_id` wins over a name that somebody else took', items: [item('Qwen/now', [], { _id: 'a1' }), item('who/then', [], { _id: 'b2' }), fresh([{ id: 'who/then', _id: 'a1' }])], stands: 'CN Qwen 1: Qwen/now', odd: ['names a base by an earlier name'] },
  { name: 'an `_id` that no row has: the name counts', items: [item(Q, [], { _id: 'a1' }), fresh([{ id: Q, _id: 'zz' }])], stands: 'CN Qwen 1: Qwen/Qwen3-8B' },
  { name: 'no row has `_id`s, but another model declares the new name with it', items: [item(Q), item('a/x', [{ id: Q, _id: 'a1' }]), fresh([{ id: 'old/q', _id: 'a1' }])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base by an earlier name'] },
  { name: 'a renamed account', items: [item('zai-org/glm-4'), fresh(['THUDM/glm-4'])], stands: 'CN GLM 1: zai-org/glm-4', odd: ['names a base by an earlier name'] },
  { name: 'a renamed account whose old repository is still there', items: [item('zai-org/glm-4'), item('THUDM/glm-4'), fresh(['THUDM/glm-4'])], stands: 'CN GLM 1: THUDM/glm-4' },
  { name: 'a renamed account, and the model is gone', items: [fresh(['THUDM/gone'])], stands: 'CN GLM 1: zai-org/gone', odd: ['names a base by an earlier name', ...KNOWN_GAP] },
  { name: 'accounts renamed in a ring', items: [item('ring-a/m'), fresh(['ring-b/m'])], stands: 'US - 1: ring-a/m', odd: ['names a base by an earlier name'] },
  { name: 'a name from before names had owners', items: [item('google-bert/bert-base-uncased'), fresh(['bert-base-uncased'])], stands: 'US - 1: google-bert/bert-base-uncased', odd: ['names a base by an earlier name'] },
  { name: 'an old name whose new one is gone', items: [fresh(['bert-base-uncased'])], stands: 'US - 1: google-bert/bert-base-uncased', odd: ['names a base by an earlier name', ...KNOWN_GAP] },
  { name: 'an address', items: [item(Q), fresh(['https://huggingface.co/Qwen/Qwen3-8B'])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base by address or with decoration'] },
  { name: 'an address of a branch', items: [item(Q), card('https://huggingface.co/Qwen/Qwen3-8B/tree/main?x=1#y')], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base by address or with decoration', CARD] },
  { name: 'the short host without a scheme', items: [item(Q), card('hf.co/Qwen/Qwen3-8B:Q4_K_M')], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base by address or with decoration', CARD] },
  { name: 'a revision and quotes', items: [item(Q), card(' "Qwen/Qwen3-8B@main" ')], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names a base by address or with decoration', CARD] },
  { name: 'another site', items: [card('https://github.com/QwenLM/Qwen3')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a data set', items: [card('https://huggingface.co/datasets/Qwen/data')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a path', items: [card('/workspace/models/qwen')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a relative path', items: [card('./Qwen/Qwen3-8B')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a path of three parts', items: [card('models/qwen/final/x')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a placeholder', items: [card('None')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'an empty name', items: [card([''])], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'a sentence', items: [card('a fine-tune of Qwen')], stands: 'nothing', odd: [...NOTHING, CARD] },
  { name: 'nonsense beside a base: the base counts', items: [item(Q), card([Q, '/srv/x'])], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: ['names something that is no repository', CARD] },
];

const places: readonly Case[] = [
  { name: 'a card with one name', items: [item(Q), card(Q)], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: [CARD] },
  { name: 'a card with a list', items: [item(Q), item(L), card([Q, L])], stands: 'mixed several 1: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B', odd: [CARD] },
  { name: 'a card with an empty list', items: [card([])], stands: 'nothing' },
  { name: 'a card with a number', items: [card(7)], stands: 'nothing' },
  { name: 'tags with and without the relation are one base', items: [item(Q), tagged(`base_model:${Q}`, `base_model:quantized:${Q}`)], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: [TAGS, 'is said to be quantised and carries no such format'] },
  { name: 'tags of two bases', items: [item(Q), item(L), tagged(`base_model:${Q}`, `base_model:${L}`, `base_model:merge:${Q}`, `base_model:merge:${L}`)], stands: 'mixed several 1: Qwen/Qwen3-8B, meta-llama/Llama-3.1-8B', odd: [TAGS] },
  { name: 'what the Hub resolved goes before tags and card', items: [item(Q), item(L), fresh([Q], { tags: [`base_model:${L}`], cardData: { base_model: L } })], stands: 'CN Qwen 1: Qwen/Qwen3-8B' },
  { name: 'tags go before the card', items: [item(Q), item(L), card(L, { tags: [`base_model:${Q}`] })], stands: 'CN Qwen 1: Qwen/Qwen3-8B', odd: [TAGS] },
  { name: 'an empty tag', items: [tagged('base_model:')], stands: 'nothing', odd: [...NOTHING, TAGS] },
  { name: 'a relation that the Hub inferred wrongly does not move the origin', items: [item('google-bert/MiniLM'), fresh([], { baseModels: { relation: 'quantized', models: [{ id: 'google-bert/MiniLM' }] }, tags: ['onnx', 'safetensors'] })], stands: 'US - 1: google-bert/MiniLM', odd: ['is said to be quantised and carries no such format'] },
  { name: 'a quantised build that is one', items: [item(Q), fresh([], { baseModels: { relation: 'quantized', models: [{ id: Q }] }, tags: ['gguf'] })], stands: 'CN Qwen 1: Qwen/Qwen3-8B' },
  { name: 'a relation that nobody knows', items: [item(Q), fresh([], { baseModels: { relation: 'distilled', models: [{ id: Q }] } })], stands: 'CN Qwen 1: Qwen/Qwen3-8B' },
  { name: 'baseModels without models', items: [fresh([], { baseModels: { relation: 'finetune', models: [] } })], stands: 'nothing' },
  { name: 'baseModels null', items: [fresh([], { baseModels: null })], stands: 'nothing' },
];

export const CASES: readonly Case[] = [...simple, ...chains, ...several, ...rings, ...gaps, ...names, ...places];
