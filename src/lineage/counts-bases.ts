// Which bases new models stand on by name, and whose accounts nobody can place. Must not list what nobody declared.
import type { CountOptions } from './count-options.ts';
import type { Count } from './observation-rows.ts';
import { namespaceOf } from './origin.ts';
import { largest, LISTED } from './population.ts';
import type { Population } from './population.ts';

const TOP = 10;

interface Named {
  readonly name: string;
  readonly country: string;
  readonly models: number;
}

/** The ten roots and the ten direct bases of most new models, and the largest accounts without a country, for every month. */
export function basesCounts(population: Population, { origins }: CountOptions, scope: string): readonly Count[] {
  const { lineage, months } = population;
  return months.flatMap((month, i) => {
    const standing = population.standing.filter((s) => s.month === i + 1);
    const [roots, bases] = [countNodes(standing, lineage.rootsOf), countNodes(standing, lineage.basesOf)];
    const named = (node: number, models: number): Named => {
      const found = lineage.nodes[node];
      return { name: found?.shown ?? '', country: found?.publisher.country ?? 'ZZ', models };
    };
    const orphans = new Map<string, number>();
    for (const [node, models] of roots) {
      const found = lineage.nodes[node];
      if (found?.publisher.bloc !== 'unassigned') continue;
      const account = namespaceOf(found.name) || '(no account in the name)';
      orphans.set(account, (orphans.get(account) ?? 0) + models);
    }
    const one = { month, unit: 'models', window: 'month' } as const;
    const stand = { ...one, denominator: `new derivatives on Hugging Face: ${scope} with a declared base`, note: 'a model that stands on several counts for each' };
    const list = (counts: ReadonlyMap<number, number>): readonly Named[] => largest([...counts].map(([node, models]) => named(node, models)), (n) => n.name, TOP);
    return [
      ...list(roots).map((n) => ({ ...stand, measure: 'new-derivatives-bases', entity: n.name, country: n.country, value: n.models })),
      ...list(bases).map((n) => ({ ...stand, measure: 'new-derivatives-direct-bases', entity: n.name, country: n.country, value: n.models })),
      ...largest([...orphans].map(([name, models]) => ({ name, models })), (n) => n.name, LISTED).map((n) => ({ ...stand, measure: 'unassigned-bases', entity: n.name, country: originOf(n.name, origins), value: n.models })),
      ...population.unassigned.filter((u) => u.month === i + 1).map((u) => ({ ...one, denominator: `new ${scope} on Hugging Face`, measure: 'unassigned-publishers', entity: u.namespace || '(no account in the name)', country: 'unassigned', value: u.models })),
    ];
  });
}

function originOf(namespace: string, origins: CountOptions['origins']): string {
  return origins.publisherOf(namespace).bloc;
}

function countNodes(standing: Population['standing'], nodesOf: (declaration: number) => readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { declaration, models } of standing) for (const node of nodesOf(declaration)) counts.set(node, (counts.get(node) ?? 0) + models);
  return counts;
}
