// Where models stand, told slowly and in another way: sets of names, walks over every path, no tables. For small graphs only.
// A root is whatever one can reach and not leave for good: a model without bases, or a ring without a way out.
import { COUNTRIES, FAMILIES, ORGANISATIONS } from './support.ts';

export interface Declared {
  readonly id: string;
  readonly bases: readonly string[];
}

export interface Standing {
  readonly roots: ReadonlySet<string>;
  readonly country: string;
  readonly family: string;
  readonly depth: number;
  readonly share: Readonly<Record<string, number>>;
}

const owners = new Map(ORGANISATIONS.map((o) => [o.namespace.toLowerCase(), o.country]));
const countryOf = (name: string): string => owners.get(name.split('/')[0] ?? '') ?? 'ZZ';
const blocOf = (name: string): string => COUNTRIES.get(countryOf(name))?.bloc ?? 'unassigned';
const familyOf = (name: string): string => FAMILIES.find((f) => f.match.some((rule) => new RegExp(`^${rule.slice(4).toLowerCase().replaceAll('*', '.*')}$`).test(name)))?.name ?? '';

/** Undefined for a model that stands on nothing. */
export function standingOf(id: string, models: readonly Declared[]): Standing | undefined {
  const edges = new Map(models.map((m) => [m.id.toLowerCase(), [...new Set(m.bases.map((b) => b.toLowerCase()))].filter((b) => b !== m.id.toLowerCase())]));
  const self = id.toLowerCase();
  const ring = (a: string): string[] => [...reach(a)].filter((b) => b === a || reach(b).has(a));
  const cache = new Map<string, Set<string>>();
  function reach(a: string): Set<string> {
    const known = cache.get(a);
    if (known !== undefined) return known;
    const seen = new Set([a]);
    for (const n of seen) for (const b of edges.get(n) ?? []) seen.add(b);
    cache.set(a, seen);
    return seen;
  }
  const out = (a: string): string[] => [...new Set(ring(a).flatMap((m) => edges.get(m) ?? []))].filter((b) => !ring(a).includes(b));
  const rootsOf = (a: string): Set<string> => (out(a).length === 0 ? new Set(ring(a)) : new Set(out(a).flatMap((b) => [...rootsOf(b)])));
  const depthOf = (a: string): number => (out(a).length === 0 ? 0 : 1 + Math.max(...out(a).map(depthOf)));
  const shareOf = (a: string): Record<string, number> => mean(out(a).length === 0 ? ring(a).map((m) => ({ [blocOf(m)]: 1 })) : out(a).map(shareOf));
  if ((edges.get(self) ?? []).length === 0) return undefined;
  const roots = rootsOf(self);
  return { roots, country: originOf(roots), family: named(roots), depth: Math.max(1, depthOf(self)), share: shareOf(self) };
}

function originOf(roots: ReadonlySet<string>): string {
  const countries = new Set([...roots].map(countryOf));
  const blocs = new Set([...roots].map(blocOf));
  const known = [...blocs].filter((b) => b !== 'unassigned');
  if (known.length > 1) return 'mixed';
  if (blocs.has('unassigned')) return 'ZZ';
  return countries.size === 1 ? [...countries].join('') : known.join('');
}

function named(roots: ReadonlySet<string>): string {
  const families = new Set([...roots].map(familyOf));
  return families.size > 1 ? 'several families' : [...families].join('') || 'other bases';
}

function mean(shares: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const share of shares) for (const [bloc, part] of Object.entries(share)) out[bloc] = (out[bloc] ?? 0) + part / shares.length;
  return out;
}
