// Share of a month's new derivatives by the bloc of the roots of their declared bases; mixed and unassigned are bands of their own.
// A derivative of several blocs is `mixed`; in the fractional version it is divided equally among its bases.
// Worked: 200 new derivatives: China 90, United States 40, Europe 10, other 4, mixed 16, unassigned 40. China 45 %; as a range 45 to 73 %
// (90 to 90 + 16 + 40 of 200). Fractional, were all 16 merges of one Chinese and one US base: China 98 of 200 = 49 %.
import type { Bloc, Observation } from '../observations/observation.ts';
import { byMonth, lineageSeries, maybeShare, ofBloc } from './lineage-series.ts';
import { latestPeriod } from './measure.ts';
import type { Measure, Metric, Row } from './metric.ts';
import { BLOC_ORDER } from './token-share.ts';

const NAMED: readonly Bloc[] = ['china', 'united-states', 'europe', 'other'];

/** Parameter: `tracker`. Named: `range-<bloc>` of the latest month. */
export const derivativeShare: Metric = shareBy('derivative-share', 'new-derivatives-root-bloc', ['derivatives-are-not-models', 'declared-lineage']);
export const derivativeShareFractional: Metric = shareBy('derivative-share-fractional', 'new-derivatives-root-bloc-fractional', ['derivatives-are-not-models', 'declared-lineage', 'divided-among-bases']);

function shareBy(id: string, measure: string, caveats: readonly string[]): Metric {
  return {
    id,
    version: 1,
    freshness: 'any',
    compute(history, params) {
      const months = byMonth(lineageSeries(history, params, measure));
      // A bloc that no month knows is left out; the unassigned part is always said.
      const blocs = BLOC_ORDER.filter((bloc) => bloc === 'unassigned' || months.some((month) => ofBloc(month, bloc).length > 0));
      const rows = months.flatMap((month) => monthRows(id, month, blocs));
      if (rows.length === 0) return undefined;
      return { id, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats, named: ranges(id, months.at(-1) ?? []) };
    },
  };
}

function monthRows(id: string, month: readonly Observation[], blocs: readonly Bloc[]): Row[] {
  return blocs.flatMap((bloc) => {
    const measure = maybeShare({ metric: `${id}@1`, formula: 'new derivatives of the bloc ÷ all new derivatives of the month', whole: month, part: ofBloc(month, bloc) });
    return measure === undefined ? [] : [{ label: bloc, bloc, group: '', measure }];
  });
}

function ranges(id: string, month: readonly Observation[]): Record<string, Measure> {
  const open = month.filter((o) => o.bloc === 'mixed' || o.bloc === 'unassigned');
  return Object.fromEntries(NAMED.flatMap((bloc) => {
    const measure = maybeShare({ metric: `${id}@1`, formula: 'bloc ÷ all to (bloc + mixed + unassigned) ÷ all', whole: month, part: ofBloc(month, bloc), open });
    return measure === undefined ? [] : [[`range-${bloc}`, measure]];
  }));
}
