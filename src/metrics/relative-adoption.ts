// Downloads of a model so far against those of the tenth model at the same age, at the ages in whole months that monthly readings allow.
// After the relative adoption metric of The ATOM Project, whose own versions count in days: this is another version and never joined to them.
// Worked: at the age of 2 months the tenth of twelve models has 40,000 downloads; one with 60,000 stands at 1.5. Above 1 is on the way
// into the first ten. With fewer than ten models of that age there is no number.
import type { Observation } from '../observations/observation.ts';
import { monthsBetween } from '../period.ts';
import { computed, latestPeriod } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { linesOf, numberParam, textParam } from './params.ts';

const ID = 'relative-adoption';

/**
 * Parameters: `series` (a counter since release, model by model), `releases` (a series of events, the day of release of each), `rank` (10),
 * `entities` (whom to show; all are compared). The group is the age: `month-2`. A counter that fell, and so counts again, is left out.
 */
export const relativeAdoption: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const rank = numberParam(params, 'rank', 10);
    const released = new Map(history.series(textParam(params, 'releases')).filter((o) => o.unit === 'event').map((o) => [o.entity, o]));
    const shown = params['entities'];
    const readings: Reading[] = [];
    for (const { label, marks } of linesOf(history, { series: params['series'] })) {
      const day = released.get(label);
      if (day !== undefined && marks.every((o, i) => i === 0 || (o.value ?? 0) >= (marks[i - 1]?.value ?? 0))) readings.push(...readingsOf(marks, day));
    }
    const rows: Row[] = [];
    for (const [age, same] of [...Map.groupBy(readings, (r) => r.age)].sort(([a], [b]) => a - b)) {
      const cutoff = findRanked(same, rank);
      if (cutoff === undefined || (cutoff.counted.value ?? 0) <= 0) continue;
      for (const reading of same.filter((r) => !Array.isArray(shown) || shown.includes(r.counted.entity)).sort(byDownloads)) rows.push({ label: reading.counted.entity, bloc: reading.counted.bloc, group: `month-${age}`, measure: ratioOf(reading, cutoff, rank) });
    }
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['ages-in-months', 'downloads-are-requests'] };
  },
};

interface Reading {
  readonly counted: Observation;
  readonly released: Observation;
  /** Whole months from the month of release to that of the reading. */
  readonly age: number;
}

function readingsOf(marks: readonly Observation[], released: Observation): Reading[] {
  const month = released.period.start.slice(0, 7);
  return marks.map((counted) => ({ counted, released, age: monthsBetween(month, counted.asOf.slice(0, 7)) })).filter(({ age }) => age >= 1);
}

function byDownloads(a: Reading, b: Reading): number {
  return (b.counted.value ?? 0) - (a.counted.value ?? 0) || (a.counted.entity < b.counted.entity ? -1 : 1);
}

/** The reading of rank `rank`, from 1; thousands are not sorted for the tenth. */
function findRanked(readings: readonly Reading[], rank: number): Reading | undefined {
  const top: Reading[] = [];
  for (const reading of readings) {
    const last = top.at(-1);
    if (top.length === rank && last !== undefined && byDownloads(reading, last) > 0) continue;
    const at = top.findIndex((r) => byDownloads(reading, r) < 0);
    top.splice(at < 0 ? top.length : at, 0, reading);
    top.length = Math.min(top.length, rank);
  }
  return top[rank - 1];
}

function ratioOf({ counted, released, age }: Reading, cutoff: Reading, rank: number): Row['measure'] {
  return computed({
    metric: `${ID}@1`, formula: `downloads at ${age} months ÷ those of number ${rank} (${cutoff.counted.entity}) at that age`, inputs: [counted, released, cutoff.counted, cutoff.released], unit: 'times', printed: { scale: 1, decimals: 1 },
    period: counted.period, denominator: `the model of rank ${rank} at the same age`, window: `the first ${age} months`, value: (counted.value ?? 0) / (cutoff.counted.value ?? 1),
  });
}
