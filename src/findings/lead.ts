// Rule `lead`: who is ahead among the rows that one source counted in one way for one period.
import { directionOf } from '../metrics/difference.ts';
import type { Measure, Row } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';
import { middleOf } from './series.ts';

export const lead: Rule = {
  id: 'lead',
  title: 'Who is ahead',
  why: 'Order within one count is safe to state where levels across counts are not.',
  evaluate(input): Finding | undefined {
    const { figure } = input;
    const [first] = comparableGroups(figure.result.rows);
    const ranked = [...(first ?? [])].sort((a, b) => middleOf(b) - middleOf(a));
    const [top, second, third] = ranked;
    // Of two that print the same, or whose ranges overlap, none is ahead.
    if (top === undefined || second === undefined || directionOf(top.measure, second.measure) !== 'up') return undefined;
    const measures: Record<string, Measure> = { first: top.measure, second: second.measure };
    if (third !== undefined) measures['third'] = third.measure;
    const lastOne = ranked.at(-1);
    if (lastOne !== undefined) measures['last'] = lastOne.measure;
    // "other" is a word of these sentences already: the name of the second.
    for (const row of ranked) if (row.label === row.bloc && row.label !== 'other') measures[row.label] = row.measure;
    return {
      rule: 'lead', figure: figure.id, story: figure.story, direction: 'none', measures,
      args: { name: top.label, other: second.label, thirdName: third?.label ?? '', lastName: lastOne?.label ?? '', close: middleOf(top) < 1.05 * middleOf(second) ? 'yes' : 'no', majority: second.measure.unit === 'percent' && middleOf(second) > 50 ? 'yes' : 'no' },
      ...weigh('lead', [top.measure, second.measure], 5, input), confidence: confidenceOf([top.measure, second.measure]),
    };
  },
};

/** Rows that share group, period, denominator and window, with at least two labels; the most recent first, those of one day in the rows' order. */
export function comparableGroups(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.bloc === 'unassigned' || row.bloc === 'world') continue;
    const { period, denominator, window, unit } = row.measure;
    const key = [row.group, period.text, denominator, window, unit].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()]
    .filter((group) => new Set(group.map((row) => row.label)).size > 1)
    .sort((a, b) => (endOf(a) < endOf(b) ? 1 : endOf(a) > endOf(b) ? -1 : 0));
}

function endOf(group: readonly Row[]): string {
  return group[0]?.measure.period.end ?? '';
}
