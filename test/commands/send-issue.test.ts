// `send` to a list, as a user types it, in a project that `init` made: what is shown, what is written, and the exit status.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { parseCsv } from '../../src/csv.ts';
import { STATES } from '../../src/delivery/ledger/delivery.ts';
import { parseRecipients } from '../../src/delivery/recipients/recipient-table.ts';
import { recordEffects } from '../cli/fixture.ts';
import { formatRows } from '../../src/history/snapshot-rows.ts';
import { freezeSnapshot } from '../../src/history/snapshot-freeze.ts';
import { makeBriefing, makeFolder, makePdf, sha256, writeEdition } from '../delivery/fixtures.ts';
import { startFaultServer, startMailServer } from '../delivery/servers.ts';

const EDITION = '2026-08/monthly';

async function makeProject(list = 'address,name\nada@example.org,Ada\nbob@example.org,Bob\noff@example.org,\n', email = ''): Promise<string> {
  const root = join(await makeFolder(), 'project');
  await main(['init', root, '--starter', 'blank'], recordEffects({}).effects);
  const base = makeBriefing();
  await writeEdition(join(root, 'out'), makeBriefing({ brief: { ...base.brief, name: 'monthly' }, edition: { ...base.edition, month: '2026-08', published: '2026-09-14', asOf: '2026-09-10' } }), makePdf(500));
  await mkdir(join(root, 'data', 'private'), { recursive: true });
  await writeFile(join(root, 'data', 'private', 'recipients.csv'), list);
  const yaml = join(root, 'data', 'briefs', 'monthly.yaml');
  await writeFile(yaml, `${await readFile(yaml, 'utf8')}\nemail:\n  from: The desk <desk@example.org>\n  rate: { per_minute: 60000 }\n${email}`);
  return root;
}

async function run(root: string, argv: readonly string[], port?: number): Promise<{ status: number; out: string; err: string }> {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], ...(port === undefined ? {} : { SMTP_URL: `smtp://127.0.0.1:${port}` }) }, now: () => Date.UTC(2026, 8, 20, 8) });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

const stateOf = async (root: string): Promise<string[]> => (await readdir(join(root, '.briefwright'), { recursive: true })).sort();

test('without --yes: who would get what, a sample without a recipient, and nothing else', async () => {
  const root = await makeProject('address,name,active\nada@example.org,Ada,\noff@example.org,,no\n');
  const { status, out } = await run(root, ['send', EDITION]);
  expect(status).toBe(0);
  expect(out).toMatch(/^Would send 2026-08\/monthly to 1 of 2 on the list \(nothing was sent; add --yes to send\):/);
  expect(out).toMatch(/ada@example\.org +Ada +monthly +attachment +would get it/);
  expect(out).toMatch(/off@example\.org +gets nothing: not active/);
  const sample = out.trimEnd().split('\n').at(-1) ?? '';
  expect(sample).toBe(join(root, '.briefwright', 'samples', '2026-08-monthly.eml'));
  const text = await readFile(sample, 'latin1');
  expect(text).toMatch(/^From: The desk <desk@example\.org>/m);
  expect(text).not.toMatch(/^(To|Cc|Bcc):|ada@example/m);
  expect(await stateOf(root)).toEqual(['samples', 'samples/2026-08-monthly.eml']);
  const json = JSON.parse((await run(root, ['send', EDITION, '--json'])).out) as Record<string, unknown>;
  expect(json).toMatchObject({ ok: true, outcome: 'not-sent', readers: [{ address: 'ada@example.org', what: 'would get it' }, { address: 'off@example.org' }] });
});

test('with --yes: sent once, status by reader, and a second run that does nothing', async () => {
  const root = await makeProject();
  const server = await startMailServer();
  expect(await run(root, ['send', EDITION, '--yes'], server.port)).toEqual({ status: 0, out: '2026-08/monthly: 3 accepted\n', err: '' });
  expect(await run(root, ['send', EDITION, '--yes'], server.port)).toEqual({ status: 0, out: '2026-08/monthly: 3 accepted\n', err: '' });
  expect(server.mails.flatMap((m) => m.to)).toEqual(['ada@example.org', 'bob@example.org', 'off@example.org']);
  expect((await run(root, ['send', EDITION])).out).toMatch(/to 0 of 3 [\s\S]*ada@example\.org .* has it/);
  const csv = parseCsv((await run(root, ['send', EDITION, '--status'])).out, 'status.csv');
  expect(csv.rows.map((r) => [r.cells['address'], r.cells['state'], r.cells['attempts'], r.cells['edition']])).toEqual([['ada@example.org', 'accepted', '1', '2026-08/monthly'], ['bob@example.org', 'accepted', '1', '2026-08/monthly'], ['off@example.org', 'accepted', '1', '2026-08/monthly']]);
  expect(JSON.parse((await run(root, ['send', EDITION, '--status', '--json'])).out)).toHaveLength(3);
  expect(await run(root, ['send', EDITION, '--stop'])).toEqual({ status: 0, out: '', err: 'No sending is running.\n' });
});

