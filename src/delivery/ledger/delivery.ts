// The noun of this folder: one issue on its way to one person, and the states it can be in. Must not know the database.
import type { PdfForm } from '../recipients/recipient.ts';

/**
 * planned → frozen (composed, hashed, on the disk) → sending → accepted | refused | deferred | unknown.
 * deferred → sending again, or expired when its window is over. withdrawn: unsubscribed, off the list or overtaken before it was sent.
 * A row that is found in `sending` by nobody's sender is unknown: the message may have arrived.
 */
export const STATES = ['planned', 'frozen', 'sending', 'accepted', 'refused', 'deferred', 'unknown', 'expired', 'withdrawn'] as const;
export type DeliveryState = (typeof STATES)[number];

/** Times are milliseconds since 1970. */
export interface Delivery {
  readonly id: number;
  readonly issue: number;
  readonly key: string;
  readonly address: string;
  readonly name: string;
  /** Folder name of the edition: `open-models.letter`. */
  readonly edition: string;
  readonly form: PdfForm;
  readonly state: DeliveryState;
  /** Empty until it is frozen, like the four after it. */
  readonly deliveryId: string;
  readonly messageId: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The `Date` header. */
  readonly date: number;
  readonly attempts: number;
  /** 0: none yet. */
  readonly firstTry: number;
  /** When it was last claimed; 0: never. */
  readonly lastTry: number;
  /** Of a deferred one; 0 otherwise. */
  readonly nextTry: number;
  /** `mail.example.org:587` of the last try. */
  readonly server: string;
  /** The server's last words, or why the state is what it is. */
  readonly answer: string;
  readonly updated: number;
}

export interface Issue {
  readonly id: number;
  readonly brief: string;
  readonly month: string;
  /** 1, and one more for every correction that is sent. */
  readonly version: number;
}

/** True when nothing more will happen to it and it reached its reader. */
export function isSettled(state: DeliveryState): boolean {
  return state === 'accepted' || state === 'withdrawn';
}
