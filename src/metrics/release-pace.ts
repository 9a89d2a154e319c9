// How many models come out in a month, on average over each period of a count of releases, by bloc of the developer.
// Worked: China, open weights, 20 models from 1 January to 13 November 2025, 317 days: 20 ÷ 317 × 30.4 = 1.9 a month.
import { computed, groupBy, latestPeriod, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { dayNumber, numberParam, textParam } from './params.ts';
import { BLOC_ORDER } from './token-share.ts';

const ID = 'release-pace';
const DAYS_OF_MONTH = 365.25 / 12;

/** Parameters: `series` (`notable-releases.epoch`), `weights` (an entity of it; all when absent), `since` (first year). */
export const releasePace: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const since = String(numberParam(params, 'since', 0));
    const all = history.series(textParam(params, 'series', 'notable-releases.epoch')).filter((o) => o.period.start >= since && (params['weights'] === undefined || o.entity === params['weights']));
    const rows = [...groupBy(all, (o) => o.period.text).values()].flatMap((period) => BLOC_ORDER.flatMap((bloc): Row[] => {
      const inputs = period.filter((o) => o.bloc === bloc);
      const [first] = inputs;
      if (first === undefined) return [];
      const days = dayNumber(first.period.end) - dayNumber(first.period.start) + 1;
      const measure = computed({
        metric: `${ID}@1`, formula: `models ÷ ${days} days × ${DAYS_OF_MONTH.toFixed(1)}`, inputs, unit: 'models', printed: { scale: 1, decimals: 1 },
        period: first.period, denominator: first.denominator, window: 'average of a month', value: (total(inputs) / days) * DAYS_OF_MONTH,
      });
      return [{ label: bloc, bloc, group: '', measure }];
    }));
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['notability', 'joint-works'] };
  },
};
