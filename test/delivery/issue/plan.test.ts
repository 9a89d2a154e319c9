import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { planPrepared } from '../../../src/delivery/issue/issue.ts';
import { makeBriefing, makePdf, writeEdition } from '../fixtures.ts';
import { startFaultServer, startMailServer } from '../servers.ts';
import { clockFrom, listOf, look, makeBrief, makeProject, NOW, prepare, run } from './support.ts';

const LIST = `address,name,locale,variant,active
a@example.org,A,,,
b@example.org,B,de,,
c@example.org,C,,letter,
off@example.org,Off,,,no
`;

describe('variants and languages', () => {
  test('each reader gets his edition; one that is not built stops all, with the number of readers', async () => {
    const project = await makeProject();
    await expect(prepare(project, LIST)).rejects.toMatchObject({ status: 2, problems: [{ code: 'EDITION_MISSING', message: expect.stringContaining('2025-11/open-models.de') }, { code: 'EDITION_MISSING' }] });
    await writeEdition(project.out, makeBriefing({ title: 'German' }), makePdf(10), '2025-11/open-models.de');
    await writeEdition(project.out, makeBriefing({ title: 'On Letter' }), makePdf(20), '2025-11/open-models.letter');
    const server = await startMailServer();
    await run(project, await prepare(project, LIST), server.port);
    expect(server.mails.map((m) => [m.to[0], /^Subject: (.*)$/m.exec(m.bytes.toString('latin1'))?.[1]?.trim()])).toEqual([['a@example.org', 'Open models monthly, November 2025'], ['b@example.org', 'German'], ['c@example.org', 'On Letter']]);
  });

  test('a variant that is named goes to its readers alone, and the rest follows later as if it were the first time', async () => {
    const project = await makeProject();
    await writeEdition(project.out, makeBriefing({ title: 'German' }), makePdf(10), '2025-11/open-models.de');
    await writeEdition(project.out, makeBriefing({ title: 'On Letter' }), makePdf(20), '2025-11/open-models.letter');
    const server = await startMailServer();
    await run(project, await prepare(project, LIST, { edition: '2025-11/open-models.de' }), server.port);
    expect(server.mails.flatMap((m) => m.to)).toEqual(['b@example.org']);
    await run(project, await prepare(project, LIST), server.port);
    expect(server.mails.flatMap((m) => m.to)).toEqual(['b@example.org', 'a@example.org', 'c@example.org']);
  });
});

describe('who joins and who leaves', () => {
  test('late joiners get it when asked for, once', async () => {
    const project = await makeProject();
    const server = await startMailServer();
    await run(project, await prepare(project, listOf(2)), server.port);
    const more = await prepare(project, listOf(4));
    await run(project, more, server.port);
    expect(server.mails).toHaveLength(2);
    await run(project, more, server.port, { mode: 'new-only' });
    await run(project, more, server.port, { mode: 'new-only' });
    expect(server.mails.flatMap((m) => m.to)).toEqual([0, 1, 2, 3].map((i) => `reader${i}@example.org`));
  });

  test('who leaves the list between two runs gets nothing, and may come back', async () => {
    const project = await makeProject();
    const busy = await startFaultServer({ rcpt: '450 later' });
    await run(project, await prepare(project, listOf(3)), busy.port);
    const server = await startMailServer();
    const left = listOf(3).replace('reader1@example.org,Reader 1\n', '');
    const later = { now: clockFrom(NOW + 3_600_000) };
    await run(project, await prepare(project, left), server.port, later);
    expect((await look(project)).states).toBe('accepted withdrawn accepted');
    await run(project, await prepare(project, listOf(3)), server.port, later);
    expect(server.mails).toHaveLength(2);
    await run(project, await prepare(project, listOf(3)), server.port, { ...later, mode: 'new-only' });
    expect((await look(project)).states).toBe('accepted accepted accepted');
  });

  test('another spelling or variant of a mailbox is no new reader', async () => {
    const project = await makeProject();
    await writeEdition(project.out, makeBriefing({ title: 'German' }), makePdf(10), '2025-11/open-models.de');
    const server = await startMailServer();
    await run(project, await prepare(project, 'address\nada@bücher.de\nx@example.org\n'), server.port);
    const again = await prepare(project, 'address,locale\nADA@xn--bcher-kva.de,de\nx@example.org,\n');
    for (const mode of ['all', 'new-only'] as const) await run(project, again, server.port, { mode });
    expect(server.mails).toHaveLength(2);
  });
});

