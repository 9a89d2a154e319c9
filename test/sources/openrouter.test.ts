// OpenRouter: prices without a rounding error, tokens without a lost digit, and an empty answer that looks like success.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { BriefwrightError } from '../../src/errors.ts';
import { readTables } from '../../src/observations/tables.ts';
import { packageRoot } from '../../src/project.ts';
import { maybePerMillion, parseRouterModels, parseRouterRules, routerOriginsOf } from '../../src/sources/openrouter-models.ts';
import { firstDayFor } from '../../src/sources/openrouter-tokens.ts';
import { openrouter } from '../../src/sources/openrouter.ts';
import { originsOf } from '../../src/sources/origins.ts';
import { parseJsonShape } from '../../src/sources/shape.ts';
import type { ShapeProblem } from '../../src/sources/shape.ts';
import type { Capture, Parsed } from '../../src/sources/source.ts';
import { captureOf, complaints, contextOf, figures, gatherPlainly, input, observationsOf, realRegistry, REGISTRY, samplePath, withServer } from './wire.ts';
import type { Answer } from './wire.ts';

const RULES = 'match,developer,country,weights,evidence,note\nanthropic/*,Anthropic,US,closed,unverified,\n';

async function captures(changes: Readonly<Record<string, Partial<Capture> & { readonly body?: string }>> = {}): Promise<readonly Capture[]> {
  const bodies = { models: await input('openrouter/models.json'), 'rankings/2026-09': await input('openrouter/rankings-2026-09.json'), rules: RULES };
  return Object.entries(bodies).map(([key, body]) => captureOf(key, changes[key]?.body ?? body, changes[key] ?? {}));
}

const parse = async (changes?: Parameters<typeof captures>[0], month = '2026-09'): Promise<Parsed> => openrouter.parse(await captures(changes), contextOf({ month }));
const rankings = async (from: string | RegExp, to: string): Promise<Parsed> => parse({ 'rankings/2026-09': { body: (await input('openrouter/rankings-2026-09.json')).replace(from, to) } });

describe('prices', () => {
  test.each([
    ['0.000005', '5'], ['0.00000625', '6.25'], ['0.000000435', '0.435'], ['4.35e-7', '0.435'], ['1e-8', '0.01'], ['0.00000014', '0.14'], ['0.00001', '10'], ['0.1', '100000'], ['2', '2000000'], ['0.0000000001', '0.0001'],
    ['0', undefined], ['0.000', undefined], ['-1', undefined], ['', undefined], ['x', undefined], ['1e-99', undefined],
  ])('%s dollars a token are %s a million', (text, expected) => expect(maybePerMillion(text)).toBe(expected));

  test('one row per model that costs something; free variants, aliases and prices that depend are left out', async () => {
    const parsed = await parse();
    expect(complaints(parsed)).toEqual([]);
    const all = observationsOf(parsed, 'openrouter');
    expect(figures(all, 'list-price-output.openrouter')).toEqual(['anthropic/synthetic-20260101 US 15', 'deepseek/synthetic CN 0.87', 'qwen/synthetic-2026 CN 0.28', 'somebody/synthetic ZZ 1.5']);
    expect(figures(all, 'list-price-input.openrouter')).toHaveLength(4);
    expect(all.find((o) => o.series === 'list-price-output.openrouter')).toMatchObject({ unit: 'usd-per-mtok', evidence: 'primary', period: { text: '2026-10-02' } });
    expect(parsed.notes).toEqual(['2 models without a price, or with one that depends, were left out of the list prices.']);
  });

  test.each([
    ['"prompt": "0.000003"', '"prompt": 0.000003', 'models data[0].pricing.prompt: expected text (0.000003)'],
    ['"prompt": "0.000003"', '"prompt": "$3"', 'models data[0].pricing.prompt: expected a price in digits ("$3")'],
    ['"canonical_slug"', '"slug"', 'models data[0].canonical_slug: expected text ((absent; there are: id, slug,'],
    ['"data"', '"models"', 'models data: expected a list ((absent; there are: models))'],
  ])('%s became %s', async (from, to, expected) => {
    const [first] = complaints(await parse({ models: { body: (await input('openrouter/models.json')).replace(from, to) } }));
    expect(first).toContain(expected);
  });

  test('no models, with status 200', async () => {
    const parsed = await parse({ models: { body: '{"data":[]}' } });
    expect(complaints(parsed)).toEqual(['models data: expected models ((none))']);
    expect(parsed.rows).toEqual([]);
  });
});

