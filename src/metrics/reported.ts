// Figures as their sources published them, unchanged: the latest of each entity, or all.
// Worked: series downloads-cumulative-family.bloomberg gives Qwen 385.3 million and Llama 346.2 million, read in November 2025.
// Rows of several series stand side by side and are never joined; `group` names the series' tracker.
import type { Observation } from '../observations/observation.ts';
import { groupBy, latestPeriod, quote } from './measure.ts';
import type { Metric } from './metric.ts';

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
    const rows = strings(params['series']).flatMap((name) => {
      const all = history.series(name).filter((o) => wanted(o, strings(params['entities']), strings(params['blocs'])));
      const picked = params['pick'] === 'all' ? all : latestOfEach(all);
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

export function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((x) => typeof x === 'string') : [];
}

function wanted(o: Observation, entities: readonly string[], blocs: readonly string[]): boolean {
  return o.unit !== 'event' && (entities.length === 0 || entities.includes(o.entity)) && (blocs.length === 0 || blocs.includes(o.bloc));
}

/** The series are in order of period and publication, so the last one wins. */
function latestOfEach(all: readonly Observation[]): Observation[] {
  return [...groupBy(all, (o) => `${o.entity}\u0000${o.bloc}`).values()].flatMap((list) => list.slice(-1));
}
