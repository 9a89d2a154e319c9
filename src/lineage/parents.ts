// Which bases the rows of an API leave unread, so that they can be asked for one by one. Must not fetch.
import { decodeDeclaration, encodeDeclaration } from './declaration.ts';
import type { ModelRow } from './model-row.ts';
import type { Origins } from './origin.ts';
import { maybeMoved } from './references.ts';
import type { LineageRules } from './rules.ts';

export interface UnreadParents {
  /** As declared, those of most models first, at most `cap`. */
  readonly ids: readonly string[];
  /** How many more there are beyond the cap: they count as missing. */
  readonly left: number;
}

/**
 * The bases that `rows` name and that no row of `rows` or `asked` is. To follow chains, ask again with what came back among `rows`
 * until there are none; `asked` are lower-case names that were asked for, whether they were there or not.
 */
export function findUnreadParents(rows: readonly ModelRow[], asked: ReadonlySet<string>, cap: number, origins: Origins, rules: LineageRules): UnreadParents {
  const names = new Set(rows.map((row) => row.id.toLowerCase()));
  const ids = new Set(rows.map((row) => row.hubId ?? ''));
  const unread = new Map<string, { shown: string; models: number }>();
  for (const row of rows) {
    for (const base of decodeDeclaration(encodeDeclaration(row)).bases) {
      const shown = maybeMoved(base.name, origins, rules) ?? base.shown;
      const name = shown.toLowerCase();
      if (names.has(base.name) || names.has(name) || asked.has(name) || (base.hubId !== undefined && ids.has(base.hubId))) continue;
      const so = unread.get(name);
      unread.set(name, { shown: so !== undefined && so.shown < shown ? so.shown : shown, models: (so?.models ?? 0) + 1 });
    }
  }
  const sorted = [...unread.values()].sort((a, b) => b.models - a.models || (a.shown < b.shown ? -1 : 1));
  return { ids: sorted.slice(0, cap).map((p) => p.shown), left: Math.max(0, sorted.length - cap) };
}
