// The same Hub by its API and as a dump: the same observations of the month, asked of a real server and read from a real file.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { maybeRevision, readSnapshot } from '../../src/history/snapshot.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { collectMonth, type CollectResult } from '../../src/pipeline/collection.ts';
import { planCollection } from '../../src/pipeline/collection-plan.ts';
import { replaySnapshot } from '../../src/pipeline/collection-replay.ts';
import type { Project } from '../../src/project.ts';
import { createProject, createWorld, MONTH, NOW, QUICK } from '../sources/support/project.ts';
import { startServer } from '../sources/support/server.ts';
import { ROOT } from '../support/edition.ts';
import { makeHub, serve, type Hub, type Item } from './lineage-hub.ts';

const ORGANISATIONS = ['Qwen,Alibaba,CN', 'deepseek-ai,DeepSeek,CN', 'zai-org,Z.ai,CN', 'meta-llama,Meta,US', 'mistralai,Mistral,FR', 'upstage,Upstage,KR'].map((line) => `${line},public file,,`);
const RENAMED = 'THUDM,Z.ai,CN,public file,,same as zai-org';
const UPLOADER = 'unsloth,Unsloth AI,ZZ,unverified,,re-uploader';

/** With the rules of the repository; `change` bends them. */
async function projectOf(change: (rules: string) => string = (t) => t): Promise<Project> {
  const at = await createProject();
  const registry = join(at.root, 'data/registry');
  writeFileSync(join(registry, 'organisations.csv'), ['namespace,organisation,country,evidence,source_url,note', ...ORGANISATIONS, RENAMED, UPLOADER, ''].join('\n'));
  writeFileSync(join(registry, 'families.csv'), 'family,organisation,country,match,note\nQwen,Alibaba,CN,hub:Qwen/*,\nLlama,Meta,US,hub:meta-llama/*,\n');
  copyFileSync(join(ROOT, 'data/registry/lineage.yaml'), join(registry, 'lineage.yaml'));
  writeFileSync(join(registry, 'lineage.yaml'), change(readFileSync(join(registry, 'lineage.yaml'), 'utf8')));
  return at;
}

interface Collected {
  readonly observations: readonly Observation[];
  readonly asked: readonly string[];
  readonly result: Extract<CollectResult, { kind: 'collected' }>;
}

