// References → nodes: which repository a declared name means, or that none is there. Must not follow a chain.
import { FLAG } from './declaration.ts';
import { namespaceOf } from './origin.ts';
import type { Origins, Publisher } from './origin.ts';
import { maybeMoved } from './references.ts';
import type { Reference } from './references.ts';
import type { LineageRules } from './rules.ts';

/** A row that some declaration may mean. */
export interface InnerRow {
  readonly name: string;
  readonly shown: string;
  /** Empty where the source has none. */
  readonly hubId: string;
  /** Number of its own declaration, -1 for none. */
  readonly declaration: number;
  readonly gated: boolean;
  /** A reference may mean it by its name or `_id`; false for rows that are only there because somebody else looked them up. */
  readonly named: boolean;
}

/** What is known besides the references and the rows. */
export interface Surroundings {
  /** Nodes by an `_id` that declarations outside the references use for them. */
  readonly elsewhere?: ReadonlyMap<string, number>;
  /** Lower-case names that nobody looked up: not to be called missing. */
  readonly unread?: ReadonlySet<string>;
}

/** A repository that others stand on, there or missing. */
export interface Node {
  readonly name: string;
  shown: string;
  readonly exists: boolean;
  /** Nobody looked whether it exists. */
  readonly isUnread: boolean;
  readonly declaration: number;
  readonly publisher: Publisher;
}

export interface NodeTable {
  readonly nodes: readonly Node[];
  /** By reference: the node, and the flags that reading it as this node calls for. */
  readonly nodeOf: Int32Array;
  readonly flagsOf: Int32Array;
}

/**
 * A name leads, in this order, to the row with its `_id`; to the row of that name in any case; to where a redirect or the account's
 * present name leads; to the row that somebody else declares with the same `_id`; else to a missing node, whose account still says whose it was.
 */
export function placeReferences(references: readonly Reference[], inner: readonly InnerRow[], origins: Origins, rules: LineageRules, { elsewhere = new Map(), unread = new Set() }: Surroundings = {}): NodeTable {
  const nodes: Node[] = inner.map((row) => ({ name: row.name, shown: row.shown, exists: true, isUnread: false, declaration: row.declaration, publisher: origins.publisherOf(namespaceOf(row.name)) }));
  const byName = new Map<string, number>();
  for (const [i, row] of inner.entries()) if (row.named) byName.set(row.name, i);
  const byId = indexById(inner);
  const learned = learnIds(references, byName, nodes, elsewhere);
  const nodeOf = new Int32Array(references.length);
  const flagsOf = new Int32Array(references.length);
  const missing = new Map<string, number>();
  for (const [r, reference] of references.entries()) {
    const moved = maybeMoved(reference.name, origins, rules);
    const found = byId.get(reference.hubId) ?? byName.get(reference.name) ?? (moved === undefined ? undefined : byName.get(moved.toLowerCase())) ?? learned.get(reference.hubId);
    const target = moved ?? reference.shown;
    const node = found ?? missing.get(target.toLowerCase()) ?? nodes.push(missingNode(target, origins, unread)) - 1;
    if (found === undefined) missing.set(target.toLowerCase(), node);
    nodeOf[r] = node;
    flagsOf[r] = flagsFor(reference, nodes[node], inner[node]?.gated === true);
  }
  return { nodes, nodeOf, flagsOf };
}

function missingNode(shown: string, origins: Origins, unread: ReadonlySet<string>): Node {
  const name = shown.toLowerCase();
  return { name, shown, exists: false, isUnread: unread.has(name), declaration: -1, publisher: origins.publisherOf(namespaceOf(name)) };
}

function indexById(inner: readonly InnerRow[]): Map<string, number> {
  const byId = new Map<string, number>();
  for (const [i, row] of inner.entries()) {
    const other = byId.get(row.hubId);
    if (row.named && row.hubId !== '' && (other === undefined || row.name < (inner[other]?.name ?? ''))) byId.set(row.hubId, i);
  }
  return byId;
}

/** A source without `_id` on its rows still says which `_id` a present name has, through those who declare it. */
function learnIds(references: readonly Reference[], byName: ReadonlyMap<string, number>, nodes: readonly Node[], elsewhere: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const learned = new Map(elsewhere);
  const asked = new Set(references.flatMap(({ name, hubId }) => (hubId === '' || byName.has(name) ? [] : [hubId])));
  for (const { name, hubId } of references) {
    const node = asked.has(hubId) ? byName.get(name) : undefined;
    if (node === undefined) continue;
    const other = learned.get(hubId);
    if (other === undefined || (nodes[node]?.name ?? '') < (nodes[other]?.name ?? '')) learned.set(hubId, node);
  }
  return learned;
}

function flagsFor(reference: Reference, node: Node | undefined, gated: boolean): number {
  if (node === undefined) return 0;
  let flags = gated ? FLAG.gated : 0;
  if (node.name !== reference.name) flags |= FLAG.renamed;
  else if (node.exists && node.shown !== reference.shown) flags |= FLAG.wrongCase;
  // Of a missing one nobody knows the right case: the smallest spelling, whatever the order of the rows.
  else if (!node.exists && reference.shown < node.shown) node.shown = reference.shown;
  if (!node.exists && !node.isUnread) flags |= node.publisher.kind === 'organisation' ? FLAG.missingKnown : FLAG.missingUnknown;
  return flags;
}
