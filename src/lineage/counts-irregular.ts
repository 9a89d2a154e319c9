// What is wrong with what people declare, counted kind by kind. Must not hide a kind that has none: zero is an answer.
import type { CountOptions } from './counts.ts';
import { FLAG } from './declaration.ts';
import type { Count } from './observation-rows.ts';
import type { Population } from './population.ts';

/** What a reader sees for each flag. */
export const IRREGULARITIES: Readonly<Record<keyof typeof FLAG, string>> = {
  selfReference: 'names itself as a base', cycle: 'is in a ring of bases', missingKnown: 'names a missing base of a known publisher', missingUnknown: 'names a missing base of an unknown publisher',
  renamed: 'names a base by an earlier name', wrongCase: 'names a base in the wrong case', cleaned: 'names a base by address or with decoration', malformed: 'names something that is no repository',
  repeated: 'names a base twice', gated: 'names a gated base', standsOnGap: 'stands on a missing root', standsOnCycle: 'stands on a ring of bases', partlyUnassigned: 'stands on known and unknown roots',
  fromTags: 'declares bases in tags alone', fromCard: 'declares bases in the card alone',
};
const FLAGS = Object.keys(FLAG) as readonly (keyof typeof FLAG)[];

/** Over the stock that passes the filter, and over the rows themselves. */
export function irregularCounts(population: Population, { stockMonth, reading }: CountOptions, scope: string): readonly Count[] {
  const sums = new Map<string, number>(FLAGS.map((flag) => [IRREGULARITIES[flag], 0]));
  const bump = (name: string, models: number): void => void sums.set(name, (sums.get(name) ?? 0) + models);
  bump('is said to be quantised and carries no such format', 0);
  bump('declares nothing that is a base', 0);
  for (const cell of population.cells) {
    const lineage = population.lineage.classes[cell.lineage];
    if (lineage === undefined) continue;
    for (const flag of FLAGS) if ((lineage.flags & FLAG[flag]) !== 0) bump(IRREGULARITIES[flag], cell.models);
    if (lineage.bases === 0) bump('declares nothing that is a base', cell.models);
    else if (lineage.relation === 'quantized' && cell.format === 0) bump('is said to be quantised and carries no such format', cell.models);
  }
  const one = { month: stockMonth, country: 'world', unit: 'models', window: 'stock', note: `as of ${reading.asOf}` } as const;
  const read = { ...one, measure: 'hub-rows', denominator: 'rows that were read' };
  return [
    ...[...sums].map(([entity, value]) => ({ ...one, measure: 'lineage-irregularities', entity, value, denominator: `${scope} that declare something` })),
    { ...read, entity: 'models', value: population.rows },
    { ...read, entity: 'repeated rows', value: population.repeatedRows },
    { ...read, entity: 'rows without a usable id', value: population.unreadableRows },
    { ...read, entity: 'bases read one by one', value: population.parents.read },
    { ...read, entity: 'bases left unread', value: population.parents.left },
    { ...read, entity: 'models without a date', value: population.undatedRows },
    ...population.totals.flatMap((total) => {
      const month = population.months[total.month - 1];
      if (month === undefined) return [];
      const all = { month, country: 'world', unit: 'models', window: 'month', measure: 'new-models-all', denominator: 'all new models on Hugging Face, no filter' } as const;
      return [
        { ...all, entity: 'all', value: total.models },
        { ...all, entity: 'without a task', value: total.withoutTask },
        { ...all, entity: 'counted', value: total.passing },
      ];
    }),
  ];
}
