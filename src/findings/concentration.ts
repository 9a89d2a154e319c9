// Rule `concentration`: the three largest of the entities behind a figure hold much more, or much less, than a month before.
import { directionOf } from '../metrics/difference.ts';
import { entitiesOf, maybeInputShare } from '../metrics/input-share.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { findMonthBefore, seriesOf } from './series.ts';
import { comparableTail, isFresh } from './steadiness.ts';

const TOP = 3;
const LEAST_ENTITIES = 6;
/** Points. */
const LEAST_SHIFT = 10;

export const concentration: Rule = {
  id: 'concentration',
  title: 'A shift in concentration',
  why: 'A share by country that rests on three models is more fragile than one that rests on thirty.',
  evaluate(input): Finding | undefined {
    const { figure, previousCutoff } = input;
    const [line] = seriesOf(figure.result).map(comparableTail);
    const [last, before] = [line?.at(-1), findMonthBefore(line ?? [])];
    if (last === undefined || before === undefined || !isFresh(last, previousCutoff)) return undefined;
    const [latest, earlier] = [topShare(last), topShare(before)];
    if (latest?.value === undefined || earlier?.value === undefined || Math.abs(latest.value - earlier.value) < LEAST_SHIFT) return undefined;
    const direction = directionOf(latest, earlier);
    return {
      rule: 'concentration', figure: figure.id, story: figure.story, direction, measures: { latest, earlier }, args: { direction },
      ...weigh('concentration', [latest, earlier], Math.abs(latest.value - earlier.value) / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([latest, earlier]),
    };
  },
};

function topShare(row: Row): Measure | undefined {
  const entities = entitiesOf(row.measure);
  if (entities.length < LEAST_ENTITIES) return undefined;
  return maybeInputShare(row.measure, entities.slice(0, TOP).flatMap((e) => e.inputs), 'amount of the three largest ÷ all of the period');
}
