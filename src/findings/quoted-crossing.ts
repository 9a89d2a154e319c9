// Rule `quoted-crossing`: a source has dated the month in which one of a figure's names passed another. Must not date it itself.
import { quote } from '../metrics/measure.ts';
import { confidenceOf } from './confidence.ts';
import type { Finding, Rule } from './finding.ts';
import { weigh } from './importance.ts';

/** Series of events; an entity is `A over B`. */
const SERIES = ['overtake-month.atom'];

export const quotedCrossing: Rule = {
  id: 'quoted-crossing',
  title: 'A crossing that a source dated',
  why: 'Two reported values give an order and no date; the source that counted every month can give one.',
  evaluate(input): Finding | undefined {
    const { figure, history } = input;
    const labels = new Set(figure.result.rows.map((row) => row.label));
    const dated = SERIES.flatMap((series) => [...history.series(series)]).findLast((o) => o.entity.split(' over ').every((name) => labels.has(name)));
    const [name, other] = dated?.entity.split(' over ') ?? [];
    if (dated === undefined || name === undefined || other === undefined) return undefined;
    const month = quote(dated, 'reported@1');
    return {
      rule: 'quoted-crossing', figure: figure.id, story: figure.story, direction: 'none', measures: { month }, args: { name, other },
      ...weigh('quoted-crossing', [month], 0, input), confidence: confidenceOf([month]),
    };
  },
};
