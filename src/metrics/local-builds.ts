// Quantised builds on the Hub by the family of their root bases, GGUF and other formats apart: what runs on one's own machine.
// Worked: Qwen 1,200 GGUF builds and 300 of other formats, Llama 900 and 200: four rows, Qwen first with 1,500 in all.
import type { Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries } from './lineage-series.ts';
import { groupBy, quote, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';

const ID = 'local-builds';
const REST = ['several families', 'other bases'];

/** Parameters: `tracker`, `top` (families, default 8). Groups `gguf` and `quantised`. Bases without a named family are left out. */
export const localBuilds: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const of = (format: string): readonly Observation[] => (byMonth(lineageSeries(history, params, `local-builds-${format}`)).at(-1) ?? []).filter((o) => !REST.includes(o.entity));
    const groups = { gguf: of('gguf'), quantised: of('quantised') };
    const all = [...groups.gguf, ...groups.quantised];
    const [first] = all;
    if (first === undefined) return undefined;
    const top = typeof params['top'] === 'number' ? params['top'] : 8;
    const families = [...groupBy(all, (o) => o.entity)].sort(([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : 1)).slice(0, top).map(([name]) => name);
    const rows = families.flatMap((family) => Object.entries(groups).flatMap(([group, list]): Row[] => list.filter((o) => o.entity === family).map((o) => ({ label: family, bloc: o.bloc, group, measure: quote(o, `${ID}@1`) }))));
    return { id: ID, version: 1, rows, latest: first.period, caveats: ['declared-lineage', 'builds-are-not-use'] };
  },
};
