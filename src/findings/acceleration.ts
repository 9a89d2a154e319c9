// Rule `acceleration`: a line moved at least twice as far in the last half year as in the half year before, the same way.
import { directionOf, maybeDifference } from '../metrics/difference.ts';
import type { Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule, RuleInput } from './finding.ts';
import { weigh } from './importance.ts';
import { seriesOf } from './series.ts';
import { comparableTail, findBefore, isFresh, stepSize } from './steadiness.ts';

const HALF_YEAR = 182;
const YEAR = 365;
const WITHIN = 16;
/** Points of a share, per cent of anything else, by which the second move must exceed the first. */
const LEAST_MORE = 5;

export const acceleration: Rule = {
  id: 'acceleration',
  title: 'A change that gathered speed',
  why: 'Whether a change speeds up decides how soon it matters.',
  evaluate(input): Finding | undefined {
    const found = seriesOf(input.figure.result).flatMap((line) => paceOf(comparableTail(line), input));
    const [most] = found.sort((a, b) => b.more - a.more);
    if (most === undefined) return undefined;
    const { figure } = input;
    const { last, middle, first } = most;
    const [recent, before] = [maybeDifference(last.measure, middle.measure), maybeDifference(middle.measure, first.measure)];
    const measures = { latest: last.measure, middle: middle.measure, first: first.measure, ...(recent === undefined ? {} : { recent }), ...(before === undefined ? {} : { before }) };
    return {
      rule: 'acceleration', figure: figure.id, story: figure.story, direction: most.direction, measures, args: { name: last.label, direction: most.direction },
      ...weigh('acceleration', [last.measure, middle.measure, first.measure], most.more / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([last.measure, middle.measure, first.measure]),
    };
  },
};

interface Pace {
  readonly direction: 'up' | 'down';
  readonly last: Row;
  readonly middle: Row;
  readonly first: Row;
  readonly more: number;
}

function paceOf(line: readonly Row[], { previousCutoff }: RuleInput): Pace[] {
  const last = line.at(-1);
  const [middle, first] = [findBefore(line, HALF_YEAR, WITHIN), findBefore(line, YEAR, WITHIN)];
  if (last === undefined || middle === undefined || first === undefined || last.bloc === 'unassigned' || !isFresh(last, previousCutoff)) return [];
  const direction = directionOf(last.measure, middle.measure);
  if (direction === 'flat' || directionOf(middle.measure, first.measure) !== direction) return [];
  const [recent, before] = [stepSize(last, middle), stepSize(middle, first)];
  return recent >= 2 * before && recent - before >= LEAST_MORE ? [{ direction, last, middle, first, more: recent - before }] : [];
}
