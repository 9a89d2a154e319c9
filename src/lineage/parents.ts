// Which bases the rows of an API leave unread, so that they can be asked for one by one. Must not fetch.
import { decodeDeclaration, encodeDeclaration } from './declaration.ts';
import type { BaseReference } from './declaration.ts';
import type { ModelRow } from './model-row.ts';
import type { Origins } from './origin.ts';
import { maybeMoved } from './references.ts';
import type { LineageRules } from './rules.ts';

export interface ReadRows {
  /** Those that count. */
  readonly rows: readonly ModelRow[];
  /** Others that were listed or asked for: chains go through them. */
  readonly known?: readonly ModelRow[];
  /** Lower-case names that were asked for, whether they were there or not. */
  readonly asked?: ReadonlySet<string>;
}

/**
 * Names of bases that `rows` lead to, through whatever is known, and that nobody has read: as declared, or as moved; those that most
 * rows name come first. To follow chains, ask for them and call again with what came back among `known`, until there are none.
 */
export function findUnreadParents({ rows, known = [], asked = new Set() }: ReadRows, origins: Origins, rules: LineageRules): readonly string[] {
  const lookUp = makeLookUp([...known, ...rows]);
  const unread = new Map<string, { shown: string; models: number }>();
  const way = [...rows];
  const reached = new Set(way);
  // The list grows while it is walked, so that each row is seen once, whatever rings there are.
  for (const row of way) {
    for (const base of decodeDeclaration(encodeDeclaration(row)).bases) {
      const moved = maybeMoved(base.name, origins, rules);
      const found = lookUp(base, moved?.toLowerCase());
      if (found !== undefined && !reached.has(found)) way.push(found);
      if (found !== undefined) reached.add(found);
      const shown = moved ?? base.shown;
      const name = shown.toLowerCase();
      if (found !== undefined || asked.has(name)) continue;
      const so = unread.get(name);
      unread.set(name, { shown: so !== undefined && so.shown < shown ? so.shown : shown, models: (so?.models ?? 0) + 1 });
    }
  }
  return [...unread.values()].sort((a, b) => b.models - a.models || (a.shown < b.shown ? -1 : 1)).map((p) => p.shown);
}

function makeLookUp(all: readonly ModelRow[]): (base: BaseReference, moved: string | undefined) => ModelRow | undefined {
  const byName = new Map(all.map((row) => [row.id.toLowerCase(), row]));
  const byId = new Map(all.flatMap((row) => (row.hubId === undefined ? [] : [[row.hubId, row] as const])));
  return (base, moved) => byId.get(base.hubId ?? '') ?? byName.get(base.name) ?? byName.get(moved ?? '');
}
