// Rule `record`: the newest point is the highest or the lowest of a line that is long enough for that to mean something.
import { directionOf } from '../metrics/difference.ts';
import type { Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule, RuleInput } from './finding.ts';
import { weigh } from './importance.ts';
import { middleOf, seriesOf } from './series.ts';
import { comparableTail, isFresh, stepSize } from './steadiness.ts';

/** Fewer points make a record of every other one. */
const LEAST_POINTS = 8;
/** Points of a share, per cent of anything else, beyond the record before. */
const LEAST_MORE = 1;

export const record: Rule = {
  id: 'record',
  title: 'The highest or lowest on record',
  why: 'A record says where a series stands in its own history, which a change on the month does not.',
  evaluate(input): Finding | undefined {
    const found = seriesOf(input.figure.result).flatMap((line) => recordsOf(comparableTail(line), input));
    const [most] = found.sort((a, b) => b.size - a.size);
    if (most === undefined) return undefined;
    const { figure } = input;
    const measures = { latest: most.last.measure, best: most.best.measure, first: most.first.measure };
    return {
      rule: 'record', figure: figure.id, story: figure.story, direction: most.kind === 'high' ? 'up' : 'down', measures,
      args: { name: most.last.label, kind: most.kind, count: most.count },
      ...weigh('record', [most.last.measure], most.size / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([most.last.measure, most.best.measure]),
    };
  },
};

interface RecordPoint {
  readonly kind: 'high' | 'low';
  readonly last: Row;
  /** The record until now. */
  readonly best: Row;
  readonly first: Row;
  readonly size: number;
  readonly count: number;
}

/** Ranges that overlap are no record: the new one may lie below the old. */
function recordsOf(line: readonly Row[], { previousCutoff }: RuleInput): RecordPoint[] {
  const last = line.at(-1);
  const [first] = line;
  if (last === undefined || first === undefined || line.length < LEAST_POINTS || last.bloc === 'unassigned' || !isFresh(last, previousCutoff)) return [];
  const sorted = line.slice(0, -1).sort((a, b) => middleOf(a) - middleOf(b));
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return [];
  if (directionOf(last.measure, high.measure) === 'up' && stepSize(last, high) >= LEAST_MORE) return [{ kind: 'high', last, best: high, first, size: stepSize(last, high), count: line.length }];
  return directionOf(last.measure, low.measure) === 'down' && stepSize(last, low) >= LEAST_MORE ? [{ kind: 'low', last, best: low, first, size: stepSize(last, low), count: line.length }] : [];
}
