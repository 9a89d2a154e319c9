// The graph of bases → on what every base stands. Pure; no recursion, any depth.
// A ring of bases stands on what its members stand on outside it, or, where there is nothing, on its members themselves.
import { visitComponents } from './components.ts';
import type { Graph } from './components.ts';
import { FLAG } from './declaration.ts';
import { at } from './int-list.ts';
import type { Node } from './nodes.ts';
import type { State, StateTable } from './state.ts';

/** Roots that are listed by name; a model on more stands on the first of them in the alphabet. Its origin is that of all. */
export const ROOT_LIMIT = 64;

export interface NodeStates {
  readonly stateOf: (node: number) => State | undefined;
  /** Node numbers, ascending, at most ROOT_LIMIT. */
  readonly rootsOf: (nodes: readonly number[]) => readonly number[];
  readonly rings: ReadonlySet<number>;
}

/** `graph` leads from a base to its bases; `rootOf` is the state of a node that is a root. */
export function resolveNodes(nodes: readonly Node[], graph: Graph, table: StateTable, rootOf: (node: number) => State): NodeStates {
  const places = new Int32Array(nodes.length).fill(-1);
  const oneRoot = new Int32Array(nodes.length).fill(-1);
  const moreRoots = new Map<number, readonly number[]>();
  const rings = new Set<number>();
  const stateOf = (node: number): State | undefined => table.all[at(places, node, -1)];
  const rootsOf = (list: readonly number[]): readonly number[] => {
    const [first = -1] = list;
    if (list.length === 1) return moreRoots.get(first) ?? [at(oneRoot, first)];
    return limited(new Set(list.flatMap((n) => moreRoots.get(n) ?? [at(oneRoot, n)])), nodes);
  };
  visitComponents(graph, (members, component) => {
    const outside = outsideOf(members, component, graph);
    const below = outside.flatMap((n) => stateOf(n) ?? []);
    const joined = table.join(below.length > 0 ? below : members.map(rootOf));
    if (joined === undefined) return;
    const stepped = below.length > 0 ? table.deeper(joined) : joined;
    const state = members.length > 1 ? table.carrying(stepped, FLAG.standsOnCycle) : stepped;
    const roots = below.length > 0 ? rootsOf(outside) : limited(members, nodes);
    for (const member of members) {
      places[member] = state.place;
      if (roots.length === 1) oneRoot[member] = roots[0] ?? -1;
      else moreRoots.set(member, roots);
      if (members.length > 1) rings.add(member);
    }
  });
  return { stateOf, rootsOf, rings };
}

/** Distinct nodes that the members lead to, none of them a member. */
function outsideOf(members: readonly number[], component: Int32Array, { starts, targets }: Graph): readonly number[] {
  const found: number[] = [];
  for (const member of members) {
    for (let edge = at(starts, member); edge < at(starts, member + 1); edge++) {
      const target = at(targets, edge);
      if (at(component, target) !== at(component, member)) found.push(target);
    }
  }
  return members.length === 1 ? found : [...new Set(found)].sort((a, b) => a - b);
}

function limited(roots: Iterable<number>, nodes: readonly Node[]): readonly number[] {
  const all = [...roots];
  if (all.length > ROOT_LIMIT) {
    all.sort((a, b) => ((nodes[a]?.name ?? '') < (nodes[b]?.name ?? '') ? -1 : 1));
    all.length = ROOT_LIMIT;
  }
  return all.sort((a, b) => a - b);
}
