// List price per million tokens of the router's largest models, latest week known; medians and their ratio by bloc.
// Worked: week to 11 May 2026, output: United States 25, 15 and 3 dollars, median 15; China 3.5, 1.2, 0.87, 0.378, 0.28 and 0.26.
import type { Bloc, Observation } from '../observations/observation.ts';
import { computed, quote } from './measure.ts';
import type { Measure, Metric, Row } from './metric.ts';

const ID = 'list-price';

/** Parameter: `side` (`output` or `input`). A price of nothing is a promotion and left out. */
export const listPrice: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const side = params['side'] === 'input' ? 'input' : 'output';
    // The archive's list ends in May 2026; collected prices go on from there. The two are never mixed: the later day is drawn.
    const [archive, collected] = [history.series(`list-price-${side}.openrouter-archive`), history.series(`list-price-${side}.openrouter`)];
    const all = (collected.at(-1)?.asOf ?? '') > (archive.at(-1)?.asOf ?? '') ? collected : archive;
    const last = all.at(-1);
    if (last === undefined) return undefined;
    const week = all.filter((o) => o.asOf === last.asOf && (o.value ?? 0) > 0);
    const rows: Row[] = week.map((o) => ({ label: o.entity, bloc: o.bloc, group: '', measure: quote(o, `${ID}@1`) }));
    rows.sort((a, b) => (b.measure.value ?? 0) - (a.measure.value ?? 0) || (a.label < b.label ? -1 : 1));
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: last.period, caveats: ['list-price', 'quality-differs', 'top-only'], named: medians(week) };
  },
};

function medians(week: readonly Observation[]): Record<string, Measure> {
  const named: Record<string, Measure> = {};
  const china = medianOf(week, 'china');
  const us = medianOf(week, 'united-states');
  for (const [name, median] of [['china', china], ['united-states', us]] as const) {
    if (median === undefined) continue;
    named[`median-${name}`] = median;
    named[`count-${name}`] = computed({ ...median, formula: 'number of models with a list price', unit: 'models', printed: { scale: 1, decimals: 0 }, value: median.inputs.length });
  }
  if (china?.value !== undefined && us?.value !== undefined && china.value > 0) {
    named['ratio'] = computed({
      metric: `${ID}@1`, formula: 'median of US models ÷ median of Chinese models', inputs: [...us.inputs, ...china.inputs], unit: 'times',
      printed: { scale: 1, decimals: us.value / china.value < 10 ? 1 : 0 }, period: us.period, denominator: us.denominator, window: us.window, value: us.value / china.value,
    });
  }
  return named;
}

function medianOf(week: readonly Observation[], bloc: Bloc): Measure | undefined {
  const inputs = week.filter((o) => o.bloc === bloc);
  const values = inputs.map((o) => o.value ?? 0).sort((a, b) => a - b);
  const [first] = inputs;
  if (first === undefined) return undefined;
  const middle = values.length >> 1;
  const upper = values[middle] ?? 0;
  const value = values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
  return computed({
    metric: `${ID}@1`, formula: `median of ${inputs.length} list prices`, inputs, unit: 'usd-per-mtok', printed: { scale: 1, decimals: 2 },
    period: first.period, denominator: first.denominator, window: first.window, value,
  });
}
