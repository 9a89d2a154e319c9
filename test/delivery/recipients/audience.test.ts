import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBrief } from '../../../src/config/brief.ts';
import type { BriefConfig } from '../../../src/config/brief-config.ts';
import { resolveAudience } from '../../../src/delivery/recipients/audience.ts';
import { readRecipients } from '../../../src/delivery/recipients/recipient-source.ts';
import { parseRecipients } from '../../../src/delivery/recipients/recipient-table.ts';
import { addSuppression, readSuppressions } from '../../../src/delivery/suppression.ts';
import { makeFolder } from '../fixtures.ts';

const brief = (email: string): BriefConfig => parseBrief(`
title: T
question: Q?
publisher: P
contact: desk@example.org
licence: CC
first: 2025-11
locale: en-GB
locales: [en-GB, de]
variants: [{name: letter, page: Letter}]
sections: [{id: s, items: [{table: t}, {figure: f}]}]
figures: {f: {metric: m, chart: c}}
email: {from: desk@example.org${email}}
`, 'b.yaml', 'open-models', '/');

const LIST = `address,name,groups,locale,variant,active
all@example.org,,policy,,,
german@example.org,,policy press,de,,
letter@example.org,,policy,,letter,
both@example.org,,policy,de,letter,
off@example.org,,policy,,,no
press@example.org,,press,,,
gone@example.org,,policy,,,
outside@example.com,,policy,,,
`;

describe('who gets what', () => {
  test('groups, language, variant, suppression and the domains of a trial', async () => {
    const state = await makeFolder();
    await addSuppression(state, { address: 'GONE@example.org', brief: 'open-models', reason: 'unsubscribed', time: '2026-11-01T00:00:00Z', note: '' });
    await addSuppression(state, { address: 'all@example.org', brief: 'another-brief', reason: 'unsubscribed', time: '2026-11-01T00:00:00Z', note: '' });
    const audience = resolveAudience(brief(', groups: [policy], allow_domains: [example.org]'), parseRecipients(LIST, 'l'), await readSuppressions(state));
    expect(audience.readers.map((r) => [r.recipient.address, r.edition])).toEqual([
      ['all@example.org', 'open-models'], ['german@example.org', 'open-models.de'], ['letter@example.org', 'open-models.letter'], ['both@example.org', 'open-models.letter.de'],
    ]);
    expect(audience.others.map((o) => [o.recipient.address, o.absence, o.reason])).toEqual([
      ['off@example.org', 'inactive', 'not active'], ['press@example.org', 'other-group', 'in none of the brief\'s groups'],
      ['gone@example.org', 'suppressed', 'unsubscribed on 2026-11-01'], ['outside@example.com', 'held-back', 'example.com is not among allow_domains'],
    ]);
  });

  test('an unsubscribed mailbox is not written to under another spelling', async () => {
    const state = await makeFolder();
    await addSuppression(state, { address: 'A.B@gmail.com', brief: '', reason: 'unsubscribed', time: '2026-11-01T00:00:00Z', note: '' });
    const list = await readSuppressions(state);
    for (const address of ['ab@gmail.com', 'a.b@googlemail.com']) expect(() => resolveAudience(brief(''), parseRecipients(`address\n${address}\n`, 'l'), list)).toThrowError(/RECIPIENTS_NOBODY/);
  });

  test('everybody, where the brief names no group', async () => {
    expect(resolveAudience(brief(''), parseRecipients(LIST, 'l'), await readSuppressions(await makeFolder())).readers).toHaveLength(7);
  });

  test('a variant or language that the brief has not is refused with its line', async () => {
    const list = parseRecipients('address,locale,variant\na@example.org,fr,lettre\nb@example.org,de,\n', 'l');
    await expect(async () => resolveAudience(brief(''), list, await readSuppressions(await makeFolder()))).rejects.toMatchObject({
      status: 2, problems: [{ code: 'RECIPIENT_VARIANT', line: 2, hint: expect.stringContaining('Try "letter"') }, { code: 'RECIPIENT_LOCALE', line: 2 }],
    });
  });
});

describe('where the list comes from', () => {
  const read = (root: string, command?: readonly string[], env = process.env) => readRecipients({ root, env, signal: new AbortController().signal, ...(command === undefined ? {} : { command }) });

  test('the private file, also as a spreadsheet saves it', async () => {
    const root = await makeFolder();
    await mkdir(join(root, 'data', 'private'), { recursive: true });
    await writeFile(join(root, 'data', 'private', 'recipients.csv'), '\ufeffaddress,name\r\na@example.org,Ada\r\n');
    expect(await read(root)).toMatchObject([{ address: 'a@example.org', name: 'Ada' }]);
  });

  test('none, not text, not readable', async () => {
    const root = await makeFolder();
    await expect(read(root)).rejects.toMatchObject({ status: 2, problems: [{ code: 'RECIPIENTS_MISSING', hint: expect.stringContaining('address,name') }] });
    const file = join(root, 'data', 'private', 'recipients.csv');
    await mkdir(join(root, 'data', 'private'), { recursive: true });
    await writeFile(file, Buffer.from([0x61, 0xff, 0xfe]));
    await expect(read(root)).rejects.toMatchObject({ problems: [{ code: 'RECIPIENTS_UNREADABLE' }] });
    await chmod(file, 0);
  });

  test('a program, in the project folder, without a shell and without secrets', async () => {
    const root = await makeFolder();
    const script = 'process.stdout.write("address,name\\n" + process.argv.slice(1).join("") + "@example.org," + (process.env.SMTP_URL ?? "no secret") + "\\n")';
    const command = [process.execPath, '-e', script, 'a;b$(c)'.replace(/[;$()]/g, '')];
    expect(await read(root, command, { ...process.env, SMTP_URL: 'smtp://u:p@h' })).toMatchObject([{ address: 'abc@example.org', name: 'no secret' }]);
    expect(await read(root, [process.execPath, '-e', 'process.stdout.write("address\\n" + (process.argv[1] === "$HOME" ? "literal" : "shell") + "@example.org\\n")', '$HOME'])).toMatchObject([{ address: 'literal@example.org' }]);
  });

  test.each([
    ['fails', [process.execPath, '-e', 'console.error("no such table"); process.exit(3)'], /no such table/],
    ['is not there', ['no-such-program-here'], /ENOENT/],
    ['prints half a list and fails', [process.execPath, '-e', 'process.stdout.write("address\\na@example.org\\n"); process.exit(1)'], /failed/],
  ] as const)('a program that %s stops everything', async (_, command, text) => {
    await expect(read(await makeFolder(), command)).rejects.toMatchObject({ status: 1, problems: [{ code: 'RECIPIENTS_COMMAND', message: expect.stringMatching(text) }] });
  });
});
