// Share of a month's new derivatives by the family of their root bases: the largest families of the latest month, and all the rest
// in four rows, so that a month adds up to 100 %.
// Worked: 200 new derivatives: Qwen 80 = 40 %, Llama 30 = 15 %, families beyond the largest 20 = 10 %, several families 20 = 10 %,
// bases without a named family 10 = 5 %, bases without a known origin 40 = 20 %.
import type { Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries, maybeShare } from './lineage-series.ts';
import { groupBy, latestPeriod, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';

const ID = 'derivative-share-family';
const [SEVERAL, OTHER] = ['several families', 'other bases'];

/** Parameters: `tracker`, `top` (families by name, default 5), `latest` (true: the latest month alone). Labels of the rest: `other-families`, `several-families`, `other-bases`, `unassigned`. */
export const derivativeShareFamily: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const months = byMonth(lineageSeries(history, params, 'new-derivatives-root-family'));
    const families = largest(months.at(-1) ?? [], typeof params['top'] === 'number' ? params['top'] : 5);
    const rows = (params['latest'] === true ? months.slice(-1) : months).flatMap((month) => monthRows(month, families));
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['derivatives-are-not-models', 'declared-lineage'] };
  },
};

function largest(month: readonly Observation[], top: number): readonly string[] {
  const named = [...groupBy(month.filter((o) => o.entity !== SEVERAL && o.entity !== OTHER), (o) => o.entity)];
  return named.sort(([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : 1)).slice(0, top).map(([name]) => name);
}

function monthRows(month: readonly Observation[], families: readonly string[]): Row[] {
  const labelOf = (o: Observation): string => {
    if (families.includes(o.entity)) return o.entity;
    if (o.bloc === 'unassigned') return 'unassigned';
    return o.entity === SEVERAL ? 'several-families' : o.entity === OTHER ? 'other-bases' : 'other-families';
  };
  const groups = groupBy(month, labelOf);
  return [...families, 'other-families', 'several-families', 'other-bases', 'unassigned'].flatMap((label) => {
    const part = groups.get(label) ?? [];
    if (part.length === 0 && label !== 'unassigned') return [];
    const measure = maybeShare({ metric: `${ID}@1`, formula: 'new derivatives of the family ÷ all new derivatives of the month', whole: month, part });
    const [first] = part;
    // The rest is of all blocs: no colour of one, and no rank among the families.
    const bloc = families.includes(label) && first !== undefined ? first.bloc : label === 'unassigned' ? 'unassigned' : 'world';
    return measure === undefined ? [] : [{ label, bloc, group: '', measure }];
  });
}
