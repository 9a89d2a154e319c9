// Which reader a returned message was written to, by what only that message carried. Must not take a report's word for it.
import { maybeLedger, textOf } from '../ledger/ledger.ts';
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
  for (const { deliveryId, messageId, address } of [...await readReceipts(stateFolder), ...await readLedger(stateFolder)]) {
    for (const id of [deliveryId, messageId]) if (id !== '') sent.set(id, addressKey(address));
  }
  return (returned) => {
    const token = /\/([A-Za-z0-9_-]{20,800})>/.exec(returned.get('list-unsubscribe') ?? '')?.[1];
    const known = token === undefined || keys === undefined ? undefined : maybeSubscription(keys, token);
    return known?.address ?? sent.get(returned.get('x-delivery-id') ?? '') ?? sent.get(returned.get('message-id') ?? '');
  };
}

async function readLedger(stateFolder: string): Promise<readonly { readonly deliveryId: string; readonly messageId: string; readonly address: string }[]> {
  const ledger = await maybeLedger(stateFolder);
  try {
    // An erased person has left empty fields.
    return ledger?.rows("SELECT address, delivery_id, message_id FROM deliveries WHERE delivery_id <> ''").map((row) => ({ address: textOf(row, 'address'), deliveryId: textOf(row, 'delivery_id'), messageId: textOf(row, 'message_id') })) ?? [];
  } finally {
    ledger?.close();
  }
}
