// One person taken out of everything that this project keeps: list, ledger, stored messages, record of proofs, reports of mail servers, suppression list. Must not touch anybody else's line.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectCsv } from '../../csv.ts';
import { failure } from '../../errors.ts';
import { writeFile } from '../../files.ts';
import { eraseBounces } from '../bounces/bounce-log.ts';
import { removeFrozen } from '../issue/frozen-messages.ts';
import { deliveryOf } from '../ledger/deliveries.ts';
import { findIssue } from '../ledger/issues.ts';
import { LEDGER_FILE } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { mailboxKey } from '../recipients/likeness.ts';
import { RECIPIENTS_FILE } from '../recipients/recipient-source.ts';
import { readSuppressions, removeSuppression } from '../suppression.ts';
import { withUpkeep } from './upkeep.ts';

export interface Erased {
  /** Lines of the list. */
  readonly list: number;
  readonly deliveries: number;
  /** Stored messages, issues and proofs. */
  readonly messages: number;
  /** Lines of the record of proofs. */
  readonly proofs: number;
  readonly suppressions: number;
  /** What mail servers reported. */
  readonly bounces: number;
}

export interface ErasureRequest {
  readonly root: string;
  readonly stateFolder: string;
  /** Any spelling of the mailbox. */
  readonly address: string;
  readonly now: number;
  /** Only count. */
  readonly isDry: boolean;
}

/** Throws SEND_BUSY, LEDGER_…, WRITE_FAILED (status 1). What fails in the middle can be run again. */
export async function erasePerson(request: ErasureRequest): Promise<Erased> {
  const key = mailboxKey(request.address);
  const list = await eraseFromList(request, key);
  const ledger = existsSync(join(request.stateFolder, LEDGER_FILE)) ? await withUpkeep(request.stateFolder, request.now, (open) => eraseFromLedger(open, request, key)) : { deliveries: 0, messages: 0 };
  const proofs = await eraseProofs(request, key);
  const suppressed = (await readSuppressions(request.stateFolder)).entries.filter((entry) => mailboxKey(entry.address) === key);
  if (!request.isDry) for (const { address } of suppressed) await removeSuppression(request.stateFolder, address);
  const bounces = await eraseBounces(request.stateFolder, (address) => mailboxKey(address) === key, request.isDry);
  return { list, deliveries: ledger.deliveries, messages: ledger.messages + proofs.messages, proofs: proofs.lines, suppressions: suppressed.length, bounces };
}

async function eraseFromList({ root, isDry }: ErasureRequest, key: string): Promise<number> {
  const path = join(root, ...RECIPIENTS_FILE.split('/'));
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return 0;
  const { table } = inspectCsv(text.replace(/^\ufeff/, ''), RECIPIENTS_FILE);
  const gone = new Set(table.rows.filter((row) => mailboxKey(row.cells['address'] ?? '') === key).map((row) => row.line));
  if (gone.size === 0 || isDry) return gone.size;
  const kept = text.split('\n').filter((_, i) => !gone.has(i + 1)).join('\n');
  await writeFile(path, kept, { mode: (await stat(path)).mode & 0o777 });
  return gone.size;
}

/** The rows stay, without anything that says whose they were: the counts of an issue remain true. */
async function eraseFromLedger(ledger: Ledger, { now, isDry }: ErasureRequest, key: string): Promise<{ deliveries: number; messages: number }> {
  const rows = ledger.rows('SELECT * FROM deliveries WHERE key = ?', key).map(deliveryOf);
  const messages = rows.filter((d) => d.deliveryId !== '').length;
  if (isDry || rows.length === 0) return { deliveries: rows.length, messages };
  for (const row of rows) {
    const issue = findIssue(ledger, row.issue);
    if (issue !== undefined) await removeFrozen(ledger.stateFolder, issue, row);
  }
  ledger.write('erase', (run) => {
    for (const { id } of rows) {
      run("UPDATE events SET answer = '' WHERE delivery = ?", id);
      run(`UPDATE deliveries SET key = 'erased ' || id, address = '', name = '', delivery_id = '', message_id = '', sha256 = '', answer = 'erased', updated = ?,
        state = CASE state WHEN 'accepted' THEN state ELSE 'withdrawn' END, next_try = 0 WHERE id = ?`, now, id);
    }
  });
  // What was written before is in the log of changes until it is emptied, and in free pages until they are.
  ledger.rows('PRAGMA wal_checkpoint(TRUNCATE)');
  ledger.rows('VACUUM');
  ledger.rows('PRAGMA wal_checkpoint(TRUNCATE)');
  return { deliveries: rows.length, messages };
}

async function eraseProofs({ stateFolder, isDry }: ErasureRequest, key: string): Promise<{ lines: number; messages: number }> {
  const path = join(stateFolder, 'receipts.jsonl');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { lines: 0, messages: 0 };
  const lines = text.split('\n').map((line) => ({ line, receipt: receiptOf(line) }));
  const gone = lines.filter(({ receipt }) => receipt !== undefined && mailboxKey(receipt.address) === key);
  const stored = new Set(await readdir(join(stateFolder, 'messages')).catch(() => []));
  const files = [...new Set(gone.map(({ receipt }) => `${receipt?.deliveryId ?? ''}.eml`))].filter((name) => stored.has(name));
  if (!isDry && gone.length > 0) {
    for (const name of files) await rm(join(stateFolder, 'messages', name), { force: true });
    await writeFile(path, lines.filter((one) => !gone.includes(one)).map((one) => one.line).join('\n'), { mode: 0o600 });
  }
  return { lines: gone.length, messages: files.length };
}

function receiptOf(line: string): { readonly address: string; readonly deliveryId: string } | undefined {
  try {
    const { address, deliveryId } = JSON.parse(line) as Partial<Record<string, unknown>>;
    return typeof address === 'string' && typeof deliveryId === 'string' && /^[0-9a-f]+$/.test(deliveryId) ? { address, deliveryId } : undefined;
  } catch {
    return undefined;
  }
}

/** Nobody of this name is anywhere. */
export function nobodyErased(address: string) {
  return failure('ERASE_NOBODY', `${address} is nowhere in this project.`, {}, 1);
}
