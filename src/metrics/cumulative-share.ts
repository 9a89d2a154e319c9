// Share of a tracker's cumulative downloads by bloc, where the tracker gives the whole for the same period.
// Worked: March 2026: China 1,150 of 2,040 million = 56 %; United States 723 = 35 %; the remainder 167 = 8 %.
import type { Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, percentOf, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';

const ID = 'cumulative-share';

export const cumulativeShare: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history) {
    const periods = groupBy(history.series('downloads-cumulative-country.atom'), (o) => o.period.text);
    const rows = [...periods.values()].flatMap(periodRows);
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['curated-set', 'downloads-are-requests', 'advocacy'] };
  },
};

function periodRows(period: readonly Observation[]): Row[] {
  const whole = period.find((o) => o.bloc === 'world' && o.qualifier === '');
  const parts = period.filter((o) => o.bloc !== 'world' && o.qualifier === '');
  if (whole?.value === undefined || parts.length === 0) return [];
  const rows = parts.flatMap((part) => share(part.bloc, part.bloc, [part, whole], part.value, whole.value ?? 0, 'downloads of the bloc ÷ all tracked downloads'));
  const rest = whole.value - total(parts);
  if (rest > 0) rows.push(...share('remainder', 'other', [whole, ...parts], rest, whole.value, '(all tracked − named blocs) ÷ all tracked'));
  return rows;
}

function share(label: string, bloc: Row['bloc'], inputs: readonly Observation[], part: number | undefined, whole: number, formula: string): Row[] {
  const value = percentOf(part ?? 0, whole);
  const [first] = inputs;
  if (value === undefined || first === undefined) return [];
  const measure = computed({
    metric: `${ID}@1`, formula, inputs, unit: 'percent', printed: { scale: 1, decimals: 0 },
    period: first.period, denominator: 'all tracked downloads since release', window: first.window, value,
  });
  return [{ label, bloc, group: 'atom', measure }];
}
