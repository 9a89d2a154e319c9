// What a message is made of. Must not compose.
import type { Briefing } from '../document/briefing.ts';
import type { MailParts } from '../render/mail/mail-parts.ts';
import type { MailAddress } from './address.ts';
import type { DkimSigner } from './dkim.ts';

export interface MessageInput {
  readonly briefing: Briefing;
  readonly pdf: Uint8Array;
  /** The edition's texts and pictures for messages. */
  readonly mail: MailParts;
  readonly from: MailAddress;
  /** Left out in a sample. */
  readonly to?: MailAddress;
  readonly replyTo?: MailAddress;
  readonly isProof: boolean;
  /** `2025-11/open-models`. */
  readonly edition: string;
  /** SHA-256 in hex that names the bytes of the edition. */
  readonly digest: string;
  /** How many messages of this edition this recipient has had before: a new number makes a new Message-ID. */
  readonly sequence: number;
  /** The `Date` header, milliseconds since 1970. */
  readonly date: number;
  /** How the reader wants the PDF; attached when absent. `linked` needs `link`. */
  readonly document?: 'attached' | 'linked';
  /** Address of the PDF; where there is one, it takes the place of an attachment that is too large. */
  readonly link?: string;
  /** Bytes of the whole message; MESSAGE_LIMIT when absent. */
  readonly limit?: number;
  /** `open-models.example.org`. */
  readonly listId?: string;
  /** https address that takes this reader off the list by one POST (RFC 8058). */
  readonly unsubscribe?: string;
  /** For a correction: Message-IDs of the versions that this reader has or may have, the oldest first. */
  readonly references?: readonly string[];
  readonly dkim?: DkimSigner;
}

export interface MessagePart {
  readonly type: string;
  readonly fileName?: string;
  /** Before the transfer encoding. */
  readonly bytes: number;
}
