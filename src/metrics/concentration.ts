// How much of a whole its largest parts hold, in each period of one series: the share of the largest n, or the Herfindahl index.
// Worked: 50, 30 and 20 of 100: the largest two hold 80 %; the index is 50² + 30² + 20² = 3,800 of 10,000. Were the 20 unassigned, the
// largest two would hold 80 to 100 %, and the index would be 3,400 (many small ones) to 3,800 (a single one).
import type { Observation } from '../observations/observation.ts';
import { computed, groupByAll, latestPeriod, total } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { numberParam, textParam, type Params } from './params.ts';
import { maybeShareRange, OPEN_LIMIT } from './share-range.ts';

const ID = 'concentration';

/**
 * Parameters: `series`, `of` (`top`, the default, or `hhi`), `n` (3), `by` (`entity`, the default, or `bloc`). A row of `world` is the whole,
 * and what the others do not fill of it is unassigned. Rows with a hedge are left out.
 */
export const concentration: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const known = history.series(textParam(params, 'series')).filter((o) => o.value !== undefined && o.qualifier === '');
    const rows = groupByAll(known, (o) => o.period.text, (o) => o.source, (o) => o.denominator).flatMap((period) => periodRow(period, params));
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: ['concentration-of-listed'] };
  },
};

function periodRow(period: readonly Observation[], params: Params): Row[] {
  const [first] = period;
  const parts = period.filter((o) => o.bloc !== 'world');
  const listed = parts.filter((o) => o.bloc !== 'unassigned');
  const stated = period.find((o) => o.bloc === 'world')?.value;
  const whole = Math.max(stated ?? 0, total(parts));
  if (first === undefined || listed.length === 0 || whole <= 0) return [];
  const open = whole - total(listed);
  const sizes = (params['by'] === 'bloc' ? groupByAll(listed, (o) => o.bloc).map(total) : sizesOfEntities(listed)).sort((a, b) => b - a);
  const n = numberParam(params, 'n', 3);
  const isIndex = params['of'] === 'hhi';
  const numbers = isIndex ? indexOf(sizes, open, whole) : maybeShareRange(sumOf(sizes.slice(0, n)), open, whole);
  if (numbers === undefined) return [];
  const measure = computed({
    metric: `${ID}@1`, formula: isIndex ? 'sum of the squared shares in per cent' : `largest ${Math.min(n, sizes.length)} ÷ all`, inputs: period, unit: isIndex ? 'points' : 'percent',
    printed: { scale: 1, decimals: isIndex ? 0 : 1 }, period: first.period, denominator: first.denominator, window: first.window, ...numbers,
  });
  return [{ label: isIndex ? 'herfindahl' : `top-${n}`, bloc: 'world', group: '', measure }];
}

/** Most often each entity is there once, and nothing has to be added up. */
function sizesOfEntities(listed: readonly Observation[]): number[] {
  if (new Set(listed.map((o) => o.entity)).size === listed.length) return listed.map((o) => o.value ?? 0);
  return groupByAll(listed, (o) => o.entity, (o) => o.bloc).map(total);
}

function indexOf(sizes: readonly number[], open: number, whole: number): { readonly value: number } | { readonly low: number; readonly high: number } {
  const low = sizes.reduce((sum, size) => sum + ((100 * size) / whole) ** 2, 0);
  const share = (100 * open) / whole;
  return share > OPEN_LIMIT ? { low, high: low + share ** 2 } : { value: low };
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
