// The files of a new project, from a starter and the package's own data. Must not write them.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { hintNames } from '../config/names.ts';
import { parseYaml } from '../config/yaml.ts';
import { failure } from '../errors.ts';
import { describeProject, type Datapackage } from './datapackage.ts';

export interface Starter {
  readonly name: string;
  readonly summary: string;
}

/** Bytes by path relative to the project. */
export type ProjectFiles = ReadonlyMap<string, Uint8Array | string>;

interface StarterSpec {
  readonly summary: string;
  /** Files and folders of the package, relative to it. */
  readonly copy: readonly string[];
}

const COMMON = 'common';
/** npm packs no .gitignore, and nothing private; so they have other names until they are written. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore', 'private.md': 'data/private/README.md' };

/** The starters that there are, by name. */
export async function listStarters(packageRoot: string): Promise<readonly Starter[]> {
  const entries = await readdir(join(packageRoot, 'data', 'starters'), { withFileTypes: true });
  const names = entries.filter((e) => e.isDirectory() && e.name !== COMMON).map((e) => e.name).sort();
  return Promise.all(names.map(async (name) => ({ name, summary: (await readSpec(packageRoot, name)).summary })));
}

async function readSpec(packageRoot: string, name: string): Promise<StarterSpec> {
  const file = join(packageRoot, 'data', 'starters', name, 'starter.yaml');
  return parseYaml(await readFile(file, 'utf8'), file).value as StarterSpec;
}

/** Everything that a new project of this starter holds; `title` names its data. Throws USAGE_UNKNOWN_STARTER. */
export async function readStarter(packageRoot: string, name: string, title: string): Promise<ProjectFiles> {
  const known = (await listStarters(packageRoot)).map((s) => s.name);
  if (!known.includes(name)) throw failure('USAGE_UNKNOWN_STARTER', `There is no starter "${name}".`, { hint: hintNames('starters', name, known) });
  const files = new Map<string, Uint8Array | string>();
  for (const path of (await readSpec(packageRoot, name)).copy) await addFiles(files, packageRoot, join(packageRoot, path));
  for (const folder of [COMMON, name]) await addFiles(files, join(packageRoot, 'data', 'starters', folder), join(packageRoot, 'data', 'starters', folder));
  files.delete('starter.yaml');
  const shipped = JSON.parse(await readFile(join(packageRoot, 'data', 'datapackage.json'), 'utf8')) as Datapackage;
  const tables = [...files.keys()].filter((path) => path.startsWith('data/')).map((path) => path.slice('data/'.length));
  files.set('data/datapackage.json', `${JSON.stringify(describeProject(shipped, title, tables), null, 2)}\n`);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A file, or every file of a folder, with paths relative to `base`. Links and what is hidden are left out. */
async function addFiles(files: Map<string, Uint8Array | string>, base: string, path: string): Promise<void> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  const found = entries?.filter((e) => e.isFile() && !e.name.startsWith('.')).map((e) => join(e.parentPath, e.name)) ?? [path];
  for (const file of found) {
    const name = relative(base, file).split(sep).join('/');
    files.set(RENAMED[name] ?? name, await readFile(file));
  }
}
