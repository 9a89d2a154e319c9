// The Hub: which pages are asked for, what is counted of them, and what is refused.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { maybeRepository } from '../../src/sources/huggingface-lineage.ts';
import { licenceClass, sizeClass } from '../../src/sources/huggingface-mix.ts';
import { parseModels } from '../../src/sources/huggingface-models.ts';
import { huggingface } from '../../src/sources/huggingface.ts';
import { commonCountry, originsOf } from '../../src/sources/origins.ts';
import type { ShapeProblem } from '../../src/sources/shape.ts';
import type { Capture, Parsed } from '../../src/sources/source.ts';
import { captureOf, complaints, contextOf, figures, gatherPlainly, input, inputPath, observationsOf, realRegistry, REGISTRY, samplePath, withServer } from './wire.ts';
import type { Answer } from './wire.ts';

/** The list route: by account or by task, `cursor` is the number of the page, an unknown account has no models. */
async function hub(url: URL): Promise<Answer | undefined> {
  if (url.pathname !== '/api/models') return undefined;
  const [author, task, page] = [url.searchParams.get('author'), url.searchParams.get('pipeline_tag'), Number(url.searchParams.get('cursor') ?? '1')];
  const file = (n: number): string => (author === null ? `huggingface/new/${task ?? ''}.${n}.json` : `huggingface/accounts/${author}.${n}.json`);
  if (!existsSync(inputPath(file(page)))) return { body: '[]' };
  const next = new URL(url);
  next.searchParams.set('cursor', String(page + 1));
  return { body: await input(file(page)), headers: existsSync(inputPath(file(page + 1))) ? { link: `<${next.href}>; rel="next"` } : {} };
}

const collect = (): Promise<{ captures: readonly Capture[]; asked: readonly string[]; base: string }> =>
  withServer(hub, async (base, asked) => ({ captures: await gatherPlainly(huggingface, contextOf({ base })), asked, base }));

const parse = (captures: readonly Capture[], month = '2026-09'): Promise<Parsed> => huggingface.parse(captures, contextOf({ month }));

/** The captures with one text replaced in one body. */
async function bent(key: string, from: string | RegExp, to: string): Promise<Parsed> {
  const { captures } = await collect();
  return parse(await Promise.all(captures.map(async (c) => (c.key === key ? captureOf(key, new TextDecoder().decode(await c.read()).replace(from, to), { headers: c.headers }) : c))));
}

describe('what is asked', () => {
  test('each tracked account but those of tests, page after page, then the new models until the month begins', async () => {
    const { captures, asked } = await collect();
    expect(captures.map((c) => c.key)).toEqual([
      'models/Qwen/0001', 'models/Qwen/0002', 'models/THUDM/0001', 'models/deepseek-ai/0001', 'models/hkust-nlp/0001', 'models/meta-llama/0001', 'models/mistralai/0001', 'models/unsloth/0001', 'models/zai-org/0001',
      'new/image-text-to-text/0001', 'new/text-generation/0001', 'new/text-generation/0002',
    ]);
    expect(asked.some((url) => url.includes('hf-internal-testing'))).toBe(false);
    expect(asked[0]).toBe('/api/models?author=Qwen&sort=downloads&limit=1000&expand=author&expand=baseModels&expand=createdAt&expand=downloads&expand=downloadsAllTime&expand=gated&expand=lastModified&expand=library_name&expand=likes&expand=pipeline_tag&expand=safetensors&expand=gguf&expand=tags&expand=trendingScore&expand=inferenceProviderMapping');
    expect(asked.find((url) => url.includes('pipeline_tag=image'))).toContain('sort=createdAt&limit=1000');
  });

  test('only fields that the list route accepts: one other and the whole answer is 400', async () => {
    const accepted = 'author, baseModels, cardData, config, createdAt, disabled, downloads, downloadsAllTime, evalResults, gated, gguf, inference, inferenceProviderMapping, lastModified, library_name, likes, mask_token, model-index, pipeline_tag, private, resourceGroup, safetensors, sha, siblings, spaces, tags, transformersInfo, trendingScore, widgetData, xetEnabled'.split(', ');
    const { asked } = await collect();
    for (const url of asked) for (const field of new URL(url, 'https://example.org').searchParams.getAll('expand')) expect(accepted).toContain(field);
  });

  test('the plan of the repository: about as many requests as accounts', async () => {
    const steps = huggingface.plan(contextOf({ registry: await realRegistry() }));
    expect(steps[0]?.what).toMatch(/^models of 4\d\d accounts$/);
    expect(steps[0]?.requests).toBeGreaterThan(400);
  });

  test('a server that names the same page for ever is left', async () => {
    const loop = (url: URL): Promise<Answer> => Promise.resolve({ body: '[]', headers: { link: `<${url.href}>; rel="next"` } });
    await expect(withServer(loop, (base) => gatherPlainly(huggingface, contextOf({ base })))).rejects.toThrow('is the page itself');
  });
});

