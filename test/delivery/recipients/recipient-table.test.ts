import { describe, expect, test } from 'vitest';
import { BriefwrightError } from '../../../src/errors.ts';
import { parseRecipients } from '../../../src/delivery/recipients/recipient-table.ts';

const problemsOf = (text: string) => {
  try {
    parseRecipients(text, 'list.csv');
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
  return [];
};
const short = (text: string): readonly string[] => problemsOf(text).map((p) => `${p.line}:${p.column} ${p.code}`);

test('a full list is read, and an address alone is enough', () => {
  expect(parseRecipients('address,name,groups,locale,variant,pdf,active\nAda@Bücher.de,"Lovelace, Ada (Dr.)",policy press;policy,de-at,letter,link,no\n', 'l')).toEqual([
    { address: 'Ada@xn--bcher-kva.de', key: 'ada@xn--bcher-kva.de', name: 'Lovelace, Ada (Dr.)', groups: ['policy', 'press'], locale: 'de-AT', variant: 'letter', form: 'link', isActive: false, line: 2 },
  ]);
  expect(parseRecipients('address\na@example.org\r\nb@example.org', 'l')).toMatchObject([{ address: 'a@example.org', name: '', groups: [], form: 'attachment', isActive: true, line: 2 }, { line: 3 }]);
});

test('every mistake of every line is named at once, with its place and without another line\'s text', () => {
  const found = problemsOf('address,name,groups,locale,variant,pdf,active\nsecret@example.org,,,,,,\nnot-one,N<x@y.org>,Big Team,x_y,A B,fax,maybe\n');
  expect(found.map((p) => `${p.line}:${p.column} ${p.code}`)).toEqual([
    '3:1 RECIPIENT_ADDRESS', '3:9 RECIPIENT_NAME', '3:20 RECIPIENT_GROUP', '3:20 RECIPIENT_GROUP', '3:29 RECIPIENT_LOCALE', '3:33 RECIPIENT_VARIANT', '3:37 RECIPIENT_PDF', '3:41 RECIPIENT_ACTIVE',
  ]);
  expect(JSON.stringify(found)).not.toContain('secret@');
});

describe('one mailbox twice', () => {
  test.each([
    ['the same', 'a@example.org', 'a@example.org'],
    ['case before the @', 'Ada@example.org', 'ada@example.org'],
    ['case of the domain', 'a@example.org', 'a@EXAMPLE.ORG'],
    ['letters and their encoding', 'a@bücher.de', 'a@xn--bcher-kva.de'],
    ['composed and decomposed', 'a@b\u00fccher.de', 'a@bu\u0308cher.de'],
    ['dots at Gmail', 'a.b.c@gmail.com', 'abc@gmail.com'],
    ['the other name of Gmail', 'ab@googlemail.com', 'a.b@gmail.com'],
    ['composed and decomposed before the @', 'jos\u00e9@example.org', 'jose\u0301@example.org'],
    ['case of letters outside ASCII', 'Пётр@example.org', 'пётр@example.org'],
  ])('%s', (_, one, other) => {
    expect(problemsOf(`address\n${one}\n${other}\n`)).toMatchObject([{ code: 'RECIPIENT_TWICE', line: 3, message: expect.stringContaining('line 2') }]);
  });

  test.each([['dots elsewhere', 'a.b@example.org', 'ab@example.org'], ['a tag', 'a+x@gmail.com', 'a@gmail.com'], ['another domain', 'a@example.org', 'a@example.com']])('not: %s', (_, one, other) => {
    expect(short(`address\n${one}\n${other}\n`)).toEqual([]);
  });
});

test.each([
  ['a digit for a letter', 'a@example.org', 'b@examp1e.org'],
  ['nought for o', 'a@google.com', 'b@g00gle.com'],
  ['rn for m', 'a@modem.org', 'b@rnodem.org'],
  ['an accent', 'a@example.org', 'b@éxample.org'],
])('a domain that looks like another of the list is refused: %s', (_, one, other) => {
  expect(short(`address\n${one}\n${other}\n`)).toEqual(['3:1 RECIPIENT_LOOK_ALIKE']);
});

test.each([
  ['an accent', 'müller@example.org', 'muller@example.org'],
  ['the same the other way round', 'muller@example.org', 'müller@example.org'],
  ['an i without its dot', 'ivan@example.org', 'ıvan@example.org'],
  ['two accents', 'пётр@example.org', 'петр@example.org'],
])('an address that looks like another of its domain is refused where letters outside ASCII are in play: %s', (_, one, other) => {
  expect(short(`address\n${one}\n${other}\n`)).toEqual(['3:1 RECIPIENT_LOOK_ALIKE']);
  expect(short(`address\n${one}\n${other.replace('example.org', 'example.com')}\n`)).toEqual([]);
});

test('addresses in the letters of their language are good, in Unicode form C', () => {
  expect(parseRecipients('address\nпётр@почта.рф\njose\u0301@example.org\n田中@example.jp\n', 'l').map((r) => [r.address, r.key])).toEqual([['пётр@xn--80a1acny.xn--p1ai', 'пётр@xn--80a1acny.xn--p1ai'], ['jos\u00e9@example.org', 'jos\u00e9@example.org'], ['田中@example.jp', '田中@example.jp']]);
});

describe('attacks through the list', () => {
  test.each([
    ['a header after a line break', '"b@y.org\r\nBcc: evil@evil.org"'],
    ['a line feed at the end', '"b@y.org\n"'],
    ['a second address', '"a@example.org, b@example.org"'],
    ['a name that is an address', 'a@b <c@d.org>'],
    ['a quoted part', '"""a@b x""@evil.org"'],
    ['a group', '"team: a@example.org;"'],
    ['a route', '@relay.org:a@example.org'],
    ['a comment', 'a(b)@example.org'],
    ['an IP address', 'user@[127.0.0.1]'],
    ['another direction', 'a@example.org\u202e'],
    ['an invisible letter', 'a\u200b@example.org'],
    ['Cyrillic in Latin', 'a@p\u0430ypal.com'],
    ['Cyrillic in Latin before the @', '\u0430dmin@example.org'],
    ['only look-alikes before the @', '\u0441\u0430\u0440\u0430@example.org'],
    ['only look-alikes', 'a@\u0430\u0440\u0440\u04cf\u0435.com'],
    ['400 letters', `${'a'.repeat(390)}@example.org`],
    ['a formula', '=cmd|calc@example.org'.replace('@', '!@')],
    ['nothing', '""'],
    ['a name beside it', 'Ada <ada@example.org>'],
    ['angle brackets', '<ada@example.org>'],
  ])('%s', (_, cell) => {
    expect(problemsOf(`address,name\n${cell},\n`).map((p) => p.code)).toEqual(['RECIPIENT_ADDRESS']);
  });

  test.each([['a line break', '"A\r\nBcc: e@e.org"'], ['an override', 'A\u202eB'], ['an address', 'x@y.org'], ['a lost letter', 'M\ufffdller'], ['200 letters', 'n'.repeat(200)]])('a name with %s', (_, cell) => {
    expect(problemsOf(`address,name\na@example.org,${cell}\n`).map((p) => p.code)).toEqual(['RECIPIENT_NAME']);
  });

  test('a name with a joiner, an apostrophe, any script', () => {
    for (const name of ['O’Neill', 'र्\u200dय', '山田 太郎', 'Şükrü', "D'Arcy"]) expect(short(`address,name\na@example.org,${name}\n`)).toEqual([]);
  });
});

test.each([
  ['nothing at all', '', 'CSV_EMPTY'],
  ['no person', 'address,name\n', 'RECIPIENTS_EMPTY'],
  ['no address', 'name\nAda\n', 'RECIPIENT_COLUMN'],
  ['an unknown column', 'address,adress\na@example.org,\n', 'RECIPIENT_COLUMN'],
  ['a column twice', 'address,address\na@example.org,b@example.org\n', 'CSV_DUPLICATE_COLUMN'],
  ['a cell too many', 'address\na@example.org,b\n', 'CSV_RAGGED_ROW'],
  ['an open quote', 'address\n"a@example.org\n', 'CSV_QUOTE'],
  ['NUL', 'address\na@exam\0ple.org\n', 'CSV_NUL'],
])('a list with %s is refused whole', (_, text, code) => {
  expect(problemsOf(text).map((p) => p.code)).toContain(code);
  expect(problemsOf(text).every((p) => p.text === undefined)).toBe(true);
});

test('10,000 people are read in a moment', () => {
  const started = performance.now();
  expect(parseRecipients(`address\n${Array.from({ length: 10_000 }, (_, i) => `reader${i}@example.org\n`).join('')}`, 'l')).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(10_000);
});