describe('tokens', () => {
  test('a month by access to the weights: under the names that the metrics read, and to the last digit', async () => {
    const all = observationsOf(await parse(), 'openrouter');
    const monthly = all.filter((o) => o.series === 'router-tokens-monthly.openrouter');
    expect(figures(all, 'router-tokens-monthly.openrouter')).toEqual(['closed weights world 60000000000000000', 'open weights world 90000000000030030', 'other models world 21000', 'unlabelled models world 15000']);
    const tables = await readTables(packageRoot());
    const byHand = tables.observations.filter((o) => o.series === 'router-tokens-monthly.openrouter' && o.period.kind === 'month');
    expect(new Set(monthly.map((o) => o.entity))).toEqual(new Set(byHand.map((o) => o.entity)));
    expect([...new Set(monthly.map((o) => o.denominator))]).toEqual([...new Set(byHand.map((o) => o.denominator))]);
    expect([...new Set(monthly.map((o) => o.window))]).toEqual([...new Set(byHand.map((o) => o.window))]);
    // 30 × 3,000,000,000,000,001 and 30 × 1,000: no double holds it.
    expect((await parse()).rows.find((r) => r.entity === 'open weights')?.value).toBe(90_000_000_000_030_030n);
  });

  test('weeks from Monday to Sunday that end in the month, by country', async () => {
    const all = observationsOf(await parse(), 'openrouter');
    const weeks = all.filter((o) => o.series === 'router-tokens-week-country.openrouter');
    expect([...new Set(weeks.map((o) => o.period.text))]).toEqual(['2026-08-31/2026-09-06', '2026-09-07/2026-09-13', '2026-09-14/2026-09-20', '2026-09-21/2026-09-27']);
    expect(weeks.filter((o) => o.period.start === '2026-08-31').map((o) => [o.entity, o.country, o.value])).toEqual([['all traffic', 'CN', 21_000_000_000_007_007], ['all traffic', 'US', 14_000_000_000_000_000], ['all traffic', 'ZZ', 8400]]);
    const byHand = (await readTables(packageRoot())).observations.find((o) => o.series === 'router-tokens-week-country.openrouter');
    expect(weeks[0]).toMatchObject({ entity: byHand?.entity, denominator: byHand?.denominator, window: byHand?.window, unit: byHand?.unit });
  });

  test('the attribution that the licence asks for', async () => {
    expect(openrouter.attribution).toBe('Source: OpenRouter (openrouter.ai/rankings), as of {as_of}.');
    expect((await parse()).asOf).toBe('2026-10-02');
  });

  test('the day to begin with is a Monday, at most six days before the month', () => {
    expect(['2026-09', '2026-06', '2025-01', '2025-11'].map(firstDayFor)).toEqual(['2026-08-31', '2026-06-01', '2024-12-30', '2025-10-27']);
  });

  test('a month that is not over says so and holds no week that is not over', async () => {
    const body = (await input('openrouter/rankings-2026-09.json')).replace('"end_date":"2026-09-30"', '"end_date":"2026-09-16"').replace(/\{"date": "2026-09-(1[7-9]|2\d|30)"[^}]*\},?\n/g, '').replace(/,\s*\]/, ']');
    const all = observationsOf(await parse({ 'rankings/2026-09': { body } }), 'openrouter');
    const monthly = all.filter((o) => o.series === 'router-tokens-monthly.openrouter');
    expect(new Set(monthly.map((o) => o.period.text))).toEqual(new Set(['2026-09-01/2026-09-16']));
    expect(monthly.every((o) => o.note.startsWith('partial month'))).toBe(true);
    expect(new Set(all.filter((o) => o.series === 'router-tokens-week-country.openrouter').map((o) => o.period.end))).toEqual(new Set(['2026-09-06', '2026-09-13']));
  });

  test('without a valid key the prices come alone, and it is said', async () => {
    const parsed = await parse({ 'rankings/2026-09': { status: 401, body: '{"error":{"code":401,"message":"No auth credentials found"}}' } });
    expect(parsed.shapes).toEqual([]);
    expect(new Set(parsed.rows.map((r) => r.series))).toEqual(new Set(['list-price-input.openrouter', 'list-price-output.openrouter']));
    expect(parsed.notes?.some((note) => note.includes('OPENROUTER_API_KEY'))).toBe(true);
  });
});

describe('tokens that are refused', () => {
  test('an empty answer with status 200', async () => {
    const parsed = await parse({ 'rankings/2026-09': { body: await input('openrouter/rankings-empty.json') } });
    expect(complaints(parsed)[0]).toBe('rankings/2026-09 data: expected tokens ([])');
    expect(parsed.rows).toEqual([]);
  });

  test('every count zero', async () => {
    const body = (await input('openrouter/rankings-2026-09.json')).replaceAll(/"total_tokens": "\d+"/g, '"total_tokens": "0"');
    expect(complaints(await parse({ 'rankings/2026-09': { body } }))[0]).toContain('rankings/2026-09 data: expected tokens');
  });

  test.each([
    ['"total_tokens": "3000000000000001"', '"total_tokens": 3000000000000001', 'rankings/2026-09 data[0].total_tokens: expected text (3000000000000001)'],
    ['"total_tokens": "3000000000000001"', '"total_tokens": "3.0T"', 'rankings/2026-09 data[0].total_tokens: expected tokens in digits ("3.0T")'],
    ['"model_permaslug"', '"permaslug"', 'rankings/2026-09 data[0].model_permaslug: expected text ((absent; there are: date, permaslug, total_tokens))'],
    ['"date": "2026-08-31"', '"date": "31 August"', 'rankings/2026-09 data[0].date: expected a time'],
    ['"version":"v1"', '"version":"v2"', 'rankings/2026-09 meta.version: expected "v1" ("v2")'],
    ['"as_of"', '"asOf"', 'rankings/2026-09 meta.as_of: expected a time'],
    ['qwen/synthetic-2026:free', 'qwen/synthetic-2026', 'expected one row for 2026-08-31 qwen/synthetic-2026'],
    [/\{"date": "2026-09-10"[^}]*\},\n/g, '', 'rankings/2026-09 data: expected rows for every day (none for 2026-09-10)'],
  ])('%s became %s', async (from, to, expected) => expect(complaints(await rankings(from, to)).join('\n')).toContain(expected));

  test('more rows a day than the data set gives', async () => {
    const more = Array.from({ length: 50 }, (_, i) => `{"date": "2026-09-01", "model_permaslug": "a/b${i}", "total_tokens": "1"},`).join('');
    expect(complaints(await rankings('"data":[', `"data":[${more}`))[0]).toContain('expected at most 51 rows for 2026-09-01, there are 55');
  });
});

