import { expect, test } from 'vitest';
import { derivativeBases } from '../../src/metrics/derivative-bases.ts';
import { derivativeLicences } from '../../src/metrics/derivative-licences.ts';
import { derivativeShareFamily } from '../../src/metrics/derivative-share-family.ts';
import { derivativeShare, derivativeShareFractional } from '../../src/metrics/derivative-share.ts';
import { lineageDepth } from '../../src/metrics/lineage-depth.ts';
import { localBuilds } from '../../src/metrics/local-builds.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { publisherAndRoot } from '../../src/metrics/publisher-and-root.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { history, observation } from '../support/observations.ts';

type Bloc = Observation['bloc'];
const o = (measure: string, entity: string, bloc: Bloc, value: number, more: { period?: string; tracker?: string } = {}): Observation =>
  observation({ series: `${measure}.${more.tracker ?? 'hub-census'}`, entity, country: bloc, bloc, value, unit: 'models', period: more.period ?? '2026-09', denominator: 'new derivatives', window: 'created in the month', published: '2026-10-01' });

const blocs = (measure: string, values: Partial<Record<Bloc, number>>, more = {}): Observation[] => Object.entries(values).map(([bloc, value]) => o(measure, 'derivatives', bloc as Bloc, value, more));
const ROOTS = blocs('new-derivatives-root-bloc', { china: 90, 'united-states': 40, europe: 10, other: 4, mixed: 16, unassigned: 40 });

const shares = (metric: Metric, observations: readonly Observation[], params = {}): Record<string, number | undefined> =>
  Object.fromEntries(metric.compute(history(observations), params)?.rows.map((r) => [`${r.group}${r.group === '' ? '' : ' '}${r.label}`, r.measure.value]) ?? []);

test('the worked month by bloc, with the range that mixed and unassigned leave', () => {
  const result = derivativeShare.compute(history(ROOTS), {});
  expect(result?.rows.map((r) => [r.label, r.measure.value])).toEqual([['china', 45], ['united-states', 20], ['europe', 5], ['other', 2], ['mixed', 8], ['unassigned', 20]]);
  expect([result?.named?.['range-china']?.low, result?.named?.['range-china']?.high]).toEqual([45, 73]);
  expect(result?.rows[0]?.measure.denominator).toBe('new derivatives');
});

test('the fractional version is another metric on another series', () => {
  const given = blocs('new-derivatives-root-bloc-fractional', { china: 98, 'united-states': 48, europe: 10, other: 4, unassigned: 40 });
  expect(shares(derivativeShareFractional, given)['china']).toBe(49);
  expect(derivativeShare.compute(history(given), {})).toBeUndefined();
  expect(derivativeShareFractional.compute(history(given), {})?.rows.map((r) => r.measure.metric)[0]).toBe('derivative-share-fractional@1');
});

test('unassigned is a row even when it is nothing, and a month without derivatives is none', () => {
  expect(shares(derivativeShare, blocs('new-derivatives-root-bloc', { china: 1 }))).toEqual({ china: 100, unassigned: 0 });
  expect(derivativeShare.compute(history(blocs('new-derivatives-root-bloc', { china: 0 })), {})).toBeUndefined();
  expect(derivativeShare.compute(history([]), {})).toBeUndefined();
});

test('a census and the rows of an API are never joined', () => {
  const api = blocs('new-derivatives-root-bloc', { china: 1, unassigned: 1 }, { tracker: 'hub', period: '2026-08' });
  const months = (params: Record<string, unknown>): (string | undefined)[] => [...new Set(derivativeShare.compute(history([...ROOTS, ...api]), params)?.rows.map((r) => r.measure.period.text))];
  expect(months({})).toEqual(['2026-09']);
  expect(months({ tracker: 'hub' })).toEqual(['2026-08']);
});

test('the worked month by family adds up to 100', () => {
  const f = (entity: string, bloc: Bloc, value: number): Observation => o('new-derivatives-root-family', entity, bloc, value);
  const given = [f('Qwen', 'china', 80), f('Llama', 'united-states', 30), f('Gemma', 'united-states', 12), f('GLM', 'china', 8), f('several families', 'mixed', 16), f('several families', 'china', 4), f('other bases', 'europe', 10), f('other bases', 'unassigned', 30), f('several families', 'unassigned', 10)];
  const found = shares(derivativeShareFamily, given, { top: 2 });
  expect(found).toEqual({ Qwen: 40, Llama: 15, 'other-families': 10, 'several-families': 10, 'other-bases': 5, unassigned: 20 });
});