test('somebody who did not get it: named with the server\'s words, status 1, and again 1 the next time', async () => {
  const root = await makeProject();
  const words: Readonly<Record<string, readonly [number, string]>> = { 'bob@example.org': [550, 'no such \u001b[31muser'], 'off@example.org': [451, 'later'] };
  const server = await startMailServer({ onRcptTo: (to, _, done) => {
    const answer = words[to.address];
    done(answer === undefined ? null : Object.assign(new Error(answer[1]), { responseCode: answer[0] }));
  } });
  const first = await run(root, ['send', EDITION, '--yes'], server.port);
  expect(first).toMatchObject({ status: 1, out: '2026-08/monthly: 1 accepted, 1 refused, 1 put off by the server\n' });
  expect(first.err).toMatch(/^refused {3}bob@example\.org {2}550 no such .*user\ndeferred {2}off@example\.org {2}451 later {2}\(next try 2026-09-20T08:05/m);
  expect(first.err).not.toContain('\u001b');
  expect(first.err).toContain('Run the same command again to go on.');
  const json = await run(root, ['send', EDITION, '--yes', '--json'], server.port);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, counts: { accepted: 1, refused: 1, deferred: 1, unknown: 0 }, open: [{ address: 'bob@example.org', state: 'refused' }, { address: 'off@example.org', state: 'deferred' }] });
  expect(server.mails).toHaveLength(1);
});

test('unknown: said, with what to do, and never sent again', async () => {
  const root = await makeProject('address\nada@example.org\n');
  const broken = await startFaultServer({ dot: 'drop' });
  const first = await run(root, ['send', EDITION, '--yes'], broken.port);
  expect(first).toMatchObject({ status: 1, out: '2026-08/monthly: 1 unknown\n', err: expect.stringMatching(/unknown {3}ada@example\.org[\s\S]*reconcile 2026-08\/monthly/) });
  const server = await startMailServer();
  expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 1, out: '2026-08/monthly: 1 unknown\n' });
  expect(server.mails).toEqual([]);
});

describe('nothing goes out', () => {
  test('when the check of the edition fails, and every reason is named at once', async () => {
    const root = await makeProject(undefined, '  approval: true\n  stale_days: 5\n  embargo: { time: "09:00", zone: UTC }\n');
    const sources = join(root, 'data', 'registry', 'sources.yaml');
    await writeFile(sources, (await readFile(sources, 'utf8')).replace(/^ {2}url: .*$/m, '  url: javascript:alert(1)').replace(/^(\s+)url: https.*$/m, '$1url: nonsense'));
    const server = await startFaultServer({});
    const ran = await run(root, ['send', EDITION, '--yes'], server.port);
    expect(ran).toMatchObject({ status: 2, out: '' });
    for (const code of ['EDITION_NOT_APPROVED', 'EDITION_STALE', 'sources.yaml']) expect(ran.err).toContain(code);
    const dry = await run(root, ['send', EDITION]);
    expect(dry.status).toBe(2);
    expect(dry.err).toContain('EDITION_NOT_APPROVED');
    expect(dry.out).toContain('Would send');
    expect(server.connections()).toBe(0);
    expect(await stateOf(root)).not.toContain('ledger.sqlite');
  });

  test('without an approval that is asked for (status 1); with one it goes', async () => {
    const root = await makeProject('address\nada@example.org\n', '  approval: true\n');
    const server = await startMailServer();
    expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 1, err: expect.stringContaining('briefwright approve 2026-08/monthly') });
    expect(await run(root, ['approve', EDITION, '--by', 'Maria'])).toMatchObject({ status: 0 });
    expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 0 });
    expect(server.mails).toHaveLength(1);
  });

  test.each([
    ['changed bytes', 'EDITION_CHANGED', async (root: string) => writeFile(join(root, 'out', '2026-08', 'monthly', 'brief.pdf'), makePdf(3))],
    ['a bad list', 'RECIPIENT_ADDRESS', async (root: string) => writeFile(join(root, 'data', 'private', 'recipients.csv'), 'address\nada@example.org\n"b@y.org\r\nBcc: e@e.org"\n')],
    ['no list', 'RECIPIENTS_MISSING', async (root: string) => (await import('node:fs/promises')).rm(join(root, 'data', 'private', 'recipients.csv'))],
  ] as const)('with %s', async (_, code, spoil) => {
    const root = await makeProject();
    await spoil(root);
    const server = await startFaultServer({});
    expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(code) });
    expect(server.connections()).toBe(0);
  });

  test('with figures of a source that were found implausible and that nobody accepted; with a reason in the brief it goes', async () => {
    const root = await makeProject('address\nada@example.org\n');
    const table = formatRows([]);
    await freezeSnapshot(root, {
      stores: [], table, provenance: {
        version: 1, tool: 'test', month: '2026-08', revision: 1, run: 'a', frozenAt: '2026-09-05T08:00:00.000Z', observations: { sha256: sha256(table), rows: 0 }, inputs: [],
        sources: [{ id: 'counter', publisher: 'P', title: 'A counter', url: 'https://example.org/counter', licence: 'CC0', attribution: '', counts: 'requests', countsNot: 'people', base: 'https://example.org', figures: 'running', verdict: 'suspect', reasons: ['It fell to a tenth.'], notes: [], rows: 0, compared: { added: 0, changed: 0, gone: 0 }, captures: [] }],
      },
    });
    const server = await startMailServer();
    const ran = await run(root, ['send', EDITION, '--yes'], server.port);
    expect(ran).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/COLLECTED_SUSPECT[\s\S]*It fell to a tenth/) });
    expect(server.mails).toEqual([]);
    const yaml = join(root, 'data', 'briefs', 'monthly.yaml');
    await writeFile(yaml, `${await readFile(yaml, 'utf8')}\naccept: [{ source: counter, reason: the promotion has ended }]\n`);
    expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 0, out: '2026-08/monthly: 1 accepted\n' });
  });

  test('to anybody outside the domains of a trial', async () => {
    const root = await makeProject('address\nada@example.org\nbob@example.com\n', '  allow_domains: [example.org]\n');
    const server = await startMailServer();
    expect(await run(root, ['send', EDITION, '--yes'], server.port)).toMatchObject({ status: 0 });
    expect(server.mails.flatMap((m) => m.to)).toEqual(['ada@example.org']);
  });
});

