// Tables with a mapping: every format gives the same rows, a mistake has its place, and the worked examples of the README hold.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BriefwrightError } from '../../src/errors.ts';
import type { Problem } from '../../src/errors.ts';
import { packageRoot } from '../../src/project.ts';
import { readSources, SOURCES } from '../../src/sources/registry.ts';
import type { Parsed, Source } from '../../src/sources/source.ts';
import { parseMapping } from '../../src/sources/table-file-mapping.ts';
import { readFileSources, tableSource } from '../../src/sources/table-file.ts';
import { captureOf, complaints, contextOf, figures, gatherPlainly, input, inputPath, observationsOf, realRegistry, samplePath, withServer } from './wire.ts';

const README = await readFile(join(packageRoot(), 'src/sources/README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(README)?.[1] ?? '';
const MAPPING = block('yaml');
const FILE = 'data/sources/pulls.yaml';

async function withProject<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sources-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      if (content.startsWith('input:')) await copyFile(inputPath(content.slice('input:'.length)), join(folder, path));
      else await writeFile(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows of the one source of a project with this mapping and these files. */
const collect = (mapping: string, files: Readonly<Record<string, string>>, since?: string): Promise<Parsed> => withProject({ [FILE]: mapping, ...files }, async (folder) => {
  const [source] = await readFileSources(folder);
  if (source === undefined) throw new Error('no source');
  const context = contextOf(since === undefined ? {} : { since });
  return source.parse(await gatherPlainly(source, context, folder), context);
});

const DUMPS = { 'data/dumps/pulls-2026-08-31.csv': 'input:table-file/pulls-2026-08-31.csv', 'data/dumps/pulls-2026-09-30.csv': 'input:table-file/pulls-2026-09-30.csv' };
const single = (format: string, path: string, more = ''): string => MAPPING.replace('format: csv', `format: ${format}`).replace(/^path:.*\ndates:.*$/m, `path: ${path}${more}`).replace('"{date}"', '"2026-09-30"');

describe('the worked examples of the README', () => {
  test('the mapping and its table', async () => {
    expect(block('csv')).toBe(await input('table-file/pulls-2026-09-30.csv'));
    const parsed = await collect(MAPPING, DUMPS);
    expect(complaints(parsed)).toEqual([]);
    const all = observationsOf(parsed, 'pulls');
    expect(all.filter((o) => o.published === '2026-09-30').map((o) => [o.series, o.entity, o.country, o.value, o.asOf])).toEqual([['pulls-monthly.my-registry', 'Qwen-S', 'CN', 1200, '2026-09-30'], ['pulls-monthly.my-registry', 'Llama-S', 'US', 800.5, '2026-09-30']]);
    expect(all.filter((o) => o.published === '2026-08-31')).toHaveLength(2);
    expect(parsed.asOf).toBe('2026-09-30');
    expect(parsed.rows[0]?.locator).toBe('file/2026-08-31 line 2');
  });

  test('the source in TypeScript', async () => {
    const code = block('ts').replaceAll("from './", `from '${join(packageRoot(), 'src/sources')}/`);
    await withProject({ 'weekly-count.ts': code }, async (folder) => {
      const module = (await import(join(folder, 'weekly-count.ts'))) as { readonly weeklyCount: Source };
      const body = '{"weeks":[{"from":"2026-09-21","to":"2026-09-27","models":12}]}';
      await withServer(async () => ({ body }), async (base) => {
        const parsed = await module.weeklyCount.parse(await gatherPlainly(module.weeklyCount, contextOf({ base })), contextOf());
        expect(figures(observationsOf(parsed, 'weekly-count'), 'models-weekly.example')).toEqual(['all models world 12']);
      });
      const bent = await module.weeklyCount.parse([captureOf('count', body.replace('models', 'count'))], contextOf());
      expect(complaints(bent)[0]).toBe('count weeks[0].models: expected a whole number from 0 ((absent; there are: from, to, count))');
    });
  });

  test('every source of the registry is in its table', () => {
    for (const { id } of SOURCES) expect(README).toContain(`| \`${id}\` |`);
    expect(new Set(SOURCES.map((s) => s.id)).size).toBe(SOURCES.length);
  });
});

describe('formats', () => {
  const EXPECTED = ['Llama-S US 800.5', 'Qwen-S CN 1200'];

  test.each([
    ['csv', single('csv', 'data/t.csv'), 'input:table-file/pulls-2026-09-30.csv'],
    ['json', single('json', 'data/t.json', '\nlist: data.results'), 'input:table-file/pulls.json'],
    ['ndjson', single('ndjson', 'data/t.ndjson'), '{"model":"Qwen-S","pulls":1200,"origin":"CN"}\n\n{"model":"Llama-S","pulls":800.5,"origin":"US"}'],
  ])('%s', async (format, mapping, content) => {
    const parsed = await collect(mapping, { [`data/t.${format}`]: content });
    expect(complaints(parsed)).toEqual([]);
    expect(figures(observationsOf(parsed, 'pulls'), 'pulls-monthly.my-registry')).toEqual(EXPECTED);
  });

  test('parquet: whole numbers and times as text', async () => {
    const mapping = single('parquet', 'data/t.parquet').replace('columns: ', 'columns:').replace('  entity: model', '  entity: model\n  note: read_at');
    const parsed = await collect(mapping, { 'data/t.parquet': 'input:table-file/pulls.parquet' });
    expect(complaints(parsed)).toEqual([]);
    expect(parsed.rows.map((r) => [r.entity, r.value, r.note])).toEqual([['Qwen-S', '1200', '2026-09-30T00:00:00.000Z'], ['Llama-S', '800', '2026-09-30T00:00:00.000Z']]);
  });

  test('an address', async () => {
    await withServer(async (url) => (url.pathname === '/d/2026-09-30.csv' ? { body: await input('table-file/pulls-2026-09-30.csv') } : undefined), async (base, asked) => {
      const mapping = MAPPING.replace(/^path:.*$/m, 'url: https://example.org/d/{date}.csv?x={date}').replace('"2026-08-31", ', '');
      const source = tableSource(parseMapping(mapping, FILE, 'pulls'), FILE);
      expect([source.base, source.plan(contextOf())[0]?.requests]).toEqual(['https://example.org', 1]);
      await withProject({ [FILE]: mapping }, async (folder) => {
        const parsed = await source.parse(await gatherPlainly(source, contextOf({ base }), folder), contextOf());
        expect(parsed.rows).toHaveLength(2);
      });
      expect(asked).toEqual(['/d/2026-09-30.csv?x=2026-09-30']);
    });
  });

  test('only the dumps since a day', async () => {
    expect((await collect(MAPPING, DUMPS, '2026-09-01')).rows.map((r) => r.published)).toEqual(['2026-09-30', '2026-09-30']);
  });

  test('an old snapshot keeps its mapping', async () => {
    const source = tableSource(parseMapping(MAPPING.replace('my-registry', 'renamed-since'), FILE, 'pulls'), FILE);
    const parsed = await source.parse([captureOf('mapping', MAPPING), captureOf('file/2026-09-30', await input('table-file/pulls-2026-09-30.csv'))], contextOf());
    expect(parsed.rows[0]?.series).toBe('pulls-monthly.my-registry');
  });
});

describe('a dump of the Hub', () => {
  const HUB = `${MAPPING.split('format:')[0] ?? ''}format: ndjson\npath: data/hub-{date}.ndjson\ndates: ["2026-08-31"]\nkind: hub-models\n`;

  test('is counted as the Hub’s own API is, for the tracked accounts, on its own day', async () => {
    const parsed = await collect(HUB, { 'data/hub-2026-08-31.ndjson': 'input:table-file/hub-2026-08-31.ndjson' });
    expect(complaints(parsed)).toEqual([]);
    const all = observationsOf(parsed, 'pulls');
    expect(figures(all, 'downloads-30d-org.hub')).toEqual(['Alibaba CN 1300']);
    expect(figures(all, 'downloads-all-time-family.hub')).toEqual([`Qwen CN ${49_000 + 3_090_850_000}`]);
    expect(all.find((o) => o.series === 'downloads-30d-org.hub')).toMatchObject({ published: '2026-08-31', asOf: '2026-08-31', period: { text: '2026-08-02/2026-08-31' } });
  });

  test('with a column renamed, by mapping or by surprise', async () => {
    const body = (await input('table-file/hub-2026-08-31.ndjson')).replaceAll('"downloadsAllTime"', '"all_time"');
    expect(complaints(await collect(HUB, { 'data/hub-2026-08-31.ndjson': body }))[0]).toContain('file/2026-08-31 line 1 downloadsAllTime: expected a whole number from 0 ((absent;');
    const mapped = await collect(`${HUB}columns:\n  downloadsAllTime: all_time\n`, { 'data/hub-2026-08-31.ndjson': body });
    expect(figures(observationsOf(mapped, 'pulls'), 'downloads-all-time-org.hub')).toEqual([`Alibaba CN ${49_000 + 3_090_850_000}`]);
  });

  const sample = samplePath('hub-stats/models.ndjson');
  test.skipIf(!existsSync(sample))('the recorded extract reads whole; its sums mean nothing (skipped where the samples are absent)', async () => {
    const registry = await realRegistry();
    const source = tableSource(parseMapping(HUB, FILE, 'pulls'), FILE);
    const parsed = await source.parse([captureOf('mapping', HUB), captureOf('file/2026-05-20', await readFile(sample))], contextOf({ registry }));
    expect(complaints(parsed)).toEqual([]);
    const all = observationsOf(parsed, 'pulls', registry);
    expect(all.some((o) => o.series === 'downloads-all-time-family.hub' && o.entity === 'Llama')).toBe(true);
  });
});

describe('a wrong mapping', () => {
  const problems = (mapping: string): readonly Problem[] => {
    try {
      parseMapping(mapping, FILE, 'pulls');
      return [];
    } catch (error) {
      if (error instanceof BriefwrightError) return error.problems;
      throw error;
    }
  };
  const lineOf = (text: string): number => MAPPING.split('\n').findIndex((line) => line.includes(text)) + 1;

  test.each([
    ['publisher:', 'publsher:', [`:${lineOf('publisher:')}:1 CONFIG_UNKNOWN_KEY`, ':1:1 CONFIG_MISSING_KEY']],
    ['format: csv', 'format: xlsx', [`:${lineOf('format:')}:9 CONFIG_BAD_VALUE`]],
    ['path: data/dumps/', 'path: ../secrets/', [`:${lineOf('path:')}:7 CONFIG_BAD_VALUE`]],
    ['path: data/dumps/', 'path: /etc/', [`:${lineOf('path:')}:7 CONFIG_BAD_VALUE`]],
    ['path: data/dumps/pulls-{date}.csv', 'url: http://example.org/{date}', [`:${lineOf('path:')}:6 CONFIG_BAD_VALUE`]],
    ['path: data/dumps/pulls-{date}.csv', 'url: https://user:word@example.org/{date}', [`:${lineOf('path:')}:6 CONFIG_BAD_VALUE`]],
    ['  entity: model', '  entitty: model', [':1:1 MAPPING_FIELD', `:${lineOf('entity:')}:3 MAPPING_FIELD`]],
    ['  value: pulls', '', [':1:1 MAPPING_FIELD']],
    ['  unit: downloads', '  unit: downloads\n  value: "1"', [`:${lineOf('unit:') + 1}:3 MAPPING_FIELD`]],
    ['2026-08-31', '2026-02-30', [`:${lineOf('dates:')}:9 MAPPING_DATE`]],
    ['pulls-{date}.csv', 'pulls.csv', [`:${lineOf('dates:')}:1 MAPPING_PLACEHOLDER`]],
    ['format: csv', 'format: csv\nlist: data', [`:${lineOf('format:') + 1}:1 MAPPING_FIELD`]],
    ['format: csv', 'format: csv\nurl: https://example.org/{date}', [':1:1 MAPPING_FILE']],
  ])('%s → %s', (from, to, expected) => {
    expect(problems(MAPPING.replace(from, to)).map((p) => `:${p.line ?? 0}:${p.column ?? 0} ${p.code}`).sort()).toEqual([...expected].sort());
  });

  test('of two files, all problems at once; a file whose name is no id', async () => {
    const found = withProject({ 'data/sources/A b.yaml': MAPPING, 'data/sources/x.yaml': 'a: 1\n', 'data/sources/y.yaml': 'format: [\n', 'data/sources/notes.txt': 'x' }, (folder) => readSources(folder));
    await expect(found).rejects.toSatisfy((e) => e instanceof BriefwrightError && ['data/sources/A b.yaml', 'data/sources/x.yaml', 'data/sources/y.yaml'].every((file) => e.problems.some((p) => p.file === file)));
  });

  test('a project without mappings has the built-in sources', async () => {
    expect(await withProject({ 'data/x.txt': '' }, (folder) => readSources(folder))).toEqual(SOURCES);
  });
});

describe('a table that does not fit its mapping', () => {
  const csv = (content: string): Promise<Parsed> => collect(single('csv', 'data/t.csv'), { 'data/t.csv': content });

  test('a column renamed: the place in the mapping, and what is there', async () => {
    const parsed = await csv('model,count,origin\nA,1,CN\n');
    const mapping = single('csv', 'data/t.csv').split('\n').findIndex((line) => line.includes('value: pulls')) + 1;
    expect(complaints(parsed)).toEqual([`file column "pulls": expected the column that data/sources/pulls.yaml:${mapping}:10 names ((absent; there are: model, count, origin))`]);
  });

  test.each([
    ['model,pulls,origin\nA,1.2M,CN\n', 'file line 2, column "pulls": expected a number in digits, with a point and no other sign ("1.2M")'],
    ['model,pulls,origin\nA,"1,200",CN\n', 'file line 2, column "pulls": expected a number in digits'],
    ['model,pulls,origin\nA,,CN\n', 'file line 2, column "pulls": expected a figure ("")'],
    ['model,pulls,origin\n,1,CN\n', 'file line 2, column "model": expected a text ("")'],
    ['model,pulls,origin\n', 'file: expected rows ((none))'],
    ['', 'file line 1: expected a CSV table (The file is empty.)'],
    ['model,pulls,origin\nA,1\n', 'file line 2: expected a CSV table'],
  ])('%j', async (content, expected) => {
    const parsed = await csv(content);
    expect(complaints(parsed)[0]).toContain(expected);
    expect(parsed.rows).toEqual([]);
  });

  test.each([
    ['{"data":{"items":[]}}', 'file data.results: expected a list ((absent))'],
    ['{"data":{"results":[]}}', 'file: expected rows ((none))'],
    ['<html>', 'file: expected JSON (<html>)'],
    ['{"data":{"results":[7]}}', 'file data.results[0]: expected an object (7)'],
    ['{"data":{"results":[{"model":"A","pulls":{"n":1},"origin":"CN"}]}}', 'file data.results[0], column "pulls": expected a text or a number ({"n":1})'],
    ['{"data":{"results":[{"model":"A","pulls":1e30,"origin":"CN"}]}}', 'file data.results[0], column "pulls": expected a number in digits'],
  ])('JSON: %s', async (content, expected) => {
    expect(complaints(await collect(single('json', 'data/t.json', '\nlist: data.results'), { 'data/t.json': content }))[0]).toContain(expected);
  });

  test.each([['zstd.parquet', 'input:table-file/zstd.parquet'], ['no parquet', 'PAR1 but not really']])('Parquet: %s', async (_, content) => {
    const parsed = await collect(single('parquet', 'data/t.parquet'), { 'data/t.parquet': content });
    expect(complaints(parsed)[0]).toContain('file: expected a Parquet file, uncompressed or with Snappy (');
    expect(parsed.rows).toEqual([]);
  });
});