describe('other bytes', () => {
  const rebuild = (project: { out: string }) => writeEdition(project.out, makeBriefing({ title: 'Corrected' }), makePdf(700));

  test('before anything left they simply take the place of the old ones', async () => {
    const project = await makeProject();
    const down = await startFaultServer({ greeting: '554 no' });
    await run(project, await prepare(project, listOf(2)), down.port);
    await rebuild(project);
    const server = await startMailServer();
    await run(project, await prepare(project, listOf(3)), server.port);
    expect(server.mails).toHaveLength(3);
    expect(server.mails.every((m) => m.bytes.includes('Subject: Corrected'))).toBe(true);
  });

  test('afterwards they are refused, unless they are sent as a correction: a new version, once to everybody', async () => {
    const project = await makeProject();
    const half = await startMailServer({ onRcptTo: (to, _, done) => (to.address === 'reader1@example.org' ? done(Object.assign(new Error('later'), { responseCode: 450 })) : done()) });
    const first = await prepare(project, listOf(3));
    await run(project, first, half.port);
    await expect(run(project, first, half.port, { mode: 'correction' })).rejects.toMatchObject({ problems: [{ code: 'CORRECTION_SAME' }] });
    await rebuild(project);
    const server = await startMailServer();
    const second = await prepare(project, listOf(3));
    for (const mode of ['all', 'new-only'] as const) await expect(run(project, second, server.port, { mode })).rejects.toMatchObject({ status: 2, problems: [{ code: 'ISSUE_CHANGED', hint: expect.stringContaining('--correction') }] });
    expect(server.mails).toHaveLength(0);
    await run(project, second, server.port, { mode: 'correction', now: clockFrom(NOW + 3_600_000) });
    expect(server.mails.flatMap((m) => m.to)).toEqual(['reader0@example.org', 'reader1@example.org', 'reader2@example.org']);
    await expect(run(project, second, server.port, { mode: 'correction' })).rejects.toMatchObject({ problems: [{ code: 'CORRECTION_SAME' }] });
    await run(project, second, server.port, { now: clockFrom(NOW + 7_200_000) });
    expect(server.mails).toHaveLength(3);
    expect((await look(project)).issue.version).toBe(2);
    const ids = [...half.mails, ...server.mails].map((m) => /^Message-ID: (.*)$/im.exec(m.bytes.toString('latin1'))?.[1]);
    expect(new Set(ids).size).toBe(5);
  });

  test('a correction answers the message that its reader has, and nobody else\'s', async () => {
    const project = await makeProject();
    const first = await startMailServer({ onRcptTo: (to, _, done) => (to.address === 'reader1@example.org' ? done(Object.assign(new Error('no'), { responseCode: 550 })) : done()) });
    await run(project, await prepare(project, listOf(2)), first.port);
    const servers = [first];
    for (const n of [1, 2]) {
      const edition = { ...makeBriefing().edition, status: 'corrected' as const, statusLabel: 'corrected' };
      await writeEdition(project.out, makeBriefing({ edition, bottomLine: [`Version ${n}`] }), makePdf(700 + n));
      const server = await startMailServer();
      servers.push(server);
      await run(project, await prepare(project, listOf(3)), server.port, { mode: 'correction', now: clockFrom(NOW + n * 3_600_000) });
    }
    const read = await Promise.all(servers.map((server) => Promise.all(server.mails.map(async ({ to, bytes }) => ({ to: to[0], mail: await simpleParser(bytes) })))));
    const of = (version: number, reader: number) => read[version]?.find((m) => m.to === `reader${reader}@example.org`)?.mail;
    const id = (version: number, reader: number) => of(version, reader)?.messageId;
    expect([of(0, 0)?.inReplyTo, of(0, 0)?.subject]).toEqual([undefined, 'Open models monthly, November 2025']);
    expect([of(1, 0)?.inReplyTo, of(1, 0)?.references, of(1, 0)?.subject]).toEqual([id(0, 0), id(0, 0), 'Corrected: Open models monthly, November 2025']);
    expect([of(2, 0)?.inReplyTo, of(2, 0)?.references]).toEqual([id(1, 0), [id(0, 0), id(1, 0)]]);
    // Refused the first time, and on the list since the second: nothing to answer, and nothing that was corrected for them.
    expect([of(1, 1)?.inReplyTo, of(1, 1)?.subject, of(1, 2)?.references]).toEqual([undefined, 'Open models monthly, November 2025', undefined]);
    expect(of(2, 1)?.references).toBe(id(1, 1));
  });

  test('a correction of what was never sent is none', async () => {
    const project = await makeProject();
    const prepared = await prepare(project, listOf(1));
    expect(() => planPrepared(undefined, prepared, 'correction')).toThrowError(/CORRECTION_FIRST/);
  });
});