test('the list in the README is a good one, and its table explains every state that a reader can be left in', async () => {
  const readme = await readFile(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const list = /```csv\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(parseRecipients(list, 'README.md').map((r) => [r.address, r.form, r.isActive])).toEqual([['ada@example.org', 'attachment', true], ['maria@xn--bcher-kva.example', 'link', true], ['former@example.org', 'attachment', false]]);
  const explained = [...readme.matchAll(/^\| (\w+) \| [^|]+ \| [^|]+ \|$/gm)].map((m) => m[1] ?? '');
  // "planned" and "sending" are never what a run leaves.
  expect(STATES.filter((state) => !['planned', 'sending'].includes(state) && !explained.includes(state))).toEqual([]);
});

describe('the owner', () => {
  const OWNER = '  owner: The owner <owner@example.org>\n';
  const refusing = (words: Readonly<Record<string, readonly [number, string]>>) => startMailServer({ onRcptTo: (to, _, done) => {
    const answer = words[to.address];
    done(answer === undefined ? null : Object.assign(new Error(answer[1]), { responseCode: answer[0] }));
  } });
  const textsTo = (mails: readonly { to: readonly string[]; bytes: Buffer }[]): string[] => mails.filter((m) => m.to.includes('owner@example.org')).map((m) => m.bytes.toString());

  test('is told once who did not get it, by the same server, and the readers are not', async () => {
    const root = await makeProject(undefined, OWNER);
    const server = await refusing({ 'bob@example.org': [550, 'no such \u001b[31muser'], 'off@example.org': [451, 'later'] });
    const first = await run(root, ['send', EDITION, '--yes'], server.port);
    expect(first.err).toContain('The owner was told.');
    const [text, ...more] = textsTo(server.mails);
    expect(more).toEqual([]);
    expect(text).toMatch(/^Subject: .*2026-08: one reader did not get it\r$/m);
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(text).toContain('refused   bob@example.org  550 no such');
    expect(text).toContain('--as not-delivered');
    expect(text).not.toContain('off@example.org');
    expect(server.mails.filter((m) => m.to.includes('ada@example.org'))).toHaveLength(1);
    const again = JSON.parse((await run(root, ['send', EDITION, '--yes', '--json'], server.port)).out) as { owner: string };
    expect([again.owner, textsTo(server.mails).length]).toEqual(['known', 1]);
  });

  test('is not bothered when all is well, nor where nobody is named', async () => {
    const server = await startMailServer();
    expect(JSON.parse((await run(await makeProject(undefined, OWNER), ['send', EDITION, '--yes', '--json'], server.port)).out)).toMatchObject({ ok: true, owner: 'nothing to tell' });
    const other = await refusing({ 'bob@example.org': [550, 'no'] });
    expect(JSON.parse((await run(await makeProject(), ['send', EDITION, '--yes', '--json'], other.port)).out)).toMatchObject({ ok: false, owner: 'no owner' });
    expect([server.mails, other.mails].map((mails) => mails.length)).toEqual([3, 2]);
  });

  test('cannot be told by a server that is down: said, and tried again with the next run', async () => {
    const root = await makeProject('address\nada@example.org\n', OWNER);
    const broken = await startFaultServer({ dot: 'drop' });
    const down = await startFaultServer({ greeting: '554 go away' });
    await run(root, ['send', EDITION, '--yes'], broken.port);
    expect(broken.commands.filter((c) => c.startsWith('RCPT')).at(-1)).toBe('RCPT TO:<owner@example.org>');
    const other = await makeProject('address\nada@example.org\n', OWNER);
    expect((await run(other, ['send', EDITION, '--yes'], down.port)).err).toMatch(/The owner could not be told: Not sent: .*554 go away/);
    const half = await refusing({ 'ada@example.org': [550, 'gone'] });
    await run(other, ['send', EDITION, '--yes'], half.port);
    expect(textsTo(half.mails)).toHaveLength(1);
  });
});
