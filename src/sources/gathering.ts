// One source, asked step by step: what is already there is taken, what comes is stored and noted before anything else happens.
// Must not interpret, must not decide what becomes of a failure.
import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { failure } from '../errors.ts';
import { sha256 } from '../files.ts';
import { appendLine, maybeJournal, removeJournal } from './journal.ts';
import type { CaptureRecord, Journal, JournalStart } from './journal.ts';
import type { HttpClient } from './http.ts';
import type { Answer } from './http-options.ts';
import type { RawStore } from './raw-store.ts';
import { SourceFailure } from './source.ts';
import type { Capture, Downloaded, GatherContext, Source, SourceContext, SourceRequest } from './source.ts';

export interface GatherOptions {
  readonly source: Source;
  readonly context: SourceContext;
  readonly projectDir: string;
  readonly client: HttpClient;
  readonly store: RawStore;
  readonly journal: string;
  /** Captures of an earlier snapshot by SHA-256 of the address: their bodies may still be the right ones. */
  readonly earlier: ReadonlyMap<string, EarlierCapture>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, expected: number) => void;
}

export interface EarlierCapture {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: () => Promise<Uint8Array>;
}

type Fetched = Omit<CaptureRecord, 'key' | 'request' | 'capturedAt'>;

export interface Gathered {
  readonly start: JournalStart;
  /** In order of their keys, with their bodies in `store`. */
  readonly captures: readonly CaptureRecord[];
  /** How many of them were asked for in this run. */
  readonly asked: number;
}

/** An unfinished collection older than this is begun anew: counters of different days do not belong together. Milliseconds. */
export const PARTIAL_LIMIT = 48 * 3_600_000;
/** Largest file of the project that is taken into the store. */
const MOST_FILE = 512 * 1024 * 1024;

/** Asks for all that the source needs. Throws SourceFailure, or BriefwrightError for the disk; what came before is kept. */
export async function gatherSource(options: GatherOptions): Promise<Gathered> {
  const { source, context, journal: path, signal } = options;
  const found = await resumable(options);
  const start: JournalStart = found?.start ?? {
    id: randomBytes(8).toString('hex'), base: context.base, ...(context.since === undefined ? {} : { since: context.since }), startedAt: new Date(options.now()).toISOString(),
  };
  if (found === undefined) {
    await removeJournal(path);
    await appendLine(path, { start });
  }
  const taken = new Map<string, CaptureRecord>();
  const counts = { asked: 0, expected: 0 };
  const keep = async (key: string, get: () => Promise<Fetched>, url: string, isFresh = false): Promise<Capture> => {
    signal.throwIfAborted();
    if (taken.has(key)) throw new Error(`The source ${source.id} asked twice for "${key}".`);
    // A file of the project costs nothing and may have been mended since.
    const known = isFresh || url.startsWith('project:') ? undefined : await maybeKnown(found, key, url, options.store);
    const record = known ?? { key, request: sha256(url), ...(await get()), capturedAt: new Date(options.now()).toISOString() };
    if (known === undefined) {
      await appendLine(path, { capture: record });
      counts.asked += 1;
    }
    taken.set(key, record);
    options.onProgress(taken.size, Math.max(counts.expected, taken.size));
    return captureOf(record, options.store);
  };
  await source.gather({
    ...context,
    fetch: (request) => keep(request.key, () => fetchRecord(request, options), request.url),
    read: (key, file) => keep(key, () => readRecord(file, options), `project:${file}`),
    keep: (key, url, body, headers) => keep(key, async () => ({ url, status: 200, headers, sha256: await options.store.put(body), size: body.length, attempts: 0 }), url, true),
    download: (request, etag) => download(request, etag, options),
    signal,
    each: (items, work) => workThrough(items, work, source.manners?.concurrency ?? 2, signal),
    expect: (requests) => {
      counts.expected = requests;
      options.onProgress(taken.size, Math.max(requests, taken.size));
    },
  } satisfies GatherContext);
  return { start, captures: [...taken.values()].sort(byKey), asked: counts.asked };
}

export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** A record with the way to its body. */
export function captureOf(record: CaptureRecord, store: RawStore): Capture {
  const { attempts: _, isUnchanged: __, request: ___, ...capture } = record;
  return { ...capture, read: () => store.get(record.sha256, record.size) };
}

