// How much dearer US models are than Chinese models of like quality, where a quality figure for the models exists: for each Chinese model the
// median price of the US models whose quality is within the band, divided by its own; then the median over the Chinese models.
// Worked: Chinese models at quality 60 for 1 dollar and at 50 for 0.5; US models at 61 for 4, at 59 for 2 and at 30 for 0.1; band 2:
// the first compares with a median of 3 and is 3 times cheaper; the second has no US model near it and is left out. Ratio 3.
import type { Bloc, Observation } from '../observations/observation.ts';
import { computed } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { numberParam, textParam } from './params.ts';

const ID = 'price-at-quality';

/** Parameters: `price` (series of list prices), `quality` (series with the same names of models), `band` (points, 2). Newest day of each. */
export const priceAtQuality: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const prices = newest(history.series(textParam(params, 'price'))).filter((o) => (o.value ?? 0) > 0);
    const quality = new Map(newest(history.series(textParam(params, 'quality'))).map((o) => [o.entity, o]));
    const band = numberParam(params, 'band', 2);
    const rated = (bloc: Bloc): readonly Rated[] => prices.flatMap((price) => {
      const found = price.bloc === bloc ? quality.get(price.entity) : undefined;
      return found?.value === undefined ? [] : [{ price, quality: found }];
    });
    const [china, us] = [rated('china'), rated('united-states')];
    const rows: Row[] = [];
    for (const own of china) {
      const like = us.filter((other) => Math.abs((other.quality.value ?? 0) - (own.quality.value ?? 0)) <= band);
      if (like.length === 0) continue;
      rows.push({ label: own.price.entity, bloc: 'china', group: '', measure: ratioOf(own, like, band) });
    }
    const [first] = rows;
    if (first === undefined) return undefined;
    const ratio = computed({ ...first.measure, formula: `median of ${rows.length} ratios`, inputs: rows.flatMap((r) => [...r.measure.inputs]), value: median(rows.map((r) => r.measure.value ?? 0)) });
    return { id: ID, version: 1, rows, latest: first.measure.period, caveats: ['list-price', 'quality-by-one-measure'], named: { ratio } };
  },
};

interface Rated {
  readonly price: Observation;
  readonly quality: Observation;
}

function ratioOf(own: Rated, like: readonly Rated[], band: number): Row['measure'] {
  return computed({
    metric: `${ID}@1`, formula: `median price of ${like.length} US models within ${band} points ÷ price of the Chinese model`, inputs: [own, ...like].flatMap((r) => [r.price, r.quality]), unit: 'times', printed: { scale: 1, decimals: 1 },
    period: own.price.period, denominator: own.price.denominator, window: own.price.window, value: median(like.map((r) => r.price.value ?? 0)) / (own.price.value ?? 1),
  });
}

function newest(all: readonly Observation[]): readonly Observation[] {
  const day = all.map((o) => o.asOf).sort().at(-1);
  return all.filter((o) => o.asOf === day);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
