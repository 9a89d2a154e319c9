// Rule `mover`: which of the models (or other entities) behind a figure gained or lost most in a month. Must not count one that came or went.
import { directionOf, maybeDifference } from '../metrics/difference.ts';
import { entitiesOf, maybeInputShare } from '../metrics/input-share.ts';
import type { Row } from '../metrics/metric.ts';
import type { Observation } from '../observations/observation.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { findMonthBefore, seriesOf } from './series.ts';
import { comparableTail, isFresh } from './steadiness.ts';

const LEAST_ENTITIES = 5;
/** Points; and so many times as far as the next one, so that "most" means something. */
const LEAST_MOVE = 3;
const CLEAR = 1.25;

export const mover: Rule = {
  id: 'mover',
  title: 'The biggest mover',
  why: 'A total hides who moved; the name behind it is the next question.',
  evaluate(input): Finding | undefined {
    const { figure, previousCutoff } = input;
    const [line] = seriesOf(figure.result).map(comparableTail);
    const [last, earlier] = [line?.at(-1), findMonthBefore(line ?? [])];
    if (last === undefined || earlier === undefined || !isFresh(last, previousCutoff)) return undefined;
    const [most, next] = movesBetween(earlier, last).sort((a, b) => Math.abs(b.move) - Math.abs(a.move));
    if (most === undefined || Math.abs(most.move) < LEAST_MOVE || (next !== undefined && Math.abs(most.move) < CLEAR * Math.abs(next.move))) return undefined;
    const formula = 'amount of the entity ÷ all of the period';
    const [before, after] = [maybeInputShare(earlier.measure, most.before, formula), maybeInputShare(last.measure, most.after, formula)];
    if (before === undefined || after === undefined) return undefined;
    const delta = maybeDifference(after, before);
    const direction = directionOf(after, before);
    if (delta === undefined || direction === 'flat') return undefined;
    return {
      rule: 'mover', figure: figure.id, story: figure.story, direction, measures: { latest: after, earlier: before, delta }, args: { name: most.entity, direction },
      ...weigh('mover', [after, before], Math.abs(most.move) / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([after, before]),
    };
  },
};

interface EntityMove {
  readonly entity: string;
  readonly before: readonly Observation[];
  readonly after: readonly Observation[];
  /** In points. */
  readonly move: number;
}

/** Only entities of both periods: what is not in a list of the largest has an unknown share, not none. */
function movesBetween(earlier: Row, last: Row): EntityMove[] {
  const [old, now] = [new Map(entitiesOf(earlier.measure).map((e) => [e.entity, e])), entitiesOf(last.measure)];
  if (old.size < LEAST_ENTITIES || now.length < LEAST_ENTITIES) return [];
  return now.flatMap(({ entity, inputs, share }): EntityMove[] => {
    const was = old.get(entity);
    return was === undefined ? [] : [{ entity, before: was.inputs, after: inputs, move: share - was.share }];
  });
}
