// The question of November 2025 on a made month: a dump of the Hub → collect → the document, each number traced to the dump.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plain } from '../../src/document/messages.ts';
import { maybeAnswer } from '../../src/document/trace.ts';
import { sha256 } from '../../src/files.ts';
import { maybeRevision } from '../../src/history/snapshot.ts';
import { collectMonth, type CollectResult } from '../../src/pipeline/collection.ts';
import { buildEdition } from '../../src/pipeline.ts';
import { replaySnapshot } from '../../src/pipeline/collection-replay.ts';
import { resolveProject, type Project } from '../../src/project.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { compose, effects, project, ROOT } from '../support/edition.ts';

const NOW = Date.parse('2025-12-05T08:00:00.000Z');
const folder = mkdtempSync(join(tmpdir(), 'lineage-month-'));
const root = join(folder, 'project');
const dump = join(folder, 'elsewhere', 'hub of november.ndjson');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (id: string, bases: readonly string[], created: string, more: Readonly<Record<string, unknown>> = {}): string => `${JSON.stringify({
  id, createdAt: `${created}T08:00:00.000Z`, downloads: 20, downloadsAllTime: 50, pipeline_tag: 'text-generation', tags: [],
  ...(bases.length === 0 ? {} : { baseModels: { relation: bases.length > 1 ? 'merge' : 'finetune', models: bases.map((base) => ({ id: base })) } }), ...more,
})}\n`;
const many = (count: number, name: string, bases: readonly string[], more: Readonly<Record<string, unknown>> = {}): string =>
  Array.from({ length: count }, (_, i) => line(`person${i}/${name}-${i}`, bases, `2025-11-${String(i % 28 + 1).padStart(2, '0')}`, more)).join('');

/** 50 new derivatives: 21 on Chinese roots (4 of them by way of somebody's fine-tune), 15 on US ones, 4 European, 4 mixed, 6 on a base that is not there. */
const MONTH = [
  line('Qwen/Qwen3-8B', [], '2025-04-27'), line('meta-llama/Llama-3.1-8B', [], '2024-07-14'), line('mistralai/Mistral-7B-v0.1', [], '2023-09-20'), line('deepseek-ai/DeepSeek-V3', [], '2024-12-25'),
  line('someone/qwen-tune', ['Qwen/Qwen3-8B'], '2025-06-01'),
  many(12, 'a', ['Qwen/Qwen3-8B']), many(4, 'b', ['someone/qwen-tune'], { tags: ['gguf'] }), many(5, 'c', ['deepseek-ai/DeepSeek-V3']), many(15, 'd', ['meta-llama/Llama-3.1-8B'], { tags: ['gguf'] }),
  many(4, 'e', ['mistralai/Mistral-7B-v0.1']), many(4, 'f', ['Qwen/Qwen3-8B', 'meta-llama/Llama-3.1-8B']), many(6, 'g', ['nobody-at-all/gone']),
  // What the filter leaves out: another task, few downloads, another month.
  many(9, 'h', ['meta-llama/Llama-3.1-8B'], { pipeline_tag: 'text-to-image' }), many(9, 'i', ['meta-llama/Llama-3.1-8B'], { downloadsAllTime: 5 }),
  line('late/one', ['Qwen/Qwen3-8B'], '2025-12-03'), 'not a model\n',
].join('');

const collect = async (project: Project, path: string = dump, over: Partial<Parameters<typeof collectMonth>[0]> = {}): Promise<Extract<CollectResult, { kind: 'collected' }>> => {
  const result = await collectMonth({ project, month: '2025-11', sources: ['hub-census'], urls: new Map([['hub-census', path]]), ...over }, { ...effects, env: {}, now: () => NOW });
  if (result.kind !== 'collected') throw new Error('busy');
  return result;
};

const state: { project?: Project } = {};
const projectOf = async (): Promise<Project> => (state.project ??= await resolveProject({ project: root }, folder));

