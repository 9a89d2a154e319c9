import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/delivery/address.ts';
import { composeMessage } from '../../src/delivery/message.ts';
import type { MessageInput } from '../../src/delivery/message-input.ts';
import { readMailing, messageOptions } from '../../src/delivery/mailing.ts';
import { maybeSubscription, parseUnsubscribeSecret } from '../../src/delivery/unsubscribe-token.ts';
import { makeBriefing, makeMail, makePdf, makePng, sha256 } from './fixtures.ts';

const pdf = makePdf();
const leave = `https://example.org/leave/${'A'.repeat(150)}`;
const compose = (change: Partial<MessageInput> = {}) => composeMessage({
  briefing: makeBriefing(), mail: makeMail(change.briefing ?? makeBriefing()), pdf, from: parseAddress('Désk <desk@example.org>'), to: parseAddress('Ünal <me@bücher.de>'), replyTo: parseAddress('answers@example.org'),
  isProof: false, edition: '2025-11/open-models', digest: sha256('x'), sequence: 0, date: Date.UTC(2026, 0, 2, 3, 4, 5), listId: 'open-models.example.org', unsubscribe: leave, ...change,
});
/** Raw fields, unfolded, by lower-case name. */
const fieldsOf = (bytes: Uint8Array): Map<string, string[]> => {
  const head = (Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '').replace(/\r\n([ \t])/g, '$1');
  const lines = head.split('\r\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return new Map([...Map.groupBy(lines, ([name]) => name)].map(([name, all]) => [name, all.map(([, value]) => value)]));
};

describe('the list', () => {
  test('is named once, and leaving is one field with one address and one click', async () => {
    const fields = fieldsOf((await compose()).bytes);
    expect(fields.get('list-id')).toEqual(['Open models monthly <open-models.example.org>']);
    expect(fields.get('list-unsubscribe')).toEqual([`<${leave}>`]);
    expect(fields.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect([...fields].filter(([, values]) => values.length > 1)).toEqual([]);
  });

  test('a title outside ASCII is encoded without touching the name of the list', async () => {
    const briefing = makeBriefing({ brief: { ...makeBriefing().brief, title: 'Modèles ouverts "mensuel", ein sehr langer Name für eine Liste von Leserinnen' } });
    const id = fieldsOf((await compose({ briefing })).bytes).get('list-id')?.[0] ?? '';
    expect(id).toMatch(/^(=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?=\s*)+ <open-models\.example\.org>$/);
  });

  test('without an address to leave by there is no such field, and no such sentence', async () => {
    const mail = makeMail(makeBriefing());
    const message = await composeMessage({ briefing: makeBriefing(), mail, pdf, from: parseAddress('desk@example.org'), isProof: true, edition: 'x', digest: sha256('x'), sequence: 0, date: 0 });
    expect([...fieldsOf(message.bytes).keys()].filter((name) => name.startsWith('list-'))).toEqual([]);
    expect(Buffer.from(message.bytes).toString('latin1')).not.toContain('Unsubscribe');
  });

  test('the reader finds the same address in both texts', async () => {
    const mail = await simpleParser(Buffer.from((await compose()).bytes));
    expect(mail.text).toContain(`Unsubscribe:\n${leave}`);
    expect(mail.html).toContain(`<a href="${leave}"`);
  });
});

describe('attempts to write a header of one\'s own', () => {
  test.each<[string, Partial<MessageInput>]>([
    ['a line break in the link', { unsubscribe: 'https://example.org/\r\nBcc: evil@evil.org' }], ['a second address in the link', { unsubscribe: 'https://example.org/a>, <mailto:evil@evil.org' }],
    ['a link without https', { unsubscribe: 'http://example.org/a' }], ['a script as a link', { unsubscribe: 'javascript:alert(1)' }], ['a space in the link', { unsubscribe: 'https://example.org/a b' }],
    ['a link that is too long for a line', { unsubscribe: `https://example.org/${'a'.repeat(1000)}` }], ['letters outside ASCII in the link', { unsubscribe: 'https://example.org/é' }],
    ['a list with a line break', { listId: 'a.example.org>\r\nX: 1' }], ['a list with a second name', { listId: 'a.example.org> <b.example.org' }], ['a list without a dot', { listId: 'list' }],
    ['a reference with a line break', { references: ['<a@b.org>\r\nBcc: <evil@evil.org>'] }], ['two references in one', { references: ['<a@b.org> <c@d.org>'] }],
  ])('%s is refused', async (_, change) => {
    await expect(compose(change)).rejects.toMatchObject({ problems: [{ code: 'MESSAGE_BAD_HEADER' }] });
  });

  test('names with commas, quotes, encoded words and other addresses stay names of one person', async () => {
    for (const name of ['Doe, Jane', '"x" <evil@evil.org>', 'evil@evil.org', '=?UTF-8?Q?evil=40evil.org?=', 'a\\"b', 'Ünal Ö, "Ä" <x>', 'a; b: c, d;', '\u202Egro.live']) {
      const { bytes } = await compose({ to: { address: 'me@example.org', name }, from: { address: 'desk@example.org', name } });
      const [one, two] = [await simpleParser(Buffer.from(bytes)), await PostalMime.parse(bytes)];
      expect([one.to].flat().flatMap((t) => t?.value ?? []).map((v) => v.address)).toEqual(['me@example.org']);
      expect(two.to?.map((t) => t.address)).toEqual(['me@example.org']);
      expect([one.from?.value.map((v) => v.address), two.from?.address]).toEqual([['desk@example.org'], 'desk@example.org']);
      expect(one.headerLines.map((l) => l.key).filter((k) => ['cc', 'bcc'].includes(k))).toEqual([]);
    }
  });
});

describe('two programs that share no code read the same message', () => {
  test.each([['attached', {}], ['linked', { document: 'linked', link: 'https://example.org/2025-11/open-models/brief.pdf' }], ['a proof', { isProof: true }]] as const)('%s', async (_, change) => {
    const { bytes, messageId, subject } = await compose(change);
    const [one, two] = [await simpleParser(Buffer.from(bytes), { keepCidLinks: true }), await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' })];
    expect([one.subject, two.subject]).toEqual([subject, subject]);
    expect([one.messageId, two.messageId]).toEqual([messageId, messageId]);
    expect([one.from?.value, two.from]).toEqual([[{ address: 'desk@example.org', name: 'Désk' }], { address: 'desk@example.org', name: 'Désk' }]);
    expect(two.to?.map((t) => t.name)).toEqual(['Ünal']);
    expect(two.replyTo?.map((t) => t.address)).toEqual(['answers@example.org']);
    expect(new Date(two.date ?? '').getTime()).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(two.text?.trim()).toBe(one.text?.trim());
    expect(two.html?.trim()).toBe(String(one.html).trim());
    const shown = two.attachments.map((a) => [a.filename, a.mimeType, a.disposition, a.contentId ?? '']);
    expect(shown).toEqual(one.attachments.map((a) => [a.filename, a.contentType, a.contentDisposition, a.contentId ?? '']));
    expect(shown).toHaveLength('document' in change ? 2 : 3);
    two.attachments.forEach((a, i) => expect(Buffer.from(a.content as ArrayBuffer).equals(one.attachments[i]?.content ?? Buffer.alloc(0))).toBe(true));
    expect(Buffer.from(two.attachments[0]?.content as ArrayBuffer).equals(makePng('use'))).toBe(true);
  });
});

describe('what the brief and the environment say', () => {
  const email = { from: 'desk@example.org', rate: { perMinute: 1, connections: 1, perConnection: 1 }, retry: { firstMinutes: 1, windowHours: 1 }, approval: false, limit: 5_000_000 };
  const secret = 'a-secret-of-enough-length-0123456789';

  test('a link that names this reader and this brief, and where the PDF is', async () => {
    const mailing = await readMailing({ ...email, listId: 'a.example.org', archive: 'https://example.org/archive/', unsubscribe: 'https://example.org/leave/' }, { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: secret });
    const made = messageOptions(mailing, { brief: 'open-models', edition: '2025-11/open-models.fr', address: 'Me@Example.org', document: 'linked' });
    expect(made).toMatchObject({ listId: 'a.example.org', limit: 5_000_000, document: 'linked', link: 'https://example.org/archive/2025-11/open-models.fr/brief.pdf' });
    const token = /^https:\/\/example\.org\/leave\/([A-Za-z0-9_-]+)$/.exec(made.unsubscribe ?? '')?.[1] ?? '';
    expect(maybeSubscription(parseUnsubscribeSecret(secret), token)).toEqual({ address: 'me@example.org', brief: 'open-models' });
    expect(messageOptions(mailing, { brief: 'open-models', edition: 'x' })).not.toHaveProperty('unsubscribe');
  });

  test('what is promised and cannot be kept is named, all of it', async () => {
    await expect(readMailing({ ...email, unsubscribe: 'https://example.org/leave', dkim: { domain: 'example.org', selector: 'a' } }, {})).rejects.toMatchObject({ status: 2, problems: [{ code: 'DKIM_KEY_MISSING' }, { code: 'UNSUBSCRIBE_SECRET_MISSING' }] });
    expect(await readMailing(undefined, {})).toEqual({});
  });
});
