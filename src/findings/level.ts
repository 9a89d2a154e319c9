// Rule `level`: the figures as they stand, for a figure that supports no more than that.
import type { Measure } from '../metrics/metric.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';

/** A sentence names single marks; of more than these it would name none. */
const MOST_ROWS = 500;

/** Per cent of a whole. */
const LARGE = 100 / 3;
/** Below it, numbers are "a few". */
const FEW = 10;

export const level: Rule = {
  id: 'level',
  title: 'Figures as they stand',
  why: 'Where nothing can be compared, the figure and its denominator are the news.',
  evaluate(input): Finding | undefined {
    const { figure } = input;
    if (figure.result.rows.length > MOST_ROWS) return undefined;
    const measures: Record<string, Measure> = {};
    const args: Record<string, string> = { since: figure.result.latest.start.slice(0, 4) };
    // A later row of the same name wins: rows are in reading order, earliest first.
    for (const row of figure.result.rows) {
      const name = slug(row.group === '' || row.group === row.label ? row.label : `${row.label}-${row.group}`);
      measures[name] = row.measure;
      measures[slug(row.label)] = row.measure;
      args[`${name}-name`] = row.label;
      const least = row.measure.low ?? row.measure.value ?? 0;
      args[`${slug(row.label)}-sign`] = least > 0 ? 'plus' : least < 0 ? 'minus' : 'none';
      if (row.measure.unit !== 'percent') continue;
      // So that "most" is said only of more than half, and "a large part" of a third or more.
      args[`${slug(row.label)}-most`] = least > 50 ? 'yes' : 'no';
      args[`${slug(row.label)}-large`] = least >= LARGE ? 'yes' : 'no';
    }
    const sizes = figure.result.rows.map(({ measure: m }) => Math.abs(m.high ?? m.value ?? 0));
    args['spread'] = sizes.every((size) => size > 0 && size < FEW) ? 'few' : 'other';
    Object.assign(measures, figure.result.named);
    Object.assign(args, figure.result.choices);
    const all = Object.values(measures);
    return {
      rule: 'level', figure: figure.id, story: figure.story, direction: 'none', measures, args,
      ...weigh('level', all, 0, input), confidence: confidenceOf(figure.result.rows.map((row) => row.measure)),
    };
  },
};

/** A label as a name that messages can use: lower case, letters, digits and hyphens. */
export function slug(label: string): string {
  return label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}
