// A dump of the Hub that lies behind an address: fetched into the project's cache, by its hash, under the rules of every source.
// Must not count it, and is only called by a collection: a build never comes here.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError, failure } from '../errors.ts';
import { hashFile } from '../files.ts';
import { shownUrl } from '../sources/addresses.ts';
import type { GatherContext } from '../sources/source.ts';
import { findDownload, rememberDownload } from './collection-dumps.ts';

/** Larger than any dump of the Hub is likely to be for years; the engine reads a larger one from a path. */
const MOST_BYTES = 16 * 1024 ** 3;
const LIMIT = 30 * 60_000;
/** What a server says of its file that is worth freezing beside the counts. */
const SAID: readonly string[] = ['etag', 'last-modified', 'x-repo-commit'];

export interface FetchedDump {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether `dump` is an address and no path. */
export function isAddress(dump: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(dump);
}

/**
 * The file behind `address` as `.briefwright/dumps/<SHA-256>`; asked for once more it is only fetched when the server has another version.
 * Throws SourceFailure, WRITE_FAILED.
 */
export async function fetchDump(address: string, state: string, context: GatherContext, most: number = MOST_BYTES): Promise<FetchedDump> {
  const folder = join(state, 'dumps');
  const [shown, url] = [shownUrl(address), withoutUser(address)];
  await removeRests(folder);
  const known = await maybeKnown(state, folder, shown);
  const to = join(folder, `${randomBytes(6).toString('hex')}.part`);
  const { isUnchanged, headers } = await context.download({ key: 'dump', url, kind: 'binary', maxBytes: most, limit: LIMIT, to }, known?.etag);
  const kept = Object.fromEntries(SAID.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
  if (isUnchanged && known !== undefined) return { path: known.path, headers: { ...kept, etag: known.etag } };
  const hash = await hashFile(to);
  const path = join(folder, hash);
  await rename(to, path);
  // A weak one promises the same meaning and not the same bytes.
  const { etag } = headers;
  if (etag !== undefined && etag.startsWith('"')) await rememberDownload(state, shown, etag, hash);
  return { path, headers: kept };
}

/** A version that is still there and whole. */
async function maybeKnown(state: string, folder: string, shown: string): Promise<{ readonly etag: string; readonly path: string } | undefined> {
  const given = await findDownload(state, shown);
  if (given === undefined) return undefined;
  const path = join(folder, given.hash);
  const hash = await hashFile(path).catch(() => undefined);
  return hash === given.hash ? { etag: given.etag, path } : undefined;
}

/** What an interrupted run left; the caller holds the lock of collections. */
async function removeRests(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) if (name.endsWith('.part')) await rm(join(folder, name));
  } catch (cause) {
    if (cause instanceof BriefwrightError) throw cause;
    throw failure('WRITE_FAILED', `The cache of dumps cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, { file: folder }, 1);
  }
}

/** Credentials go into a header. */
function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url.href;
}
