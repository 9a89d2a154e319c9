// For how many months in a row a line has risen, has fallen, or has been the first of its series, up to its latest month.
// Worked: 3, 2, 4, 5, 9 from January to May: risen for 3 months. Steps that the printed digits do not show end it, and so does a month that is missing.
import type { Observation } from '../observations/observation.ts';
import { maybePeriod, monthsBetween } from '../period.ts';
import { computed, latestPeriod } from './measure.ts';
import type { Metric, Row } from './metric.ts';
import { linesOf, type Line } from './params.ts';

const ID = 'streak';

/** Parameters: `series` (monthly), `of` (`rise`, the default, `fall` or `first`), `entities`, `blocs`, `by`. A line without a streak has no row. */
export const streak: Metric = {
  id: ID,
  version: 1,
  freshness: 'any',
  compute(history, params) {
    const lines = linesOf(history, params).filter(({ marks }) => marks.every((o) => o.period.kind === 'month'));
    const newest = lines.map(({ marks }) => marks.at(-1)?.period.text ?? '').sort().at(-1);
    const rows = lines.flatMap((line): Row[] => {
      const run = line.marks.at(-1)?.period.text === newest ? runOf(line, params['of'], lines) : [];
      const [first, last] = [run[0], run.at(-1)];
      const count = params['of'] === 'first' ? run.length : run.length - 1;
      if (first === undefined || last === undefined || count < 1) return [];
      const measure = computed({
        metric: `${ID}@1`, formula: params['of'] === 'first' ? 'months in a row as the largest' : 'steps in a row in one direction', inputs: run, unit: 'months', printed: { scale: 1, decimals: 0 },
        period: maybePeriod(first === last ? last.period.text : `${first.period.text}/${last.period.text}`) ?? last.period, denominator: last.denominator, window: last.window, value: count,
      });
      return [{ label: line.label, bloc: line.bloc, group: '', measure }];
    });
    if (rows.length === 0) return undefined;
    return { id: ID, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [] };
  },
};

/** The figures of the streak, earliest first; for steps with the one that it began from. */
function runOf({ marks }: Line, of: unknown, lines: readonly Line[]): readonly Observation[] {
  let start = marks.length - 1;
  if (of === 'first' && !isFirst(marks[start], lines)) return [];
  while (start > 0) {
    const [earlier, later] = [marks[start - 1], marks[start]];
    if (earlier === undefined || later === undefined || monthsBetween(earlier.period.text, later.period.text) !== 1) break;
    const step = stepOf(later) - stepOf(earlier);
    if (of === 'first' ? !isFirst(earlier, lines) : of === 'fall' ? step >= 0 : step <= 0) break;
    start -= 1;
  }
  return marks.slice(start);
}

/** In units of the last printed digit. */
function stepOf(o: Observation): number {
  return Math.round((o.value ?? 0) / (o.printed.scale / 10 ** o.printed.decimals));
}

/** Larger than every other line that month; of two equal ones neither is. */
function isFirst(mark: Observation | undefined, lines: readonly Line[]): boolean {
  if (mark === undefined) return false;
  return lines.every(({ marks }) => marks.every((o) => o === mark || o.period.text !== mark.period.text || stepOf(o) < stepOf(mark)));
}
