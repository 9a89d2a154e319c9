// One month's new derivatives twice: by who published them, and by whose the roots of their bases are. Two figures, never one.
// Worked: 200 new derivatives: published from China 6 = 3 %, by accounts without a known country 180 = 90 %; on Chinese roots 90 = 45 %.
import type { Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries, maybeShare, ofBloc } from './lineage-series.ts';
import type { Metric, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';

const ID = 'publisher-and-root';
const REUPLOADERS = 're-uploaders and quantisers';

/** Parameter: `tracker`. Groups `publisher` and `root`. Named: `re-uploaders`, the share that accounts published which upload others’ models. */
export const publisherAndRoot: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const publishers = byMonth(lineageSeries(history, params, 'new-derivatives-publisher-bloc')).at(-1);
    const roots = byMonth(lineageSeries(history, params, 'new-derivatives-root-bloc')).at(-1);
    const [first] = publishers ?? [];
    if (publishers === undefined || roots === undefined || first === undefined || first.period.text !== roots[0]?.period.text) return undefined;
    const rows = [...sideRows(publishers, 'publisher'), ...sideRows(roots, 'root')];
    const reuploads = maybeShare({ metric: `${ID}@1`, formula: 'new derivatives by re-uploaders ÷ all new derivatives', whole: publishers, part: publishers.filter((o) => o.entity === REUPLOADERS) });
    return { id: ID, version: 1, rows, latest: first.period, caveats: ['declared-lineage', 'individuals-unassigned'], ...(reuploads === undefined ? {} : { named: { 're-uploaders': reuploads } }) };
  },
};

function sideRows(month: readonly Observation[], side: 'publisher' | 'root'): Row[] {
  return BLOC_ORDER.flatMap((bloc) => {
    const part = ofBloc(month, bloc);
    if (part.length === 0 && bloc === 'mixed') return [];
    const measure = maybeShare({ metric: `${ID}@1`, formula: `new derivatives by bloc of the ${side} ÷ all new derivatives`, whole: month, part });
    return measure === undefined ? [] : [{ label: bloc, bloc, group: side, measure }];
  });
}
