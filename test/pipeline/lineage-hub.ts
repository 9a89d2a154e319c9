// A small Hub that one can list, ask and dump: made models of one seed, and a server that speaks the Hub's wire. Must not count.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { random } from '../support/observations.ts';
import { sendJson, type Handler } from '../sources/support/server.ts';

export type Item = Readonly<Record<string, unknown>> & { readonly _id: string; readonly id: string; readonly createdAt: string };

const OWNERS = ['Qwen', 'deepseek-ai', 'THUDM', 'zai-org', 'meta-llama', 'mistralai', 'upstage', 'unsloth', 'ann', 'bob', 'carol', 'dave'];
const PAGE = 9;

export interface Hub {
  /** Old name → present name. */
  readonly moved: ReadonlyMap<string, string>;
  /** Every model with every field, as a dump has it. */
  readonly items: readonly Item[];
  readonly handler: Handler;
}

/** `count` models of `seed`: rings, gaps, wrong case, renamed and gated bases, merges, tags alone; some made in November 2025. */
export function makeHub(seed: number, count: number): Hub {
  const next = random(seed);
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const names = Array.from({ length: count }, (_, i) => `${pick(OWNERS)}/m${i}`);
  const hubId = (i: number): string => `65${String(i).padStart(22, '0')}`;
  const moved = new Map<string, string>();
  const baseOf = (i: number): { readonly _id: string; readonly id: string } => {
    const j = next() < 0.8 ? Math.floor(next() * i) : Math.floor(next() * count);
    const [id, kind] = [names[j] ?? '', next()];
    if (kind < 0.06) return { _id: `gone${j % 3}`, id: `${pick(OWNERS)}/gone${j % 3}` };
    if (kind < 0.12) return { _id: hubId(j), id: id.toLowerCase() };
    if (kind >= 0.18) return { _id: hubId(j), id };
    moved.set(`old/m${j}`, id);
    return { _id: hubId(j), id: `old/m${j}` };
  };
  // A tag has no `_id`: a dump cannot know whom an old name in it means.
  const presentName = (base: { readonly id: string }): string => moved.get(base.id) ?? base.id;
  const items = names.map((id, i): Item => {
    const bases = i > 0 && next() < 0.75 ? Array.from({ length: next() < 0.8 ? 1 : 2 }, () => baseOf(i)) : [];
    const relation = bases.length > 1 ? 'merge' : pick(['finetune', 'quantized', 'adapter']);
    const tags = [...(next() < 0.4 ? ['gguf'] : ['safetensors']), `license:${pick(['apache-2.0', 'mit', 'llama3.1'])}`];
    const inTags = next() < 0.15 && bases.length > 0;
    const day = i < count / 3 ? `2025-0${1 + (i % 9)}-11` : i === count - 1 ? '2025-12-02' : `2025-11-${String(1 + (i % 30)).padStart(2, '0')}`;
    return {
      _id: hubId(i), id, author: id.split('/')[0], createdAt: `${day}T08:00:00.000Z`, downloads: Math.floor(next() * 30), downloadsAllTime: Math.floor(next() * 60),
      gated: next() < 0.1 ? 'manual' : false, tags: inTags ? [...tags, ...bases.map(presentName).flatMap((b) => [`base_model:${b}`, `base_model:${relation}:${b}`])] : tags,
      ...(next() < 0.1 ? {} : { pipeline_tag: pick(['text-generation', 'text-generation', 'image-text-to-text', 'text-to-image']) }),
      ...(bases.length > 0 && !inTags ? { baseModels: { relation, models: bases } } : {}), ...(next() < 0.6 ? { safetensors: { parameters: { BF16: 5e9 }, total: Math.floor(next() * 9e10) } } : {}),
    };
  });
  return { items, moved, handler: serve(items, moved) };
}

/** The list route by account and by task, the route of one model: only what `expand` names, pages by `Link`, 307 for an old or differently written name, 401 for none. */
export function serve(items: readonly Item[], moved: ReadonlyMap<string, string>): Handler {
  const byName = new Map(items.map((item) => [item.id.toLowerCase(), item]));
  return (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    const fields = ['_id', 'id', ...url.searchParams.getAll('expand')];
    const shown = (item: Item): object => Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)));
    const name = decodeURIComponent(url.pathname).replace(/^\/api\/models\/?/, '');
    if (name === '') return list(url, items, shown, response);
    const found = byName.get((moved.get(name.toLowerCase()) ?? name).toLowerCase());
    if (found === undefined) return void response.writeHead(401, { 'content-type': 'application/json; charset=utf-8', 'x-error-code': 'RepoNotFound' }).end('{"error":"Invalid username or password."}');
    if (found.id !== name) return void response.writeHead(307, { location: `/api/models/${found.id}${url.search}` }).end();
    sendJson(response, shown(found));
  };
}

function list(url: URL, items: readonly Item[], shown: (item: Item) => object, response: ServerResponse): void {
  const [author, task, from] = [url.searchParams.get('author'), url.searchParams.get('pipeline_tag'), Number(url.searchParams.get('cursor') ?? '0')];
  const found = items.filter((item) => (author === null ? item['pipeline_tag'] === task : item.id.split('/')[0] === author)).sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
  url.searchParams.set('cursor', String(from + PAGE));
  sendJson(response, found.slice(from, from + PAGE).map(shown), from + PAGE < found.length ? { link: `<${url.href}>; rel="next"` } : {});
}
