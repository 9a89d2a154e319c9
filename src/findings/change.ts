// Rule `change`: the series that moved most against a year before, or against its first point.
import { directionOf, maybeDifference } from '../metrics/difference.ts';
import type { Measure } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { findEarlier, middleOf, seriesOf } from './series.ts';

export const change: Rule = {
  id: 'change',
  title: 'What moved most',
  why: 'A reader of a monthly wants to know what moved, by how much and since when.',
  evaluate(input): Finding | undefined {
    const { figure } = input;
    const moves = seriesOf(figure.result).flatMap((line) => {
      const last = line.at(-1);
      const earlier = findEarlier(line);
      if (last === undefined || earlier === undefined || last.bloc === 'unassigned') return [];
      return [{ last, earlier: earlier.row, year: earlier.year, size: Math.abs(middleOf(last) - middleOf(earlier.row)) }];
    });
    const [most] = moves.sort((a, b) => b.size - a.size);
    if (most === undefined) return undefined;
    const measures: Record<string, Measure> = { latest: most.last.measure, earlier: most.earlier.measure };
    const delta = maybeDifference(most.last.measure, most.earlier.measure);
    if (delta !== undefined) measures['delta'] = delta;
    // Each bloc's own two points, so that a sentence can name the other side.
    for (const move of moves) {
      if (move.last.label !== move.last.bloc) continue;
      measures[move.last.label] = move.last.measure;
      measures[`${move.last.label}-earlier`] = move.earlier.measure;
    }
    const direction = directionOf(most.last.measure, most.earlier.measure);
    return {
      rule: 'change', figure: figure.id, story: figure.story, direction, measures,
      ...weigh('change', [most.last.measure, most.earlier.measure], most.last.measure.unit === 'percent' ? most.size / 2 : 10, input, figure.result.caveats.includes('top-only')),
      confidence: confidenceOf([most.last.measure, most.earlier.measure]),
      args: { name: most.last.label, direction, majority: isMajority(most.last.measure) ? 'yes' : 'no', was: isMajority(most.earlier.measure) ? 'yes' : 'no', year: most.year ? 'yes' : 'no' },
    };
  },
};

/** More than half at the printed precision; of a range, the low bound. */
function isMajority({ unit, value, low, printed }: Measure): boolean {
  const step = 10 ** -printed.decimals;
  return unit === 'percent' && Math.round((low ?? value ?? 0) / step) * step > 50;
}
