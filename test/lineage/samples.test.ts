// Real material of others, read where it lies. The expectations were worked out by hand from the lines of the sample.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countCensus } from '../../src/lineage/census/census.ts';
import { countHubRows } from '../../src/lineage/hub-route.ts';
import { maybeModelRow } from '../../src/lineage/model-row.ts';
import type { ModelRow } from '../../src/lineage/model-row.ts';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import { originsOf } from '../../src/lineage/origin.ts';
import { findUnreadParents } from '../../src/lineage/parents.ts';
import { DEFAULT_FILTER } from '../../src/lineage/population.ts';
import { readRegistry } from '../../src/observations/tables.ts';
import { EVERYTHING, observe, rules, valuesOf } from './support.ts';

const samples = join(import.meta.dirname, '../../../shared/samples');
const file = join(samples, 'hub-stats/models.ndjson');
const json = (name: string): unknown => JSON.parse(readFileSync(join(samples, 'hf', name), 'utf8'));

describe.skipIf(!existsSync(file))('the sample of the Hub (skipped where ../shared/samples is absent)', async () => {
  const origins = originsOf(await readRegistry(join(import.meta.dirname, '../..')));
  const rows = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').flatMap((line) => maybeModelRow(JSON.parse(line)) ?? []) : [];
  const count = (given: readonly ModelRow[], months: readonly string[], parents: readonly ModelRow[] = []) => observe(countHubRows({ rows: given, parents }, { origins, rules, filter: EVERYTHING, months }), EVERYTHING, months);

  test('1,800 models, 1,089 that declare a base, three of them only themselves', () => {
    const found = count(rows, ['2025-01']);
    const odd = valuesOf(found, 'lineage-irregularities', 'entity');
    expect(Object.values(valuesOf(found, 'derivatives-stock-root-bloc')).reduce((a, b) => a + b, 0)).toBe(1086);
    expect(odd['names itself as a base']).toBe(3);
    expect(odd['declares nothing that is a base']).toBe(3);
    // Three SmolLM2 and three SmolLM, a Whisper, two MiniThinky and two by prithivMLmods: ONNX files, taken for quantised ones.
    expect(odd['is said to be quantised and carries no such format']).toBe(11);
    expect(valuesOf(found, 'hub-rows', 'entity')).toMatchObject({ models: 1800, 'repeated rows': 0, 'models without a date': 0 });
  });

  test.each([
    ['BramVanroy/fietje-2-chat', '2024-04', 'US Phi 3 steps'], // chat → instruct → fietje-2 → microsoft/phi-2
    ['nazimali/Mistral-Nemo-Kurdish-Instruct', '2024-10', 'FR Mistral 3 steps'], // → Kurdish → Nemo-Instruct → Nemo-Base
    ['unsloth/phi-4-bnb-4bit', '2025-01', 'US Phi 1 step'], // a re-upload stands on microsoft/phi-4
    ['mistralai/Mistral-Nemo-Instruct-2407', '2024-07', 'FR Mistral 1 step'],
  ])('%s', (id, month, expected) => {
    // Only the model itself and what it stands on: parents are read and not counted.
    const own = rows.filter((row) => row.id === id);
    const found = count(own, [month], rows.filter((row) => row.id !== id));
    expect([valuesOf(found, 'new-derivatives-root-country', 'country'), valuesOf(found, 'new-derivatives-root-family', 'entity'), valuesOf(found, 'new-derivatives-depth', 'entity')].map((v) => Object.entries(v).map(([k, n]) => `${k}${n === 1 ? '' : ` × ${n}`}`).join('+')).join(' ')).toBe(expected);
    expect(valuesOf(found, 'hub-rows', 'entity')).toMatchObject({ models: 1, 'bases read one by one': 1799 });
  });

  test('as a file the same, language models with more than five downloads', async () => {
    const months = ['2025-02', '2026-04'];
    const options = { origins, rules, filter: DEFAULT_FILTER, months };
    expect(formatRows(observe(await countCensus({ ...options, file }), DEFAULT_FILTER, months))).toBe(formatRows(observe(countHubRows({ rows }, options), DEFAULT_FILTER, months)));
  });

  test('an adapter on models of China and Germany is mixed; a card’s old name is the one that the Hub resolved', () => {
    const [adapter] = (json('multi_country_adapter_listing.json') as unknown[]).flatMap((i) => maybeModelRow(i) ?? []);
    const detail = maybeModelRow(json('model_detail_small_finetune_expand_all.body.json'));
    if (adapter === undefined || detail === undefined) throw new TypeError('the sample has changed');
    // Its tags name Qwen alone, and go before the nine bases of its card.
    expect(valuesOf(count([{ ...adapter, createdMonth: '2026-01' }], ['2026-01']), 'new-derivatives-root-country', 'country')).toEqual({ CN: 1 });
    expect(valuesOf(count([{ ...adapter, tags: [], createdMonth: '2026-01' }], ['2026-01']), 'new-derivatives-root-country', 'country')).toEqual({ mixed: 1 });
    expect(valuesOf(count([{ ...detail, createdMonth: '2026-01' }], ['2026-01']), 'new-derivatives-bases')).toEqual({ 'google-bert/bert-base-uncased US': 1 });
  });

  test('recorded answers of the list route: two fine-tunes of July 2026 by their tags, and two relations that the Hub inferred wrongly', () => {
    const page = (name: string): readonly ModelRow[] => (json(name) as unknown[]).flatMap((i) => maybeModelRow(i) ?? []);
    const [tuned, popular] = [page('models_filter_base_model_finetune_limit3.body.json'), page('models_sort_downloads_limit3_expand_all.body.json')];
    const july = observe(countHubRows({ rows: tuned, known: popular }, { origins, rules, filter: EVERYTHING, months: ['2026-07'] }), EVERYTHING, ['2026-07']);
    // samriti16/bert-finetuned-imdb and JusperLee/referential-dangling-detector; the third is of 2022.
    expect(valuesOf(july, 'new-derivatives-bases')).toEqual({ 'google-bert/bert-base-uncased US': 2 });
    expect(valuesOf(july, 'new-derivatives-irregularities', 'entity')).toMatchObject({ 'declares bases in tags alone': 2, 'names a missing base of a known publisher': 0 });
    // MiniLM and ms-marco are distilled, not quantised; the first one's base is an account of nobody known, the second one's was not read.
    const march = observe(countHubRows({ rows: popular, unread: new Set(['cross-encoder/ms-marco-minilm-l12-v2']) }, { origins, rules, filter: EVERYTHING, months: ['2022-03'] }), EVERYTHING, ['2022-03']);
    expect(valuesOf(march, 'new-derivatives-irregularities', 'entity')).toMatchObject({ 'is said to be quantised and carries no such format': 2, 'names a missing base of an unknown publisher': 1, 'stands on a base that was not read': 1 });
    expect(valuesOf(march, 'new-models', 'entity')).toEqual({ 'with a declared base': 2, 'without a declared base': 1 });
  });

  test('unread parents are listed by how many stand on them, until they were asked for', () => {
    const [derived, rest] = [rows.filter((r) => r.baseModels !== undefined), rows];
    const all = findUnreadParents({ rows: rest }, origins, rules);
    expect(all.length).toBeGreaterThan(300);
    const stands = (id: string): number => derived.filter((r) => r.baseModels?.models.some((m) => m.id.toLowerCase() === id.toLowerCase())).length;
    expect(stands(all[0] ?? '')).toBeGreaterThanOrEqual(stands(all[1] ?? ''));
    expect(findUnreadParents({ rows: rest, asked: new Set(all.map((id) => id.toLowerCase())) }, origins, rules)).toEqual([]);
  });
});
