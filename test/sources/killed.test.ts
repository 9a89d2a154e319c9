// A collection killed at each step that changes the disk: the next one goes on, asks for nothing twice and ends with the same bytes.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRevision } from '../../src/history/snapshot.ts';
import { collectMonth } from '../../src/pipeline/collection.ts';
import { createCounter, createProject, createWorld, MONTH, QUICK } from './support/project.ts';
import { serveItems, startServer } from './support/server.ts';
import type { TestServer } from './support/server.ts';

const PAGES = 2;
const state: { server: TestServer | undefined } = { server: undefined };
beforeAll(async () => {
  state.server = await startServer(serveItems(PAGES));
});
afterAll(() => state.server?.close());

/** Ends with the signal that killed it, or undefined. */
function runChild(root: string, env: Record<string, string>): Promise<string | undefined> {
  const support = join(import.meta.dirname, 'support');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', join(support, 'kill-at-write.mjs'), join(support, 'collect-child.ts'), root, state.server?.url ?? ''], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const err: string[] = [];
  child.stderr.on('data', (d: Buffer) => err.push(d.toString()));
  return new Promise((resolve, reject) => child.on('exit', (code, signal) => (code === null || code === 0 ? resolve(signal ?? undefined) : reject(new Error(err.join(''))))));
}

interface Outcome {
  readonly table: string;
  readonly hashes: readonly string[];
}

async function outcomeOf(root: string): Promise<Outcome> {
  const revision = await readRevision(root, MONTH, 1);
  const captures = revision.provenance.sources.flatMap((s) => s.captures);
  for (const c of captures) await revision.store.get(c.sha256, c.size);
  return { table: revision.table, hashes: captures.map((c) => c.sha256) };
}

async function killAndResume(at: number, isTorn: boolean, calm: Outcome): Promise<void> {
  const { server } = state;
  if (server === undefined) throw new Error('no server');
  const project = await createProject();
  server.asked.length = 0;
  expect(await runChild(project.root, { KILL_AT: String(at), ...(isTorn ? { KILL_TORN: '1' } : {}) })).toBe('SIGKILL');
  const wasFrozen = existsSync(join(project.root, 'data/snapshots/2025-11/r1'));
  const isOver = wasFrozen && !existsSync(join(project.root, '.briefwright/collect/2025-11'));
  const result = await collectMonth({ project, month: MONTH, sources: [], urls: new Map([['counter', server.url]]), catalogue: [createCounter()], limits: QUICK }, createWorld());
  expect(result.kind).toBe('collected');
  expect(await outcomeOf(project.root)).toEqual(calm);
  // Killed after an answer came and before it was noted: that one is asked for again, no other.
  // Killed when all was done, it is a new collection, which finds nothing new.
  expect(server.asked.length).toBeLessThanOrEqual(isOver ? 2 * PAGES : PAGES + 1);
  expect(server.asked.filter((url) => url.endsWith('page=1')).length + server.asked.filter((url) => url.endsWith('page=2')).length).toBe(server.asked.length);
  expect(readdirSync(join(project.root, 'data/snapshots/2025-11'))).toEqual(['r1']);
  expect(existsSync(join(project.root, '.briefwright/collect/2025-11')), 'the partial collection is gone').toBe(false);
  if (wasFrozen) expect(result).toMatchObject({ isNew: false });
}

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';

test('killed at every step', { timeout: 600_000 }, async () => {
  const project = await createProject();
  const count = join(project.root, 'count');
  expect(await runChild(project.root, { KILL_COUNT: count })).toBeUndefined();
  const steps = Number(readFileSync(count, 'utf8'));
  const calm = await outcomeOf(project.root);
  expect(steps).toBeGreaterThan(50);
  expect(calm.hashes).toHaveLength(PAGES);
  // Without BRIEFWRIGHT_LONG a quarter of the steps, another one each time that the number of steps changes.
  const chosen = Array.from({ length: steps }, (_, i) => i + 1).filter((n) => isLong || n % 4 === steps % 4);
  const queue = chosen.flatMap((n) => (isLong ? [{ n, isTorn: false }, { n, isTorn: true }] : [{ n, isTorn: n % 8 < 4 }]));
  for (const { n, isTorn } of queue) await killAndResume(n, isTorn, calm).catch((error: unknown) => {
    throw new Error(`killed at step ${n} of ${steps}${isTorn ? ', in its middle' : ''}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
});

test('killed again and again, it still arrives', { timeout: 120_000 }, async () => {
  const { server } = state;
  const project = await createProject();
  if (server === undefined) throw new Error('no server');
  server.asked.length = 0;
  let kills = 0;
  for (let at = 8; at < 200; at += 9) {
    if ((await runChild(project.root, { KILL_AT: String(at) })) === undefined) break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(1);
  expect((await outcomeOf(project.root)).hashes).toHaveLength(PAGES);
  expect(readdirSync(join(project.root, 'data/snapshots/2025-11'))).toEqual(['r1']);
});
