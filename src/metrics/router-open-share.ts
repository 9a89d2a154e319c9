// Share of routed tokens that went to models with open weights, by month, as a range.
// Low bound: open / (open + closed + unlabelled + other). High bound: open / (open + closed).
// Worked: January 2025, in billions: open 337.5, closed 1,501.0, unlabelled 305.5, other 86.1.
// 337.5 / 2,230.1 = 15.1 %; 337.5 / 1,838.6 = 18.4 %.
import type { Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, percentOf, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';

const ID = 'router-open-share';

export const routerOpenShare: Metric = {
  id: ID,
  version: 1,
  freshness: 'month',
  compute(history) {
    const months = history.series('router-tokens-monthly.openrouter').filter((o) => o.period.kind === 'month');
    const rows = [...groupBy(months, (o) => o.period.text).values()].flatMap(monthRow);
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['router-scope', 'tokenizers', 'unlabelled'] };
  },
};

function monthRow(inputs: Observation[]): Row[] {
  const of = (entity: string) => total(inputs.filter((o) => o.entity === entity));
  const [open, closed] = [of('open weights'), of('closed weights')];
  const low = percentOf(open, total(inputs));
  const high = percentOf(open, open + closed);
  const [first] = inputs;
  if (first === undefined || low === undefined || high === undefined) return [];
  const measure = computed({
    metric: `${ID}@1`,
    formula: 'open ÷ (open + closed + unlabelled + other) to open ÷ (open + closed)',
    inputs,
    unit: 'percent',
    printed: { scale: 1, decimals: 0 },
    period: first.period,
    denominator: first.denominator,
    window: 'month',
    low,
    high,
  });
  return [{ label: 'open-weights', bloc: 'world', group: '', measure }];
}
