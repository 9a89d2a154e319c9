// Downloads between two readings of a running counter, entity by entity; beside them the counter of thirty days, where it is named.
// Worked: 1,000 on 30 November, 1,450 on 31 December: 450 in 31 days. A counter that fell, an entity that was not read, and a reading
// under another scope give no number: nothing is bridged.
import type { Observation } from '../observations/observation.ts';
import { maybePeriod } from '../period.ts';
import type { Period } from '../period.ts';
import { computed, latestPeriod, quote } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { dayNumber, dayText, isComparable, linesOf, textParam } from './params.ts';

const ID = 'counter-monthly';

/**
 * Parameters: `series` (a counter since a fixed start, such as `downloads-all-time-family.hub`), `against` (its counter of the last thirty days),
 * `entities`, `blocs`, `by`, `latest` (true: the last interval alone). Groups: `between-readings` and `thirty-days`, never joined.
 */
export const counterMonthly: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const lines = linesOf(history, params);
    const days = [...new Set(history.series(textParam(params, 'series')).map((o) => o.asOf))].sort();
    const intervals = days.slice(1).map((day, i) => [days[i] ?? '', day] as const).slice(params['latest'] === true ? -1 : 0);
    const caveats = new Set(['counter-differences']);
    const rows: Row[] = [];
    for (const [from, to] of intervals) {
      const period = maybePeriod(`${dayText(dayNumber(from) + 1)}/${to}`);
      for (const { label, bloc, marks } of lines) {
        const [a, b] = [marks.findLast((o) => o.asOf === from), marks.findLast((o) => o.asOf === to)];
        if (a !== undefined && b === undefined) caveats.add('counter-vanished');
        if (a === undefined || b === undefined || !isComparable(a, b)) continue;
        if ((b.value ?? 0) < (a.value ?? 0)) caveats.add('counter-fell');
        else rows.push({ label, bloc, group: 'between-readings', measure: between(a, b, period ?? b.period) });
      }
    }
    if (rows.length === 0) return undefined;
    const shown = new Set(rows.map((r) => r.label));
    const beside = textParam(params, 'against') === '' ? [] : linesOf(history, { ...params, series: params['against'] }).filter((line) => shown.has(line.label));
    for (const { label, bloc, marks } of beside) {
      for (const o of marks.filter((m) => intervals.some(([, to]) => m.asOf === to))) rows.push({ label, bloc, group: 'thirty-days', measure: quote(o, `${ID}@1`) });
    }
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [...caveats] };
  },
};

function between(a: Observation, b: Observation, period: Period): Row['measure'] {
  const days = dayNumber(b.asOf) - dayNumber(a.asOf);
  return computed({
    metric: `${ID}@1`, formula: `reading of ${b.asOf} − reading of ${a.asOf}`, inputs: [a, b], unit: b.unit, printed: b.printed,
    period, denominator: b.denominator, window: `${days} days between two readings of a running counter`, value: (b.value ?? 0) - (a.value ?? 0),
  });
}
