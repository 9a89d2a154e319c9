// What a changed registry changes in months that were already told. Must not publish: it lists, others say so in an edition.
import type { ObservationRow } from './observation-rows.ts';
import type { Origins } from './origin.ts';

/** One count before and after; undefined where it did not exist. */
export interface Restatement {
  readonly series: string;
  readonly entity: string;
  readonly country: string;
  readonly period: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** An account that the registry sees in another way. */
export interface ChangedAccount {
  readonly namespace: string;
  readonly before: string;
  readonly after: string;
}

export interface RegistryChange {
  readonly accounts: readonly ChangedAccount[];
  readonly restatements: readonly Restatement[];
  readonly rows: readonly ObservationRow[];
}

/** Counts the same rows under both registries; `count` is `hub-route` or `census` with everything else fixed. `rows` are those of `after`. */
export async function compareRegistries(count: (origins: Origins) => readonly ObservationRow[] | Promise<readonly ObservationRow[]>, before: Origins, after: Origins): Promise<RegistryChange> {
  const [old, rows] = [await count(before), await count(after)];
  return { accounts: changedAccounts(before, after), restatements: findRestatements(old, rows), rows };
}

/** In the order of series, month and name. Rows that only one side has are restated from or to nothing. */
export function findRestatements(before: readonly ObservationRow[], after: readonly ObservationRow[]): readonly Restatement[] {
  const [old, now] = [index(before), index(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    const row = b ?? a;
    if (row === undefined || a?.['value'] === b?.['value']) return [];
    return [{ series: row['series'] ?? '', entity: row['entity'] ?? '', country: row['country'] ?? '', period: row['period'] ?? '', before: a?.['value'], after: b?.['value'] }];
  });
}

function index(rows: readonly ObservationRow[]): ReadonlyMap<string, ObservationRow> {
  return new Map(rows.map((row) => [['series', 'period', 'entity', 'country'].map((column) => row[column] ?? '').join('\u0000'), row]));
}

/** Accounts that the two see differently, in the order of their names. */
export function changedAccounts(before: Origins, after: Origins): readonly ChangedAccount[] {
  const describe = (origins: Origins, namespace: string): string => {
    const { kind, country } = origins.publisherOf(namespace);
    const present = origins.presentName(namespace);
    return `${kind === 'organisation' ? country : `${kind}, unassigned`}${present === undefined ? '' : `, now ${present}`}`;
  };
  const all = [...new Set([...before.namespaces, ...after.namespaces])].sort();
  return all.map((namespace) => ({ namespace, before: describe(before, namespace), after: describe(after, namespace) })).filter((c) => c.before !== c.after);
}
