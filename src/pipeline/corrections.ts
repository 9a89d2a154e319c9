// What an edition on disk says of its own corrections, and its earlier versions. Must not make a version.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maybeCorrections } from '../delivery/manifest.ts';
import type { Correction } from '../document/compose.ts';
import { failure } from '../errors.ts';
import type { EditionFiles } from '../render/edition-files.ts';

/** Folder of an earlier version inside an edition: `v1`, `v2`, … */
const VERSION = /^v[1-9]\d*$/;

/** From the edition's manifest, oldest first; none where there is no edition yet. Throws MANIFEST_INVALID: a correction must not get lost by a rebuild. */
export async function readCorrections(folder: string): Promise<readonly Correction[]> {
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const found = maybeCorrections(maybeJson(text));
  if (found === undefined) throw failure('MANIFEST_INVALID', 'manifest.json does not say which corrections the edition has had.', { file, hint: 'Put the file back, or move the folder away to begin the edition anew.' }, 1);
  return found;
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every file of the earlier versions, by path relative to the edition: `v1/brief.pdf`. */
export async function readEarlierVersions(folder: string): Promise<EditionFiles> {
  const versions = (await readdir(folder).catch(() => [])).filter((name) => VERSION.test(name)).sort();
  const files: EditionFiles = new Map();
  for (const version of versions) for (const [path, bytes] of await readFolder(join(folder, version))) files.set(`${version}/${path}`, bytes);
  return files;
}

/** The files of the current version, by path relative to the edition. */
export async function readCurrentVersion(folder: string): Promise<EditionFiles> {
  return new Map([...await readFolder(folder)].filter(([path]) => !VERSION.test(path.split('/')[0] ?? '')));
}

async function readFolder(folder: string): Promise<EditionFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path)] as const)));
}
