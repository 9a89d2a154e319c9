// Rule `promotion`: models offered free of charge carry a good part of a count, so that it says little of what is paid for.
import { entitiesOf, maybeInputShare } from '../metrics/input-share.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { seriesOf } from './series.ts';
import { isFresh } from './steadiness.ts';

/** Per cent of the count. */
const LEAST_FREE = 20;

export const promotion: Rule = {
  id: 'promotion',
  title: 'A promotion moves the count',
  why: 'Free promotions lift single models for weeks and end from one day to the next; a level without that warning misleads.',
  evaluate(input): Finding | undefined {
    const { figure, previousCutoff } = input;
    const lines = seriesOf(figure.result);
    const last = lines[0]?.at(-1);
    if (last === undefined || !isFresh(last, previousCutoff)) return undefined;
    const entities = entitiesOf(last.measure);
    const free = entities.filter((e) => isFree(e.entity));
    const [largest] = free;
    const all = maybeInputShare(last.measure, free.flatMap((e) => e.inputs), 'amount of the free variants ÷ all of the period');
    const one = largest === undefined ? undefined : maybeInputShare(last.measure, largest.inputs, 'amount of the entity ÷ all of the period');
    if (largest === undefined || all?.value === undefined || one === undefined || all.value < LEAST_FREE) return undefined;
    const measures: Record<string, Measure> = { free: all, largest: one };
    for (const line of lines) {
      const rest = line.at(-1);
      const paid = rest === undefined ? undefined : paidShare(rest);
      if (rest === undefined || paid === undefined || rest.bloc === 'unassigned') continue;
      measures[`${rest.label}-all`] = rest.measure;
      measures[`${rest.label}-paid`] = paid;
    }
    return {
      rule: 'promotion', figure: figure.id, story: figure.story, direction: 'none', measures, args: { largestName: largest.entity, count: free.length },
      ...weigh('promotion', [all], all.value / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([all]),
    };
  },
};

/** The router's own mark of a variant that costs nothing. */
function isFree(entity: string): boolean {
  return entity.endsWith(':free');
}

function paidShare({ measure, bloc }: Row): Measure | undefined {
  const paid = measure.inputs.filter((o) => !isFree(o.entity));
  return maybeInputShare(measure, paid.filter((o) => o.bloc === bloc), 'paid amount of the bloc ÷ all that was paid for in the period', paid);
}
