// The noun of this folder: one person on the list, checked. Must not know an edition.

/** How the PDF reaches a person. */
export type PdfForm = 'attachment' | 'link';

export interface Recipient {
  /** The domain in lower-case A-labels, the part before the @ as written, in Unicode form C; mostly ASCII. */
  readonly address: string;
  /** The one spelling that addresses are compared by; see `mailboxKey`. */
  readonly key: string;
  /** Unicode form C; may be empty. */
  readonly name: string;
  readonly groups: readonly string[];
  /** BCP 47; empty: the brief's own. */
  readonly locale: string;
  /** Empty: the brief itself. */
  readonly variant: string;
  readonly form: PdfForm;
  readonly isActive: boolean;
  /** Line of the list, from 1. */
  readonly line: number;
}

/** `Ada <ada@example.org>`, or the address alone. */
export function formatRecipient({ name, address }: Pick<Recipient, 'name' | 'address'>): string {
  return name === '' ? address : `${name} <${address}>`;
}
