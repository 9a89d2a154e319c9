// The description of a project's tables (Frictionless Data Package): which of them there are, and a new one beside them.
// Must not look into the tables.

interface Resource {
  readonly name: string;
  readonly path: string;
  readonly [key: string]: unknown;
}

export interface Datapackage {
  readonly resources: readonly Resource[];
  readonly [key: string]: unknown;
}

const OBSERVATIONS = /^observations\/([^/]+)\.csv$/;

/** Only the tables at `paths` (relative to `data/`); a table of observations that is new gets the columns of the others. */
export function describeTables(shipped: Datapackage, paths: Iterable<string>): Datapackage {
  const there = new Set(paths);
  const kept = shipped.resources.filter((r) => there.has(r.path));
  const known = new Set(kept.map((r) => r.path));
  const fresh = [...there].filter((path) => OBSERVATIONS.test(path) && !known.has(path)).sort();
  return { ...shipped, resources: [...kept, ...fresh.flatMap((path) => maybeTable(shipped, path))] };
}

function maybeTable(shipped: Datapackage, path: string): Resource[] {
  const model = shipped.resources.find((r) => OBSERVATIONS.test(r.path) && !r.path.endsWith('/statements.csv'));
  const name = OBSERVATIONS.exec(path)?.[1];
  if (model === undefined || name === undefined) return [];
  const { sources: _, ...rest } = model;
  return [{ ...rest, name, path, title: name, description: 'Observations of this project.' }];
}

/** A project's own description: the sources of the shipped tables are not those of a new project. */
export function describeProject(shipped: Datapackage, name: string, paths: Iterable<string>): Datapackage {
  const { sources: _, ...rest } = shipped;
  return { ...describeTables(rest as Datapackage, paths), name, title: `Data of ${name}`, description: 'Sourced figures. Each row names its source in registry/sources.yaml, with licence and citation; the figures keep the terms of their sources.' };
}
