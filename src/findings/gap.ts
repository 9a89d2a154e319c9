// Rule `gap`: a series that should have a newer point has none, so that its figure describes the past.
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { dayNumber } from './series.ts';
import { cadenceOf } from './steadiness.ts';
import { lastDayOf } from '../period.ts';

const LEAST_POINTS = 4;
/** Days after which a point is old whatever the cadence, and steps that may be missed. */
const LEAST_DAYS = 62;
const MISSED = 3;

export const gap: Rule = {
  id: 'gap',
  title: 'A gap in the data',
  why: 'A level from months ago, printed beside a fresh one, is read as today’s.',
  evaluate(input): Finding | undefined {
    const { figure, history } = input;
    const last = figure.result.rows.findLast((row) => row.measure.period.end === figure.result.latest.end);
    const series = last?.measure.inputs[0]?.series;
    if (last === undefined || series === undefined) return undefined;
    const ends = [...new Set(history.vintages(series).map((o) => o.period.end))].sort();
    const cadence = cadenceOf(ends);
    const latest = ends.at(-1);
    if (cadence === undefined || latest === undefined || ends.length < LEAST_POINTS) return undefined;
    const age = dayNumber(lastDayOf(history.month)) - dayNumber(latest);
    if (age < Math.max(LEAST_DAYS, MISSED * cadence)) return undefined;
    return {
      rule: 'gap', figure: figure.id, story: figure.story, direction: 'none', measures: { latest: last.measure }, args: { cadence: cadence <= 10 ? 'weekly' : cadence <= 45 ? 'monthly' : 'rare' },
      ...weigh('gap', [last.measure], 0, input), confidence: confidenceOf([last.measure]),
    };
  },
};