describe('what is counted', () => {
  test('by organisation: 30 days, all time, models; language models and all; a model on two pages and under two names once', async () => {
    const { captures } = await collect();
    const parsed = await parse(captures);
    expect(complaints(parsed)).toEqual([]);
    const all = observationsOf(parsed, 'huggingface');
    expect(figures(all, 'downloads-30d-org.hub')).toEqual(['Alibaba CN 1430', 'DeepSeek CN 700', 'Meta US 500', 'Unsloth AI ZZ 250', 'Z.ai CN 120']);
    expect(figures(all, 'downloads-30d-org.hub-all')).toEqual(['Alibaba CN 10430', 'DeepSeek CN 700', 'Meta US 500', 'Unsloth AI ZZ 255', 'Z.ai CN 120']);
    expect(figures(all, 'downloads-all-time-org.hub')).toContain(`Alibaba CN ${50_000 + 3_090_854_224 + 60}`);
    expect(figures(all, 'models-org.hub')).toEqual(['Alibaba CN 3', 'DeepSeek CN 1', 'Meta US 1', 'Unsloth AI ZZ 1', 'Z.ai CN 1']);
    expect(figures(all, 'downloads-30d-family.hub')).toEqual(['DeepSeek CN 700', 'GLM CN 120', 'Llama US 500', 'Qwen CN 1430']);
    expect(figures(all, 'downloads-30d-country.hub')).toEqual(['organisations CN 2250', 'organisations US 500', 're-uploaders ZZ 250']);
    expect(parsed.notes).toEqual(['2 tracked accounts have no models: hkust-nlp, mistralai.']);
  });

  test('the window is that of the day of reading, and the sum of the countries is the sum of the organisations', async () => {
    const all = observationsOf(await parse((await collect()).captures), 'huggingface');
    expect(all.find((o) => o.series === 'downloads-30d-org.hub')).toMatchObject({ period: { text: '2026-09-03/2026-10-02' }, asOf: '2026-10-02', published: '2026-10-02', evidence: 'derived', unit: 'downloads' });
    expect(all.find((o) => o.series === 'downloads-all-time-org.hub')).toMatchObject({ period: { text: '2026-10-02' }, window: 'since each repository was made' });
    for (const tracker of ['hub', 'hub-all']) for (const measure of ['downloads-30d', 'downloads-all-time', 'models']) {
      const sum = (of: string): number => all.filter((o) => o.series === `${measure}-${of}.${tracker}`).reduce((total, o) => total + (o.value ?? NaN), 0);
      expect([measure, sum('country')]).toEqual([measure, sum('org')]);
    }
  });

  test('licences and sizes by bloc, without re-uploaders', async () => {
    const all = observationsOf(await parse((await collect()).captures), 'huggingface');
    expect(figures(all, 'models-licence.hub')).toEqual(['Apache 2.0 china 3', 'MIT china 2', 'custom terms united-states 1']);
    expect(figures(all, 'models-size.hub')).toEqual(['1 to 10 billion china 3', '250 billion and more china 1', '70 to 250 billion china 1', '70 to 250 billion united-states 1']);
  });

  test('derivatives of the month by the bloc of the declared direct base', async () => {
    const all = observationsOf(await parse((await collect()).captures), 'huggingface');
    expect(figures(all, 'new-derivatives-country.hub')).toEqual([
      'adapter CN 1', 'finetune CN 2', 'finetune ZZ 2', 'merge CN 1', 'merge ZZ 1', 'merge china 1', 'merge mixed 1', 'not stated CN 1', 'quantized US 1',
    ]);
    expect(figures(all, 'new-derivatives-family.hub')).toEqual(['Llama US 1', 'Qwen CN 4', 'no listed family ZZ 2', 'several families CN 1', 'several families ZZ 2', 'several families mixed 1']);
    expect(figures(all, 'new-models-lineage.hub')).toEqual(['no base declared world 2', 'one base declared world 7', 'several bases declared world 4', 'something declared that is no repository world 1']);
    expect(figures(all, 'new-models-country.hub')).toEqual(['language models CN 2', 'language models ZZ 12']);
    expect(all.filter((o) => o.series.startsWith('new-')).every((o) => o.period.text === '2026-09' && o.period.kind === 'month')).toBe(true);
  });

  test('a month that is not over says so', async () => {
    const early = (await collect()).captures.map((c) => ({ ...c, capturedAt: '2026-09-30T08:00:00.000Z' }));
    expect((await parse(early)).rows.find((r) => r.series === 'new-models-country.hub')?.period).toBe('2026-09-01/2026-09-30');
  });

  test('pages of two days say so, and the windows are those of the last', async () => {
    const parsed = await parse((await collect()).captures.map((c, i) => (i === 0 ? { ...c, capturedAt: '2026-10-01T23:59:59.000Z' } : c)));
    expect(parsed.notes).toContain('The pages were read from 2026-10-01 to 2026-10-02; the windows are those of the last day.');
    expect(new Set(parsed.rows.map((r) => r.asOf))).toEqual(new Set(['2026-10-02']));
  });

  test('each row says which capture it comes from', async () => {
    const { captures } = await collect();
    const keys = captures.map((c) => c.key);
    for (const row of (await parse(captures)).rows) expect(keys.some((key) => row.locator.startsWith(`${key} `))).toBe(true);
  });
});

