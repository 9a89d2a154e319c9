// Whose an account, a repository or a router slug is, by `data/registry`. Must not guess: what is not listed is unassigned.
import { matchesRule } from '../name-rule.ts';
import type { SourceRegistry } from './source.ts';

/** A name with the country (ISO code or `ZZ`) of its developer. */
export interface Origin {
  readonly name: string;
  readonly country: string;
}

/** An account of the Hub. Re-uploaders publish the models of others; test accounts hold no models that anybody uses. */
export interface Account extends Origin {
  readonly namespace: string;
  readonly kind: 'organisation' | 're-uploader' | 'test';
}

export interface Origins {
  readonly accounts: readonly Account[];
  /** The account that owns `owner/name`, or is called so; upper and lower case do not matter. */
  readonly findAccount: (id: string) => Account | undefined;
  /** The first family whose rules match. */
  readonly findFamily: (where: 'hub' | 'router', id: string) => Origin | undefined;
  /** `unassigned` for an unknown code. */
  readonly blocOf: (country: string) => string;
}

const RE_UPLOADER = /re-uploader|uploads models made by others|re-quantis/i;
const TEST = /test repositories, leave out/i;

export function originsOf(registry: SourceRegistry): Origins {
  const accounts = registry.organisations.map((o): Account => ({
    namespace: o.namespace, name: o.name, country: o.country,
    kind: TEST.test(o.note) ? 'test' : RE_UPLOADER.test(`${o.name} ${o.note}`) ? 're-uploader' : 'organisation',
  }));
  const byNamespace = new Map(accounts.map((a) => [a.namespace.toLowerCase(), a]));
  return {
    accounts,
    findAccount: (id) => byNamespace.get((id.split('/')[0] ?? '').toLowerCase()),
    findFamily: (where, id) => {
      const name = `${where}:${id}`;
      const family = registry.families.find((f) => f.match.some((rule) => matchesRule(name, rule)));
      return family === undefined ? undefined : { name: family.name, country: family.country };
    },
    blocOf: (country) => registry.countries.get(country)?.bloc ?? 'unassigned',
  };
}

/**
 * The one country of several developers: their own when it is the same, their bloc when only that is the same, `mixed` for
 * several blocs. `ZZ` when one of them is unknown and could change the answer, and for none at all.
 */
export function commonCountry(countries: readonly string[], blocOf: Origins['blocOf']): string {
  const all = [...new Set(countries)];
  const [first] = all;
  if (first === undefined) return 'ZZ';
  if (all.length === 1) return first;
  const blocs = [...new Set(all.map(blocOf))];
  const known = blocs.filter((b) => b !== 'unassigned');
  if (known.length > 1) return 'mixed';
  return blocs.length === 1 ? (blocs[0] ?? 'ZZ') : 'ZZ';
}
