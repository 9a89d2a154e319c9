import { describe, expect, test } from 'vitest';
import { checkAddress, maybeAddress, maybeSender, parseAddress, parseSender } from '../../src/delivery/address.ts';

const long = (n: number) => 'a'.repeat(n);

describe('accepted', () => {
  const cases: readonly [string, string, string][] = [
    ['me@example.org', 'me@example.org', ''],
    ['  me@example.org ', 'me@example.org', ''],
    ['Me.Too+tag@Example.ORG', 'Me.Too+tag@example.org', ''],
    ['Ada Lovelace <ada@example.org>', 'ada@example.org', 'Ada Lovelace'],
    ['"Lovelace, Ada (Dr.)" <ada@example.org>', 'ada@example.org', 'Lovelace, Ada (Dr.)'],
    ['"a \\"b\\" c" <ada@example.org>', 'ada@example.org', 'a "b" c'],
    ['山田太郎 <t@example.jp>', 't@example.jp', '山田太郎'],
    ['<me@example.org>', 'me@example.org', ''],
    ['a@Bücher.de', 'a@xn--bcher-kva.de', ''],
    ['a@xn--bcher-kva.de', 'a@xn--bcher-kva.de', ''],
    ['a@faß.de', 'a@xn--fa-hia.de', ''],
    ['a@日本語テスト.jp', 'a@xn--zckzah9945czlbtz6h.jp', ''],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai', ''],
    ['a@خط.com', 'a@xn--tgbs.com', ''],
    ["o'neil_{x}/~@sub.example.co.uk", "o'neil_{x}/~@sub.example.co.uk", ''],
    ['root@localhost', 'root@localhost', ''],
    [`${long(64)}@example.org`, `${long(64)}@example.org`, ''],
    ['пётр@example.org', 'пётр@example.org', ''],
    ['Пётр Иванов <пётр.иванов+список@почта.рф>', 'пётр.иванов+список@xn--80a1acny.xn--p1ai', 'Пётр Иванов'],
    ['jose\u0301@example.org', 'josé@example.org', ''],
    ['田中tanaka@example.jp', '田中tanaka@example.jp', ''],
    ['δοκιμή@example.org', 'δοκιμή@example.org', ''],
    ['สมชาย@example.org', 'สมชาย@example.org', ''],
    ['राम@example.org', 'राम@example.org', ''],
    ['петр@example.org', 'петр@example.org', ''],
    ['a@сорт.рф', 'a@xn--n1aebg.xn--p1ai', ''],
    ['a@пример.орг', 'a@xn--e1afmkfd.xn--c1avg', ''],
    // Its readers know these letters: the domain has them too.
    ['сара@почта.рф', 'сара@xn--80a1acny.xn--p1ai', ''],
    [`${'я'.repeat(32)}@example.org`, `${'я'.repeat(32)}@example.org`, ''],
  ];
  test.each(cases)('%s', (text, address, name) => {
    expect(checkAddress(text)).toEqual({ ok: true, value: { address, name } });
  });
});

