// The ten root models that most of a month's new derivatives stand on, through any number of steps. A derivative on several counts for each.
// Worked: of 200 new derivatives 30 lead to Qwen/Qwen3-8B, 12 of them through a fine-tune by somebody else: 30 models, 15 % of the month's.
import { byMonth, lineageSeries } from './lineage-series.ts';
import { computed, percentOf, quote, total } from './measure.ts';
import type { Measure, Metric } from './metric.ts';

const ID = 'derivative-bases';

/** Parameters: `tracker`, `direct` (true: the bases that are declared instead of the roots). Named: `largest`, the first one's share of all new derivatives. */
export const derivativeBases: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const month = byMonth(lineageSeries(history, params, params['direct'] === true ? 'new-derivatives-direct-bases' : 'new-derivatives-bases')).at(-1) ?? [];
    const [first] = month;
    if (first === undefined) return undefined;
    const ranked = [...month].sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || (a.entity < b.entity ? -1 : 1));
    const rows = ranked.map((o) => ({ label: o.entity, bloc: o.bloc, group: '', measure: quote(o, `${ID}@1`) }));
    const largest = share(rows[0]?.measure, byMonth(lineageSeries(history, params, 'new-derivatives-root-bloc')).find((m) => m[0]?.period.text === first.period.text));
    return { id: ID, version: 1, rows, latest: first.period, caveats: ['declared-lineage', 'counts-for-each-base'], ...(largest === undefined ? {} : { named: { largest } }) };
  },
};

function share(one: Measure | undefined, all: Measure['inputs'] | undefined): Measure | undefined {
  const value = percentOf(one?.value ?? 0, total(all ?? []));
  const [first] = all ?? [];
  if (one === undefined || first === undefined || value === undefined) return undefined;
  return computed({ metric: `${ID}@1`, formula: 'new derivatives that stand on the base ÷ all new derivatives', inputs: [...one.inputs, ...(all ?? [])], unit: 'percent', printed: { scale: 1, decimals: 0 }, period: first.period, denominator: first.denominator, window: first.window, value });
}
