// Rule `crossing`: one series passed another, or a share passed one half, and has stayed there since.
import { directionOf } from '../metrics/difference.ts';
import type { Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule, RuleInput } from './finding.ts';
import { weigh } from './importance.ts';
import { findEarlier, middleOf, seriesOf } from './series.ts';

export const crossing: Rule = {
  id: 'crossing',
  title: 'Changes of order, and majorities',
  why: 'A change of order is what people quote, and what they get wrong when the denominator is left out.',
  evaluate(input): Finding | undefined {
    const lines = seriesOf(input.figure.result).filter((line) => line.length > 1 && line[0]?.bloc !== 'unassigned');
    const [only, ...more] = lines;
    if (only === undefined) return undefined;
    return more.length === 0 ? majority(input, only) : overtaking(input, lines);
  },
};

/** The low bound (or the value) of a share is above one half; since the first point from which it has been. */
function majority(input: RuleInput, line: readonly Row[]): Finding | undefined {
  const { figure } = input;
  const last = line.at(-1);
  const lowOf = (row: Row) => row.measure.low ?? row.measure.value ?? 0;
  if (last === undefined || last.measure.unit !== 'percent' || lowOf(last) <= 50) return undefined;
  const below = line.findLastIndex((row) => lowOf(row) <= 50);
  const since = line[below + 1];
  const before = line[below];
  if (since === undefined || before === undefined) return undefined;
  const year = findEarlier(line);
  const earlier = year?.row ?? before;
  const measures = { latest: last.measure, since: since.measure, before: before.measure, earlier: earlier.measure };
  return {
    rule: 'crossing', figure: figure.id, story: figure.story, direction: 'up', measures, args: { name: last.label, kind: 'majority', direction: directionOf(last.measure, earlier.measure), year: year?.year === true ? 'yes' : 'no' },
    ...weigh('crossing', [last.measure], (lowOf(last) - 50) / 2 + 10, input), confidence: confidenceOf([last.measure]),
  };
}

/** Who leads, as a word that messages can choose by. */
const AHEAD: Readonly<Record<string, string>> = { china: 'china', 'united-states': 'us' };

/** The leader of the last common period was behind the runner-up at an earlier common period. */
function overtaking(input: RuleInput, lines: readonly Row[][]): Finding | undefined {
  const { figure } = input;
  const [a, b] = [...lines].sort((x, y) => lastValue(y) - lastValue(x));
  if (a === undefined || b === undefined) return undefined;
  const pairs = a.flatMap((row) => {
    const other = b.find((candidate) => candidate.measure.period.text === row.measure.period.text);
    return other === undefined ? [] : [{ row, other, gap: middleOf(row) - middleOf(other) }];
  });
  const behind = pairs.findLastIndex((pair) => pair.gap <= 0);
  const [last, since, before] = [pairs.at(-1), pairs[behind + 1], pairs[behind]];
  if (last === undefined || since === undefined || before === undefined) return undefined;
  // Ranges that overlap, or values that print the same, have no leader.
  if (directionOf(last.row.measure, last.other.measure) !== 'up') return undefined;
  const unassigned = figure.result.rows.filter((row) => row.bloc === 'unassigned' && row.measure.period.text === last.row.measure.period.text).at(-1);
  const measures = {
    leader: last.row.measure, trailing: last.other.measure, since: since.row.measure, before: before.row.measure, 'before-other': before.other.measure,
    ...(unassigned === undefined ? {} : { unassigned: unassigned.measure }),
  };
  return {
    rule: 'crossing', figure: figure.id, story: figure.story, direction: 'none', measures,
    args: {
      name: last.row.label, other: last.other.label, ahead: AHEAD[last.row.label] ?? 'other', kind: 'overtaking',
      // Who was level, or in ranges that overlap, was not behind.
      was: directionOf(before.other.measure, before.row.measure) === 'up' ? 'behind' : 'level', open: (unassigned?.measure.value ?? 0) > 0 ? 'yes' : 'no',
    },
    // The brief asks whose models are built on: a change of order among countries answers it before a share of all does.
    ...weigh('crossing', [last.row.measure, last.other.measure], 5 + Math.min(20, last.gap / 2), input),
    confidence: confidenceOf([last.row.measure, last.other.measure]),
  };
}

function lastValue(line: readonly Row[]): number {
  const last = line.at(-1);
  return last === undefined ? 0 : middleOf(last);
}
