// What a count tells derivatives apart by; many models share one class. Must not know a model.
import type { Bloc } from '../observations/observation.ts';
import { FLAG } from './declaration.ts';
import type { Relation } from './model-row.ts';
import { STATED } from './references.ts';
import { blocOf, isPartlyUnassigned, NONE, ROOT_BLOCS, SEVERAL } from './state.ts';
import type { State } from './state.ts';

export interface LineageClass {
  readonly relation: Relation | 'unstated';
  readonly bloc: Bloc;
  /** ISO code or `ZZ` of the one country, the bloc where there are several in it, `mixed`. */
  readonly country: string;
  /** Name of the one family, empty for none, undefined for several. */
  readonly family: string | undefined;
  /** Parts of PARTS by ROOT_BLOCS; all 0 without a base. */
  readonly fractions: readonly number[];
  readonly depth: number;
  /** Direct bases; 0 for a model that declares something and names none. */
  readonly bases: number;
  /** Bits of FLAG. */
  readonly flags: number;
}

export interface ClassTable {
  readonly all: readonly LineageClass[];
  /** The class of standing `steps` above `state` (undefined: on nothing). */
  readonly add: (state: State | undefined, steps: number, bases: number, flags: number, relation: number) => number;
}

/** Countries and families by their numbers in states. */
export function makeClassTable(countries: readonly string[], families: readonly string[]): ClassTable {
  const all: LineageClass[] = [];
  const known = new Map<number, number>();
  return {
    all,
    add: (state, steps, bases, flags, relation) => {
      // Bases are told apart to 255, which no figure asks for.
      const key = ((((state?.place ?? -1) + 1) * 2 + steps) * 8 + relation) * 256 * 65536 + Math.min(bases, 255) * 65536 + flags;
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, all.length);
      return all.push(classOf(state ?? NOTHING, steps, Math.min(bases, 255), flags, relation, countries, families)) - 1;
    },
  };
}

const NOTHING: State = { place: -1, blocs: 1 << (ROOT_BLOCS.length - 1), country: SEVERAL, family: NONE, fractions: ROOT_BLOCS.map(() => 0), depth: 0, carried: 0 };

function classOf(state: State, steps: number, bases: number, flags: number, relation: number, countries: readonly string[], families: readonly string[]): LineageClass {
  const bloc = blocOf(state.blocs);
  return {
    relation: STATED[relation] ?? 'unstated', bloc, country: countryOf(bloc, state.country, countries),
    family: state.family === SEVERAL ? undefined : families[state.family] ?? '', fractions: state.fractions, depth: state.depth + steps, bases,
    flags: flags | state.carried | (isPartlyUnassigned(state.blocs) ? FLAG.partlyUnassigned : 0),
  };
}

function countryOf(bloc: Bloc, country: number, countries: readonly string[]): string {
  if (bloc === 'mixed') return 'mixed';
  if (bloc === 'unassigned') return 'ZZ';
  return country === SEVERAL ? bloc : countries[country] ?? 'ZZ';
}
