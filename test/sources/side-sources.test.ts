// Docker Hub, ModelScope, GitHub and PyPI: small series, each with its caveat; what has changed its shape is refused.
import { describe, expect, test } from 'vitest';
import { dockerHub } from '../../src/sources/docker-hub.ts';
import { github } from '../../src/sources/github.ts';
import { modelscope } from '../../src/sources/modelscope.ts';
import { pypi } from '../../src/sources/pypi.ts';
import type { Capture, Parsed, Source } from '../../src/sources/source.ts';
import { captureOf, complaints, contextOf, figures, gatherPlainly, input, observationsOf, withServer } from './wire.ts';
import type { Answer } from './wire.ts';

async function collect(source: Source, answer: (url: URL) => Promise<Answer | undefined>): Promise<{ captures: readonly Capture[]; asked: readonly string[]; parsed: Parsed }> {
  return withServer(answer, async (base, asked) => {
    const captures = await gatherPlainly(source, contextOf({ base }));
    return { captures, asked, parsed: await source.parse(captures, contextOf()) };
  });
}

/** The first complaint about a body with one text replaced. */
async function bent(source: Source, captures: readonly Capture[], from: string | RegExp, to: string): Promise<{ first: string; rows: number }> {
  const changed = await Promise.all(captures.map(async (c, i) => (i === 0 ? captureOf(c.key, new TextDecoder().decode(await c.read()).replace(from, to)) : c)));
  const parsed = await source.parse(changed, contextOf());
  return { first: complaints(parsed)[0] ?? '', rows: parsed.rows.length };
}

describe('Docker Hub', () => {
  const answer = async (url: URL): Promise<Answer | undefined> => (url.pathname === '/v2/repositories/ai/' ? { body: (await input(`docker-hub/page-${url.searchParams.get('page') ?? ''}.json`)).replaceAll('{base}', url.origin) } : undefined);

  test('pulls of each model, page after page, with the country of its family', async () => {
    const { asked, parsed } = await collect(dockerHub, answer);
    expect(asked).toEqual(['/v2/repositories/ai/?page_size=100&page=1&ordering=-pull_count', '/v2/repositories/ai/?ordering=-pull_count&page=2&page_size=100']);
    expect(figures(observationsOf(parsed, 'docker-hub'), 'pulls-all-time-model.docker-hub')).toEqual(['ai/gpt-oss US 9000', 'ai/qwen3 CN 8000', 'ai/some-tool ZZ 100']);
  });

  test.each([
    ['"pull_count": 9000', '"pull_count": "9K"', 'repositories/0001 results[0].pull_count: expected a whole number from 0 ("9K")'],
    ['"pull_count"', '"pulls"', 'repositories/0001 results[0].pull_count: expected a whole number from 0 ((absent;'],
    ['"results"', '"items"', 'repositories/0001 results: expected a list ((absent; there are: count, next, previous, items))'],
    [/"next": "[^"]*"/, '"next": {}', 'repositories/0001 next: expected text ({})'],
  ])('%s became %s', async (from, to, expected) => {
    const { captures } = await collect(dockerHub, answer);
    const { first, rows } = await bent(dockerHub, captures, from, to);
    expect(first).toContain(expected);
    expect(rows).toBe(0);
  });

  test('no repository, with status 200', async () => {
    const { parsed } = await collect(dockerHub, async () => ({ body: '{"count":0,"next":null,"previous":null,"results":[]}' }));
    expect(complaints(parsed)).toEqual(['repositories/0001: expected repositories ((none))']);
  });

  test('pages without an end', async () => {
    const endless = async (url: URL): Promise<Answer> => ({ body: `{"count":1,"next":"${url.origin}/v2/x?page=${Math.floor(performance.now() * 1000)}","results":[]}` });
    await expect(collect(dockerHub, endless)).rejects.toThrow('more than 20 pages');
  });
});