async function collect(at: Project, hub: Hub, sources: readonly string[]): Promise<Collected> {
  const dump = join(at.root, 'dump.ndjson');
  writeFileSync(dump, hub.items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const server = await startServer(hub.handler);
  try {
    const result = await collectMonth({ project: at, month: MONTH, sources, urls: new Map([['huggingface', server.url], ['hub-census', dump]]), limits: { ...QUICK } }, createWorld({}, () => NOW));
    if (result.kind !== 'collected' || result.problems.length > 0) throw new Error(JSON.stringify(result));
    return { observations: (await readSnapshot(at.root, MONTH))?.observations ?? [], asked: server.asked, result };
  } finally {
    await server.close();
  }
}

/** What only a source of all models can tell, or what is about the reading and not about the models. */
const WHOLE = /^(derivatives-stock|local-builds|lineage-irregularities|new-models-all|hub-rows)/;
const lineage = (observations: readonly Observation[], tracker: string): readonly string[] => observations
  .filter((o) => o.series.endsWith(`.${tracker}`) && !WHOLE.test(o.series) && !/^(downloads|models)-|^new-models-(country|lineage)|^new-derivatives-(country|family)\./.test(o.series))
  .map((o) => [o.series.slice(0, -tracker.length), o.entity, o.country, o.period.text, o.value, o.unit, o.denominator, o.window].join(' | ')).sort();
const valueOf = (observations: readonly Observation[], series: string, entity: string): number | undefined => observations.find((o) => o.series === series && o.entity === entity)?.value;

const TRACKED = ['Qwen', 'deepseek-ai', 'zai-org', 'THUDM', 'meta-llama', 'mistralai', 'upstage', 'unsloth'];
const seen = new Map<string, number>();

test.each([1, 2, 3])('by the API as by a file (seed %i), and only what is in no listing is asked for', async (seed) => {
  const at = await projectOf();
  try {
    const hub = makeHub(seed, 220);
    const { observations, result } = await collect(at, hub, ['huggingface', 'hub-census']);
    const [api, file] = [lineage(observations, 'hub'), lineage(observations, 'hub-census')];
    expect(api.length).toBeGreaterThan(100);
    expect(api).toEqual(file);
    for (const o of observations.filter((o) => o.series === 'new-derivatives-irregularities.hub')) seen.set(o.entity, (seen.get(o.entity) ?? 0) + (o.value ?? 0));
    for (const source of result.sources) expect(source.notes.join(' ')).toMatch(/\d+\.\d % of \d+ new derivatives lead to bases whose country the registry does not know; most stand on those of \w+ \(\d+\)/);
    // What a listing has is not asked for again, whatever its declared name.
    const captures = (await maybeRevision(at.root, MONTH))?.provenance.sources.find((s) => s.id === 'huggingface')?.captures.map((c) => c.key) ?? [];
    const listed = hub.items.filter((item) => TRACKED.includes(item.id.split('/')[0] ?? '')).map((item) => `model/${item.id.toLowerCase()}`);
    expect(captures.filter((key) => listed.includes(key))).toEqual([]);
    expect(valueOf(observations, 'hub-rows.hub', 'bases read one by one')).toBeGreaterThan(5);
    expect(valueOf(observations, 'hub-rows.hub', 'bases left unread')).toBe(0);
    expect(valueOf(observations, 'new-derivatives-irregularities.hub', 'stands on a base that was not read')).toBe(0);
    expect(observations.some((o) => /^(derivatives-stock|local-builds|new-models-all)/.test(o.series) && o.series.endsWith('.hub'))).toBe(false);
    expect(await replaySnapshot({ project: at, month: MONTH })).toMatchObject({ isSame: true, problems: [] });
  } finally {
    rmSync(at.root, { recursive: true, force: true });
  }
}, 60_000);

test('what the two could disagree on was there', () => {
  const kinds = ['names a base in the wrong case', 'names a base by an earlier name', 'names a missing base of a known publisher', 'names a missing base of an unknown publisher', 'names a gated base', 'declares bases in tags alone', 'is in a ring of bases', 'stands on known and unknown roots'];
  expect(kinds.filter((kind) => (seen.get(kind) ?? 0) === 0)).toEqual([]);
});

test('beyond the cap bases stay unread: counted, said, and told apart from missing ones', async () => {
  const at = await projectOf((rules) => rules.replace('most_bases_asked: 500', 'most_bases_asked: 3'));
  try {
    const { observations, asked, result } = await collect(at, makeHub(1, 220), ['huggingface']);
    expect(asked.filter((path) => path.startsWith('/api/models/') && !path.includes('/old/')).length).toBeLessThanOrEqual(3 + 3);
    expect(valueOf(observations, 'hub-rows.hub', 'bases read one by one')).toBeLessThanOrEqual(3);
    const left = valueOf(observations, 'hub-rows.hub', 'bases left unread') ?? 0;
    expect(left).toBeGreaterThan(5);
    expect(result.sources[0]?.notes.join(' ')).toContain(`${left} beyond the 3 that are asked for stay unread`);
    expect(valueOf(observations, 'new-derivatives-irregularities.hub', 'stands on a base that was not read')).toBeGreaterThan(0);
    const plan = await planCollection({ project: at, month: MONTH, sources: ['huggingface'], urls: new Map() }, createWorld({}, () => NOW));
    expect(plan.sources[0]?.steps.at(-1)).toMatchObject({ what: 'bases of new models that are in no listing, at most 3', requests: 0 });
  } finally {
    rmSync(at.root, { recursive: true, force: true });
  }
}, 60_000);

test('an old name in a tag: the Hub itself says where it leads, which no dump does', async () => {
  const at = await projectOf();
  const model = (id: string, more: Readonly<Record<string, unknown>> = {}): Item => ({ _id: id, id, author: id.split('/')[0], createdAt: '2025-11-03T08:00:00.000Z', downloads: 9, downloadsAllTime: 9, gated: false, tags: [], pipeline_tag: 'text-generation', ...more });
  const items = [model('Qwen/q', { createdAt: '2025-01-01T08:00:00.000Z' }), model('ann/tune', { createdAt: '2025-02-01T08:00:00.000Z', pipeline_tag: 'other', baseModels: { relation: 'finetune', models: [{ _id: 'Qwen/q', id: 'Qwen/q' }] } }), model('bob/new', { tags: ['base_model:before/tune', 'base_model:quantized:before/tune'] }), model('last/one', { createdAt: '2025-12-02T08:00:00.000Z' })];
  const moved = new Map([['before/tune', 'ann/tune']]);
  try {
    const { observations } = await collect(at, { items, moved, handler: serve(items, moved) }, ['huggingface', 'hub-census']);
    const country = (tracker: string): readonly string[] => observations.filter((o) => o.series === `new-derivatives-root-country.${tracker}`).map((o) => o.country);
    expect([country('hub'), country('hub-census')]).toEqual([['CN'], ['ZZ']]);
    expect(valueOf(observations, 'new-derivatives-irregularities.hub', 'names a base by an earlier name')).toBe(1);
    expect(await replaySnapshot({ project: at, month: MONTH })).toMatchObject({ isSame: true });
  } finally {
    rmSync(at.root, { recursive: true, force: true });
  }
}, 60_000);

test('a task that only the rules call one of language models is listed too, and stays out of the other figures', async () => {
  const at = await projectOf((rules) => rules.replace('[text-generation, image-text-to-text]', '[text-generation, image-text-to-text, text-to-image]'));
  try {
    const { observations } = await collect(at, makeHub(2, 120), ['huggingface', 'hub-census']);
    expect(lineage(observations, 'hub')).toEqual(lineage(observations, 'hub-census'));
    const plainly = observations.filter((o) => o.series === 'new-models-country.hub').reduce((sum, o) => sum + (o.value ?? 0), 0);
    const all = makeHub(2, 120).items.filter((i) => i.createdAt.startsWith(MONTH));
    expect(plainly).toBe(all.filter((i) => ['text-generation', 'image-text-to-text'].includes(String(i['pipeline_tag']))).length);
  } finally {
    rmSync(at.root, { recursive: true, force: true });
  }
}, 60_000);

test('a project without rules for lineage counts none, and says nothing of it', async () => {
  const at = await projectOf();
  try {
    rmSync(join(at.root, 'data/registry/lineage.yaml'));
    const { observations, asked } = await collect(at, makeHub(1, 60), ['huggingface']);
    expect(lineage(observations, 'hub')).toEqual([]);
    expect(asked.some((path) => path.startsWith('/api/models/'))).toBe(false);
    expect(await replaySnapshot({ project: at, month: MONTH })).toMatchObject({ isSame: true });
  } finally {
    rmSync(at.root, { recursive: true, force: true });
  }
}, 60_000);
