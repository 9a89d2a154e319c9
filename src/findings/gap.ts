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
    // In order of period.
    const vintages = history.vintages(series);
    const latest = vintages.at(-1)?.period.end;
    const age = latest === undefined ? 0 : dayNumber(lastDayOf(history.month)) - dayNumber(latest);
    if (age < LEAST_DAYS) return undefined;
    const ends = new Set(vintages.map((o) => o.period.end));
    const cadence = cadenceOf([...ends]);
    if (cadence === undefined || ends.size < LEAST_POINTS || age < MISSED * cadence) return undefined;
    return {
      rule: 'gap', figure: figure.id, story: figure.story, direction: 'none', measures: { latest: last.measure }, args: { cadence: cadence <= 10 ? 'weekly' : cadence <= 45 ? 'monthly' : 'rare' },
      ...weigh('gap', [last.measure], 0, input), confidence: confidenceOf([last.measure]),
    };
  },
};
