// Files and folders that are written whole or not at all. Must not know what is in them.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BriefwrightError, failure } from './errors.ts';

/** SHA-256 in lower-case hexadecimal. A string is hashed as UTF-8. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of a file's bytes, read in pieces. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/**
 * Writes `bytes` to `path` through a temporary sibling, so that a reader sees the old file or the new one.
 * Creates the folder. Throws BriefwrightError WRITE_FAILED (status 1).
 */
export async function writeFile(path: string, bytes: Uint8Array | string, options: { readonly mode?: number } = {}): Promise<void> {
  const target = resolve(path);
  const temporary = siblingOf(target, 'new');
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeSynced(temporary, bytes, options.mode ?? 0o644);
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(target, cause);
  }
}

/** Writes `chunks` to `path` as they come, for its owner alone; the file is gone again when they end in an error, which is thrown on. Throws WRITE_FAILED (status 1). */
export async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const disk = async <T>(work: Promise<T>): Promise<T> => work.catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
  await disk(mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  const handle = await disk(open(path, 'w', 0o600));
  try {
    for await (const chunk of chunks) await disk(handle.writeFile(chunk));
    await disk(handle.sync());
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/**
 * Replaces the folder `target` by one that holds exactly `files` (by relative path with forward slashes):
 * all of it or, on any failure or when `signal` is aborted before the swap, none of it.
 * Also mends what an interrupted run left. Throws BriefwrightError: WRITE_BAD_PATH, WRITE_FAILED.
 */
export async function writeFolder(target: string, files: ReadonlyMap<string, Uint8Array | string>, signal?: AbortSignal): Promise<void> {
  const folder = resolve(target);
  checkPaths(files.keys());
  await recoverFolder(folder);
  const fresh = siblingOf(folder, 'new');
  try {
    await mkdir(fresh, { recursive: true });
    const all = [...files];
    for (let next = 0; next < all.length; next += AT_A_TIME) {
      signal?.throwIfAborted();
      await writeAll(fresh, all.slice(next, next + AT_A_TIME));
    }
    await syncFolder(fresh);
    signal?.throwIfAborted();
    await swap(fresh, folder);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    signal?.throwIfAborted();
    throw writeFailed(folder, cause);
  }
}

/** The old folder steps aside, the new one takes its name; if that fails, the old one comes back. */
async function swap(fresh: string, folder: string): Promise<void> {
  const old = siblingOf(folder, 'old');
  const existed = await moveAside(folder, old);
  try {
    await rename(fresh, folder);
  } catch (cause) {
    if (existed) await rename(old, folder);
    throw cause;
  }
  await syncFolder(dirname(folder));
  if (existed) await rm(old, { recursive: true, force: true });
}

async function moveAside(folder: string, old: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isDirectory()) throw failure('WRITE_FAILED', `${folder} is not a folder, so it is left alone.`, { hint: 'Move it away, or choose another --out.' }, 1);
  await rename(folder, old);
  return true;
}

/** Puts back a folder that an interrupted swap left aside, and removes what dead processes left beside it. */
export async function recoverFolder(target: string): Promise<void> {
  const folder = resolve(target);
  const parent = dirname(folder);
  const entries = await readdir(parent).catch(() => []);
  for (const entry of entries.sort()) {
    const left = leftoverOf(entry, basename(folder));
    if (left === undefined) continue;
    const path = join(parent, entry);
    const missing = (await lstat(folder).catch(() => undefined)) === undefined;
    if (left.kind === 'old' && missing) await rename(path, folder);
    else if (await isAbandoned(path, left.pid)) await rm(path, { recursive: true, force: true });
  }
}

function siblingOf(path: string, kind: 'new' | 'old'): string {
  return join(dirname(path), `.${basename(path)}.${kind}-${process.pid}-${randomBytes(4).toString('hex')}`);
}

function leftoverOf(entry: string, name: string): { kind: 'new' | 'old'; pid: number } | undefined {
  if (!entry.startsWith(`.${name}.`)) return undefined;
  const match = /^(new|old)-(\d{1,10})-[0-9a-f]{8}$/.exec(entry.slice(name.length + 2));
  return match === null ? undefined : { kind: match[1] === 'old' ? 'old' : 'new', pid: Number(match[2]) };
}

/** In a container every run has the same number, so the own one, or an hour, proves nothing alive. */
async function isAbandoned(path: string, pid: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (pid === process.pid || found === undefined || Date.now() - found.ctimeMs > 3_600_000) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}

function checkPaths(paths: Iterable<string>): void {
  const all = [...paths];
  const problems = all.filter((path) => !isPlain(path)).map((path) => ({ code: 'WRITE_BAD_PATH', message: `${JSON.stringify(path)} is not a path inside the folder.` }));
  const folders = new Set(all.flatMap((path) => path.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'))));
  for (const path of all) if (folders.has(path)) problems.push({ code: 'WRITE_BAD_PATH', message: `${JSON.stringify(path)} is a file and a folder at once.` });
  if (problems.length > 0) throw new BriefwrightError(problems, 1);
}

/** Relative, forward slashes, no empty, `.` or `..` part, nothing that Windows reads otherwise. */
function isPlain(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\:\0]/.test(path);
}

/** A disk makes many files durable in the time of one, but a process can open only so many. */
const AT_A_TIME = 100;

/** Ends when all have been written or refused, so that what is left behind can be removed. */
async function writeAll(folder: string, files: readonly (readonly [string, Uint8Array | string])[]): Promise<void> {
  const written = await Promise.allSettled(files.map(async ([path, bytes]) => {
    const file = join(folder, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeSynced(file, bytes, 0o644);
  }));
  for (const one of written) if (one.status === 'rejected') throw one.reason;
}

async function writeSynced(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable, where the system can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function writeFailed(path: string, cause: unknown): BriefwrightError {
  if (cause instanceof BriefwrightError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new BriefwrightError([{ code: 'WRITE_FAILED', message: `${path} cannot be written: ${text}`, hint: 'Check the rights and the free space, or choose another folder with --out.' }], 1, cause);
}
