// Licences of a bloc's large releases, in per cent of those releases, with the unlisted remainder as a row of its own.
// Worked: China, 178 releases above 20 billion parameters in 2026: Apache 2.0 59, MIT 22, remainder 100 − 81 = 19 %.
import { computed, groupBy, latestPeriod, quote, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';

const ID = 'licence-mix';

export const licenceMix: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history) {
    const rows: Row[] = [];
    for (const ofBloc of groupBy(history.series('licence-share-over-20b.hf-summer'), (o) => o.bloc).values()) {
      const [first] = ofBloc;
      if (first === undefined) continue;
      rows.push(...ofBloc.map((o) => ({ label: o.entity, bloc: o.bloc, group: o.bloc, measure: quote(o, `${ID}@1`) })));
      const rest = 100 - total(ofBloc);
      if (rest < 0.5) continue;
      const measure = computed({
        metric: `${ID}@1`, formula: '100 − the licences listed', inputs: ofBloc, unit: 'percent', printed: first.printed,
        period: first.period, denominator: first.denominator, window: first.window, value: rest,
      });
      rows.push({ label: 'remainder', bloc: first.bloc, group: first.bloc, measure });
    }
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['licence-later-terms'], choices: { freer: freerSide(rows) } };
  },
};

/** Licences that ask for hardly more than the name of the author. */
const FREE: readonly string[] = ['Apache 2.0', 'MIT', 'Apache 2.0 or MIT'];

/** Whose releases carry more of the free licences; undecided within a point, which is what the source prints. */
function freerSide(rows: readonly Row[]): 'china' | 'us' | 'close' {
  const free = (bloc: string): number => rows.filter((r) => r.bloc === bloc && FREE.includes(r.label)).reduce((sum, r) => sum + (r.measure.value ?? 0), 0);
  const lead = free('china') - free('united-states');
  return lead > 1 ? 'china' : lead < -1 ? 'us' : 'close';
}
