// Rule `ratio`: how many times one side's price or count is the other's, when the metric gives it.
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';

/** A median of one or two is the price of one or two, and says nothing of a side. */
const LEAST = 3;
const COUNTS = ['count-china', 'count-united-states'];

export const ratio: Rule = {
  id: 'ratio',
  title: 'How many times one side is the other',
  why: 'Cost is the reason that firms give first; a ratio of medians resists one odd list price.',
  evaluate(input): Finding | undefined {
    const { figure } = input;
    const named = figure.result.named ?? {};
    const r = named['ratio'];
    if (r?.value === undefined || r.value <= 0 || COUNTS.some((name) => (named[name]?.value ?? LEAST) < LEAST)) return undefined;
    // Within a tenth of parity there is nothing to say about who is cheaper.
    const direction = r.value > 1.1 ? 'down' : r.value < 0.9 ? 'up' : 'flat';
    return {
      rule: 'ratio', figure: figure.id, story: figure.story, direction: 'none', measures: named, args: { cheaper: direction === 'down' ? 'china' : direction === 'up' ? 'us' : 'neither' },
      ...weigh('ratio', Object.values(named), 5 * Math.abs(Math.log2(r.value)), input), confidence: confidenceOf(Object.values(named)),
    };
  },
};
