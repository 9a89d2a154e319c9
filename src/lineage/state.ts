// What standing on a set of roots means: whose they are, of which family, how far away. Must not know a graph.
// Every part is a union or a maximum, so that the order of bases and of rows cannot matter.
import type { Bloc } from '../observations/observation.ts';

/** Blocs that a root can be of; `mixed` only comes of several. */
export const ROOT_BLOCS = ['china', 'united-states', 'europe', 'other', 'unassigned'] as const satisfies readonly Bloc[];
const UNASSIGNED = 4;

/** A fraction of 1 in parts: whole numbers add up in any order. */
export const PARTS = 1_000_000;
/** Deeper than this is only ever somebody's joke, and would be a state of its own for every step. */
const DEEPEST = 99;
/** Several different ones. */
export const SEVERAL = -1;
/** No named family. */
export const NONE = 0;

export interface State {
  /** Place in the table; equal states have equal places. */
  readonly place: number;
  /** Bit b: some root is of `ROOT_BLOCS[b]`. */
  readonly blocs: number;
  /** Number of the one country, or SEVERAL. */
  readonly country: number;
  /** Number of the one family, NONE, or SEVERAL. */
  readonly family: number;
  /** Parts by bloc, PARTS in all. */
  readonly fractions: readonly number[];
  /** Steps of the longest way to a root, at most DEEPEST; 0 for a root. */
  readonly depth: number;
  /** FLAG.standsOnGap, FLAG.standsOnUnread, FLAG.standsOnCycle. */
  readonly carried: number;
}

export interface StateTable {
  readonly root: (bloc: number, country: number, family: number, carried: number) => State;
  /** Standing on all of them at once; undefined for none. */
  readonly join: (states: readonly State[]) => State | undefined;
  readonly deeper: (state: State) => State;
  readonly carrying: (state: State, bits: number) => State;
  readonly all: readonly State[];
}

/** Each distinct state once: a Hub of millions has some thousands. */
export function makeStateTable(): StateTable {
  const all: State[] = [];
  const known = new Map<string, State>();
  const below: State[] = [];
  const together = new Map<string, State>();
  const intern = (s: Omit<State, 'place'>): State => {
    const key = `${s.blocs} ${s.country} ${s.family} ${s.fractions.join(' ')} ${s.depth} ${s.carried}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = { ...s, place: all.length };
    all.push(made);
    known.set(key, made);
    return made;
  };
  return {
    all,
    root: (bloc, country, family, carried) => intern({ blocs: 1 << bloc, country, family, fractions: WHOLE[bloc] ?? [], depth: 0, carried }),
    join: (states) => {
      const [first] = states;
      if (first === undefined || states.every((s) => s === first)) return first;
      const key = states.map((s) => s.place).sort((a, b) => a - b).join(' ');
      const made = together.get(key) ?? intern(joined(states, first));
      together.set(key, made);
      return made;
    },
    deeper: (state) => (below[state.place] ??= intern({ ...state, depth: Math.min(state.depth + 1, DEEPEST) })),
    carrying: (state, bits) => ((state.carried & bits) === bits ? state : intern({ ...state, carried: state.carried | bits })),
  };
}

const WHOLE: readonly (readonly number[])[] = ROOT_BLOCS.map((_, bloc) => ROOT_BLOCS.map((_, b) => (b === bloc ? PARTS : 0)));

function joined(states: readonly State[], first: State): Omit<State, 'place'> {
  const same = (pick: (s: State) => number): number => (states.every((s) => pick(s) === pick(first)) ? pick(first) : SEVERAL);
  return {
    blocs: states.reduce((bits, s) => bits | s.blocs, 0),
    country: same((s) => s.country),
    family: same((s) => s.family),
    fractions: meanFractions(states),
    depth: states.reduce((deepest, s) => Math.max(deepest, s.depth), 0),
    carried: states.reduce((bits, s) => bits | s.carried, 0),
  };
}

/** The parts that are left over by the division go to the largest remainders, then to the earlier bloc. */
function meanFractions(states: readonly State[]): readonly number[] {
  const sums = ROOT_BLOCS.map((_, b) => states.reduce((sum, s) => sum + (s.fractions[b] ?? 0), 0));
  const out = sums.map((sum) => Math.floor(sum / states.length));
  const left = PARTS - out.reduce((a, b) => a + b, 0);
  const order = sums.map((sum, b) => ({ b, rest: sum % states.length })).sort((x, y) => y.rest - x.rest || x.b - y.b);
  for (const { b } of order.slice(0, left)) out[b] = (out[b] ?? 0) + 1;
  return out;
}

/** The bloc that roots of `blocs` give; one known and one unknown root leave it open. */
export function blocOf(blocs: number): Bloc {
  const known = blocs & ~(1 << UNASSIGNED);
  if ((known & (known - 1)) !== 0) return 'mixed';
  if (known === 0 || known !== blocs) return 'unassigned';
  return ROOT_BLOCS[Math.log2(known)] ?? 'unassigned';
}

/** Some root is known and some is not. */
export function isPartlyUnassigned(blocs: number): boolean {
  return (blocs & (1 << UNASSIGNED)) !== 0 && blocs !== 1 << UNASSIGNED;
}
