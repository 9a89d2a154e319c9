// The registry from the bytes that are frozen with a snapshot: what its figures were parsed with. Must not read a file.
import { BriefwrightError, type Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { OriginRegistry } from '../lineage/origin.ts';
import { parseCountries, parseFamilies, parseOrganisations } from '../observations/registry.ts';

/** A file of the project as it is, or as it was frozen; `file` is relative to the project. */
export interface InputFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export const REGISTRY_FILES = ['countries.csv', 'organisations.csv', 'families.csv'].map((name) => `data/registry/${name}`);

/** One hash for registry and rules: whether two months were counted alike. */
export function registryHash(inputs: readonly { readonly file: string; readonly sha256: string }[]): string {
  return sha256(inputs.map((i) => `${i.file} ${i.sha256}\n`).sort().join(''));
}

/** Throws every problem of the three tables; one that is not there is empty. */
export function parseFrozenRegistry(inputs: readonly InputFile[]): OriginRegistry & { readonly countries: ReturnType<typeof parseCountries> } {
  const problems: Problem[] = [];
  const table = (name: string): { readonly file: string; readonly text: string } => {
    const file = `data/registry/${name}`;
    return { file, text: new TextDecoder('utf-8').decode(inputs.find((i) => i.file === file)?.bytes ?? new Uint8Array()) };
  };
  const countries = parseCountries(table('countries.csv'), problems);
  const registry = { countries, organisations: parseOrganisations(table('organisations.csv'), countries, problems), families: parseFamilies(table('families.csv'), countries, problems) };
  if (problems.length > 0) throw new BriefwrightError(problems);
  return registry;
}
