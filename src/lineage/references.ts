// All distinct declarations of a population and the names in them, in flat columns: a Hub has millions of them.
// Must not know which of the names exist.
import { decodeDeclaration, RECORD, UNIT } from './declaration.ts';
import { makeIntList } from './int-list.ts';
import { RELATIONS } from './model-row.ts';
import type { Relation } from './model-row.ts';
import { namespaceOf } from './origin.ts';
import type { Origins } from './origin.ts';
import type { LineageRules } from './rules.ts';

/** One way of writing one base. */
export interface Reference {
  readonly name: string;
  readonly shown: string;
  /** Empty where the Hub gave none. */
  readonly hubId: string;
}

export interface References {
  readonly count: number;
  /** Declaration d has the references `refs[starts[d]]` up to, without, `refs[starts[d + 1]]`. */
  readonly starts: Int32Array;
  readonly refs: Int32Array;
  readonly flags: Int32Array;
  /** Index in `STATED`. */
  readonly relations: Int32Array;
  readonly references: readonly Reference[];
}

export const STATED: readonly (Relation | 'unstated')[] = [...RELATIONS, 'unstated'];

/** Collects encoded declarations; `add` gives the number of each, in order of arrival. */
export function collectReferences(): { readonly add: (line: string) => number; readonly done: () => References } {
  const [starts, refs, flags, relations] = [makeIntList(), makeIntList(), makeIntList(), makeIntList()];
  const known = new Map<string, number>();
  const references: Reference[] = [];
  starts.push(0);
  const referenceOf = (name: string, shown: string, hubId: string): number => {
    const key = hubId === '' ? shown : shown + RECORD + hubId;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, references.length);
    return references.push({ name, shown, hubId }) - 1;
  };
  return {
    add: (line) => {
      const single = maybeSingle(line);
      if (single !== undefined) {
        refs.push(referenceOf(single.shown.toLowerCase(), single.shown, single.hubId));
        starts.push(refs.length());
        flags.push(0);
        relations.push(single.relation);
        return flags.length() - 1;
      }
      const declaration = decodeDeclaration(line);
      for (const base of declaration.bases) refs.push(referenceOf(base.name, base.shown, base.hubId ?? ''));
      starts.push(refs.length());
      flags.push(declaration.flags);
      relations.push(STATED.indexOf(declaration.relation));
      return flags.length() - 1;
    },
    done: () => ({ count: flags.length(), starts: starts.view(), refs: refs.view(), flags: flags.view(), relations: relations.view(), references }),
  };
}

/** The short way for nine lines in ten: one resolved base with a plain name. */
function maybeSingle(line: string): { readonly relation: number; readonly shown: string; readonly hubId: string } | undefined {
  const cut = line.indexOf(UNIT);
  if (!line.startsWith('h') || line.indexOf(UNIT, cut + 1) >= 0) return undefined;
  const mark = line.indexOf(RECORD, cut);
  const [relation, shown] = [STATED.indexOf(line.slice(1, cut) as Relation), line.slice(cut + 1, mark < 0 ? undefined : mark)];
  return relation >= 0 && relation < RELATIONS.length && ORDINARY.test(shown) && shown.toLowerCase() !== 'n/a' ? { relation, shown, hubId: mark < 0 ? '' : line.slice(mark + 1) } : undefined;
}

/** Owner and name, nothing to clean. Also for RE2. */
export const ORDINARY = /^\w[\w.-]{0,94}\w\/\w[\w.-]{0,94}\w$/;

/** Lower-case names and `_id`s whose rows decide how the references are read: as written, as redirected, under the account's present name. */
export function wantedRows(references: readonly Reference[], origins: Origins, rules: LineageRules): { readonly names: ReadonlySet<string>; readonly hubIds: ReadonlySet<string> } {
  const [names, hubIds] = [new Set<string>(), new Set<string>()];
  for (const { name, hubId } of references) {
    names.add(name);
    const moved = maybeMoved(name, origins, rules);
    if (moved !== undefined) names.add(moved.toLowerCase());
    if (hubId !== '') hubIds.add(hubId);
  }
  return { names, hubIds };
}

/** What a repository of this lower-case name is called now, by a redirect or because its account was renamed. */
export function maybeMoved(name: string, origins: Origins, rules: LineageRules): string | undefined {
  const namespace = namespaceOf(name);
  if (namespace === '') return rules.redirects.get(name);
  const present = origins.presentName(namespace);
  return present === undefined ? rules.redirects.get(name) : `${present}${name.slice(namespace.length)}`;
}
