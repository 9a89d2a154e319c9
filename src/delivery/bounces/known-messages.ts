// Which reader a returned message was written to, by what only that message carried. Must not take a report's word for it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readReceipts } from '../receipts.ts';
import { addressKey } from '../suppression.ts';
import { maybeSubscription } from '../unsubscribe-token.ts';
import type { UnsubscribeKeys } from '../unsubscribe-token.ts';

/** The address in its one spelling, or undefined for a message that was never sent from here. */
export type FindReader = (returned: ReadonlyMap<string, string>) => string | undefined;

/**
 * A stranger knows neither the token of a reader's unsubscribe link nor the id of a delivery (160 bits of a hash over what was sent);
 * a reader knows their own and can report nobody else.
 */
export async function openKnownMessages(stateFolder: string, keys: UnsubscribeKeys | undefined): Promise<FindReader> {
  const sent = new Map<string, string>();
  for (const { deliveryId, messageId, address } of [...await readReceipts(stateFolder), ...readLedger(stateFolder)]) {
    for (const id of [deliveryId, messageId]) if (id !== '') sent.set(id, addressKey(address));
  }
  return (returned) => {
    const token = /\/([A-Za-z0-9_-]{20,800})>/.exec(returned.get('list-unsubscribe') ?? '')?.[1];
    const known = token === undefined || keys === undefined ? undefined : maybeSubscription(keys, token);
    return known?.address ?? sent.get(returned.get('x-delivery-id') ?? '') ?? sent.get(returned.get('message-id') ?? '');
  };
}

function readLedger(stateFolder: string): readonly { readonly deliveryId: string; readonly messageId: string; readonly address: string }[] {
  const file = join(stateFolder, 'ledger.sqlite');
  if (!existsSync(file)) return [];
  const db = new DatabaseSync(file, { readOnly: true, timeout: 15_000 });
  try {
    return db.prepare('SELECT address, delivery_id, message_id FROM deliveries').all().map((row) => ({ address: String(row['address']), deliveryId: String(row['delivery_id'] ?? ''), messageId: String(row['message_id'] ?? '') }));
  } finally {
    db.close();
  }
}