describe('what is refused', () => {
  test('a field renamed, with its path and what is there instead', async () => {
    const parsed = await bent('models/meta-llama/0001', '"downloadsAllTime"', '"downloads_all_time"');
    expect(complaints(parsed)).toEqual([expect.stringMatching(/^models\/meta-llama\/0001 \[0\]\.downloadsAllTime: expected a whole number.* \(\(absent; there are: _id, id, .*downloads_all_time.*\)\)$/)]);
    expect(parsed.rows).toEqual([]);
  });

  test.each([
    ['"downloads": 500', '"downloads": "500"', '[0].downloads', '"500"'],
    ['"downloads": 500', '"downloads": -5', '[0].downloads', '-5'],
    ['"_id"', '"uid"', '[0]._id', '(absent'],
    ['"2024-07-16T16:07:46.000Z"', '1721145600', '[0].createdAt', '1721145600'],
    ['"total": 70553706496', '"total": "70B"', '[0].safetensors.total', '"70B"'],
    [/"tags": \[[^\]]*\]/, '"tags": "text"', '[0].tags', '"text"'],
  ])('%s became %s', async (from, to, path, sample) => {
    const [first] = complaints(await bent('models/meta-llama/0001', from, to));
    expect(first).toContain(`models/meta-llama/0001 ${path}: `);
    expect(first).toContain(sample);
  });

  test('a page that is no list, or no JSON', async () => {
    expect(complaints(await bent('models/meta-llama/0001', /^[^]*$/, '{"error":"x"}'))[0]).toBe('models/meta-llama/0001: expected a list ({"error":"x"})');
    expect(complaints(await bent('models/meta-llama/0001', /^[^]*$/, '<html>'))[0]).toBe('models/meta-llama/0001: expected JSON (<html>)');
  });

  test('every account empty, with status 200', async () => {
    const { captures } = await collect();
    const parsed = await parse(captures.map((c) => (c.key.startsWith('models/') ? captureOf(c.key, '[]') : c)));
    expect(complaints(parsed)).toEqual(['models/Qwen/0001: expected models of at least one account ((none))']);
  });

  test('a month without a new model, and pages that end before the month begins', async () => {
    const { captures } = await collect();
    expect(complaints(await parse(captures, '2026-11'))).toEqual(['new/image-text-to-text/0001: expected models created in 2026-11 ((none))']);
    const short = captures.filter((c) => c.key !== 'new/text-generation/0002');
    expect(complaints(await parse(short))).toEqual(['new/text-generation/0001: expected a page that reaches back before 2026-09 (1 pages)']);
  });

  test('new models that are not in the order of their creation', async () => {
    expect(complaints(await bent('new/text-generation/0002', '2026-09-21T', '2026-09-29T'))[0]).toContain('expected the newest models first');
  });
});

