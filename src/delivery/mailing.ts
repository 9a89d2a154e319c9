// What the brief and the environment say about every message of a brief: list, signature, links, size. Must not read an edition or a reader.
import type { EmailConfig } from '../config/email.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { readDkimSigner } from './dkim.ts';
import type { DkimSigner } from './dkim.ts';
import type { MessageInput } from './message-input.ts';
import { documentLink, unsubscribeLink } from './links.ts';
import { parseUnsubscribeSecret } from './unsubscribe-token.ts';
import type { UnsubscribeKeys } from './unsubscribe-token.ts';

export interface Mailing {
  readonly listId?: string;
  readonly archive?: string;
  /** Bytes of a whole message; MESSAGE_LIMIT where absent. */
  readonly limit?: number;
  readonly dkim?: DkimSigner;
  readonly unsubscribe?: { readonly base: string; readonly keys: UnsubscribeKeys };
}

/** Throws the problems of the DKIM key and of the secret together (status 2): a message without what the brief promises does not leave. */
export async function readMailing(email: EmailConfig | undefined, env: Readonly<Record<string, string | undefined>>): Promise<Mailing> {
  if (email === undefined) return {};
  const problems: Problem[] = [];
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const wanted = email.dkim;
  const dkim = wanted === undefined ? undefined : await attempt(() => readDkimSigner(env['BRIEFWRIGHT_DKIM_KEY'], wanted));
  const keys = email.unsubscribe === undefined ? undefined : await attempt(() => parseUnsubscribeSecret(env['BRIEFWRIGHT_UNSUBSCRIBE_SECRET']));
  if (problems.length > 0) throw new BriefwrightError(problems);
  return {
    limit: email.limit, ...(email.listId === undefined ? {} : { listId: email.listId }), ...(email.archive === undefined ? {} : { archive: email.archive }), ...(dkim === undefined ? {} : { dkim }),
    ...(email.unsubscribe === undefined || keys === undefined ? {} : { unsubscribe: { base: email.unsubscribe, keys } }),
  };
}

export interface MailingReader {
  /** The brief that the reader leaves by the link. */
  readonly brief: string;
  /** `2025-11/open-models`. */
  readonly edition: string;
  /** Left out in a sample or a proof, which nobody can unsubscribe from. */
  readonly address?: string;
  readonly document?: 'attached' | 'linked';
}

/** What `composeMessage` needs beside sender, reader and edition. */
export function messageOptions(mailing: Mailing, reader: MailingReader): Pick<MessageInput, 'listId' | 'link' | 'limit' | 'dkim' | 'unsubscribe' | 'document'> {
  const { listId, archive, limit, dkim, unsubscribe } = mailing;
  return {
    ...(listId === undefined ? {} : { listId }), ...(limit === undefined ? {} : { limit }), ...(dkim === undefined ? {} : { dkim }), ...(archive === undefined ? {} : { link: documentLink(archive, reader.edition) }),
    ...(reader.document === undefined ? {} : { document: reader.document }),
    ...(unsubscribe === undefined || reader.address === undefined ? {} : { unsubscribe: unsubscribeLink(unsubscribe.base, unsubscribe.keys, { address: reader.address, brief: reader.brief }) }),
  };
}
