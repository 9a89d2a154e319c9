// The record of what was handed to a mail server, one JSON line an event, append only. Must not forget or rewrite a line.
import { constants } from 'node:fs';
import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError, failure } from '../errors.ts';
import type { FailedOutcome } from './smtp-failure.ts';

/** `started` is written before the first byte leaves; alone it means that the program died and nobody knows. */
export type ReceiptOutcome = 'started' | 'sent' | FailedOutcome;

export interface Receipt {
  readonly format: 1;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: 'proof';
  readonly edition: string;
  /** SHA-256 of the edition's manifest. */
  readonly digest: string;
  readonly address: string;
  readonly deliveryId: string;
  readonly messageId: string;
  /** SHA-256 of the message. */
  readonly message: string;
  /** The `Date` header, milliseconds since 1970: with it the same message can be composed again. */
  readonly date: number;
  readonly outcome: ReceiptOutcome;
  readonly answer: string;
}

const FILE = 'receipts.jsonl';

/** Adds one line and waits until it is on the disk. Creates `stateFolder` with mode 0700 and the file with 0600. */
export async function writeReceipt(stateFolder: string, receipt: Receipt): Promise<void> {
  await ensureStateFolder(stateFolder);
  const path = join(stateFolder, FILE);
  try {
    // A link in the place of the file is not followed.
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0), 0o600);
    try {
      await file.appendFile(`${(await endsInLine(file)) ? '' : '\n'}${JSON.stringify(receipt)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw failure('RECEIPT_UNWRITABLE', `${path} cannot be written (${codeOf(error)}).`, { file: path, hint: 'Without a record nothing is sent; make the folder writable.' }, 1);
  }
}

/** All receipts, oldest first. A line that a crash cut short is skipped. */
export async function readReceipts(stateFolder: string): Promise<readonly Receipt[]> {
  const path = join(stateFolder, FILE);
  try {
    return (await readFile(path, 'utf8')).split('\n').map((line) => maybeReceipt(line, path)).filter((x) => x !== undefined);
  } catch (error) {
    if (error instanceof BriefwrightError) throw error;
    if (codeOf(error) === 'ENOENT') return [];
    throw failure('RECEIPT_UNREADABLE', `${path} cannot be read (${codeOf(error)}).`, { file: path }, 1);
  }
}

/** What earlier deliveries of these bytes to this address say, newest last; one entry a delivery attempt. */
export function findEarlier(receipts: readonly Receipt[], digest: string, address: string): readonly Receipt[] {
  const mine = receipts.filter((r) => r.digest === digest && r.address.toLowerCase() === address.toLowerCase());
  // A `started` followed by its outcome is one attempt.
  return mine.filter((r, i) => r.outcome !== 'started' || !mine.slice(i + 1).some((later) => later.deliveryId === r.deliveryId && later.message === r.message && later.outcome !== 'started'));
}

/** Mode 0700 also for a folder that was there before. */
export async function ensureStateFolder(stateFolder: string): Promise<void> {
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  await chmod(stateFolder, 0o700).catch(() => undefined);
}

async function endsInLine(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

function maybeReceipt(line: string, path: string): Receipt | undefined {
  const value = maybeRecord(line, path);
  return isReceipt(value) ? value : undefined;
}

/** A line of a record of format 1; undefined when it was cut short. Throws RECORD_NEWER (status 1): what a later version wrote must not count as nothing. */
export function maybeRecord(line: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value === 'object' && value !== null && 'format' in value && typeof value.format === 'number' && value.format > 1) {
    throw failure('RECORD_NEWER', `${file} was written by a newer version of this program.`, { file, hint: 'Use that version.' }, 1);
  }
  return value;
}

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false;
  const { format, digest, address, deliveryId, message, outcome, date } = value as Partial<Record<keyof Receipt, unknown>>;
  return format === 1 && [digest, address, deliveryId, message, outcome].every((x) => typeof x === 'string') && typeof date === 'number';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
}
