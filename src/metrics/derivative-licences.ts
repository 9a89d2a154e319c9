// What part of a month's new models carries the freest licences, twice: by who published them, and, of derivatives, by whose roots they stand on.
// Worked: of 200 new models of Chinese publishers 120 are under Apache 2.0 and 20 under MIT: 70 %; of 90 derivatives on Chinese roots 45: 50 %.
import type { Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries, maybeShare, ofBloc } from './lineage-series.ts';
import type { Measure, Metric, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';

const ID = 'derivative-licences';
const FREE = ['apache-2-0', 'mit'];
const UNSTATED = 'not stated';

/** Parameter: `tracker`. Groups `publisher` (all new models) and `root` (new derivatives). Named: `unstated`, of new derivatives. */
export const derivativeLicences: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const publishers = byMonth(lineageSeries(history, params, 'new-models-licence-publisher')).at(-1) ?? [];
    const roots = byMonth(lineageSeries(history, params, 'new-derivatives-licence-root')).at(-1) ?? [];
    const [first] = roots;
    if (first === undefined || first.period.text !== publishers[0]?.period.text) return undefined;
    const rows = [...sideRows(publishers, 'publisher'), ...sideRows(roots, 'root')];
    const unstated = maybeShare({ metric: `${ID}@1`, formula: 'new derivatives that state no licence ÷ all new derivatives', whole: roots, part: roots.filter((o) => o.entity === UNSTATED) });
    return rows.length === 0 ? undefined : { id: ID, version: 1, rows, latest: first.period, caveats: ['licence-as-declared', 'declared-lineage'], ...(unstated === undefined ? {} : { named: { unstated } }) };
  },
};

function sideRows(month: readonly Observation[], side: 'publisher' | 'root'): Row[] {
  return BLOC_ORDER.filter((bloc) => bloc !== 'mixed').flatMap((bloc) => {
    const measure = freeShare(ofBloc(month, bloc));
    return measure === undefined ? [] : [{ label: bloc, bloc, group: side, measure }];
  });
}

function freeShare(whole: readonly Observation[]): Measure | undefined {
  const share = maybeShare({ metric: `${ID}@1`, formula: 'under Apache 2.0 or MIT ÷ all of the bloc', whole, part: whole.filter((o) => FREE.includes(o.entity)) });
  return share === undefined ? undefined : { ...share, denominator: `${share.denominator}, of the bloc` };
}
