// Figures as their sources published them, unchanged: the latest of each entity, or all.
// Worked: series downloads-cumulative-family.bloomberg gives Qwen 385.3 million and Llama 346.2 million, read in November 2025.
// Rows of several series stand side by side and are never joined; `group` names the series' tracker.
import type { Observation } from '../observations/observation.ts';
import { latestPeriod, quote } from './measure.ts';
import type { Metric } from './metric.ts';
import { groupsOf, strings, wanted } from './params.ts';

const ID = 'reported';

/**
 * Parameters: `series` (one id or several), `by` (`entity` or `bloc`: what labels a row), `pick` (`latest` or `all`),
 * `entities` and `blocs` (only these), `order` (`given`, `value`), `most` (so many rows), `caveats` (message keys).
 */
export const reported: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const isWanted = wanted(params);
    const keep = (o: Observation): boolean => o.unit !== 'event' && isWanted(o);
    const rows = strings(params['series']).flatMap((name) => {
      // The series are in order of period and publication, so the last one wins.
      const picked = params['pick'] === 'all' ? history.series(name).filter(keep) : groupsOf(history, name, keep).flatMap((group) => group.at(-1) ?? []);
      return picked.map((o) => ({ label: params['by'] === 'bloc' ? o.bloc : o.entity, bloc: o.bloc, group: tracker(name), measure: quote(o, `${ID}@1`) }));
    });
    if (rows.length === 0) return undefined;
    if (params['order'] === 'value') rows.sort((a, b) => (b.measure.value ?? b.measure.high ?? 0) - (a.measure.value ?? a.measure.high ?? 0));
    if (typeof params['most'] === 'number') rows.splice(params['most']);
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: strings(params['caveats']) };
  },
};

/** What follows the point of a series id. */
export function tracker(series: string): string {
  return series.slice(series.indexOf('.') + 1);
}
