// Notable models released in a year, by bloc of the developer and by access to the weights; a count, not a share.
// Worked: 2025 to 13 November, open weights: China 20, United States 9. A joint work counts once for each of its countries.
import type { Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';

const ID = 'notable-releases';

/** Parameters: `weights` (an entity of the series; all three when absent), `since` (first year). */
export const notableReleases: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const since = typeof params['since'] === 'number' ? String(params['since']) : '';
    const all = history.series('notable-releases.epoch').filter((o) => o.period.start >= since && (params['weights'] === undefined || o.entity === params['weights']));
    const rows = [...groupBy(all, (o) => o.period.text).values()].flatMap(yearRows);
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['notability', 'joint-works', 'partial-year'] };
  },
};

function yearRows(year: readonly Observation[]): Row[] {
  const rows: Row[] = [];
  for (const [weights, ofKind] of groupBy(year, (o) => o.entity)) {
    for (const bloc of BLOC_ORDER) {
      const inputs = ofKind.filter((o) => o.bloc === bloc);
      const [first] = inputs;
      if (first === undefined) continue;
      const measure = computed({
        metric: `${ID}@1`, formula: 'sum over the countries of the bloc', inputs, unit: 'models', printed: { scale: 1, decimals: 0 },
        period: first.period, denominator: first.denominator, window: first.window, value: total(inputs),
      });
      rows.push({ label: bloc, bloc, group: weights, measure });
    }
  }
  return rows;
}
