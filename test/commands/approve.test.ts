// approve: of which bytes, by whom, and what does not count.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { maybeApproval, readApprovals } from '../../src/delivery/approvals.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { makeBriefing, makeFolder, makePdf, sha256, writeEdition } from '../delivery/fixtures.ts';

const NAME = '2025-11/open-models';

async function makeProject(): Promise<{ root: string; folder: string; state: string; digest: () => Promise<string> }> {
  const root = await makeFolder();
  const folder = await writeEdition(join(root, 'out'), makeBriefing(), makePdf());
  return { root, folder, state: join(root, '.briefwright'), digest: async () => sha256(await readFile(join(folder, 'manifest.json'))) };
}

async function approve(root: string, argv: readonly string[] = [], env: Record<string, string> = { USER: 'silva' }) {
  const world = recordEffects({ cwd: root, env, now: () => Date.UTC(2025, 11, 11, 9) });
  const status = await main(['approve', NAME, ...argv], world.effects);
  return { status, out: world.out(), err: world.err() };
}

test('records who, when and which bytes, for nobody else to read', async () => {
  const { root, state, digest } = await makeProject();
  expect(await approve(root, ['--by', 'Maria Silva'])).toMatchObject({ status: 0, out: '' });
  expect(readApprovals(state)).toEqual([{ edition: NAME, manifest: await digest(), who: 'Maria Silva', time: '2025-12-11T09:00:00.000Z' }]);
  expect((await stat(join(state, 'approvals.sqlite'))).mode & 0o777).toBe(0o600);
  expect((await stat(state)).mode & 0o777).toBe(0o700);
});

test('a second time by the same person is said, by another one is recorded', async () => {
  const { root, state } = await makeProject();
  await approve(root);
  expect((await approve(root)).err).toContain('already');
  await approve(root, ['--by', 'Ana Costa']);
  expect(readApprovals(state, NAME).map((a) => a.who)).toEqual(['silva', 'Ana Costa']);
});

test('other bytes are not approved', async () => {
  const { root, state, folder, digest } = await makeProject();
  await approve(root);
  expect(maybeApproval(state, NAME, await digest())?.who).toBe('silva');
  await writeFile(join(folder, 'manifest.json'), `${await readFile(join(folder, 'manifest.json'), 'utf8')}\n`);
  expect(maybeApproval(state, NAME, await digest())).toBeUndefined();
});

test('an edition whose files were touched cannot be approved, nor can a draft', async () => {
  const touched = await makeProject();
  await appendFile(join(touched.folder, 'brief.pdf'), ' ');
  expect(await approve(touched.root)).toMatchObject({ status: 2, err: expect.stringContaining('EDITION_CHANGED') as string });
  const draft = await makeFolder();
  await writeEdition(join(draft, 'out'), makeBriefing({ edition: { ...makeBriefing().edition, status: 'draft' } }), makePdf());
  expect(await approve(draft)).toMatchObject({ status: 2, err: expect.stringContaining('EDITION_DRAFT') as string });
  expect([readApprovals(touched.state), readApprovals(join(draft, '.briefwright'))]).toEqual([[], []]);
});

test('withdrawing takes every approval back and keeps them in the record', async () => {
  const { root, state, digest } = await makeProject();
  await approve(root);
  await approve(root, ['--by', 'Ana Costa']);
  expect(JSON.parse((await approve(root, ['--withdraw', '--json'])).out)).toEqual({ ok: true, edition: NAME, withdrawn: 2 });
  expect(maybeApproval(state, NAME, await digest())).toBeUndefined();
  await approve(root);
  expect(readApprovals(state).length).toBe(1);
});

test('somebody must be named, in one line', async () => {
  const { root } = await makeProject();
  expect((await approve(root, [], {})).err).toContain('USAGE_WHO');
  expect((await approve(root, ['--by', 'Maria\nSilva'])).err).toContain('USAGE_BAD_VALUE');
  expect((await approve(root, ['--by', 'Maria\u202eavliS'])).err).toContain('USAGE_BAD_VALUE');
});

test('a damaged record approves nothing', async () => {
  const { root, state, digest } = await makeProject();
  await approve(root);
  await writeFile(join(state, 'approvals.sqlite'), 'not a database, but long enough to be read as one');
  expect(await approve(root)).toMatchObject({ status: 1, err: expect.stringContaining('APPROVALS_UNREADABLE') as string });
  const wanted = await digest();
  expect(() => maybeApproval(state, NAME, wanted)).toThrow('APPROVALS_UNREADABLE');
});

test('ten at once are ten approvals', async () => {
  const { root, state } = await makeProject();
  const statuses = await Promise.all(Array.from({ length: 10 }, async (_, i) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(packageRoot(), 'src/cli.ts'), 'approve', NAME, '--by', `P${i}`, '--project', root], { stdio: 'ignore' });
    const [status] = await once(child, 'exit') as [number];
    return status;
  }));
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 0));
  expect(readApprovals(state).map((a) => a.who).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `P${i}`));
});