beforeAll(() => {
  for (const part of ['data/registry', 'data/briefs', 'data/observations']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(dump, MONTH);
});

test('a dump that cannot speak of the month is refused, and nothing is frozen', async () => {
  const project = await projectOf();
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const early = put('early.ndjson', line('Qwen/Qwen3-8B', [], '2025-11-29'));
  const cases: readonly (readonly [string, string])[] = [
    [early, 'CENSUS_WINDOW'], [join(folder, 'nothing.ndjson'), 'CENSUS_FILE'], [folder, 'CENSUS_FILE'], [put('text.txt', 'no dump'), 'CENSUS_FILE'], [put('undated.ndjson', '{"id":"a/b"}\n'), 'CENSUS_COLUMN'],
    ['http://example.org/dump.parquet', 'ADDRESS_NOT_HTTPS'], ['s3://bucket/dump.parquet', 'ADDRESS_BAD'],
  ];
  for (const [path, code] of cases) {
    const result = await collect(project, path);
    expect([basename(path), result.problems.map((p) => p.code), result.folder]).toEqual([basename(path), [code], undefined]);
    expect(JSON.stringify(result)).not.toContain(folder);
  }
  const unnamed = await collect(project, dump, { urls: new Map() });
  expect(unnamed.problems.map((p) => p.code)).toEqual(['CENSUS_FILE']);
});

test('November 2025: the share of new derivatives on Chinese bases, from the dump to the document', async () => {
  const project = await projectOf();
  const result = await collect(project);
  expect(result).toMatchObject({ revision: 1, isNew: true, problems: [], sources: [{ id: 'hub-census', verdict: 'fresh', requests: 0 }] });

  const revision = await maybeRevision(root, '2025-11');
  const source = revision?.provenance.sources[0];
  const hash = sha256(MONTH);
  expect(source).toMatchObject({ base: 'file:hub of november.ndjson', asOf: '2025-12-03', captures: [{ url: `file:hub of november.ndjson#sha256=${hash}`, headers: { 'dump-sha256': hash } }] });
  const provenance = readFileSync(join(result.folder ?? '', 'provenance.json'), 'utf8');
  expect(provenance).not.toContain(folder);

  const { prepared, composed } = await compose({ month: '2025-11', folder: root });
  const { briefing } = composed;
  const blocks = briefing.sections.flatMap((s) => s.blocks);
  const figures = [...briefing.lead, ...blocks].flatMap((b) => (b.kind === 'figure' ? [b.id] : []));
  for (const id of ['derivative-share', 'derivative-share-family', 'derivative-bases', 'publisher-and-root', 'derivative-licences', 'local-builds']) expect(figures).toContain(id);
  // What trackers report steps aside, row by row with what it is a share of; depth is a sentence and a table of the annex.
  expect(figures.filter((id) => id === 'derivatives-reported' || id === 'derivatives-stock')).toEqual([]);
  const reported = blocks.find((b) => b.kind === 'table' && b.id === 'beside-derivatives');
  expect(reported?.kind === 'table' ? reported.rows.map((row) => row.slice(0, 3).map((cell) => plain(cell.text)).concat(plain(row[3]?.text ?? []).split(';')[0] ?? '')) : []).toEqual([
    ['China, derivatives', 'Oct–Nov 2025', '>40%', 'of new derivatives, months not stated'], ['Meta', 'Oct–Nov 2025', '~15%', 'of new derivatives, months not stated'], ['China, releases', 'Oct–Nov 2025', '>40%', 'of new releases, in the article’s words'],
  ]);
  expect(briefing.annex.some((t) => t.id === 'table-derivative-depth' && plain(t.caption) === 'Steps from new derivatives to their roots')).toBe(true);
  const text = blocks.flatMap((b) => (b.kind === 'paragraph' ? [plain(b.text)] : [])).join('\n');
  // 21 of 50; as a range to (21 + 4 mixed + 6 unknown) of 50.
  // Those by way of somebody's fine-tune are two steps away.
  expect(text).toMatch(/8(\.0)?.?% of the derivatives created in November 2025 lie more than one declared step/);
  expect(text).toMatch(/42(\.0)?.?% lead back to Chinese bases and 30(\.0)?.?% to US ones; for 12(\.0)?.?%/);

  const matches = maybeAnswer('derivative-share', briefing, { tables: prepared.tables, snapshots: prepared.snapshots })?.matches ?? [];
  const share = matches.find((m) => m.value === 42);
  expect(share?.observations.map((o) => [o.key.startsWith('data/snapshots/2025-11/r1/'), o.source, Number.parseInt(o.value, 10)])).toEqual(
    expect.arrayContaining([[true, 'hub-census', 21], [true, 'hub-census', 15], [true, 'hub-census', 4], [true, 'hub-census', 6]]),
  );
  expect(share?.observations.every((o) => o.locator.includes(hash))).toBe(true);
  expect(share?.raw).toMatchObject([{ bodies: 1, first: [{ url: `file:hub of november.ndjson#sha256=${hash}` }] }]);
}, 120_000);

test('the same month printed: at most ten pages, the share and the ten bases on them, and the numbers of the table traced', async () => {
  const { pdf, folder: made } = await buildEdition({ project: await project(root, join(folder, 'out')), brief: 'open-models', month: '2025-11', strict: false }, effects);
  const report = await inspectPdf(readFileSync(pdf));
  expect(report.pages.length).toBeGreaterThanOrEqual(6);
  expect(report.pages.length).toBeLessThanOrEqual(10);
  const said = report.pages.map((page) => page.text).join(' ').replaceAll(/\s+/g, '');
  for (const words of ['42.0%leadbacktoChinesebases', 'createdinNovember2025,20leadbacktoQwen38B', 'Whattrackersreport']) expect(said).toContain(words);
  const { numbers } = JSON.parse(readFileSync(join(made, 'brief.json'), 'utf8')) as { readonly numbers: readonly { readonly where?: string; readonly figure?: string }[] };
  expect(numbers.length).toBeGreaterThan(100);
}, 300_000);

test('the same dump again makes no revision; replay needs no dump', async () => {
  const project = await projectOf();
  expect(await collect(project)).toMatchObject({ revision: 1, isNew: false });
  rmSync(dump);
  expect(await replaySnapshot({ project, month: '2025-11' })).toMatchObject({ isSame: true, problems: [] });
});