test('publisher and root are two figures of one month', () => {
  const p = (entity: string, bloc: Bloc, value: number): Observation => o('new-derivatives-publisher-bloc', entity, bloc, value);
  const publishers = [p('organisations', 'china', 6), p('organisations', 'united-states', 14), p('accounts without a known country', 'unassigned', 160), p('re-uploaders and quantisers', 'unassigned', 20)];
  const found = shares(publisherAndRoot, [...ROOTS, ...publishers]);
  expect([found['publisher china'], found['root china'], found['publisher unassigned']]).toEqual([3, 45, 90]);
  expect(publisherAndRoot.compute(history([...ROOTS, ...publishers]), {})?.named?.['re-uploaders']?.value).toBe(10);
  expect(publisherAndRoot.compute(history(publishers), {})).toBeUndefined();
});

test('local builds by family, the largest first, of the latest month alone', () => {
  const b = (format: string, entity: string, value: number, period = '2026-09'): Observation => o(`local-builds-${format}`, entity, 'china', value, { period });
  const given = [b('gguf', 'Llama', 900), b('gguf', 'Qwen', 1200), b('quantised', 'Qwen', 300), b('quantised', 'Llama', 200), b('gguf', 'other bases', 5000), b('gguf', 'Qwen', 7, '2026-08')];
  expect(localBuilds.compute(history(given), {})?.rows.map((r) => [r.label, r.group, r.measure.value])).toEqual([['Qwen', 'gguf', 1200], ['Qwen', 'quantised', 300], ['Llama', 'gguf', 900], ['Llama', 'quantised', 200]]);
});

test('the bases that most stand on, and the share of the first', () => {
  const given = [...ROOTS, o('new-derivatives-bases', 'b/second', 'europe', 12), o('new-derivatives-bases', 'Qwen/Qwen3-8B', 'china', 30)];
  const result = derivativeBases.compute(history(given), {});
  expect(result?.rows.map((r) => r.label)).toEqual(['Qwen/Qwen3-8B', 'b/second']);
  expect(result?.named?.['largest']?.value).toBe(15);
  expect(derivativeBases.compute(history(given), { direct: true })).toBeUndefined();
});

test('depth and mixing of the worked month', () => {
  const d = (entity: string, value: number, measure = 'new-derivatives-depth'): Observation => o(measure, entity, 'world', value);
  const given = [d('1 step', 120), d('2 steps', 60), d('3 steps', 20), ...[['one base', 168], ['one base, itself mixed', 2], ['several bases, several blocs', 14], ['several bases, one family', 16]].map(([e, n]) => d(String(e), Number(n), 'new-derivatives-mixing'))];
  const result = lineageDepth.compute(history(given), {});
  expect(shares(lineageDepth, given)).toEqual({ 'steps-1': 60, 'steps-2': 30, 'steps-3': 10 });
  expect(['deeper', 'several', 'mixed'].map((name) => result?.named?.[name]?.value)).toEqual([40, 15, 8]);
});

test('the freest licences by publisher and by root; a bloc without models is no row, unstated licences count as not free', () => {
  const l = (side: 'new-models-licence-publisher' | 'new-derivatives-licence-root', entity: string, bloc: Bloc, value: number, period = '2026-09'): Observation => o(side, entity, bloc, value, { period });
  const given = [
    l('new-models-licence-publisher', 'apache-2-0', 'china', 120), l('new-models-licence-publisher', 'mit', 'china', 20), l('new-models-licence-publisher', 'custom', 'china', 60),
    l('new-derivatives-licence-root', 'apache-2-0', 'china', 45), l('new-derivatives-licence-root', 'not stated', 'china', 45), l('new-derivatives-licence-root', 'llama', 'united-states', 10),
    l('new-derivatives-licence-root', 'mit', 'mixed', 5), l('new-derivatives-licence-root', 'mit', 'china', 900, '2026-08'),
  ];
  expect(shares(derivativeLicences, given)).toEqual({ 'publisher china': 70, 'root china': 50, 'root united-states': 0 });
  expect(derivativeLicences.compute(history(given), {})?.named?.['unstated']?.value).toBeCloseTo(100 * 45 / 105, 9);
  // Publishers of one month are not set beside roots of another.
  expect(derivativeLicences.compute(history(given.filter((x) => x.period.text === '2026-08' || x.series.includes('publisher'))), {})).toBeUndefined();
});