describe('whose a model is', () => {
  test('rules first, then families, then the repository that the router names; variants are the same model', () => {
    const models = [{ id: 'a/x', slug: 'a/x-1', hubId: 'meta-llama/X', prompt: '1', completion: '1', index: 0 }];
    const origins = routerOriginsOf(models, parseRouterRules(RULES, 'rules.csv', REGISTRY.countries), originsOf(REGISTRY));
    expect(['anthropic/y', 'qwen/y:free', 'a/x-1:free', 'nobody/z'].map(origins.countryOf)).toEqual(['US', 'CN', 'US', 'ZZ']);
    expect(['anthropic/y:beta', 'qwen/y', 'a/x-1:free', 'nobody/z'].map(origins.weightsOf)).toEqual(['closed', 'unlabelled', 'open', 'unlabelled']);
  });

  test('mistakes in the rules, each with its place', () => {
    const text = `${RULES}no slash,X,US,open,unverified,\na/*,X,Mars,shut,unverified,\n`;
    try {
      parseRouterRules(text, 'data/registry/router-models.csv', REGISTRY.countries);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof BriefwrightError && error.problems.map((p) => `${p.file ?? ''}:${p.line ?? 0}:${p.column ?? 0} ${p.code}`)).toEqual(['data/registry/router-models.csv:3:1 DATA_MATCH', 'data/registry/router-models.csv:4:7 DATA_COUNTRY', 'data/registry/router-models.csv:4:12 DATA_WORD']);
    }
  });

  test('every rule of the repository agrees with the families', async () => {
    const registry = await realRegistry();
    const rules = parseRouterRules(await readFile(`${packageRoot()}/data/registry/router-models.csv`, 'utf8'), 'router-models.csv', registry.countries);
    const origins = originsOf(registry);
    for (const rule of rules) {
      const family = origins.findFamily('router', rule.match.replaceAll('*', 'x'));
      if (family !== undefined) expect([rule.match, rule.country]).toEqual([rule.match, family.country]);
    }
  });
});

test('what is asked: the list, and the days of the month and of the weeks that end in it; one request for each month since', async () => {
  const answer = async (url: URL): Promise<Answer> => ({ body: await input(url.pathname.endsWith('rankings-daily') ? 'openrouter/rankings-2026-09.json' : 'openrouter/models.json') });
  const asked = await withServer(answer, async (base, log) => {
    await gatherPlainly(openrouter, contextOf({ base, since: '2026-07-15' }));
    return log;
  });
  expect(asked).toEqual([
    '/api/v1/models',
    '/api/v1/datasets/rankings-daily?start_date=2026-06-29&end_date=2026-07-31&period=day',
    '/api/v1/datasets/rankings-daily?start_date=2026-07-27&end_date=2026-08-31&period=day',
    '/api/v1/datasets/rankings-daily?start_date=2026-08-31&end_date=2026-09-30&period=day',
  ]);
});

describe('recorded answers', () => {
  const [list, empty] = [samplePath('openrouter/api_v1_models.trimmed.json'), samplePath('openrouter/rankings-page-2026-05-17.json')];
  test.skipIf(!existsSync(list))('the list of models (skipped where the samples are absent)', async () => {
    const shapes: ShapeProblem[] = [];
    const root = parseJsonShape(await readFile(list), 'models', shapes);
    const models = root === undefined ? [] : parseRouterModels(root);
    expect(shapes).toEqual([]);
    expect(models.map((m) => [m.slug, maybePerMillion(m.prompt), maybePerMillion(m.completion)])).toContainEqual(['anthropic/claude-opus-5-20260723', '5', '25']);
    expect(models).toHaveLength(6);
  });

  test.skipIf(!existsSync(empty))('the page that a scraper wrote empty for three months is refused (skipped where the samples are absent)', async () => {
    const parsed = await parse({ models: { body: await readFile(empty, 'utf8') }, 'rankings/2026-09': { body: await readFile(empty, 'utf8') } });
    expect(parsed.rows).toEqual([]);
    expect(complaints(parsed)[0]).toContain('models data: expected a list');
  });
});
