// The highest (or lowest) figure of each line so far, as published, with the period that it was reached in.
// Worked: 3, 9, 4 from January to March: the record is 9, of February, out of three. Two figures are no record.
import { computed, latestPeriod } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { linesOf } from './params.ts';

const ID = 'record';
const FEWEST = 3;

/** Parameters: `series`, `of` (`high`, the default, or `low`), `entities`, `blocs`, `by`. Of equal figures the earliest holds the record. */
export const record: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const sign = params['of'] === 'low' ? -1 : 1;
    const rows = linesOf(history, params).flatMap(({ label, bloc, marks }): Row[] => {
      const [first] = marks;
      if (first === undefined || marks.length < FEWEST) return [];
      const best = marks.reduce((a, b) => (sign * ((b.value ?? 0) - (a.value ?? 0)) > 0 ? b : a), first);
      const measure = computed({
        metric: `${ID}@1`, formula: `${sign > 0 ? 'highest' : 'lowest'} of ${marks.length} figures since ${first.period.text}`, inputs: marks, unit: best.unit, printed: best.printed,
        period: best.period, denominator: best.denominator, window: best.window, value: best.value ?? 0,
      });
      return [{ label, bloc, group: '', measure }];
    });
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [] };
  },
};