async function resumable({ journal, context, now }: GatherOptions): Promise<Journal | undefined> {
  const found = await maybeJournal(journal);
  if (found === undefined || found.start.base !== context.base || found.start.since !== context.since || found.isRejected) return undefined;
  const latest = Math.max(Date.parse(found.start.startedAt), ...[...found.captures.values()].map((c) => Date.parse(c.capturedAt)));
  if (latest > now() + 300_000) {
    throw failure('CLOCK_SET_BACK', `This computer says that it is ${new Date(now()).toISOString()}, but ${new Date(latest).toISOString()} has already been recorded.`, { hint: 'Set the clock right and run collect again; nothing was changed.' }, 1);
  }
  return now() - Date.parse(found.start.startedAt) > PARTIAL_LIMIT ? undefined : found;
}

/** What an interrupted run has, if it is the same request and its body is still there and whole. */
async function maybeKnown(journal: Journal | undefined, key: string, url: string, store: RawStore): Promise<CaptureRecord | undefined> {
  const record = journal?.captures.get(key);
  if (record === undefined || record.request !== sha256(url)) return undefined;
  return store.get(record.sha256, record.size).then(() => record, () => undefined);
}

async function fetchRecord(request: SourceRequest, { client, store, earlier, signal }: GatherOptions): Promise<Fetched> {
  const before = earlier.get(sha256(request.url));
  const answer: Answer = await client.fetch(request, before?.etag);
  signal.throwIfAborted();
  if (answer.status === 304 && before === undefined) throw notAskedFor(answer.url);
  const isUnchanged = answer.status === 304 && before !== undefined;
  const body = isUnchanged ? await before.read() : answer.body;
  const { status, url, attempts } = answer;
  // A 304 need not repeat what the body came with, such as the link to the next page.
  const headers = isUnchanged ? { ...before.headers, ...answer.headers } : answer.headers;
  return { url, status: isUnchanged ? 200 : status, headers, sha256: await store.put(body), size: body.length, attempts, ...(isUnchanged ? { isUnchanged } : {}) };
}

async function download(request: SourceRequest, etag: string | undefined, { client, signal }: GatherOptions): Promise<Downloaded> {
  const { status, headers, url } = await client.fetch(request, etag);
  signal.throwIfAborted();
  if (status === 304 && etag === undefined) throw notAskedFor(url);
  return { isUnchanged: status === 304, headers };
}

function notAskedFor(url: string): SourceFailure {
  return new SourceFailure('HTTP_STATUS', `${url}: status 304, though no earlier version was named.`, 'Something between here and the source answers in its place.');
}

async function readRecord(file: string, { projectDir, store }: GatherOptions): Promise<Fetched> {
  const root = await realpath(projectDir);
  const path = await realpath(join(root, file)).catch(() => undefined);
  const inside = path === undefined ? '' : relative(root, path);
  if (path === undefined) throw new SourceFailure('SOURCE_FILE', `${file} does not exist.`, 'Put it there, or change the path in the description of the source.');
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) throw new SourceFailure('SOURCE_FILE', `${file} leads out of the project.`, 'Copy it into the project.');
  const body = await readFile(path);
  if (body.length > MOST_FILE) throw new SourceFailure('SOURCE_FILE', `${file} is larger than ${MOST_FILE / 1024 / 1024} MiB.`, 'Cut it down to what is needed.');
  return { url: `project:${file}`, status: 200, headers: {}, sha256: await store.put(body), size: body.length, attempts: 0 };
}

/** A few at a time, handed out in order. The first failure stops the handing out; what is under way is finished and kept. */
async function workThrough<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>, width: number, signal: AbortSignal): Promise<void> {
  const state: { next: number; failed: unknown[] } = { next: 0, failed: [] };
  const worker = async (): Promise<void> => {
    while (state.next < items.length && state.failed.length === 0) {
      signal.throwIfAborted();
      const index = state.next++;
      try {
        await work(items[index] as T, index);
      } catch (error) {
        state.failed.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  if (state.failed.length > 0) throw state.failed[0];
}
