// Entries on disk that can be made again at any time, each checked against its own hash when it is read.
// Must not know what is in them, and must not fail a build: what cannot be read or written is made anew.
import { randomBytes } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../files.ts';

export interface CacheStore {
  /** What was written under `key`, or undefined when there is nothing or not the very same bytes. */
  readonly maybeRead: (key: string) => Promise<Buffer | undefined>;
  /** Whole or not at all. `key` is a SHA-256 in hexadecimal. */
  readonly write: (key: string, bytes: Uint8Array | string) => Promise<void>;
  /** Removes the entries that have not been used for longest until the rest fits the limit, and what dead processes left. */
  readonly trim: () => Promise<void>;
}

const HEX_LENGTH = 64;
const PART = '.part';
const STALE_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * The store `name` under the project's private state folder (`.briefwright`, which only its owner may read); `limit` in bytes.
 * Undefined where that folder cannot be had, or belongs to somebody else.
 */
export async function maybeStore(state: string, name: string, limit: number, now: () => number): Promise<CacheStore | undefined> {
  if (!(await makePrivate(state))) return undefined;
  const folder = join(state, 'cache', name);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(() => true, () => false);
  if (!made) return undefined;
  return {
    maybeRead: (key) => maybeRead(folder, key, now()),
    write: (key, bytes) => writeEntry(folder, key, bytes).catch(() => undefined),
    trim: () => trim(folder, limit, now()).catch(() => undefined),
  };
}

/** Reads what a store has, and leaves everything as it is: for commands that write nothing. */
export function storeReader(state: string, name: string): Pick<CacheStore, 'maybeRead'> {
  return { maybeRead: async (key) => maybeCheck(key, await readFile(join(state, 'cache', name, key)).catch(() => undefined)) };
}

/** A store that ends with the process. `behind`: where to look for what it does not have; `limit` in bytes. */
export function createMemoryStore(limit: number, behind?: Pick<CacheStore, 'maybeRead'>): CacheStore {
  const entries = new Map<string, Buffer>();
  const keep = (key: string, bytes: Buffer): Buffer => {
    entries.delete(key);
    entries.set(key, bytes);
    return bytes;
  };
  return {
    maybeRead: async (key) => {
      const bytes = entries.get(key) ?? (await behind?.maybeRead(key));
      return bytes === undefined ? undefined : keep(key, bytes);
    },
    write: async (key, bytes) => void keep(key, Buffer.from(bytes)),
    trim: async () => {
      let size = [...entries.values()].reduce((sum, bytes) => sum + bytes.length, 0);
      for (const [key, bytes] of entries) {
        if (size <= limit) return;
        entries.delete(key);
        size -= bytes.length;
      }
    },
  };
}

/** Makes the folder, or takes from others what they may do in it. False for a link, a file, or another user's folder. */
async function makePrivate(state: string): Promise<boolean> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    const found = lstatSync(state);
    const uid = process.getuid?.();
    if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) return false;
    if (uid !== undefined && (found.mode & 0o077) !== 0) await chmod(state, 0o700);
    return true;
  } catch {
    return false;
  }
}

/** The hash stands for key and bytes together, so that an entry under another one's name is found out as well. */
function hashOf(key: string, bytes: Uint8Array | string): string {
  return sha256(Buffer.concat([Buffer.from(`${key}\n`), Buffer.from(bytes)]));
}

async function maybeRead(folder: string, key: string, now: number): Promise<Buffer | undefined> {
  const file = join(folder, key);
  const whole = await readFile(file).catch(() => undefined);
  if (whole === undefined) return undefined;
  const bytes = maybeCheck(key, whole);
  if (bytes === undefined) {
    await rm(file, { force: true, recursive: true }).catch(() => undefined);
    return undefined;
  }
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined && now - found.mtimeMs > DAY_MS) await utimes(file, now / 1000, now / 1000).catch(() => undefined);
  return bytes;
}

/** What is in an entry, unless a byte of it was changed. */
function maybeCheck(key: string, whole: Buffer | undefined): Buffer | undefined {
  const bytes = whole?.subarray(HEX_LENGTH + 1);
  return bytes !== undefined && whole?.toString('latin1', 0, HEX_LENGTH + 1) === `${hashOf(key, bytes)}\n` ? bytes : undefined;
}

/** Not synced: an entry that a crash cut short is found out by its hash. */
async function writeEntry(folder: string, key: string, bytes: Uint8Array | string): Promise<void> {
  const part = join(folder, `${key}.${randomBytes(4).toString('hex')}${PART}`);
  try {
    await writeFile(part, Buffer.concat([Buffer.from(`${hashOf(key, bytes)}\n`), Buffer.from(bytes)]), { mode: 0o600, flag: 'wx' });
    await rename(part, join(folder, key));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function trim(folder: string, limit: number, now: number): Promise<void> {
  const names = await readdir(folder);
  const entries: { file: string; found: Stats }[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) continue;
    if (name.endsWith(PART)) {
      if (now - found.mtimeMs > STALE_MS) await rm(file, { force: true });
    } else entries.push({ file, found });
  }
  let size = 0;
  for (const { file, found } of entries.sort((a, b) => b.found.mtimeMs - a.found.mtimeMs)) {
    size += found.size;
    if (size > limit) await rm(file, { force: true });
  }
}
