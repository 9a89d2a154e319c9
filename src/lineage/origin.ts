// Whose an account is: namespace → organisation → country → bloc, by the registry alone. Must not guess: unknown is unassigned.
import type { Bloc, Organisation } from '../observations/observation.ts';
import { findFamily } from '../observations/registry.ts';
import type { Family } from '../observations/registry.ts';

/** What a publisher is to the count. Only an organisation has a country; the others are unassigned. */
export type PublisherKind = 'organisation' | 'individual' | 're-uploader' | 'unknown';

export interface Publisher {
  readonly kind: PublisherKind;
  /** ISO code, `ZZ` for all but organisations with a known base. */
  readonly country: string;
  readonly bloc: Bloc;
}

export interface Origins {
  /** `namespace` in any case. */
  readonly publisherOf: (namespace: string) => Publisher;
  /** What a renamed account is called now, in lower case; undefined for one that was not renamed. */
  readonly presentName: (namespace: string) => string | undefined;
  /** The family of a repository by its name, or undefined. */
  readonly familyOf: (id: string) => Family | undefined;
  /** Every account of the registry in lower case. */
  readonly namespaces: readonly string[];
  readonly blocOf: (country: string) => Bloc;
}

export interface OriginRegistry {
  readonly organisations: readonly Organisation[];
  readonly families: readonly Family[];
  readonly countries: ReadonlyMap<string, { readonly bloc: Bloc }>;
}

/** The registry as a way to look up. Renames are the notes `same as X`; a ring of them ends at its first name. */
export function originsOf(registry: OriginRegistry): Origins {
  const rows = new Map(registry.organisations.map((o) => [o.namespace.toLowerCase(), o]));
  const blocOf = (country: string): Bloc => registry.countries.get(country)?.bloc ?? 'unassigned';
  const present = new Map([...rows.keys()].map((namespace) => [namespace, canonical(namespace, rows)] as const));
  const renamed = new Map([...present].filter(([namespace, now]) => namespace !== now));
  const publishers = new Map([...rows].map(([namespace, row]) => [namespace, publisherOf(rows.get(present.get(namespace) ?? namespace) ?? row, blocOf)]));
  const families = familiesByAccount(registry.families);
  return {
    publisherOf: (namespace) => {
      const lower = namespace.toLowerCase();
      return publishers.get(lower) ?? UNKNOWN;
    },
    presentName: (namespace) => renamed.get(namespace),
    familyOf: (id) => findFamily(families.get(namespaceOf(id)) ?? families.get('*') ?? [], 'hub', id),
    namespaces: [...rows.keys()],
    blocOf,
  };
}

const UNKNOWN: Publisher = { kind: 'unknown', country: 'ZZ', bloc: 'unassigned' };

/** Families that an account's repositories can be of, in the order of the table; `*` for all other accounts. */
function familiesByAccount(families: readonly Family[]): ReadonlyMap<string, readonly Family[]> {
  const accounts = (family: Family): readonly string[] => family.match.filter((rule) => rule.startsWith('hub:')).map((rule) => namespaceOf(rule.slice(4))).map((name) => (name === '' || name.includes('*') ? '*' : name));
  const all = new Set(['*', ...families.flatMap(accounts)]);
  return new Map([...all].map((account) => [account, families.filter((family) => accounts(family).some((a) => a === account || a === '*'))]));
}

function canonical(namespace: string, rows: ReadonlyMap<string, Organisation>): string {
  const seen = new Set<string>();
  let at = namespace;
  while (!seen.has(at)) {
    seen.add(at);
    const next = /\bsame as ([\w.-]+)/i.exec(rows.get(at)?.note ?? '')?.[1]?.toLowerCase();
    if (next === undefined) return at;
    at = next;
  }
  return [...seen].sort()[0] ?? namespace;
}

function publisherOf(row: Organisation, blocOf: (country: string) => Bloc): Publisher {
  return { kind: kindOf(row), country: row.country, bloc: blocOf(row.country) };
}

/** The registry says it in words; whoever has a country of their own there is an organisation whatever the words. */
function kindOf(row: Organisation): PublisherKind {
  if (row.country !== 'ZZ') return 'organisation';
  const words = `${row.name}; ${row.note}`;
  if (/re-?upload|re-?quanti|models made by others/i.test(words)) return 're-uploader';
  return /^individual\b|account of one person/i.test(words) ? 'individual' : 'unknown';
}

/** The account of a repository, empty for one without an owner in its name. */
export function namespaceOf(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? '' : id.slice(0, slash).toLowerCase();
}
