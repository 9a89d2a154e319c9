// A failure at every step of the ledger, before it, within it and after it: then the run goes on, and every reader has exactly one message.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startMailServer } from '../servers.ts';
import { listOf, look, makeProject, prepare, resolveUnknown, run } from './support.ts';

test('none twice, none lost', { timeout: 120_000 }, async () => {
  const seen = new Set<string>();
  const base = await makeProject(50);
  const prepared = await prepare(base, listOf(2));
  for (let n = 1; ; n++) {
    const project = { ...base, state: join(base.root, `state-${n}`) };
    const server = await startMailServer();
    const at = { step: 0 };
    const onStep = (name: string, when: string): void => {
      at.step += 1;
      if (at.step !== n) return;
      seen.add(`${when} ${name}`);
      throw new Error('disk full');
    };
    const failed = await run(project, prepared, server.port, { ledgerOptions: { onStep } }).then(() => false, (error: unknown) => {
      expect(error).toMatchObject({ status: 1, problems: [{ code: 'LEDGER_UNWRITABLE', message: expect.stringContaining('disk full') }] });
      return true;
    });
    if (!failed) break;
    const arrived = server.mails.flatMap((m) => m.to);
    // What counts as accepted has arrived; what arrived and is not known for it was on the way.
    for (const row of await look(project).then((l) => l.rows, () => [])) {
      if (row.state === 'accepted') expect(arrived).toContain(row.address);
      if (arrived.includes(row.address)) expect([n, row.state]).toEqual([n, expect.stringMatching(/accepted|sending/)]);
    }
    await run(project, prepared, server.port);
    await resolveUnknown(project, arrived);
    await run(project, prepared, server.port);
    expect([n, server.mails.flatMap((m) => m.to).sort()]).toEqual([n, ['reader0@example.org', 'reader1@example.org']]);
    expect((await look(project)).states).toBe('accepted accepted');
  }
  expect([...seen].sort()).toEqual(['claim', 'frozen', 'holder', 'plan', 'settle accepted'].flatMap((name) => ['after', 'before', 'within'].map((when) => `${when} ${name}`)).sort());
});
