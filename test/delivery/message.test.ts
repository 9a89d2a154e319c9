import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/delivery/address.ts';
import { composeMessage, composeSample, contactOf } from '../../src/delivery/message.ts';
import type { MessageInput } from '../../src/delivery/message-input.ts';
import { makeBriefing, makeMail, makePdf, makePng, sha256 } from './fixtures.ts';

const pdf = makePdf();
const input = (change: Partial<MessageInput> = {}): MessageInput => ({
  briefing: makeBriefing(), mail: makeMail(change.briefing ?? makeBriefing()), pdf, from: parseAddress('"Policy Désk, Ltd" <desk@example.org>'), to: parseAddress('me@bücher.de'), isProof: true,
  edition: '2025-11/open-models', digest: sha256('edition'), sequence: 0, date: Date.UTC(2026, 0, 2, 3, 4, 5), ...change,
});
const parse = async (bytes: Uint8Array) => simpleParser(Buffer.from(bytes));
const headOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '';

describe('structure', () => {
  test('is mixed(alternative(plain, related(html, pictures)), pdf), and all arrive byte for byte', async () => {
    const { bytes } = await composeMessage(input());
    const text = Buffer.from(bytes).toString('latin1');
    const types = [...text.matchAll(/^Content-Type: ([a-z/]+)/gim)].map((m) => m[1]);
    expect(types).toEqual(['multipart/mixed', 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png', 'image/png', 'application/pdf']);
    const mail = await simpleParser(Buffer.from(bytes), { keepCidLinks: true });
    expect(mail.attachments.map((a) => [a.filename, a.contentDisposition, a.cid])).toEqual([
      ['use.png', 'inline', 'use@figure'], ['downloads.png', 'inline', 'downloads@figure'], ['open-models-2025-11.pdf', 'attachment', undefined],
    ]);
    expect([...String(mail.html).matchAll(/src="cid:([^"]+)"/g)].map((m) => m[1])).toEqual(['use@figure', 'downloads@figure']);
    expect(mail.attachments[0]?.content.equals(makePng('use'))).toBe(true);
    const document = mail.attachments[2];
    expect(document).toMatchObject({ filename: 'open-models-2025-11.pdf', contentType: 'application/pdf', contentDisposition: 'attachment' });
    expect(document?.content.equals(pdf)).toBe(true);
  });

  test('has the headers of a machine\'s message and no second of any kind', async () => {
    const message = await composeMessage(input({ replyTo: parseAddress('reply@example.org') }));
    const mail = await parse(message.bytes);
    expect(mail.subject).toBe('Proof: Open models monthly, November 2025');
    expect(mail.from?.value).toEqual([{ address: 'desk@example.org', name: 'Policy Désk, Ltd' }]);
    expect(mail.replyTo?.value).toEqual([{ address: 'reply@example.org', name: '' }]);
    expect(mail.date).toEqual(new Date(Date.UTC(2026, 0, 2, 3, 4, 5)));
    expect(mail.messageId).toBe(message.messageId);
    expect(message.messageId).toMatch(/^<[0-9a-f]{40}@example\.org>$/);
    expect(Object.fromEntries(['auto-submitted', 'content-language', 'x-delivery-id', 'x-edition', 'mime-version'].map((k) => [k, mail.headers.get(k)]))).toEqual({
      'auto-submitted': 'auto-generated', 'content-language': 'en-GB', 'x-delivery-id': message.deliveryId, 'x-edition': '2025-11/open-models', 'mime-version': '1.0',
    });
    expect(headOf(message.bytes)).toMatch(/^To: me@xn--bcher-kva\.de$/m);
    const names = mail.headerLines.map((line) => line.key);
    expect(new Set(names).size).toBe(names.length);
  });

  test('goes over any server: 7-bit, CRLF only, short lines, ends with a line end', async () => {
    const { bytes } = await composeMessage(input({ briefing: makeBriefing({ title: `Modèles ouverts ${'très '.repeat(60)}` }) }));
    const text = Buffer.from(bytes).toString('latin1');
    expect(bytes.every((b) => b < 128 && b !== 0)).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(200);
    expect(text.endsWith('\r\n')).toBe(true);
  });
});

describe('sameness', () => {
  test('the same inputs make the same bytes', async () => {
    const [a, b] = [await composeMessage(input()), await composeMessage(input())];
    expect(a.sha256).toBe(b.sha256);
    expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
    expect(a.sha256).toBe(sha256(a.bytes));
  });

  test.each<[string, Partial<MessageInput>]>([
    ['another recipient', { to: parseAddress('you@example.org') }],
    ['another edition', { digest: sha256('other') }],
    ['the next of the same', { sequence: 1 }],
  ])('%s has another Message-ID', async (_, change) => {
    expect((await composeMessage(input(change))).messageId).not.toBe((await composeMessage(input())).messageId);
  });

  test('only the case of the recipient, or another date, is the same delivery', async () => {
    const { messageId } = await composeMessage(input());
    expect((await composeMessage(input({ to: parseAddress('ME@BÜCHER.de'), date: 0 }))).messageId).toBe(messageId);
  });
});

describe('the sample', () => {
  test('is the issue without a recipient, dated by the day of publication, and always the same', async () => {
    const bytes = await composeSample({ briefing: makeBriefing(), pdf, mail: makeMail(makeBriefing()) });
    expect(Buffer.compare(bytes, await composeSample({ briefing: makeBriefing(), pdf, mail: makeMail(makeBriefing()) }))).toBe(0);
    const mail = await parse(bytes);
    expect(mail.to).toBeUndefined();
    expect(headOf(bytes)).not.toMatch(/^(To|Cc|Bcc):/im);
    expect(mail.subject).toBe('Open models monthly, November 2025');
    expect(mail.date).toEqual(new Date('2025-12-12T12:00:00Z'));
    expect(mail.from?.value).toEqual([{ address: 'desk@example.org', name: 'Policy Desk' }]);
    expect(mail.text).not.toMatch(/proof/i);
    expect(mail.attachments.at(-1)?.content.equals(pdf)).toBe(true);
  });

  test('has a sender also when the contact is a web address', async () => {
    const briefing = makeBriefing({ brief: { ...makeBriefing().brief, contact: 'https://example.org/contact' } });
    expect(contactOf(briefing)).toBeUndefined();
    const mail = await parse(await composeSample({ briefing, pdf, mail: makeMail(briefing) }));
    expect(mail.from?.value[0]?.address).toBe('briefing@example.invalid');
    expect(mail.html).toContain('<a href="https://example.org/contact"');
  });
});

describe('words', () => {
  test('the plain part reads like the first page', async () => {
    const { text } = await parse((await composeMessage(input())).bytes);
    const lines = (text ?? '').split('\n');
    expect(lines.slice(0, 4)).toEqual(['Open models monthly, November 2025', 'Issue 11', 'Published: 12 December 2025', 'Data as of: 10 December 2025']);
    expect(text).toContain('Proof. It was sent to this address only');
    expect(text).toContain('\nBottom line\nChinese-origin models lead new derivatives, while the United States\nkeeps its lead in chips.\n');
    expect(text).toContain('* 385.3\u00a0million Qwen passed Llama in cumulative downloads, as reported\n  by Bloomberg.\n  Cumulative downloads on Hugging Face, November 2025, against\n  346.2\u00a0million for Llama\n  Up · Moderate confidence\n');
    expect(text).toContain('routers\n  (https://example.org/rankings?a=1&b=2)');
    expect(text).toContain('\n  Low confidence\n');
    expect(text).toContain('Every number here is in the whole brief with its source');
    expect(text).toContain('Contact: desk@example.org');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(72);
  });

  test('are the edition\'s own', async () => {
    const briefing = makeBriefing({ words: { ...makeBriefing().words, mail_proof: 'probedruck', bottom_line: 'kurz gesagt' } });
    const mail = await parse((await composeMessage(input({ briefing }))).bytes);
    expect(mail.subject).toMatch(/^Probedruck: /);
    expect(mail.text).toContain('\nKurz gesagt\n');
    expect(mail.html).toContain('>Kurz gesagt</h2>');
  });

  test('a draft says so', async () => {
    const edition = { ...makeBriefing().edition, status: 'draft' as const, statusLabel: 'Draft' };
    const mail = await parse((await composeMessage(input({ briefing: makeBriefing({ edition }) }))).bytes);
    expect(mail.text?.replaceAll('\n', ' ')).toContain('The edition is still a draft');
    expect(mail.text).toContain('\nIssue 11 · Draft\n');
    expect(mail.html).toContain('The edition is still a draft');
  });

  test('a long word and a text without spaces do not break the part', async () => {
    const briefing = makeBriefing({ bottomLine: [`https://example.org/${'a'.repeat(300)} 日本語`.repeat(3)] });
    const { text } = await parse((await composeMessage(input({ briefing }))).bytes);
    expect(text).toContain('a'.repeat(300));
  });
});

describe('the HTML part', () => {
  const htmlOf = async (change: Partial<MessageInput> = {}): Promise<string> => String((await simpleParser(Buffer.from((await composeMessage(input(change))).bytes), { keepCidLinks: true })).html);

  test('has language and direction outside and inside, a title, and presentation tables only', async () => {
    const edition = { ...makeBriefing().edition, locale: 'ar', dir: 'rtl' as const };
    for (const [html, lang, dir] of [[await htmlOf(), 'en-GB', 'ltr'], [await htmlOf({ briefing: makeBriefing({ edition }) }), 'ar', 'rtl']] as const) {
      expect(html).toContain(`<html lang="${lang}" dir="${dir}">`);
      expect(html).toMatch(new RegExp(`<body[^>]*>\\n<div [^>]*lang="${lang}" dir="${dir}"`));
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      const tables = html.match(/<table[^>]*>/g) ?? [];
      expect(tables.length).toBeGreaterThan(0);
      expect(tables.every((tag) => tag.includes('role="presentation"'))).toBe(true);
      expect(html.match(/<h1/g)).toHaveLength(1);
    }
  });

  test('loads nothing from anywhere: no script, style sheet or remote address, pictures from the message itself', async () => {
    const html = await htmlOf();
    expect(html).not.toMatch(/<(script|link|iframe|object|form|svg)\b|\bsrc="(?!cid:)|url\(|@import|javascript:/i);
    expect(html).not.toMatch(/<!--\[(?!if mso|endif)/);
    expect(Buffer.byteLength(html)).toBeLessThan(20_000);
  });

  test('does not run what the document holds', async () => {
    const evil = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const base = makeBriefing();
    const html = await htmlOf({
      briefing: makeBriefing({
        title: evil, bottomLine: [evil, { href: 'javascript:alert(1)', text: 'a' }, { href: 'https://x"onmouseover="alert(1)', text: 'b' }, { href: 'data:text/html,x', text: 'c' }, { text: evil, lang: '"><script>' }],
        brief: { ...base.brief, publisher: evil, licence: evil, contact: 'javascript:alert(1)' },
        edition: { ...base.edition, locale: 'en', nextLabel: evil, statusLabel: evil, status: 'updated' },
        words: { ...base.words, bottom_line: evil },
      }),
    });
    expect(html).not.toMatch(/<script|<img(?! src="cid:)|href="(?!https?:|mailto:)/i);
    const tags = html.match(/<[^>]+>/g) ?? [];
    expect(tags.some((tag) => / on[a-z]+=/i.test(tag))).toBe(false);
  });
});

describe('attempts to write headers of one\'s own', () => {
  const evil = 'x\r\nBcc: evil@evil.org\r\nX-Injected: 1\r\n\r\nbody\u2028\u0085\u0000\u001b[31m\u202E';
  test('from title, names, contact, locale, month and file name', async () => {
    const base = makeBriefing();
    const briefing = makeBriefing({
      title: evil, brief: { ...base.brief, name: `open${evil}"; filename="evil.exe`, publisher: evil, contact: `a@b.org${evil}` },
      edition: { ...base.edition, locale: 'en', month: `2025-11${evil}`, variant: `../${evil}` }, words: { ...base.words, mail_proof: evil },
    });
    const message = await composeMessage(input({ briefing, from: { address: 'desk@example.org', name: evil }, to: { address: 'me@example.org', name: evil }, edition: evil }));
    const head = headOf(message.bytes);
    expect(head).not.toMatch(/^(bcc|x-injected|cc)\s*:/im);
    const mail = await parse(message.bytes);
    expect(mail.headerLines.map((line) => line.key).sort()).toEqual([
      'auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress', 'x-delivery-id', 'x-edition',
    ]);
    expect([mail.to].flat().flatMap((t) => t?.value ?? []).map((v) => v.address)).toEqual(['me@example.org']);
    expect(mail.subject).not.toMatch(/[\u0000-\u001f\u0085\u2028\u202e]/u);
    expect(mail.attachments).toHaveLength(3);
    expect(mail.attachments[2]?.filename).toMatch(/^[A-Za-z0-9_-]+\.pdf$/);
  });

  test('a document that holds what looks like a boundary stays one part', async () => {
    const first = await composeMessage(input());
    const boundary = /boundary="([^"]+)"/.exec(headOf(first.bytes))?.[1] ?? '';
    const briefing = makeBriefing({ bottomLine: [`\n--${boundary}--\n--${boundary}\nContent-Type: text/html\n\n<b>x</b>\n.\n`] });
    const message = await composeMessage(input({ briefing, digest: sha256(JSON.stringify(briefing)) }));
    expect((await parse(message.bytes)).attachments).toHaveLength(3);
  });
});

describe('size', () => {
  test('above 10 MB it is refused before anything is sent; above 5 MB the sender is told', async () => {
    await expect(composeMessage(input({ pdf: new Uint8Array(7_400_000) }))).rejects.toMatchObject({ status: 1, problems: [{ code: 'MESSAGE_TOO_LARGE' }] });
    const large = await composeMessage(input({ pdf: new Uint8Array(4_000_000) }));
    expect(large.warnings.join()).toMatch(/5\.5 MB/);
    expect((await composeMessage(input())).warnings).toEqual([]);
  });

  test('HTML that mail programs cut is told about', async () => {
    const mail = makeMail(makeBriefing());
    const { warnings } = await composeMessage(input({ mail: { ...mail, html: mail.html.replace('</body>', `${'<p>word</p>'.repeat(8000)}</body>`) } }));
    expect(warnings.join()).toMatch(/HTML part/);
  });

  test('a link takes the place of a PDF that is too large, and the reader is told where it leads', async () => {
    const link = 'https://example.org/archive/2025-11/open-models/brief.pdf?a=1&b=2';
    const message = await composeMessage(input({ pdf: new Uint8Array(7_400_000), link }));
    expect(message.warnings.join()).toMatch(/10 MB, so it has a link/);
    const mail = await parse(message.bytes);
    expect(mail.attachments.map((a) => a.contentType)).toEqual(['image/png', 'image/png']);
    expect(mail.text).toContain(`\nThe whole brief\nThe whole brief with figures, method and sources is a PDF under this\naddress.\n${link}\nopen-models-2025-11.pdf (PDF, 7.4 MB)\n`);
    expect(mail.html).toContain('href="https://example.org/archive/2025-11/open-models/brief.pdf?a=1&#38;b=2"');
    expect(`${mail.text} ${String(mail.html)}`).not.toMatch(/attached as a PDF/);
    await expect(composeMessage(input({ limit: 1000, link }))).rejects.toMatchObject({ problems: [{ code: 'MESSAGE_TOO_LARGE' }] });
  });

  test('a reader may want a link; without an archive that cannot be', async () => {
    const message = await composeMessage(input({ document: 'linked', link: 'https://example.org/x.pdf' }));
    expect([message.parts.map((p) => p.type), message.warnings]).toEqual([['text/plain', 'text/html', 'image/png', 'image/png'], []]);
    await expect(composeMessage(input({ document: 'linked' }))).rejects.toMatchObject({ status: 2, problems: [{ code: 'MESSAGE_NO_LINK' }] });
  });
});
