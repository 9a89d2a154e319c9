// What the registry cannot place, in a sentence, so that it can be mended: the share, and the accounts that would help most. Must not guess whose they are.
const SHOWN = 10;

/** A row of lineage as its table has it; the tracker is behind the measure's dot. */
export interface CountedRow {
  readonly series: string;
  readonly entity: string;
  readonly country: string;
  readonly value?: string | number | bigint;
}

/** Two sentences at most, about roots and about publishers; none for rows that hold no new model. */
export function describeUnassigned(rows: readonly CountedRow[]): readonly string[] {
  return [
    ...sentence(rows, 'new-derivatives-root-bloc', 'unassigned-bases', (share, all, names) => `${share} % of ${all} new derivatives lead to bases whose country the registry does not know; most stand on those of ${names}.`),
    ...sentence(rows, 'new-models-publisher', 'unassigned-publishers', (share, all, names) => `${share} % of ${all} new models come from accounts without a country; most from ${names}.`),
  ];
}

function sentence(rows: readonly CountedRow[], whole: string, list: string, say: (share: string, all: number, names: string) => string): readonly string[] {
  const of = (measure: string): readonly CountedRow[] => rows.filter((r) => r.series.startsWith(`${measure}.`));
  const sum = (some: readonly CountedRow[]): number => some.reduce((total, r) => total + Number(r.value ?? 0), 0);
  const all = sum(of(whole));
  if (all === 0) return [];
  const open = sum(of(whole).filter((r) => r.country === 'unassigned'));
  const names = [...of(list)].sort((a, b) => Number(b.value ?? 0) - Number(a.value ?? 0) || (a.entity < b.entity ? -1 : 1)).slice(0, SHOWN).map((r) => `${r.entity} (${String(r.value ?? '')})`);
  return [say((100 * open / all).toFixed(1), all, names.length === 0 ? 'nobody' : names.join(', '))];
}
