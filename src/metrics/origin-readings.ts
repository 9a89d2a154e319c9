// One question, several denominators: the share of downloads that trackers give to one bloc, side by side.
// Worked, China as known in September 2026: 17.1 % (year to August 2025, whole Hub, new models), 41 % (past year, Hub),
// 56 % (since release, curated set), 65 % (one month's new downloads, curated set). None is wrong; none can be joined.
import type { Metric, Row } from './metric.ts';
import { cumulativeShare } from './cumulative-share.ts';
import { latestPeriod, quote } from './measure.ts';
import { tracker } from './reported.ts';

const ID = 'origin-readings';
const QUOTED = ['downloads-share-country.economies', 'downloads-share-country.hf-spring', 'downloads-share-new-country.atom'];

/** Parameter: `bloc` (default `china`). */
export const originReadings: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const bloc = typeof params['bloc'] === 'string' ? params['bloc'] : 'china';
    const rows: Row[] = [];
    for (const name of QUOTED) {
      const last = history.series(name).filter((o) => o.bloc === bloc).at(-1);
      if (last !== undefined) rows.push({ label: `reading-${name.startsWith('downloads-share-new') ? 'atom-new' : tracker(name)}`, bloc: last.bloc, group: '', measure: quote(last, `${ID}@1`) });
    }
    const cumulative = cumulativeShare.compute(history, {})?.rows.filter((r) => r.label === bloc).at(-1);
    if (cumulative !== undefined) rows.push({ ...cumulative, group: '', label: 'reading-atom-cumulative' });
    if (rows.length < 2) return undefined;
    rows.sort((a, b) => (a.measure.value ?? 0) - (b.measure.value ?? 0));
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['not-comparable', 'downloads-are-requests'] };
  },
};
