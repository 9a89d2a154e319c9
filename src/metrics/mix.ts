// What a bloc's models are made up of at the latest reading: classes of size or of licence in per cent of the bloc's own models or downloads.
// What states no class is a row of its own, and above a tenth it turns the other shares into ranges.
// Worked: 10 models, 4 below 1 billion parameters, 3 of 1 to 10, 3 that state no size: 40 to 70 %, 30 to 60 %, not stated 30 %.
import type { Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, percentOf, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { textParam } from './params.ts';
import { maybeShareRange } from './share-range.ts';
import { BLOC_ORDER } from './token-share.ts';

/** Parameter: `series`, `models-size.hub` (the default) or `downloads-30d-size.hub`. */
export const sizeMix: Metric = mixOf('size-mix', 'models-size.hub', ['size-of-stored-weights', 'tracked-accounts']);
/** Parameter: `series`, `models-licence.hub` (the default) or `downloads-30d-licence.hub`. */
export const licenceShare: Metric = mixOf('licence-share', 'models-licence.hub', ['licence-as-declared', 'tracked-accounts']);

function mixOf(id: string, series: string, caveats: readonly string[]): Metric {
  return {
    id,
    version: 1,
    freshness: 'any',
    compute(history, params) {
      const all = history.series(textParam(params, 'series', series)).filter((o) => o.value !== undefined);
      const day = all.at(-1)?.asOf;
      const latest = all.filter((o) => o.asOf === day);
      const rows = BLOC_ORDER.flatMap((bloc) => blocRows(id, latest.filter((o) => o.bloc === bloc)));
      if (rows.length === 0) return undefined;
      return { id, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats };
    },
  };
}

function blocRows(id: string, models: readonly Observation[]): Row[] {
  const whole = total(models);
  const open = total(models.filter((o) => isOpen(o.entity)));
  return [...groupBy(models, (o) => o.entity)].flatMap(([label, part]): Row[] => {
    const [first] = part;
    const known = percentOf(total(part), whole);
    const numbers = isOpen(label) ? (known === undefined ? undefined : { value: known }) : maybeShareRange(total(part), open, whole);
    if (first === undefined || numbers === undefined) return [];
    const measure = computed({
      metric: `${id}@1`, formula: 'value' in numbers ? 'the class ÷ all of the bloc' : 'the class ÷ all to (the class + not stated) ÷ all', inputs: models, unit: 'percent', printed: { scale: 1, decimals: 0 },
      period: first.period, denominator: `${first.denominator}, of the bloc`, window: first.window, ...numbers,
    });
    return [{ label, bloc: first.bloc, group: first.bloc, measure }];
  });
}

function isOpen(label: string): boolean {
  return /^(size not stated|none declared)$/.test(label);
}
