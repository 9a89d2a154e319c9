// Epoch: the table of notable models gives the very counts that were entered by hand from it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readTables } from '../../src/observations/tables.ts';
import { packageRoot } from '../../src/project.ts';
import { epoch } from '../../src/sources/epoch.ts';
import type { Parsed } from '../../src/sources/source.ts';
import { captureOf, complaints, contextOf, figures, gatherPlainly, input, observationsOf, realRegistry, samplePath, withServer } from './wire.ts';

const FIXTURE = await input('epoch/notable_ai_models.csv');
const parse = (body: string): Promise<Parsed> => epoch.parse([captureOf('notable-ai-models', body)], contextOf());

test('a joint work counts once for each country, two vendors both count, a year that is not over says so', async () => {
  const parsed = await parse(FIXTURE);
  expect(complaints(parsed)).toEqual([]);
  expect(parsed.notes).toEqual(['The newest model of the table is of 2025-04-02.']);
  const all = observationsOf(parsed, 'epoch');
  expect(all.filter((o) => o.series === 'notable-releases.epoch').map((o) => [o.period.text, o.entity, o.country, o.value])).toEqual([
    ['2024', 'closed weights', 'CN', 1], ['2024', 'closed weights', 'US', 1], ['2024', 'not stated', 'KR', 1], ['2024', 'open weights', 'CN', 1], ['2025-01-01/2025-04-02', 'open weights', 'FR', 1],
  ]);
  expect(figures(all, 'training-hardware.epoch')).toEqual(['Huawei Ascend CN 1', 'Huawei Ascend US 1', 'NVIDIA CN 2', 'NVIDIA US 1', 'not stated KR 1', 'other hardware FR 1']);
});

describe('what is refused', () => {
  test.each([
    ['Model accessibility', 'Accessibility', 'notable-ai-models column "Model accessibility": expected the column ((absent; there are: Model, Organization, '],
    ['Open weights (unrestricted)', 'Weights open', 'notable-ai-models line 2, column "Model accessibility": expected one of Open weights (unrestricted), '],
    ['Korea (Republic of)', 'Atlantis', 'notable-ai-models line 4, column "Country (of organization)": expected names of countries that are known ("Atlantis")'],
    ['2024-05-01', '1 May 2024', 'notable-ai-models line 2, column "Publication date": expected a day ("1 May 2024")'],
    [/\n[^]*/, '\n', 'notable-ai-models: expected models ((no rows))'],
    [/^[^]*$/, '', 'notable-ai-models line 1: expected a CSV table (The file is empty.)'],
    ['Lab,2024-05-01', 'Lab,more,2024-05-01', 'notable-ai-models line 2: expected a CSV table (The row has 9 cells, the header has 8.)'],
  ])('%s became %s', async (from, to, expected) => {
    const parsed = await parse(FIXTURE.replace(from, to));
    expect(complaints(parsed)[0]).toContain(expected);
    expect(parsed.rows).toEqual([]);
  });

  test('not more complaints than a person reads', async () => {
    const rows = Array.from({ length: 500 }, () => 'A,L,2024-05-01,D,Nowhere,,,N').join('\n');
    expect((await parse(`${FIXTURE}${rows}\n`)).shapes.length).toBeLessThanOrEqual(20);
  });
});

test('a model dated only to the month is left out and not put into a year', async () => {
  const parsed = await parse(FIXTURE.replace('2024-05-01', '2024-05'));
  expect(parsed.shapes).toEqual([]);
  expect(figures(observationsOf(parsed, 'epoch'), 'notable-releases.epoch')).not.toContain('open weights CN 1');
});

test('one request', async () => {
  await withServer(async () => ({ body: FIXTURE, headers: { 'content-type': 'text/csv' } }), async (base, asked) => {
    const captures = await gatherPlainly(epoch, contextOf({ base }));
    expect(captures.map((c) => c.key)).toEqual(['notable-ai-models']);
    expect(asked).toEqual(['/data/notable_ai_models.csv']);
  });
});

const sample = samplePath('epoch/notable_ai_models.csv');
test.skipIf(!existsSync(sample))('the recorded table gives the counts that were entered by hand, row by row (skipped where the samples are absent)', async () => {
  const registry = await realRegistry();
  const parsed = await epoch.parse([captureOf('notable-ai-models', await readFile(sample))], contextOf({ registry }));
  expect(complaints(parsed)).toEqual([]);
  const byHand = (await readTables(packageRoot())).observations.filter((o) => ['notable-releases.epoch', 'training-hardware.epoch'].includes(o.series));
  const line = (o: { readonly series: string; readonly entity: string; readonly country: string; readonly period: { readonly text: string }; readonly value?: number; readonly denominator: string; readonly window: string; readonly note: string }): string =>
    [o.series, o.entity, o.country, o.period.text, o.value, o.denominator, o.window, o.note].join(' | ');
  expect(byHand).toHaveLength(126 + 154);
  expect(observationsOf(parsed, 'epoch', registry).map(line).sort()).toEqual(byHand.map(line).sort());
});
