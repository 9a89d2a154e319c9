// The sender as a real process, killed at every step of the ledger, and with a disk that ends at every size: then it goes on, and every reader has exactly one message.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BRIEF, listOf, look, makeProject, prepare, resolveUnknown, run } from '../issue/support.ts';
import type { TestProject } from '../issue/support.ts';
import { startMailServer } from '../servers.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const READERS = isLong ? 5 : 1;
/** At once: the programs spend most of their time in starting. */
const LANES = 3;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly steps: number;
  readonly errors: string;
}

/** `blocks`: no file may grow beyond so many KiB. */
async function startSender(project: TestProject, port: number, limit: { readonly step?: number; readonly blocks?: number }): Promise<Ended> {
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'sender.ts'), project.root, String(port), String(READERS), BRIEF()];
  // With the signal ignored, a write beyond the limit fails as on a full disk, after as many bytes as still fit.
  const [program, argv] = limit.blocks === undefined ? [process.execPath, args] as const : ['bash', ['-c', `trap '' XFSZ; ulimit -f ${limit.blocks}; exec "$@"`, 'bash', process.execPath, ...args]] as const;
  const env = { ...process.env, ...(limit.step === undefined ? {} : { STEP: String(limit.step) }), NODE_COMPILE_CACHE: join(tmpdir(), 'briefwright-test-compiled') };
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = { out: '', errors: '' };
  child.stdout.on('data', (chunk) => void (said.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (said.errors += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, errors: said.errors, steps: Number(/"steps":(\d+)/.exec(said.out)?.[1] ?? '0') };
}

/** Begins with a fault, looks at what the ledger says, mends, goes on. */
async function checkOnce(limit: { readonly step?: number; readonly blocks?: number }): Promise<Ended> {
  const project = await makeProject(600);
  const server = await startMailServer();
  const ended = await startSender(project, server.port, limit);
  const arrived = server.mails.flatMap((m) => m.to);
  for (const row of await look(project).then((l) => l.rows, () => [])) {
    if (row.state === 'accepted') expect([limit, arrived]).toEqual([limit, expect.arrayContaining([row.address])]);
    if (arrived.includes(row.address)) expect([limit, row.state]).toEqual([limit, expect.stringMatching(/accepted|sending/)]);
  }
  const prepared = await prepare(project, listOf(READERS).replaceAll(/,Reader \d+/g, ','), { now: Date.now() });
  await run(project, prepared, server.port, { now: Date.now });
  await resolveUnknown(project, server.mails.flatMap((m) => m.to));
  await run(project, prepared, server.port, { now: Date.now });
  expect([limit, server.mails.flatMap((m) => m.to).sort()]).toEqual([limit, Array.from({ length: READERS }, (_, i) => `reader${i}@example.org`)]);
  expect([limit, (await look(project)).counts.accepted]).toEqual([limit, READERS]);
  return ended;
}

async function inLanes(values: readonly number[], work: (value: number) => Promise<void>): Promise<void> {
  const left = [...values];
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let value = left.shift(); value !== undefined; value = left.shift()) await work(value);
  }));
}

test('killed by the system at every step, before it, within it and after it', { timeout: 600_000 }, async () => {
  const whole = await checkOnce({});
  // Plan, frozen, holder, and for each reader claim and settle.
  expect([whole.code, whole.steps]).toEqual([0, 3 * (3 + 2 * READERS)]);
  await inLanes(Array.from({ length: whole.steps }, (_, i) => i + 1), async (step) => {
    expect([step, (await checkOnce({ step })).signal]).toEqual([step, 'SIGKILL']);
  });
});

test.skipIf(process.platform !== 'linux')('with a disk that is full at any size, from the first file to the last', { timeout: 600_000 }, async () => {
  const seen = new Set<string>();
  const sizes = [...(isLong ? Array.from({ length: 300 }, (_, i) => i) : [4, 48, 96, 160]), 2000];
  await inLanes(sizes, async (blocks) => {
    const { code, signal, errors } = await checkOnce({ blocks });
    expect([blocks, signal]).toEqual([blocks, null]);
    if (code !== 0) seen.add(/LEDGER_\w+|WRITE_FAILED|MESSAGES_\w+/.exec(errors)?.[0] ?? errors);
    else seen.add('done');
  });
  // Refused where the ledger could not begin, where a message could not be stored, in the middle; and done where it was enough.
  expect([...seen].sort()).toEqual(expect.arrayContaining(['done', 'LEDGER_UNREADABLE']));
  expect([...seen].every((x) => /^(done|LEDGER_\w+|WRITE_FAILED)$/.test(x))).toBe(true);
});
