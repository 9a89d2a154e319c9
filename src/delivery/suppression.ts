// Who must not be written to, and why: `.briefwright/suppression.jsonl`, one JSON line an entry. Must not be read half: a damaged list stops a sending.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BriefwrightError, failure } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { normalizeDomain } from './domain.ts';
import { ensureStateFolder } from './receipts.ts';

/** `unsubscribed` by the reader's link, `owner` by hand, `bounced` by a mail server's final word. */
export type SuppressionReason = 'unsubscribed' | 'owner' | 'bounced';

export interface Suppression {
  readonly format: 1;
  /** As `addressKey` writes it. */
  readonly address: string;
  /** The brief that it is about; every brief when empty. */
  readonly brief: string;
  readonly reason: SuppressionReason;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** For the owner's eyes, such as the answer of a mail server. */
  readonly note: string;
}

export interface SuppressionList {
  /** Oldest first. */
  readonly entries: readonly Suppression[];
  /** Why `brief` must not go to `address` in any of its spellings; undefined when it may. */
  readonly find: (address: string, brief: string) => Suppression | undefined;
}

export const SUPPRESSION_FILE = 'suppression.jsonl';
const LOCK = 'suppression.lock';
const LOCK_WAIT = 10_000;
const REASONS: readonly string[] = ['unsubscribed', 'owner', 'bounced'] satisfies readonly SuppressionReason[];

/** The one spelling by which an address is compared: Unicode form C, lower case, the domain in A-labels. Takes any text. */
export function addressKey(address: string): string {
  const text = address.normalize('NFC').trim();
  const at = text.lastIndexOf('@');
  const domain = normalizeDomain(text.slice(at + 1));
  return `${text.slice(0, at + 1)}${domain.ok ? domain.domain : text.slice(at + 1)}`.toLowerCase();
}

/** Empty when there is no file. Throws SUPPRESSION_UNREADABLE (status 1) for a line that is no entry: a reader's no must not get lost. */
export async function readSuppressions(stateFolder: string): Promise<SuppressionList> {
  const entries = readEntries(stateFolder);
  const byAddress = Map.groupBy(entries, (entry) => entry.address);
  return { entries, find: (address, brief) => byAddress.get(addressKey(address))?.find((entry) => entry.brief === '' || entry.brief === brief) };
}

/**
 * Adds an entry, on the disk when it returns; false when there was one for this address and brief (or every brief).
 * Safe beside other processes. Throws SUPPRESSION_UNREADABLE, SUPPRESSION_UNWRITABLE (status 1).
 */
export async function addSuppression(stateFolder: string, entry: Omit<Suppression, 'format'>): Promise<boolean> {
  const added: Suppression = { format: 1, address: addressKey(entry.address), brief: entry.brief, reason: entry.reason, time: entry.time, note: entry.note };
  return change(stateFolder, (entries) => {
    if (entries.some((e) => e.address === added.address && (e.brief === '' || e.brief === added.brief))) return undefined;
    return [...entries, added];
  });
}

/** Removes the entries of an address for `brief`, or all of them when it is undefined; false when there was none. Throws as addSuppression. */
export async function removeSuppression(stateFolder: string, address: string, brief?: string): Promise<boolean> {
  const key = addressKey(address);
  return change(stateFolder, (entries) => {
    const kept = entries.filter((e) => e.address !== key || (brief !== undefined && e.brief !== brief));
    return kept.length === entries.length ? undefined : kept;
  });
}

/** One reader and writer at a time, across processes: the lock is the system's and ends with its holder. Synchronous, so that no second call can wait for the first inside one process. */
async function change(stateFolder: string, next: (entries: readonly Suppression[]) => readonly Suppression[] | undefined): Promise<boolean> {
  const path = join(stateFolder, SUPPRESSION_FILE);
  try {
    await ensureStateFolder(stateFolder);
    const lock = new DatabaseSync(join(stateFolder, LOCK), { timeout: LOCK_WAIT });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      const entries = next(readEntries(stateFolder));
      if (entries === undefined) return false;
      replaceFile(stateFolder, path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      return true;
    } finally {
      lock.close();
    }
  } catch (error) {
    if (error instanceof BriefwrightError) throw error;
    throw failure('SUPPRESSION_UNWRITABLE', `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`, { file: path, hint: 'The list is as it was. Make the folder writable and try again.' }, 1);
  }
}

function replaceFile(folder: string, path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    const names = openSync(folder, 'r');
    fsyncSync(names);
    closeSync(names);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function readEntries(stateFolder: string): readonly Suppression[] {
  const path = join(stateFolder, SUPPRESSION_FILE);
  const lines = maybeText(path).split('\n');
  const problems: Problem[] = [];
  const entries = lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const entry = maybeEntry(line);
    if (entry === undefined) problems.push({ code: 'SUPPRESSION_UNREADABLE', message: 'This line is not an entry of the suppression list.', file: path, line: i + 1, hint: 'Mend or remove the line; nothing is sent before.' });
    return entry ?? [];
  });
  if (problems.length > 0) throw new BriefwrightError(problems, 1);
  return entries;
}

function maybeText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw failure('SUPPRESSION_UNREADABLE', `${path} cannot be read.`, { file: path, hint: 'Nothing is sent before it can be.' }, 1);
  }
}

function maybeEntry(line: string): Suppression | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, address, brief, reason, time, note = '' } = value as Partial<Record<keyof Suppression, unknown>>;
  if (format !== 1 || typeof address !== 'string' || !address.includes('@') || typeof brief !== 'string' || typeof time !== 'string' || typeof note !== 'string') return undefined;
  if (typeof reason !== 'string' || !REASONS.includes(reason)) return undefined;
  return { format, address: addressKey(address), brief, reason: reason as SuppressionReason, time, note };
}
