// Rule `one-model`: two thirds or more of a bloc's change on the month come from a single model.
import { directionOf, maybeDifference } from '../metrics/difference.ts';
import { entitiesOf, maybeInputShare } from '../metrics/input-share.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule, RuleInput } from './finding.ts';
import { weigh } from './importance.ts';
import { findMonthBefore, seriesOf } from './series.ts';
import { comparableTail, isFresh } from './steadiness.ts';

/** Points of the bloc's share. */
const LEAST_CHANGE = 5;
const LEAST_PART = 2 / 3;

export const oneModel: Rule = {
  id: 'one-model',
  title: 'One model drives the change',
  why: 'A change that a single model makes is a story about that model, not about a country.',
  evaluate(input): Finding | undefined {
    const found = seriesOf(input.figure.result).flatMap((line) => driverOf(comparableTail(line), input));
    const [most] = found.sort((a, b) => b.part - a.part);
    if (most === undefined) return undefined;
    const { figure } = input;
    const measures: Record<string, Measure> = { latest: most.last.measure, earlier: most.earlier.measure, model: most.model };
    const delta = maybeDifference(most.last.measure, most.earlier.measure);
    if (delta !== undefined) measures['delta'] = delta;
    return {
      rule: 'one-model', figure: figure.id, story: figure.story, direction: directionOf(most.last.measure, most.earlier.measure), measures,
      args: { name: most.last.label, modelName: most.entity, came: most.isNew ? 'new' : 'known' },
      ...weigh('one-model', [most.last.measure], Math.abs(most.change) / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([most.last.measure, most.earlier.measure]),
    };
  },
};

interface Driver {
  readonly last: Row;
  readonly earlier: Row;
  readonly entity: string;
  readonly model: Measure;
  readonly part: number;
  readonly change: number;
  readonly isNew: boolean;
}

function driverOf(line: readonly Row[], { previousCutoff }: RuleInput): Driver[] {
  const [last, earlier] = [line.at(-1), findMonthBefore(line)];
  if (last?.measure.value === undefined || earlier?.measure.value === undefined || last.measure.unit !== 'percent' || last.bloc === 'unassigned' || !isFresh(last, previousCutoff)) return [];
  const change = last.measure.value - earlier.measure.value;
  // A loss is many models' gain; only who gained can be named.
  if (change < LEAST_CHANGE) return [];
  const [now, old] = [entitiesOf(last.measure), entitiesOf(earlier.measure)];
  const shares = new Map(old.map((e) => [e.entity, e.share]));
  // What is not in a list of the largest had at most the share of the smallest in it.
  const most = old.at(-1)?.share;
  if (most === undefined) return [];
  return now.filter((e) => e.inputs.every((o) => o.bloc === last.bloc)).flatMap((e): Driver[] => {
    const was = shares.get(e.entity);
    const part = (e.share - (was ?? most)) / change;
    const model = part < LEAST_PART ? undefined : maybeInputShare(last.measure, e.inputs, 'amount of the entity ÷ all of the period');
    return model === undefined ? [] : [{ last, earlier, entity: e.entity, model, part, change, isNew: was === undefined }];
  });
}