describe('objections', () => {
  const objectionsOf = async (email: string, now = NOW, change = {}) => {
    const project = await makeProject();
    const prepared = await prepare(project, listOf(1), { brief: makeBrief(email), now, ...change });
    return prepared.objections.map((o) => [o.problem.code, o.status]);
  };

  test('an approval that is asked for', async () => {
    expect(await objectionsOf('')).toEqual([]);
    expect(await objectionsOf(', approval: true')).toEqual([['EDITION_NOT_APPROVED', 1]]);
    const { addApproval } = await import('../../../src/delivery/approvals.ts');
    const project = await makeProject();
    const { readEdition } = await import('../../../src/delivery/edition.ts');
    const edition = await readEdition(project.out, '2025-11/open-models', { allowDraft: false });
    await addApproval(project.state, { edition: edition.label, manifest: 'f'.repeat(64), who: 'M', time: '2025-12-13T00:00:00Z' });
    const brief = makeBrief(', approval: true');
    expect((await prepare(project, listOf(1), { brief })).objections).toHaveLength(1);
    await addApproval(project.state, { edition: edition.label, manifest: edition.digest, who: 'M', time: '2025-12-13T00:00:00Z' });
    expect((await prepare(project, listOf(1), { brief })).objections).toEqual([]);
  });

  test('data beyond the limit: the edition is of 10 December', async () => {
    expect(await objectionsOf(', stale_days: 30', Date.UTC(2026, 0, 9, 23))).toEqual([]);
    expect(await objectionsOf(', stale_days: 30', Date.UTC(2026, 0, 10))).toEqual([['EDITION_STALE', 2]]);
  });

  test('an embargo until 09:00 in Brussels on 12 December, in winter time', async () => {
    const email = ', embargo: {time: "09:00", zone: Europe/Brussels}';
    expect(await objectionsOf(email, Date.UTC(2025, 11, 12, 7, 59, 59))).toEqual([['EDITION_EMBARGOED', 1]]);
    expect(await objectionsOf(email, Date.UTC(2025, 11, 12, 8))).toEqual([]);
  });

  test('a draft, an earlier version, changed bytes', async () => {
    const project = await makeProject();
    await writeEdition(project.out, makeBriefing(), makePdf(), '2025-11/open-models/v1');
    await expect(prepare(project, listOf(1), { edition: '2025-11/open-models/v1' }).then((p) => p.objections.map((o) => o.problem.code))).rejects.toMatchObject({ problems: [{ code: 'RECIPIENTS_NOBODY' }] });
    await writeEdition(project.out, makeBriefing({ edition: { ...makeBriefing().edition, status: 'draft' } }), makePdf());
    await expect(prepare(project, listOf(1))).rejects.toMatchObject({ problems: [{ code: 'EDITION_DRAFT' }] });
  });
});