describe('ModelScope', () => {
  const empty = '{"success":true,"data":{"models":[],"total_count":0,"page_number":1,"page_size":50}}';
  const answer = async (url: URL): Promise<Answer | undefined> => {
    const [owner, page] = [url.searchParams.get('owner'), url.searchParams.get('page_number') ?? ''];
    if (owner === 'zai-org') return undefined;
    return { body: owner === 'Qwen' ? await input(`modelscope/Qwen.${page}.json`) : empty };
  };

  test('downloads by family, of Chinese families only; an owner that is not there has no row', async () => {
    const { asked, parsed } = await collect(modelscope, answer);
    expect(asked).toEqual(['Qwen&page_number=1', 'Qwen&page_number=2', 'deepseek-ai&page_number=1', 'zai-org&page_number=1', 'THUDM&page_number=1'].map((q) => `/openapi/v1/models?owner=${q}&page_size=50`));
    const all = observationsOf(parsed, 'modelscope');
    expect(figures(all, 'downloads-family.modelscope')).toEqual(['Qwen CN 511']);
    expect(all[0]?.note).toContain('not published');
  });

  test.each([
    ['"success": true', '"success": false', 'models/Qwen/0001 success: expected true (false)'],
    ['"downloads": 10', '"downloads": null', 'models/Qwen/0001 data.models[0].downloads: expected a whole number from 0 (null)'],
    ['"total_count"', '"total"', 'models/Qwen/0001 data.total_count: expected a whole number'],
  ])('%s became %s', async (from, to, expected) => {
    const { captures } = await collect(modelscope, answer);
    expect((await bent(modelscope, captures, from, to)).first).toContain(expected);
  });

  test('nothing at all, with status 200', async () => {
    expect(complaints((await collect(modelscope, async () => ({ body: empty }))).parsed)).toEqual(['models/Qwen/0001: expected models of at least one owner ((none))']);
  });
});

describe('GitHub', () => {
  const answer = async (url: URL): Promise<Answer | undefined> => (url.pathname.endsWith('/Kimi-K2') ? undefined : { body: (await input('github/repository.json')).replace('{repository}', url.pathname.slice('/repos/'.length).replace('Qwen3', 'Qwen4')) });

  test('stars of each repository; what is gone or renamed is said', async () => {
    const { parsed } = await collect(github, answer);
    const all = observationsOf(parsed, 'github');
    expect(all).toHaveLength(11);
    expect(all.find((o) => o.entity === 'openai/gpt-oss')).toMatchObject({ series: 'stars.github', value: 12345, unit: 'stars', country: 'US', bloc: 'united-states' });
    expect(parsed.notes).toEqual(['MoonshotAI/Kimi-K2 is not there (status 404).', 'QwenLM/Qwen3 is now QwenLM/Qwen4.']);
  });

  test('a field renamed', async () => {
    const { captures } = await collect(github, answer);
    const changed = await bent(github, captures.filter((c) => c.status === 200), '"stargazers_count"', '"stars"');
    expect(changed.first).toContain('stargazers_count: expected a whole number from 0 ((absent; there are: id, full_name, private, stars, forks_count, created_at))');
    expect(changed.rows).toBe(0);
  });
});

describe('PyPI', () => {
  const answer = async (url: URL): Promise<Answer> => ({ body: (await input('pypi/recent.json')).replace('{package}', url.pathname.split('/')[3] ?? '') });

  test('downloads of each package, to the day before', async () => {
    const { asked, parsed } = await collect(pypi, answer);
    expect(asked[0]).toBe('/api/packages/dashscope/recent?period=month');
    const all = observationsOf(parsed, 'pypi');
    expect(figures(all, 'downloads-30d-package.pypi')).toEqual(['dashscope CN 777000', 'mistralai FR 777000', 'transformers world 777000', 'vllm world 777000']);
    expect(all[0]).toMatchObject({ period: { text: '2026-09-02/2026-10-01' }, asOf: '2026-10-01', published: '2026-10-02' });
  });

  test.each([
    ['"last_month"', '"month"', 'packages/dashscope data.last_month: expected a whole number from 0 ((absent; there are: month))'],
    ['"package": "dashscope"', '"package": "another"', 'packages/dashscope package: expected "dashscope" ("another")'],
  ])('%s became %s', async (from, to, expected) => {
    const { captures } = await collect(pypi, answer);
    expect(await bent(pypi, captures, from, to)).toEqual({ first: expected, rows: 0 });
  });
});
