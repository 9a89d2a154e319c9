import { describe, expect, test } from 'vitest';
import { maybeSubscription, parseUnsubscribeSecret, writeToken } from '../../src/delivery/unsubscribe-token.ts';

const SECRET = 'a-secret-of-enough-length-0123456789';
const keys = parseUnsubscribeSecret(SECRET);
const someone = { address: 'me@example.org', brief: 'open-models' };

test('what was sealed is read again, in the one spelling of an address', () => {
  expect(maybeSubscription(keys, writeToken(keys, someone))).toEqual(someone);
  expect(maybeSubscription(keys, writeToken(keys, { address: 'ME@Bücher.de', brief: '' }))).toEqual({ address: 'me@xn--bcher-kva.de', brief: '' });
  expect(writeToken(keys, { ...someone, address: 'ME@example.org' })).toBe(writeToken(keys, someone));
});

test('the longest address fits, and a token is one word of an address line', () => {
  const long = { address: `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.org`, brief: 'x'.repeat(60) };
  const token = writeToken(keys, long);
  expect(token).toMatch(/^[A-Za-z0-9_-]{1,800}$/);
  expect(maybeSubscription(keys, token)).toEqual(long);
});

test('it shows neither reader nor brief, and two readers have little in common', () => {
  const token = writeToken(keys, someone);
  const bytes = Buffer.from(token, 'base64url').toString('latin1');
  for (const part of ['me@', 'example', 'open-models']) expect(`${token} ${bytes}`).not.toContain(part);
  const other = Buffer.from(writeToken(keys, { ...someone, address: 'mf@example.org' }), 'base64url');
  const same = [...Buffer.from(token, 'base64url')].filter((byte, i) => byte === other[i]).length;
  expect(same).toBeLessThan(6);
});

describe('refused', () => {
  test('every change of one bit or letter, every cut, every addition', () => {
    const token = writeToken(keys, someone);
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(maybeSubscription(keys, changed.toString('base64url'))).toBeUndefined();
    }
    for (let i = 0; i < token.length; i++) {
      expect(maybeSubscription(keys, token.slice(0, i))).toBeUndefined();
      for (const letter of ['A', '_', ' ', '=', '\n']) if (token[i] !== letter) expect(maybeSubscription(keys, `${token.slice(0, i)}${letter}${token.slice(i + 1)}`)).toBeUndefined();
    }
    expect([`${token}A`, `${token}=`, `${token} `, ` ${token}`, token + token].map((t) => maybeSubscription(keys, t))).toEqual(Array.from({ length: 5 }, () => undefined));
  });

  test.each(['', 'A', '..', '../../etc/passwd', '%41', 'A'.repeat(100), 'A'.repeat(1_000_000), '\0'])('%#', (token) => expect(maybeSubscription(keys, token)).toBeUndefined());

  test('one made with another secret', () => {
    expect(maybeSubscription(parseUnsubscribeSecret('another-secret-of-enough-length'), writeToken(keys, someone))).toBeUndefined();
  });
});

describe('the secret', () => {
  test('an old link is read after a change, as long as the old secret stands behind the new one', () => {
    const both = parseUnsubscribeSecret(`a-new-secret-of-enough-length-1 \n${SECRET}`);
    expect(maybeSubscription(both, writeToken(keys, someone))).toEqual(someone);
    expect(writeToken(both, someone)).not.toBe(writeToken(keys, someone));
    expect(maybeSubscription(keys, writeToken(both, someone))).toBeUndefined();
  });

  test.each([[undefined, 'MISSING'], ['', 'MISSING'], ['  ', 'MISSING'], ['hunter22-short', 'SHORT'], [`${SECRET} hunter22`, 'SHORT']])('%j is refused without a word of it', (value, code) => {
    try {
      parseUnsubscribeSecret(value);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ status: 2, problems: [{ code: `UNSUBSCRIBE_SECRET_${code}` }] });
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter22');
    }
  });
});
