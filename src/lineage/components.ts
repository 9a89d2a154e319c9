// Strongly connected components of a graph of any depth, without recursion (Tarjan 1972). Must not know what a node is.
import { at } from './int-list.ts';

/** Node n leads to `targets[starts[n]]` up to, without, `targets[starts[n + 1]]`. */
export interface Graph {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Calls `visit` once for each component with its members, always after the components that it leads to.
 * `component[n]` is the number of n's component by then. Time and memory grow with nodes and edges only.
 */
export function visitComponents({ starts, targets }: Graph, visit: (members: readonly number[], component: Int32Array) => void): void {
  const count = starts.length - 1;
  const [order, low, component, next] = [new Int32Array(count), new Int32Array(count), new Int32Array(count).fill(-1), new Int32Array(count)];
  const [open, trail] = [makeStack(), makeStack()];
  let [clock, made] = [0, 0];
  /** The first neighbour that was never seen, or -1; those that are open lower the node. */
  const descend = (node: number): number => {
    for (let edge = at(next, node); edge < at(starts, node + 1); edge++) {
      const target = at(targets, edge);
      next[node] = edge + 1;
      if (at(order, target) === 0) return target;
      if (at(component, target) === -1) low[node] = Math.min(at(low, node), at(order, target));
    }
    return -1;
  };
  for (let root = 0; root < count; root++) {
    if (at(order, root) !== 0) continue;
    trail.push(root);
    while (trail.size() > 0) {
      const node = trail.top();
      if (at(order, node) === 0) {
        order[node] = low[node] = ++clock;
        next[node] = at(starts, node);
        open.push(node);
      }
      const below = descend(node);
      if (below >= 0) {
        trail.push(below);
        continue;
      }
      trail.pop();
      if (trail.size() > 0) low[trail.top()] = Math.min(at(low, trail.top()), at(low, node));
      if (at(low, node) !== at(order, node)) continue;
      const members: number[] = [];
      do members.push(open.pop()); while (members.at(-1) !== node);
      for (const member of members) component[member] = made;
      visit(members, component);
      made += 1;
    }
  }
}

function makeStack(): { readonly push: (n: number) => void; readonly pop: () => number; readonly top: () => number; readonly size: () => number } {
  const values: number[] = [];
  return { push: (n) => void values.push(n), pop: () => values.pop() ?? -1, top: () => values.at(-1) ?? -1, size: () => values.length };
}
