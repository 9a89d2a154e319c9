// What is wrong with what people declare, counted kind by kind. Must not hide a kind that has none: zero is an answer.
import type { Month } from '../period.ts';
import type { CountOptions } from './count-options.ts';
import { FLAG } from './declaration.ts';
import type { Count } from './observation-rows.ts';
import type { Cell, Population } from './population.ts';

/** What a reader sees for each flag. */
export const IRREGULARITIES: Readonly<Record<keyof typeof FLAG, string>> = {
  selfReference: 'names itself as a base', cycle: 'is in a ring of bases', missingKnown: 'names a missing base of a known publisher', missingUnknown: 'names a missing base of an unknown publisher',
  renamed: 'names a base by an earlier name', wrongCase: 'names a base in the wrong case', cleaned: 'names a base by address or with decoration', malformed: 'names something that is no repository',
  repeated: 'names a base twice', gated: 'names a gated base', standsOnGap: 'stands on a missing root', standsOnCycle: 'stands on a ring of bases', partlyUnassigned: 'stands on known and unknown roots',
  fromTags: 'declares bases in tags alone', fromCard: 'declares bases in the card alone', standsOnUnread: 'stands on a base that was not read',
};
const FLAGS = Object.keys(FLAG) as readonly (keyof typeof FLAG)[];

/** Of the new models of each month, of the stock where there is one, and of the rows themselves. */
export function irregularCounts(population: Population, { stockMonth, reading }: CountOptions, scope: string): readonly Count[] {
  const { months } = population;
  const one = { country: 'world', unit: 'models' } as const;
  const news = months.flatMap((month, i) => kinds(population, population.cells.filter((c) => c.month === i + 1)).map(([entity, value]): Count =>
    ({ ...one, month, window: 'month', measure: 'new-derivatives-irregularities', entity, value, denominator: `new ${scope} on Hugging Face that declare something` })));
  const note = `as of ${reading.asOf}`;
  const stock = stockMonth === undefined ? [] : kinds(population, population.cells).map(([entity, value]): Count =>
    ({ ...one, month: stockMonth, window: 'stock', measure: 'lineage-irregularities', entity, value, denominator: `${scope} that declare something`, note }));
  return [...news, ...stock, ...readingCounts(population, stockMonth, note), ...(stockMonth === undefined ? [] : totalCounts(population))];
}

function kinds(population: Population, cells: readonly Cell[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>(FLAGS.map((flag) => [IRREGULARITIES[flag], 0]));
  const bump = (name: string, models: number): void => void sums.set(name, (sums.get(name) ?? 0) + models);
  bump('is said to be quantised and carries no such format', 0);
  bump('declares nothing that is a base', 0);
  for (const cell of cells) {
    const lineage = population.lineage.classes[cell.lineage];
    if (lineage === undefined) continue;
    for (const flag of FLAGS) if ((lineage.flags & FLAG[flag]) !== 0) bump(IRREGULARITIES[flag], cell.models);
    if (lineage.bases === 0) bump('declares nothing that is a base', cell.models);
    else if (lineage.relation === 'quantized' && cell.format === 0) bump('is said to be quantised and carries no such format', cell.models);
  }
  return [...sums];
}

function readingCounts(population: Population, stockMonth: Month | undefined, note: string): readonly Count[] {
  const month = stockMonth ?? population.months.at(-1);
  if (month === undefined) return [];
  const one = { month, country: 'world', unit: 'models', window: stockMonth === undefined ? 'month' : 'stock', measure: 'hub-rows', denominator: 'rows that were read', note } as const;
  return [
    { ...one, entity: 'models', value: population.rows },
    { ...one, entity: 'repeated rows', value: population.repeatedRows },
    { ...one, entity: 'rows without a usable id', value: population.unreadableRows },
    { ...one, entity: 'bases read one by one', value: population.parents.read },
    { ...one, entity: 'bases left unread', value: population.parents.left },
    { ...one, entity: 'models without a date', value: population.undatedRows },
  ];
}

/** Before the filter, which only a source of all models can tell. */
function totalCounts({ totals, months }: Population): readonly Count[] {
  return totals.flatMap((total) => {
    const month = months[total.month - 1];
    if (month === undefined) return [];
    const all = { month, country: 'world', unit: 'models', window: 'month', measure: 'new-models-all', denominator: 'all new models on Hugging Face, no filter' } as const;
    return [
      { ...all, entity: 'all', value: total.models },
      { ...all, entity: 'without a task', value: total.withoutTask },
      { ...all, entity: 'counted', value: total.passing },
    ];
  });
}