describe('refused, with the reason', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['empty', '', /empty/],
    ['spaces only', '   ', /empty/],
    ['no @', 'example.org', /no @/],
    ['nothing before the @', '@example.org', /before the @/],
    ['nothing after the @', 'me@', /domain/],
    ['CRLF and a header', 'b@y.org\r\nBcc: evil@evil.org', /line break/],
    ['line feed in the name', 'Name\nBcc: e@e.org <b@y.org>', /line break/],
    ['trailing line feed', 'me@example.org\n', /line break/],
    ['NUL', 'me\0@example.org', /control/],
    ['line separator', 'me\u2028@example.org', /control/],
    ['bidi override', 'me@example.org\u202E', /direction/],
    ['bidi isolate in the name', 'A\u2067B <me@example.org>', /direction/],
    ['zero-width space', 'm\u200Be@example.org', /invisible/],
    ['soft hyphen in the domain', 'me@exam\u00ADple.org', /invisible/],
    ['variation selector', 'me@example\uFE0F.org', /invisible/],
    ['Hangul filler', 'me@example\u3164.org', /invisible/],
    ['lone surrogate', 'me\uD800@example.org', /half a character/],
    ['double dot before', 'a..b@example.org', /dot too many/],
    ['leading dot', '.a@example.org', /dot too many/],
    ['trailing dot before', 'a.@example.org', /dot too many/],
    ['double dot after', 'a@b..org', /dot too many|empty label/],
    ['trailing dot after', 'a@example.org.', /empty label/],
    ['quoted local part', '"a@b x"@evil.org', /quoted/],
    ['quoted with spaces', '"a b"@example.org', /quoted/],
    ['two at signs', 'a@b@example.org', /more than one @/],
    ['two addresses', 'a@example.org, b@example.org', /more than one address/],
    ['two addresses, semicolon', 'a@example.org;b@example.org', /more than one address/],
    ['nested angle', 'a@b <c@d.org>', /name looks like/],
    ['two angles', '<a@b.org> <c@d.org>', /name looks like/],
    ['text after angle', '<a@b.org> x', /angle/],
    ['unclosed angle', 'Name <a@b.org', /angle/],
    ['group', 'team: a@example.org, b@example.org;', /more than one address|group/],
    ['group around angle', 'team: A <a@example.org>', /group/],
    ['route', '@relay.org,@two.org:a@example.org', /group|route|more than one/],
    ['route in angle', '<@relay.org:a@example.org>', /route/],
    ['percent route', 'a%evil.org@example.org', /not accepted/],
    ['bang path', 'evil!a@example.org', /not accepted/],
    ['comment', 'a(comment)@example.org', /comment/],
    ['comment in the name', 'Name (x) <a@example.org>', /comment/],
    ['unbalanced quote', '"Name <a@example.org>', /quotation/],
    ['IP literal', 'user@[127.0.0.1]', /IP address/],
    ['IPv6 literal', 'user@[IPv6:::1]', /groups|IP address|colon/],
    ['bare IP', 'user@127.0.0.1', /IP address/],
    ['short IP', 'user@127.1', /IP address/],
    ['hex IP', 'user@0x7f.1', /IP address/],
    ['one label', 'me@example', /no dot/],
    ['numeric last label', 'me@example.123', /number|IP|valid/],
    ['underscore', 'me@a_b.org', /letters, digits/],
    ['percent in the domain', 'me@exa%6Dple.org', /letters, digits/],
    ['port', 'me@example.org:25', /letters, digits/],
    ['hyphen first', 'me@-a.org', /hyphen/],
    ['hyphen last', 'me@a-.org', /hyphen/],
    ['fullwidth letters', 'me@ｅxample.org', /stand for others/],
    ['ideographic full stop', 'me@example。org', /letters, digits|stand for/],
    ['ligature', 'me@ﬁle.org', /stand for others/],
    ['broken A-label', 'me@xn--a.org', /encoded|valid/],
    ['Cyrillic а in Latin', 'me@pаypal.com', /mixes/],
    ['Greek omicron in Latin', 'me@gοogle.com', /mixes/],
    ['the same as an A-label', 'me@xn--pypal-4ve.com', /mixes/],
    ['all Cyrillic look-alikes', 'me@аррӏе.com', /look like Latin/],
    ['all Cyrillic look-alikes with an es', 'me@сосо.com', /look like Latin/],
    ['all look-alikes, A-label', 'me@xn--80ak6aa92e.com', /look like Latin/],
    ['Cyrillic а in Latin before the @', 'аdmin@example.org', /mixes/],
    ['Greek omicron in Latin before the @', 'gοogle@example.org', /mixes/],
    ['two scripts with a dot between', 'иван.smith@example.org', /mixes/],
    ['all look-alikes before the @', 'сара@example.org', /look like Latin/],
    ['the same with digits and dots', 'с.ара1@example.org', /look like Latin/],
    ['fullwidth before the @', 'ｊoe@example.org', /stand for others.*joe/],
    ['ligature before the @', 'ﬁle@example.org', /stand for others/],
    ['an emoji before the @', '😀@example.org', /character that is not accepted/],
    ['an accent alone', '\u0301a@example.org', /accents without a letter/],
    ['a heap of accents', `a${'\u0316\u0317\u0318\u0319\u031c'}@example.org`, /accents without a letter/],
    ['66 bytes before the @', `${'я'.repeat(33)}@example.org`, /66 bytes/],
    ['a quoted word outside ASCII', '"пётр"@example.org', /quoted/],
    ['65 before the @', `${long(65)}@example.org`, /65 characters/],
    ['400 characters', `${long(388)}@example.org`, /characters/],
    ['64-character label', `a@${long(64)}.org`, /64 characters/],
    ['long domain', `a@${Array.from({ length: 5 }, () => long(60)).join('.')}.org`, /characters/],
    ['255 in all', `${long(60)}@${Array.from({ length: 3 }, () => long(62)).join('.')}.orgxx`, /characters/],
    ['space inside', 'a b@example.org', /space/],
    ['no-break space', 'a\u00A0b@example.org', /space/],
    ['name of 200', `${long(200)} <a@example.org>`, /name is 200/],
  ];
  test.each(cases)('%s', (_, text, reason) => {
    const result = checkAddress(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.reason).toMatch(reason);
    expect(maybeAddress(text)).toBeUndefined();
  });
});

test('the error names whose address it is and shows no control character', () => {
  expect(() => parseAddress('b@y.org\r\nBcc: \u202Eevil@evil.org', 'recipient')).toThrowError(/^ADDRESS_INVALID: The recipient "b@y\.org/);
  try {
    parseAddress('x\u001b[31m\u202E@y', 'recipient');
    expect.unreachable();
  } catch (error) {
    expect(String(error)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
  }
});

test('letters outside ASCII are for readers: no message is sent from such an address', () => {
  expect(() => parseSender('пётр@example.org')).toThrowError(/ADDRESS_INVALID: The sender "пётр@example\.org" is not accepted: .*outside ASCII/);
  expect(maybeSender('пётр@example.org')).toBeUndefined();
  expect([parseSender('desk@bücher.de').address, maybeSender('desk@example.org')?.address]).toEqual(['desk@xn--bcher-kva.de', 'desk@example.org']);
});
