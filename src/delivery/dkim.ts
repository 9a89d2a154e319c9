// Signs a composed message with the key of BRIEFWRIGHT_DKIM_KEY, the same bytes for the same message. Must not show the key.
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import DKIM from 'nodemailer/lib/dkim';
import { failure } from '../errors.ts';

export interface DkimSigner {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * Every header that says who, what, when or how to leave. nodemailer's own list lacks List-Unsubscribe-Post,
 * without which a receiver does not offer one-click unsubscribing (RFC 8058, 4).
 */
export const SIGNED_HEADERS: readonly string[] = [
  'From', 'Reply-To', 'To', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References', 'MIME-Version', 'Content-Type', 'Content-Language', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post',
  'Auto-Submitted', 'X-Edition', 'X-Delivery-ID',
];

/** Fewer bits are not to be verified (RFC 8301, 3.2). */
const LEAST_BITS = 1024;
const MAKE = 'openssl genrsa -out dkim.pem 2048';

/** `path` is the value of BRIEFWRIGHT_DKIM_KEY. Throws DKIM_KEY_MISSING, DKIM_KEY_UNREADABLE or DKIM_KEY_INVALID (status 2), none with a byte of the key. */
export async function readDkimSigner(path: string | undefined, dkim: { readonly domain: string; readonly selector: string }): Promise<DkimSigner> {
  if (path === undefined || path === '') {
    throw failure('DKIM_KEY_MISSING', 'The brief asks for DKIM signatures, but BRIEFWRIGHT_DKIM_KEY is not set.', { hint: `Set it to the path of an RSA key in PEM form (${MAKE}).` });
  }
  const text = await readFile(path, 'utf8').catch(() => {
    throw failure('DKIM_KEY_UNREADABLE', 'The file that BRIEFWRIGHT_DKIM_KEY names cannot be read.', { file: path });
  });
  const bits = maybeBits(text);
  if (bits === undefined) throw failure('DKIM_KEY_INVALID', 'The file that BRIEFWRIGHT_DKIM_KEY names is not an RSA key in PEM form without a password.', { file: path, hint: `Make one: ${MAKE}.` });
  if (bits < LEAST_BITS) throw failure('DKIM_KEY_INVALID', `The DKIM key has ${bits} bits; receivers ignore signatures with fewer than ${LEAST_BITS}.`, { file: path, hint: `Make a new one: ${MAKE}.` });
  return { domain: dkim.domain, selector: dkim.selector, privateKey: text };
}

/** The message with its signature on top. RSA signatures of this kind have no chance in them, and there is no time in the header. */
export async function signMessage(bytes: Uint8Array, signer: DkimSigner): Promise<Uint8Array> {
  const dkim = new DKIM({ domainName: signer.domain, keySelector: signer.selector, privateKey: signer.privateKey, headerFieldNames: SIGNED_HEADERS.join(':') });
  const chunks: Buffer[] = [];
  for await (const chunk of dkim.sign(Buffer.from(bytes))) chunks.push(chunk as Buffer);
  const signed = Buffer.concat(chunks);
  // With a key that cannot sign, the library passes the message on without a word.
  if (!signed.subarray(0, 15).toString('latin1').startsWith('DKIM-Signature:')) throw failure('DKIM_FAILED', 'The message could not be signed.', { hint: 'Check the key of BRIEFWRIGHT_DKIM_KEY.' }, 1);
  return signed;
}

/** True when a DMARC check (RFC 9989, relaxed) counts the signature for the sender. */
export function isAligned(domain: string, sender: string): boolean {
  const host = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase();
  return host === domain || host.endsWith(`.${domain}`) || domain.endsWith(`.${host}`);
}

function maybeBits(pem: string): number | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}
