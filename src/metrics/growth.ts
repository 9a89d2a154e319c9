// How much a figure grew over so many months, within one series, source, denominator and window. A share grows by points.
// Worked: 200 in December 2025, 230 in December 2026: 15 %. A share of 40 % and then 46 %: 6 points. From nothing there is no growth.
import type { Observation } from '../observations/observation.ts';
import { addMonths } from '../period.ts';
import type { Day } from '../period.ts';
import { computed, latestPeriod } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { dayNumber, dayText, linesOf, numberParam } from './params.ts';

const ID = 'growth';

/** In days: how far from the wanted month an earlier figure may end. */
const NEAR = 10;

/** Parameters: `series`, `months` (12), `entities`, `blocs`, `by`, `order` (`value`). Compares the latest figure of each line. */
export const growth: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const months = numberParam(params, 'months', 12);
    const spans = new Map<Day, Span>();
    const spanOf = (end: Day): Span => {
      const span = spans.get(end) ?? spanBefore(end, months);
      spans.set(end, span);
      return span;
    };
    const rows = linesOf(history, params).flatMap(({ label, bloc, marks }): Row[] => {
      const last = marks.at(-1);
      const earlier = last === undefined ? undefined : findEarlier(marks, last, spanOf(last.period.end));
      const measure = last === undefined || earlier === undefined ? undefined : maybeGrowth(earlier, last);
      return measure === undefined ? [] : [{ label, bloc, group: '', measure }];
    });
    if (rows.length === 0) return undefined;
    if (params['order'] === 'value') rows.sort((a, b) => (b.measure.value ?? 0) - (a.measure.value ?? 0) || (a.label < b.label ? -1 : 1));
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [] };
  },
};

/** Where an earlier figure may end: around the same day of the earlier month, or its last day. */
interface Span {
  readonly from: Day;
  readonly to: Day;
  /** See `dayNumber`. */
  readonly target: number;
}

function spanBefore(end: Day, months: number): Span {
  const month = addMonths(end.slice(0, 7), -months);
  const target = Math.min(dayNumber(`${month}-01`) + Number(end.slice(8)) - 1, dayNumber(`${addMonths(month, 1)}-01`) - 1);
  return { from: dayText(target - NEAR), to: dayText(target + NEAR), target };
}

function findEarlier(marks: readonly Observation[], last: Observation, { from, to, target }: Span): Observation | undefined {
  const near = marks.filter((o) => o.period.end >= from && o.period.end <= to && o !== last && o.period.kind === last.period.kind);
  return near.sort((a, b) => Math.abs(dayNumber(a.period.end) - target) - Math.abs(dayNumber(b.period.end) - target))[0];
}

function maybeGrowth(a: Observation, b: Observation): Row['measure'] | undefined {
  const [from, to] = [a.value ?? 0, b.value ?? 0];
  const isShare = b.unit === 'percent';
  if (!isShare && from <= 0) return undefined;
  const value = isShare ? to - from : (100 * (to - from)) / from;
  return computed({
    metric: `${ID}@1`, formula: isShare ? `share of ${b.period.text} − share of ${a.period.text}` : `(${b.period.text} ÷ ${a.period.text} − 1) × 100`, inputs: [a, b], unit: isShare ? 'points' : 'percent',
    printed: { scale: 1, decimals: isShare ? b.printed.decimals : Math.abs(value) < 10 ? 1 : 0 }, period: b.period, denominator: b.denominator, window: `change since ${a.period.text}`, value,
  });
}
