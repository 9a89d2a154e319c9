// What an unfinished collection of one source already has: lines that are only ever added, each on the disk before the next begins.
// Must not hold bodies.
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure } from '../errors.ts';
import type { Capture } from './source.ts';

/** A capture without its body. */
export interface CaptureRecord extends Omit<Capture, 'read'> {
  /** SHA-256 of the address as it was asked, which may hold what `url` must not show. */
  readonly request: string;
  readonly attempts: number;
  /** The server said that the body of an earlier collection is still the right one (304). */
  readonly isUnchanged?: boolean;
}

/** How a collection of one source began. */
export interface JournalStart {
  /** Random; the snapshot names it, so that a finished collection is not taken for an unfinished one. */
  readonly id: string;
  readonly base: string;
  readonly since?: string;
  readonly startedAt: string;
}

export interface Journal {
  readonly start: JournalStart;
  /** By key; a later line wins. */
  readonly captures: ReadonlyMap<string, CaptureRecord>;
  /** Set when the source asked to come back later, milliseconds since 1970. */
  readonly until?: number;
  /** What came could not be used: the next collection begins anew, until then the bodies stay for whoever wants to look. */
  readonly isRejected: boolean;
}

type Line = { readonly start: JournalStart } | { readonly capture: CaptureRecord } | { readonly until: number } | { readonly isRejected: true };

export function journalPath(folder: string, source: string): string {
  return join(folder, `${source}.ndjson`);
}

/** The journal, or undefined when there is none. A line that was cut or altered is left out: its capture is asked for again. */
export async function maybeJournal(path: string): Promise<Journal | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw failure('JOURNAL_UNREADABLE', `${path} cannot be read: ${error.message}.`, { hint: 'Check its rights, or delete it to begin anew.' }, 1);
  });
  const lines = text.split('\n').slice(0, -1).flatMap((line) => maybeLine(line) ?? []);
  const start = lines.flatMap((l) => ('start' in l ? [l.start] : [])).at(-1);
  if (start === undefined) return undefined;
  const until = lines.flatMap((l) => ('until' in l ? [l.until] : [])).at(-1);
  return { start, captures: new Map(lines.flatMap((l) => ('capture' in l ? [[l.capture.key, l.capture] as const] : []))), isRejected: lines.some((l) => 'isRejected' in l), ...(until === undefined ? {} : { until }) };
}

function maybeLine(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    if ('start' in value && isStart(value.start)) return { start: value.start };
    if ('until' in value && typeof value.until === 'number') return { until: value.until };
    if ('isRejected' in value && value.isRejected === true) return { isRejected: true };
    return 'capture' in value && isCaptureRecord(value.capture) ? { capture: value.capture } : undefined;
  } catch {
    return undefined;
  }
}

function isStart(value: unknown): value is JournalStart {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'base' in value && typeof value.base === 'string' && 'startedAt' in value && typeof value.startedAt === 'string';
}

export function isCaptureRecord(value: unknown): value is CaptureRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { key, url, request, status, headers, sha256, size, capturedAt, attempts } = value as Readonly<Record<string, unknown>>;
  return [key, url, request].every((text) => typeof text === 'string') && [status, size, attempts].every((n) => Number.isSafeInteger(n)) && typeof headers === 'object' && headers !== null
    && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && typeof capturedAt === 'string' && !Number.isNaN(Date.parse(capturedAt));
}

/** Adds a line and waits until it is on the disk. A half line of a killed run is ended first, so that it spoils no other. */
export async function appendLine(path: string, line: Line): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      await file.appendFile(`${size > 0 && last[0] !== 0x0a ? '\n' : ''}${JSON.stringify(line)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw failure('WRITE_FAILED', `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, { hint: 'Check the rights and the free space; what has been collected is kept.' }, 1);
  }
}

export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
}
