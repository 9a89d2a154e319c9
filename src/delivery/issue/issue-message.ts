// The message of an issue for one reader, from the brief's settings and the edition. Must not read files or remember anybody.
import type { EmailConfig } from '../../config/email.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import { parseAddress, parseSender } from '../address.ts';
import type { MailAddress } from '../address.ts';
import type { BuiltEdition } from '../edition.ts';
import { messageOptions } from '../mailing.ts';
import type { Mailing } from '../mailing.ts';
import { composeMessage, contactOf } from '../message.ts';
import type { ComposedMessage } from '../message.ts';

export interface Senders {
  readonly from: MailAddress;
  readonly replyTo?: MailAddress;
  /** Envelope sender. */
  readonly bounceTo: string;
  /** Who is told when somebody did not get it. */
  readonly owner?: MailAddress;
}

/** Throws ADDRESS_INVALID for each address of the brief that is none, SEND_NO_SENDER where nobody is named (status 2). */
export function resolveSenders(email: EmailConfig | undefined, edition: BuiltEdition): Senders {
  const contact = contactOf(edition.briefing);
  const problems: BriefwrightError['problems'][number][] = [];
  const parse = (text: string | undefined, label: string, read = parseSender): MailAddress | undefined => {
    try {
      return text === undefined ? undefined : read(text, label);
    } catch (error) {
      if (error instanceof BriefwrightError) problems.push(...error.problems);
      else throw error;
      return undefined;
    }
  };
  const from = parse(email?.from, 'sender ("from" under "email")') ?? (email === undefined ? contact : undefined);
  const replyTo = parse(email?.replyTo, 'address for answers ("reply_to")') ?? (contact?.address === from?.address ? undefined : contact);
  const bounceTo = parse(email?.bounceTo, 'address for reports ("bounce_to")');
  const owner = parse(email?.owner, 'owner', parseAddress);
  if (problems.length > 0) throw new BriefwrightError(problems);
  if (from === undefined) throw failure('SEND_NO_SENDER', 'The brief does not say who sends it.', { hint: 'Write "email:" with "from: The desk <desk@example.org>" in the brief.' });
  return { from, bounceTo: (bounceTo ?? from).address, ...(replyTo === undefined ? {} : { replyTo }), ...(owner === undefined ? {} : { owner }) };
}

export interface IssueReader {
  readonly address: string;
  readonly name: string;
  readonly form: 'attachment' | 'link';
}

export interface IssueMessageInput {
  readonly edition: BuiltEdition;
  readonly senders: Senders;
  readonly mailing: Mailing;
  /** Left out in a sample. */
  readonly reader?: IssueReader;
  /** The `Date` header, milliseconds since 1970. */
  readonly date: number;
  /** Message-IDs of the versions that this reader has or may have, the oldest first. */
  readonly earlier?: readonly string[];
  /** Makes it a proof; another number makes another Message-ID. */
  readonly proof?: number;
}

/** The same bytes for the same input. Throws what composing throws. */
export function composeIssue({ edition, senders, mailing, reader, date, earlier = [], proof }: IssueMessageInput): Promise<ComposedMessage> {
  return composeMessage({
    briefing: edition.briefing, pdf: edition.pdf, mail: edition.mail, from: senders.from, isProof: proof !== undefined, edition: edition.label, digest: edition.digest, sequence: proof ?? 0, date,
    ...(earlier.length === 0 ? {} : { references: earlier }),
    ...(senders.replyTo === undefined ? {} : { replyTo: senders.replyTo }),
    ...messageOptions(mailing, {
      brief: edition.manifest.brief, edition: edition.label,
      ...(reader === undefined ? {} : { address: reader.address, document: reader.form === 'link' ? 'linked' as const : 'attached' as const }),
    }),
    ...(reader === undefined ? {} : { to: { address: reader.address, name: reader.name } }),
  });
}
