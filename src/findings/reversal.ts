// Rule `reversal`: a line that went one way for three steps or more went the other way in the last one.
import { directionOf } from '../metrics/difference.ts';
import type { Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule, RuleInput } from './finding.ts';
import { weigh } from './importance.ts';
import { seriesOf } from './series.ts';
import { comparableTail, isEven, isFresh, stepSize } from './steadiness.ts';

const LEAST_RUN = 3;
/** Points of a share, per cent of anything else; less is noise. */
const LEAST_TURN = 2;

export const reversal: Rule = {
  id: 'reversal',
  title: 'A run that turned',
  why: 'The end of a run is what a reader who extrapolates has to know first.',
  evaluate(input): Finding | undefined {
    const turns = seriesOf(input.figure.result).flatMap((line) => turnOf(comparableTail(line), input));
    const [most] = turns.sort((a, b) => b.size - a.size);
    if (most === undefined) return undefined;
    const { figure } = input;
    const measures = { latest: most.last.measure, peak: most.peak.measure, start: most.start.measure };
    return {
      rule: 'reversal', figure: figure.id, story: figure.story, direction: most.direction, measures, args: { name: most.last.label, direction: most.direction, steps: most.steps },
      ...weigh('reversal', [most.last.measure, most.peak.measure], most.size / 2, input, figure.result.caveats.includes('top-only')), confidence: confidenceOf([most.last.measure, most.peak.measure]),
    };
  },
};

interface Turn {
  readonly direction: 'up' | 'down';
  readonly last: Row;
  /** Where it turned. */
  readonly peak: Row;
  readonly start: Row;
  readonly steps: number;
  readonly size: number;
}

function turnOf(line: readonly Row[], { previousCutoff }: RuleInput): Turn[] {
  const [peak, last] = line.slice(-2);
  if (peak === undefined || last === undefined || last.bloc === 'unassigned' || !isFresh(last, previousCutoff)) return [];
  const direction = directionOf(last.measure, peak.measure);
  if (direction === 'flat' || stepSize(last, peak) < LEAST_TURN) return [];
  const against = direction === 'up' ? 'down' : 'up';
  let from = line.length - 2;
  while (from > 0 && moved(line, from) === against) from -= 1;
  const steps = line.length - 2 - from;
  const start = line[from];
  if (start === undefined || steps < LEAST_RUN || !isEven(line.slice(from))) return [];
  return [{ direction, last, peak, start, steps, size: stepSize(last, peak) }];
}

function moved(line: readonly Row[], at: number): string {
  const [a, b] = [line[at - 1], line[at]];
  return a === undefined || b === undefined ? 'flat' : directionOf(b.measure, a.measure);
}
