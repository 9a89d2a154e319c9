// What this machine alone knows of its collections, in `.briefwright/`: where the dumps lie that were counted, by their hash, which of
// them an address gave, and which revisions come out the same under which registry. Must not open a dump.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFile } from '../files.ts';

const [DUMPS, GIVEN, SAME] = ['dumps.json', 'downloads.json', 'same.json'];

export async function rememberDump(state: string, hash: string, path: string): Promise<void> {
  await note(state, DUMPS, hash, path);
}

/** Absolute path, or undefined for a dump that this machine has not counted. */
export async function findDump(state: string, hash: string): Promise<string | undefined> {
  const path = (await readNotes(state, DUMPS))[hash];
  return typeof path === 'string' ? path : undefined;
}

/** `address`, without secrets, gave the dump with this hash as its version `etag`. */
export async function rememberDownload(state: string, address: string, etag: string, hash: string): Promise<void> {
  await note(state, GIVEN, address, `${hash} ${etag}`);
}

export async function findDownload(state: string, address: string): Promise<{ readonly etag: string; readonly hash: string } | undefined> {
  const given = (await readNotes(state, GIVEN))[address];
  const [, hash, etag] = typeof given === 'string' ? /^([0-9a-f]{64}) (.+)$/.exec(given) ?? [] : [];
  return hash === undefined || etag === undefined ? undefined : { hash, etag };
}

/** `folder` of a revision came out the same under the registry with this hash. */
export async function rememberSame(state: string, folder: string, registry: string): Promise<void> {
  await note(state, SAME, folder, registry);
}

export async function isKnownSame(state: string, folder: string, registry: string): Promise<boolean> {
  return (await readNotes(state, SAME))[folder] === registry;
}

async function note(state: string, file: string, name: string, value: string): Promise<void> {
  await writeFile(join(state, file), `${JSON.stringify({ ...(await readNotes(state, file)), [name]: value }, null, 1)}\n`, { mode: 0o600 });
}

async function readNotes(state: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value = JSON.parse(await readFile(join(state, file), 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
