// Rule `disagreement`: sources that answer one question under different denominators, side by side.
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { middleOf } from './series.ts';

export const disagreement: Rule = {
  id: 'disagreement',
  title: 'Sources that disagree',
  why: 'A share without its denominator is quoted as whichever number suits; showing them all ends that.',
  evaluate(input): Finding | undefined {
    const { figure } = input;
    const sorted = figure.result.rows.filter((row) => row.measure.value !== undefined).sort((a, b) => middleOf(a) - middleOf(b));
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (low === undefined || high === undefined || low.measure.denominator === high.measure.denominator) return undefined;
    const measures = { low: low.measure, high: high.measure };
    return {
      rule: 'disagreement', figure: figure.id, story: figure.story, direction: 'none', measures,
      args: { count: sorted.length, lowName: low.label, highName: high.label },
      ...weigh('disagreement', [low.measure, high.measure], (middleOf(high) - middleOf(low)) / 4, input),
      confidence: confidenceOf([low.measure, high.measure]),
    };
  },
};
