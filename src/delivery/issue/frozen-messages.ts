// Composed messages on the disk, by hash, before anything leaves. Must not compose one differently a second time.
import { mkdir, readFile, rm, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../errors.ts';
import { sha256, writeFile } from '../../files.ts';
import { markFrozen, readDeliveries } from '../ledger/deliveries.ts';
import type { Frozen } from '../ledger/deliveries.ts';
import type { Delivery, Issue } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ComposedMessage } from '../message.ts';
import { messageChanged } from './sending.ts';

/** Rows that are marked in one step. */
const BATCH = 50;
/** Free space that is left on the disk for everything else, in bytes. */
const SPARE = 50_000_000;

export type Compose = (delivery: Delivery) => Promise<ComposedMessage>;

/** Composes and stores the planned messages of these editions; `date` is their `Date` header. Nothing has left before all are on the disk. Throws MESSAGES_NO_SPACE, WRITE_FAILED (status 1) and what composing throws. */
export async function freezeMessages(ledger: Ledger, issue: Issue, editions: readonly string[], compose: Compose, date: number, signal: AbortSignal, onProgress: (done: number, all: number) => void = () => undefined): Promise<void> {
  const planned = readDeliveries(ledger, issue, 'planned').filter((d) => editions.includes(d.edition));
  const folder = messageFolder(ledger.stateFolder, issue);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let batch: (Frozen & { readonly id: number })[] = [];
  for (const [i, delivery] of planned.entries()) {
    signal.throwIfAborted();
    const message = await compose(delivery);
    if (i === 0) await checkSpace(folder, message.bytes.length * planned.length);
    await writeFile(join(folder, `${message.deliveryId}.eml`), message.bytes, { mode: 0o600 });
    batch.push({ id: delivery.id, deliveryId: message.deliveryId, messageId: message.messageId, sha256: message.sha256, bytes: message.bytes.length, date });
    if (batch.length === BATCH || i === planned.length - 1) {
      markFrozen(ledger, batch, date);
      batch = [];
    }
    onProgress(i + 1, planned.length);
  }
}

/** The bytes as they were frozen. Throws MESSAGE_CHANGED (status 1). */
export async function readFrozen(stateFolder: string, issue: Issue, delivery: Delivery): Promise<Uint8Array> {
  const file = messageFile(stateFolder, issue, delivery);
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) throw messageChanged(delivery, file, 'is not there');
  if (sha256(bytes) !== delivery.sha256) throw messageChanged(delivery, file, 'is not what was composed');
  return bytes;
}

/** Removes the stored message, and its folder with the last one. */
export async function removeFrozen(stateFolder: string, issue: Issue, delivery: Delivery): Promise<void> {
  if (delivery.deliveryId === '') return;
  await rm(messageFile(stateFolder, issue, delivery), { force: true });
  await rmdir(messageFolder(stateFolder, issue)).catch(() => undefined);
}

/** Removes every stored message of a version of which nothing ever left. */
export async function discardFrozen(stateFolder: string, issue: Issue): Promise<void> {
  await rm(messageFolder(stateFolder, issue), { recursive: true, force: true });
}

export function messageFile(stateFolder: string, issue: Issue, delivery: Pick<Delivery, 'deliveryId'>): string {
  return join(messageFolder(stateFolder, issue), `${delivery.deliveryId}.eml`);
}

function messageFolder(stateFolder: string, { brief, month, version }: Issue): string {
  return join(stateFolder, 'messages', `${month}-${brief}-v${version}`);
}

async function checkSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free - SPARE >= needed) return;
  throw failure('MESSAGES_NO_SPACE', `The messages need ${Math.ceil(needed / 1e6)} MB on the disk; ${Math.floor(free / 1e6)} MB are free.`, { file: folder, hint: 'Make room, or send the PDF as a link. Nothing was sent.' }, 1);
}
