// How many declared steps lie between a month's new derivatives and their roots, in per cent of them, and how many stand on several bases.
// Worked: 200 new derivatives: 120 one step = 60 %, 60 two steps = 30 %, 20 three steps = 10 %; 30 on several bases = 15 %.
import type { Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries, maybeShare } from './lineage-series.ts';
import type { Measure, Metric, Row } from './metric.ts';

const ID = 'lineage-depth';
const STEPS: Readonly<Record<string, string>> = { '1 step': 'steps-1', '2 steps': 'steps-2', '3 steps': 'steps-3', '4 steps': 'steps-4', '5 or more steps': 'steps-5' };

/** Parameter: `tracker`. Labels `steps-1` to `steps-5` (five or more). Named: `deeper` (more than one step), `several` (bases), `mixed` (blocs). */
export const lineageDepth: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const month = byMonth(lineageSeries(history, params, 'new-derivatives-depth')).at(-1) ?? [];
    const mixing = byMonth(lineageSeries(history, params, 'new-derivatives-mixing')).at(-1) ?? [];
    const [first] = month;
    if (first === undefined) return undefined;
    const rows = Object.entries(STEPS).flatMap(([entity, label]): Row[] => {
      const part = month.filter((o) => o.entity === entity);
      const measure = part.length === 0 ? undefined : share(month, part, 'new derivatives at this many steps ÷ all new derivatives');
      return measure === undefined ? [] : [{ label, bloc: 'world', group: '', measure }];
    });
    if (rows.length === 0) return undefined;
    const named: Record<string, Measure | undefined> = {
      deeper: share(month, month.filter((o) => o.entity !== '1 step'), 'new derivatives beyond one step ÷ all new derivatives'),
      several: share(mixing, mixing.filter((o) => o.entity.startsWith('several bases')), 'new derivatives of several bases ÷ all new derivatives'),
      mixed: share(mixing, mixing.filter((o) => /several blocs|itself mixed/.test(o.entity)), 'new derivatives on several blocs ÷ all new derivatives'),
    };
    return { id: ID, version: 1, rows, latest: first.period, caveats: ['declared-lineage'], named: Object.fromEntries(Object.entries(named).flatMap(([name, m]) => (m === undefined ? [] : [[name, m]]))) };
  },
};

function share(whole: readonly Observation[], part: readonly Observation[], formula: string): Measure | undefined {
  return maybeShare({ metric: `${ID}@1`, formula, whole, part });
}
