// One figure of the shipped data changed: exactly the printed figures that name it among their inputs move, in value or in words.
import { beforeAll, describe, expect, test } from 'vitest';
import { historyAt } from '../../src/history/history.ts';
import { evaluateBrief, type Evaluated } from '../../src/document/evaluate.ts';
import type { Measure } from '../../src/metrics/metric.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { prepareEdition, type Prepared } from '../../src/pipeline/preparation.ts';
import { effects, project } from '../support/edition.ts';

const STEP = process.env['BRIEFWRIGHT_LONG'] === '1' ? 1 : 7;

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepareEdition({ project: await project(), brief: 'open-models', month: '2026-09' }, effects);
}, 60_000);

function evaluate(observations: readonly Observation[]): Evaluated {
  const { config, tables, month, evaluated } = prepared;
  return evaluateBrief(config, historyAt({ ...tables, observations }, month, evaluated.history.cutoff), evaluated.previousCutoff);
}

/** Every measure of a figure by where it stands. */
function measuresOf(evaluated: Evaluated): Map<string, Map<string, Measure>> {
  return new Map([...evaluated.results].map(([id, { result }]) => [id, new Map([
    ...result.rows.map((row): [string, Measure] => [`${row.label} ${row.group} ${row.measure.period.text} ${row.measure.formula === 'as published' ? row.measure.inputs[0]?.key : ''}`, row.measure]),
    ...Object.entries(result.named ?? {}),
  ])]));
}

/** Without the last bits, which a sum may move by itself. */
const digits = (x: number | undefined): number | undefined => (x === undefined ? undefined : Number(x.toPrecision(12)));

/** All of a whole stays all of it, and nothing nothing: a week with the models of one bloc alone. */
const canMove = (m: Measure): boolean => m.formula === 'as published' || m.unit !== 'percent' || ![0, 100].includes(digits(m.value) ?? -1);

const numbers = (m: Measure | undefined): string => JSON.stringify([digits(m?.value), digits(m?.low), digits(m?.high), m?.unit]);

describe('one input changed', () => {
  test('moves no measure that does not name it, and every figure that rests on it', () => {
    const before = measuresOf(evaluate(prepared.tables.observations));
    const changeable = prepared.tables.observations.filter((o) => o.value !== undefined && o.published <= prepared.evaluated.history.cutoff);
    const naming = new Map<string, string[]>();
    for (const [figure, measures] of before) for (const measure of measures.values()) if (canMove(measure)) for (const { key } of measure.inputs) if (naming.get(key)?.at(-1) !== figure) naming.set(key, [...(naming.get(key) ?? []), figure]);
    let moved = 0;
    for (const [i, o] of changeable.entries()) {
      if (i % STEP !== 0) continue;
      // A little more: by so little no order and no median's neighbour changes.
      const changed = { ...o, value: (o.value ?? 0) * 1.000_000_1 + 1e-9, ...(o.high === undefined ? {} : { high: o.high + 1 }) };
      const after = measuresOf(evaluate(prepared.tables.observations.map((x) => (x.key === o.key ? changed : x))));
      const figures = new Set<string>();
      for (const [figure, measures] of before) {
        for (const [place, measure] of measures) {
          const isMoved = numbers(measure) !== numbers(after.get(figure)?.get(place));
          if (isMoved) expect([o.key, figure, place, measure.inputs.map((x) => x.key)]).toEqual([o.key, figure, place, expect.arrayContaining([o.key])]);
          if (isMoved) figures.add(figure);
        }
      }
      expect([o.key, [...figures].sort()]).toEqual([o.key, [...new Set(naming.get(o.key))].sort()]);
      moved += figures.size;
    }
    expect(moved).toBeGreaterThan(50);
  }, 60_000);
});
