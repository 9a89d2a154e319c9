// A running counter as it was read each time, with what is wrong with it said: counters that fell, entities that vanished.
// Worked: readings of 1,000, 1,450 and 1,400: all three as published, and the caveat that a counter fell.
import { latestPeriod, quote } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { linesOf, textParam } from './params.ts';

const ID = 'counter-cumulative';

/** Parameters: `series`, `entities`, `blocs`, `by`. An entity that the last reading no longer has keeps its earlier ones. */
export const counterCumulative: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const lines = linesOf(history, params);
    const rows = lines.flatMap(({ label, bloc, marks }) => marks.map((o): Row => ({ label, bloc, group: '', measure: quote(o, `${ID}@1`) })));
    if (rows.length === 0) return undefined;
    const last = history.series(textParam(params, 'series')).map((o) => o.asOf).sort().at(-1);
    const fell = lines.some(({ marks }) => marks.some((o, i) => (o.value ?? 0) < (marks[i - 1]?.value ?? 0)));
    const vanished = lines.some(({ marks }) => marks.at(-1)?.asOf !== last);
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['downloads-are-requests', ...(fell ? ['counter-fell'] : []), ...(vanished ? ['counter-vanished'] : [])] };
  },
};
