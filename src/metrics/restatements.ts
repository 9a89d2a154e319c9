// Figures that an earlier edition printed beside what was published on the same matter later; pairs are named in the brief.
// Worked: 385.3 million (Bloomberg, November 2025) beside 942.1 million (The ATOM Report, March 2026): other scope, never a line.
import type { History } from '../history/history.ts';
import type { Observation } from '../observations/observation.ts';
import { latestPeriod, quote } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { strings } from './params.ts';

const ID = 'restatements';

/** Parameter: `pairs`, a list of `{id, earlier, later}`, each of them `[series, entity, period]`. Rows come in pairs: group `earlier`, then `later`. */
export const restatements: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const pairs = Array.isArray(params['pairs']) ? params['pairs'] : [];
    const rows = pairs.flatMap((pair: unknown) => pairRows(history, pair));
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [] };
  },
};

function pairRows(history: History, pair: unknown): Row[] {
  if (typeof pair !== 'object' || pair === null) return [];
  const { id, earlier, later } = pair as { id?: unknown; earlier?: unknown; later?: unknown };
  const a = find(history, earlier);
  const b = find(history, later);
  if (typeof id !== 'string' || a === undefined || b === undefined || b.published < a.published) return [];
  return [
    { label: id, bloc: a.bloc, group: 'earlier', measure: quote(a, `${ID}@1`) },
    { label: id, bloc: b.bloc, group: 'later', measure: quote(b, `${ID}@1`) },
  ];
}

function find(history: History, which: unknown): Observation | undefined {
  const [series, entity, period] = strings(which);
  return history.series(series ?? '').filter((o) => (entity === undefined || o.entity === entity) && (period === undefined || o.period.text === period)).at(-1);
}
