// Whether the DKIM signature on top of a message holds for a key (RFC 6376). Must not fetch the key; the DNS check compares it with the published one.
import { createHash, createPublicKey, verify } from 'node:crypto';

/** Undefined when there is no signature; `covers` are the names of the signed fields, lower-case. */
export interface SignatureCheck {
  readonly isGood: boolean;
  readonly covers: readonly string[];
}

/** `privateKey` in PEM: what was signed with it must hold for its public half. Knows relaxed canonicalization, RSA and SHA-256, which is what we write. */
export function checkSignature(message: Uint8Array, privateKey: string): SignatureCheck | undefined {
  const text = Buffer.from(message).toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  const fields = text.slice(0, split).split(/\r\n(?![ \t])/);
  const [first = ''] = fields;
  if (!/^DKIM-Signature:/i.test(first)) return undefined;
  const tags = new Map(first.slice(first.indexOf(':') + 1).split(';').map((tag): [string, string] => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replace(/\s+/g, '')]));
  const covers = (tags.get('h') ?? '').toLowerCase().split(':');
  const bodyHash = createHash('sha256').update(relaxBody(text.slice(split + 4)), 'latin1').digest('base64');
  // Of a field that occurs more than once the lowest is taken first (5.4.2).
  const left = fields.slice(1).reverse();
  const signed = covers.flatMap((name) => {
    const at = left.findIndex((field) => field.slice(0, field.indexOf(':')).trim().toLowerCase() === name);
    return at < 0 ? [] : left.splice(at, 1).map(relaxField);
  });
  const own = relaxField(first.replace(/(;\s*b=)[^;]*/, '$1'));
  const isGood = tags.get('bh') === bodyHash && verify('sha256', Buffer.from(`${signed.map((field) => `${field}\r\n`).join('')}${own}`, 'latin1'), createPublicKey(privateKey), Buffer.from(tags.get('b') ?? '', 'base64'));
  return { isGood, covers };
}

function relaxField(field: string): string {
  const at = field.indexOf(':');
  return `${field.slice(0, at).trim().toLowerCase()}:${field.slice(at + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim()}`;
}

function relaxBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return lines.join('\r\n').replace(/(?:\r\n)+$/, '').concat('\r\n').replace(/^\r\n$/, '');
}
