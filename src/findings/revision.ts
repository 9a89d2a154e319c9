// Rule `revision`: a source has published a figure of an earlier period again, with another value. Must not compare sources.
import { quote } from '../metrics/measure.ts';
import type { Observation } from '../observations/observation.ts';
import type { History } from '../history/history.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';

const METRIC = 'revision@1';

export const revision: Rule = {
  id: 'revision',
  title: 'A figure that its source revised',
  why: 'Who quoted the earlier figure has to hear that it no longer holds.',
  evaluate(input): Finding | undefined {
    const { figure, history, previousCutoff } = input;
    const inputs = new Set(figure.result.rows.flatMap((row) => row.measure.inputs.filter((o) => o.published > previousCutoff)));
    // Most series were never published twice, and those that were are small.
    const twice = new Set([...new Set([...inputs].map((o) => o.series))].filter((name) => history.vintages(name).length > history.series(name).length));
    const revised = [...inputs].filter((o) => twice.has(o.series)).flatMap((after) => {
      const before = findEarlierVintage(history, after);
      return before === undefined ? [] : [{ before, after, size: sizeOf(before, after) }];
    });
    const [most] = revised.sort((a, b) => b.size - a.size || (a.after.key < b.after.key ? -1 : 1));
    if (most === undefined) return undefined;
    const measures = { before: quote(most.before, METRIC), after: quote(most.after, METRIC) };
    return {
      rule: 'revision', figure: figure.id, story: figure.story, direction: 'none', measures, args: { name: most.after.entity, count: revised.length },
      ...weigh('revision', [measures.after], most.size / 2, input), confidence: confidenceOf([measures.after]),
    };
  },
};

/** The last other value that the same source gave for the same figure. */
function findEarlierVintage(history: History, after: Observation): Observation | undefined {
  return history.vintages(after.series).filter((o) => o.published < after.published && o.source === after.source && isSameFigure(o, after) && isOther(o, after)).at(-1);
}

function isSameFigure(a: Observation, b: Observation): boolean {
  return a.entity === b.entity && a.country === b.country && a.period.text === b.period.text && a.denominator === b.denominator && a.window === b.window && a.unit === b.unit;
}

function isOther(a: Observation, b: Observation): boolean {
  return a.value !== b.value || a.low !== b.low || a.high !== b.high || a.qualifier !== b.qualifier;
}

/** Points for shares, per cent of the earlier value otherwise. */
function sizeOf(before: Observation, after: Observation): number {
  const [a, b] = [before, after].map((o) => o.value ?? ((o.low ?? 0) + (o.high ?? 0)) / 2);
  const change = Math.abs((b ?? 0) - (a ?? 0));
  return after.unit === 'percent' ? change : a === undefined || a === 0 ? 0 : (100 * change) / Math.abs(a);
}
