// Declarations and the rows they mean → whose roots every model stands on. Pure.
// Must not count: a declaration is resolved once for all models that make it.
import type { Graph } from './components.ts';
import { FLAG } from './declaration.ts';
import { at, makeIntList } from './int-list.ts';
import { makeClassTable } from './lineage-class.ts';
import type { LineageClass } from './lineage-class.ts';
import { resolveNodes } from './node-states.ts';
import type { Node, NodeTable } from './nodes.ts';
import type { Origins } from './origin.ts';
import type { References } from './references.ts';
import { makeStateTable, NONE, ROOT_BLOCS } from './state.ts';
import type { State, StateTable } from './state.ts';

/** Declarations without the names in them. */
export type Columns = Omit<References, 'references'>;

export interface Lineage {
  readonly classes: readonly LineageClass[];
  /** By declaration: its class. One whose bases are all nonsense has a class without bases. */
  readonly classOf: Int32Array;
  /** Nodes that do not stand where their declaration says (rings, self-references) → the declaration to count instead. */
  readonly overrides: ReadonlyMap<number, number>;
  readonly nodes: readonly Node[];
  /** Distinct nodes, ascending. */
  readonly basesOf: (declaration: number) => readonly number[];
  readonly rootsOf: (declaration: number) => readonly number[];
}

/** `placed` says for every number in `references.refs` which node it is. */
export function resolveLineage(references: Columns, placed: NodeTable, origins: Origins): Lineage {
  const { nodes } = placed;
  const declared = (d: number): readonly number[] => basesAt(references, placed, d);
  const table = makeStateTable();
  const [countries, families]: [string[], string[]] = [[], ['']];
  const { stateOf, rootsOf, rings } = resolveNodes(nodes, graphOf(nodes, declared), table, (n) => rootState(n, nodes, origins, table, countries, families));
  const classes = makeClassTable(countries, families);
  const join = (bases: readonly number[]): State | undefined => (bases.length === 1 ? stateOf(bases[0] ?? -1) : table.join(bases.flatMap((b) => stateOf(b) ?? [])));
  const classOf = makeIntList();
  for (let d = 0; d < references.count; d++) {
    const bases = declared(d);
    classOf.push(classes.add(join(bases), 1, bases.length, flagsAt(references, placed, d), at(references.relations, d)));
  }
  const own = new Map<number, { readonly bases: readonly number[]; readonly roots: readonly number[] }>();
  const overrides = new Map<number, number>();
  for (const [n, node] of nodes.entries()) {
    if (node.declaration < 0) continue;
    const [bases, ring] = [declared(node.declaration), rings.has(n)];
    const others = bases.includes(n) ? bases.filter((b) => b !== n) : bases;
    if (bases === others && !ring) continue;
    const flags = flagsAt(references, placed, node.declaration) | (bases === others ? 0 : FLAG.selfReference) | (ring ? FLAG.cycle : 0);
    // A ring's member stands where the ring stands, as if all of it were one model, and never nearer than one step.
    const state = ring ? stateOf(n) : join(others);
    overrides.set(n, classOf.length());
    own.set(classOf.length(), { bases: others, roots: ring ? rootsOf([n]) : others.length === 0 ? [] : rootsOf(others) });
    classOf.push(classes.add(state, ring && state?.depth !== 0 ? 0 : 1, others.length, flags, at(references.relations, node.declaration)));
  }
  return {
    classes: classes.all, classOf: classOf.view(), overrides, nodes,
    basesOf: (d) => own.get(d)?.bases ?? declared(d),
    rootsOf: (d) => own.get(d)?.roots ?? (declared(d).length === 0 ? [] : rootsOf(declared(d))),
  };
}

function basesAt({ starts, refs }: Columns, { nodeOf }: NodeTable, d: number): readonly number[] {
  const [from, to] = [at(starts, d), at(starts, d + 1)];
  if (to - from === 1) return [at(nodeOf, at(refs, from))];
  return [...new Set(Array.from(refs.subarray(from, to), (r) => at(nodeOf, r)))].sort((a, b) => a - b);
}

function flagsAt({ starts, refs, flags }: Columns, { flagsOf }: NodeTable, d: number): number {
  let all = at(flags, d);
  for (let i = at(starts, d); i < at(starts, d + 1); i++) all |= at(flagsOf, at(refs, i));
  return all;
}

/** Self-references are no edges. */
function graphOf(nodes: readonly Node[], declared: (d: number) => readonly number[]): Graph {
  const [starts, targets] = [makeIntList(), makeIntList()];
  starts.push(0);
  for (const [n, node] of nodes.entries()) {
    if (node.declaration >= 0) for (const base of declared(node.declaration)) if (base !== n) targets.push(base);
    starts.push(targets.length());
  }
  return { starts: starts.view(), targets: targets.view() };
}

function rootState(n: number, nodes: readonly Node[], origins: Origins, table: StateTable, countries: string[], families: string[]): State {
  const node = nodes[n];
  const bloc = ROOT_BLOCS.findIndex((b) => b === node?.publisher.bloc);
  const family = node === undefined ? undefined : origins.familyOf(node.name);
  return table.root(bloc < 0 ? ROOT_BLOCS.length - 1 : bloc, numberOf(countries, node?.publisher.country ?? 'ZZ'), family === undefined ? NONE : numberOf(families, family.name), node?.exists === true ? 0 : node?.isUnread === true ? FLAG.standsOnUnread : FLAG.standsOnGap);
}

function numberOf(list: string[], name: string): number {
  const found = list.indexOf(name);
  return found < 0 ? list.push(name) - 1 : found;
}
