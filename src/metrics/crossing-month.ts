// When one line passed another and stayed above: the month by a straight line between the two figures around it, and the interval that
// the figures themselves allow. Two lines of one series, never of two.
// Worked: Qwen less Llama is −20 in August and +10 in September 2025: two thirds of the way from the middle of one to that of the other,
// 5 September 2025; the interval is August to September. Where the ranges of the two still overlap at the end there is no crossing.
import type { Observation } from '../observations/observation.ts';
import { maybePeriod } from '../period.ts';
import type { Period } from '../period.ts';
import { computed } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { dayText, isComparable, middleDay, textParam } from './params.ts';

const ID = 'crossing-month';

/** Parameters: `series`, `above` and `below` (an entity or a bloc each: who passed, and who was passed). Rows: group `month`, then `interval`. */
export const crossingMonth: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const all = history.series(textParam(params, 'series')).filter((o) => o.unit !== 'event');
    const of = (name: string): readonly Observation[] => all.filter((o) => o.entity === name || o.bloc === name);
    const [above, below] = [textParam(params, 'above'), textParam(params, 'below')];
    const pairs = of(above).flatMap((a): Pair[] => {
      const others = of(below).filter((b) => b.period.text === a.period.text && isComparable(a, b));
      return others.length === 1 && others[0] !== undefined ? [gapOf(a, others[0])] : [];
    });
    const crossing = findCrossing(pairs);
    const bloc = pairs[0]?.inputs[0]?.bloc;
    if (crossing === undefined || bloc === undefined) return undefined;
    const { before, since, last } = crossing;
    const share = before.middle / (before.middle - since.middle);
    const day = before.day + share * (since.day - before.day);
    const event = (period: Period, formula: string): Row['measure'] => {
      const [first] = since.inputs;
      return computed({ metric: `${ID}@1`, formula, inputs: [...before.inputs, ...since.inputs], unit: 'event', printed: { scale: 1, decimals: 0 }, period, denominator: first?.denominator ?? '', window: first?.window ?? '' });
    };
    const month = maybePeriod(dayText(day).slice(0, 7));
    const interval = spanOf(dayText(before.day).slice(0, 7), dayText(since.day).slice(0, 7));
    if (month === undefined || interval === undefined) return undefined;
    const rows: Row[] = [
      { label: above, bloc, group: 'month', measure: event(month, `straight line from ${before.text} to ${since.text}: the day is ${dayText(day)}`) },
      { label: above, bloc, group: 'interval', measure: event(interval, `from the middle of ${before.text} to the middle of ${since.text}`) },
    ];
    return { id: ID, version: 1, rows, latest: last.period, caveats: ['crossing-interpolated'] };
  },
};

interface Pair {
  readonly text: string;
  readonly period: Period;
  readonly day: number;
  readonly inputs: readonly Observation[];
  /** Above less below: as printed, and at worst for a crossing. */
  readonly middle: number;
  readonly least: number;
}

function gapOf(a: Observation, b: Observation): Pair {
  const middle = (o: Observation): number => o.value ?? ((o.low ?? 0) + (o.high ?? 0)) / 2;
  return { text: a.period.text, period: a.period, day: middleDay(a), inputs: [a, b], middle: middle(a) - middle(b), least: (a.low ?? a.value ?? 0) - (b.high ?? b.value ?? 0) };
}

/** The last change of sign that held to the end; undefined while a range leaves it open. */
function findCrossing(pairs: readonly Pair[]): { readonly before: Pair; readonly since: Pair; readonly last: Pair } | undefined {
  const sorted = [...pairs].sort((x, y) => x.day - y.day);
  const behind = sorted.findLastIndex((pair) => pair.middle <= 0);
  const [before, since, last] = [sorted[behind], sorted[behind + 1], sorted.at(-1)];
  if (before === undefined || since === undefined || last === undefined || last.least <= 0) return undefined;
  return { before, since, last };
}

function spanOf(from: string, to: string): Period | undefined {
  return maybePeriod(from === to ? from : `${from}/${to}`);
}