describe('names and classes', () => {
  test.each([
    ['Qwen/Qwen3-8B', 'Qwen/Qwen3-8B'], ['https://huggingface.co/Qwen/Qwen3-8B', 'Qwen/Qwen3-8B'], ['http://www.huggingface.co/Qwen/Qwen3-8B/', 'Qwen/Qwen3-8B'], ['hf.co/Qwen/Qwen3-8B/tree/main?x=1#y', 'Qwen/Qwen3-8B'], ['https://huggingface.co/models/Qwen/Qwen3-8B', 'Qwen/Qwen3-8B'], ['gpt2', 'gpt2'],
    ['./local/model', undefined], ['/mnt/models/qwen', undefined], ['a/b/c', undefined], ['Qwen 2.5 7B', undefined], ['https://modelscope.cn/models/Qwen/Qwen3', undefined], ['https://huggingface.co/datasets/a/b', undefined], ['', undefined], ['../x', undefined],
  ])('%s names %s', (text, expected) => expect(maybeRepository(text)).toBe(expected));

  test.each([[[], 'ZZ'], [['CN'], 'CN'], [['CN', 'CN'], 'CN'], [['CN', 'HK'], 'china'], [['CN', 'US'], 'mixed'], [['CN', 'ZZ'], 'ZZ'], [['CN', 'US', 'ZZ'], 'mixed'], [['ZZ', 'ZZ'], 'ZZ'], [['FR', 'nowhere'], 'ZZ']])('bases of %j count for %s', (countries, expected) => {
    expect(commonCountry(countries, originsOf(REGISTRY).blocOf)).toBe(expected);
  });

  test.each([['', 'none declared'], ['apache-2.0', 'Apache 2.0'], ['mit', 'MIT'], ['cc-by-nc-4.0', 'non-commercial terms'], ['cc-by-4.0', 'other open licences'], ['gpl-3.0', 'other open licences'], ['llama3.1', 'custom terms'], ['other', 'custom terms'], ['apache-2.0 + mit', 'several declared']])('licence %s is %s', (id, expected) => expect(licenceClass(id)).toBe(expected));

  test.each([[undefined, 'size not stated'], [0, 'size not stated'], [999_999_999, 'below 1 billion'], [1e9, '1 to 10 billion'], [7e10, '70 to 250 billion'], [2.5e11, '250 billion and more']])('%s parameters are %s', (n, expected) => expect(sizeClass(n)).toBe(expected));
});

describe('recorded answers', () => {
  const sample = samplePath('hf/models_sort_downloads_limit3_expand_all.body.json');
  test.skipIf(!existsSync(sample))('a page with every field, as recorded in July 2026 (skipped where the samples are absent)', async () => {
    const shapes: ShapeProblem[] = [];
    const models = await parseModels([captureOf('models/any/0001', await readFile(sample))], shapes);
    expect(shapes).toEqual([]);
    expect(models).toHaveLength(3);
    expect(models.find((m) => m.id === 'sentence-transformers/all-MiniLM-L6-v2')?.lineage).toMatchObject({ relation: 'quantized', bases: ['nreimers/MiniLM-L6-H384-uncased'] });
    expect(Math.max(...models.map((m) => m.downloadsAllTime))).toBeGreaterThan(2 ** 31);
  });
});
