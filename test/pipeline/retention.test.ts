// Old editions go by policy; whatever anybody has seen stays.
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { addApproval } from '../../src/delivery/approvals.ts';
import { openLedger } from '../../src/delivery/ledger/ledger.ts';
import { writeReceipt } from '../../src/delivery/receipts.ts';
import { packageRoot } from '../../src/project.ts';
import { openJobStore } from '../../src/schedule/job-store.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
let state: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'keep-')), 'project');
  state = join(root, '.briefwright');
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
});
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }));

const OLD = ['2025-10/small', '2025-10/small.letter', '2025-11/small.fr', '2025-12/other'];

async function makeEditions(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(root, 'out', name), { recursive: true });
    await writeFile(join(root, 'out', name, 'brief.pdf'), name);
  }
}

/** Runs the job on a day on which nothing else is due: the cut-off of February is the 10th of March. */
async function run(schedule: string) {
  const file = join(root, 'data/briefs/small.yaml');
  await writeFile(file, `${(await readFile(file, 'utf8')).replace(/schedule: .*\n/, '')}schedule: {from: 2026-02, collect: false${schedule}}\n`);
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'] }, now: () => Date.parse('2026-03-05T12:00:00Z') });
  expect(await main(['run'], world.effects)).toBe(0);
  return world.err();
}

async function listEditions(): Promise<string[]> {
  const months = (await readdir(join(root, 'out'))).filter((name) => name !== 'README.md').sort();
  return (await Promise.all(months.map(async (month) => (await readdir(join(root, 'out', month))).sort().map((name) => `${month}/${name}`)))).flat();
}

test('what nobody has seen goes after the months that are kept, of this brief alone; without a policy nothing does', async () => {
  await makeEditions(...OLD, '2026-01/small', '2026-02/small');
  await run('');
  expect(await listEditions()).toEqual([...OLD, '2026-01/small', '2026-02/small']);
  expect(await run(', keep_months: 2')).toContain('2025-10/small.letter  removed: older than keep_months\n');
  expect(await listEditions()).toEqual(['2025-12/other', '2026-01/small', '2026-02/small']);
  await run(', keep_months: 1');
  expect(await listEditions()).toEqual(['2025-12/other', '2026-02/small']);
});

test('what was sent, shown, approved, corrected or published stays, whatever its age', async () => {
  const [sent, shown, approved, corrected, published, done] = ['2025-01/small', '2025-02/small', '2025-03/small', '2025-04/small', '2025-05/small', '2025-06/small'] as const;
  await makeEditions(sent, '2025-01/small.letter', shown, approved, corrected, published, done, '2025-07/small');
  (await openLedger(state)).close();
  const ledger = new DatabaseSync(join(state, 'ledger.sqlite'));
  ledger.exec("INSERT INTO issues (brief, month, version, created) VALUES ('small', '2025-01', 1, 0)");
  ledger.close();
  await writeReceipt(state, { format: 1, time: '2025-03-01T00:00:00Z', kind: 'proof', edition: shown, digest: 'd', address: 'a@example.org', deliveryId: 'i', messageId: 'm', message: 'h', date: 0, outcome: 'sent', answer: '' });
  await addApproval(state, { edition: approved, manifest: 'm', who: 'Ana', time: '2025-04-01T00:00:00Z' });
  await mkdir(join(root, 'out', corrected, 'v1'));
  await mkdir(join(root, '../site', published), { recursive: true });
  const jobs = await openJobStore(join(state, 'job.sqlite'));
  jobs.write({ subject: done, step: 'publish', state: 'done', detail: '', time: 1 });
  jobs.close();
  await run(', keep_months: 1, publish_to: ../site');
  expect(await listEditions()).toEqual([sent, '2025-01/small.letter', shown, approved, corrected, published, done]);
});
