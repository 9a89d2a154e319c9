// Of the notable models whose training hardware is stated, the share trained on one vendor's, by bloc of the developer.
// Worked: China incl. Hong Kong, 2023 to 13 November 2025: NVIDIA 27 of 29 stated = 93 %; not stated for 59 of 88 models = 67 %.
import type { Observation } from '../observations/observation.ts';
import { computed, percentOf, total } from './measure.ts';
import type { Measure, Metric, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';
import { maybePeriod, type Period } from '../period.ts';

const ID = 'training-hardware';

/** Parameters: `vendor`, `since` (first year). */
export const trainingHardware: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const since = typeof params['since'] === 'number' ? String(params['since']) : '2023';
    const vendor = typeof params['vendor'] === 'string' ? params['vendor'] : 'NVIDIA';
    const all = history.series('training-hardware.epoch').filter((o) => o.period.start >= since);
    const period = spanOf(all);
    const last = all.at(-1);
    if (period === undefined || last === undefined) return undefined;
    const rows: Row[] = [];
    for (const bloc of BLOC_ORDER) {
      const measure = stated(all.filter((o) => o.bloc === bloc), vendor, period);
      if (measure !== undefined) rows.push({ label: bloc, bloc, group: '', measure });
    }
    const missing = notStated(all, period);
    return { id: ID, version: 1, rows, latest: period, caveats: ['hardware-minority', 'notability'], named: { ...(missing === undefined ? {} : { 'not-stated': missing }) } };
  },
};

function spanOf(all: readonly Observation[]): Period | undefined {
  const starts = all.map((o) => o.period.start).sort();
  const ends = all.map((o) => o.period.end).sort();
  return maybePeriod(`${starts[0] ?? ''}/${ends.at(-1) ?? ''}`);
}

function stated(inputs: readonly Observation[], vendor: string, period: Period): Measure | undefined {
  const known = inputs.filter((o) => o.entity !== 'not stated');
  const value = percentOf(total(known.filter((o) => o.entity === vendor)), total(known));
  const [first] = known;
  if (value === undefined || first === undefined) return undefined;
  return computed({
    metric: `${ID}@1`, formula: `models trained on ${vendor} ÷ models whose hardware is stated (${total(known)} of ${total(inputs)})`, inputs, unit: 'percent',
    printed: { scale: 1, decimals: 0 }, period, denominator: 'notable models whose training hardware is stated', window: first.window, value,
  });
}

function notStated(inputs: readonly Observation[], period: Period): Measure | undefined {
  const value = percentOf(total(inputs.filter((o) => o.entity === 'not stated')), total(inputs));
  const [first] = inputs;
  if (value === undefined || first === undefined) return undefined;
  return computed({
    metric: `${ID}@1`, formula: 'models whose hardware is not stated ÷ all notable models', inputs, unit: 'percent',
    printed: { scale: 1, decimals: 0 }, period, denominator: 'notable models', window: first.window, value,
  });
}
