// None twice, none lost: the sender is killed at random moments and at every step of the ledger, the mail server while it takes mail in.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parsePostfixLog } from '../../../src/delivery/evidence/postfix-log.ts';
import { applyVerdicts, findVerdicts } from '../../../src/delivery/evidence/reconciliation.ts';
import { withUpkeep } from '../../../src/delivery/evidence/upkeep.ts';
import { readDeliveries } from '../../../src/delivery/ledger/deliveries.ts';
import { readIssues } from '../../../src/delivery/ledger/issues.ts';
import { look, makeProject, BRIEF } from '../issue/support.ts';
import type { TestProject } from '../issue/support.ts';
import { noPostfix, startPostfix, type Postfix } from './postfix.ts';

const isLong = process.env['BRIEFWRIGHT_LONG'] === '1';
const KILLS = Number(process.env['BRIEFWRIGHT_KILLS'] ?? (isLong ? 300 : 30));

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Starts the sender; ended by SIGKILL `after` milliseconds from the moment at which it begins to send, unless it is done before. */
async function send(project: TestProject, port: number, readers: number, kill: { readonly after?: number; readonly isEarly?: boolean; readonly step?: number; readonly onClaim?: () => Promise<void> } = {}): Promise<'killed' | 'done'> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'sender.ts'), project.root, String(port), String(readers), BRIEF()], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(project.root, '..', 'briefwright-test-compiled'), ...(kill.step === undefined ? {} : { STEP: String(kill.step) }) },
  });
  const exit = once(child, 'exit');
  let claimed: Promise<void> | undefined;
  if (kill.after !== undefined) {
    // One in four while messages are still composed, the others from the first message on.
    const moment = kill.isEarly === true ? 'ready' : 'claim';
    const reached = Promise.withResolvers<void>();
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes(moment)) reached.resolve();
    });
    await Promise.race([reached.promise, exit]);
    await Promise.race([sleep(kill.after), exit]);
    child.kill('SIGKILL');
  } else {
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes('claim')) claimed ??= kill.onClaim?.();
    });
  }
  const [code, signal] = (await exit) as [number | null, string | null];
  await claimed;
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(`the sender failed: ${code}`);
  return 'done';
}

/** Asks the log until it decides, `tries` times; how many stay unknown. */
async function reconcile(project: TestProject, server: Postfix, tries: number): Promise<number> {
  for (let i = 0; ; i++) {
    const left = await withUpkeep(project.state, Date.now(), (ledger) => {
      const issues = readIssues(ledger, 'open-models', '2025-11');
      const [unknown, accepted] = [issues.flatMap((x) => readDeliveries(ledger, x, 'unknown')), issues.flatMap((x) => readDeliveries(ledger, x, 'accepted'))];
      const found = findVerdicts(unknown, accepted, parsePostfixLog(server.lines(), Date.now()));
      applyVerdicts(ledger, found, Date.now());
      return found.filter((f) => f.verdict === 'open').length;
    }).catch((error: unknown) => (/ISSUE_NOT_SENT/.test(String(error)) ? 0 : Promise.reject(error)));
    if (left === 0 || i === tries) return left;
    await sleep(100);
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** How often each reader's mailbox got the message. */
async function countArrivals(server: Postfix, expected: number): Promise<ReadonlyMap<string, number>> {
  for (let i = 0; i < 100 && server.mails().length < expected; i++) await sleep(100);
  await sleep(200);
  return new Map([...Map.groupBy(server.mails(), (mail) => /^To: .*?([\w.]+@example\.org)/m.exec(mail)?.[1] ?? '?')].map(([to, mails]) => [to, mails.length]));
}

describe.skipIf(noPostfix !== undefined)(`against a real Postfix${noPostfix === undefined ? '' : ` (skipped: ${noPostfix})`}`, () => {
  test(`the sender killed ${KILLS} times at random: nobody twice, nobody lost, nobody unknown`, { timeout: isLong ? 3_600_000 : 600_000 }, async () => {
    const seed = Number(process.env['BRIEFWRIGHT_SEED'] ?? Date.now() % 1_000_000);
    process.stderr.write(`kill test: BRIEFWRIGHT_SEED=${seed}\n`);
    const random = createRandom(seed);
    const tally = { kills: 0, unknown: 0 };
    while (tally.kills < KILLS) {
      // A server and a log of its own: every round sends the same edition, and so the same Message-IDs.
      const server = await startPostfix();
      const project = await makeProject(40_000);
      const readers = 12;
      for (let i = 0; i < 40; i++) {
        const wantsKill = tally.kills < KILLS && i < 39;
        const end = await send(project, server.port, readers, wantsKill ? { isEarly: random() < 0.25, after: random() * 150 } : {});
        if (end === 'killed') tally.kills += 1;
        tally.unknown += (await look(project).catch(() => undefined))?.rows.filter((d) => d.state === 'sending').length ?? 0;
        await reconcile(project, server, 2);
        if (end === 'done' && (await look(project)).counts.accepted === readers) break;
      }
      expect(await reconcile(project, server, 50)).toBe(0);
      const { counts } = await look(project);
      expect([seed, counts.accepted, counts.unknown]).toEqual([seed, readers, 0]);
      const arrivals = await countArrivals(server, readers);
      expect([seed, arrivals.size, [...arrivals.values()].filter((n) => n !== 1)]).toEqual([seed, readers, []]);
    }
    process.stderr.write(`kill test: ${tally.kills} kills, ${tally.unknown} in the middle of a message\n`);
  });

  test('the mail server killed while it takes mail in: what it acknowledged arrives', { timeout: 300_000 }, async () => {
    const server = await startPostfix();
    const project = await makeProject(40_000);
    const readers = 25;
    for (let i = 0; i < 5; i++) {
      await send(project, server.port, readers, { onClaim: async () => {
        await sleep(150 + i * 50);
        killAll(server.processes());
      } });
      // A sender with nothing left to send claims nothing, and has killed nothing.
      killAll(server.processes());
      await startAgain(server);
      if ((await look(project)).counts.accepted === readers) break;
    }
    await server.flush();
    const { rows, counts } = await look(project);
    expect(counts.accepted).toBeGreaterThan(0);
    const arrivals = await countArrivals(server, counts.accepted);
    expect(rows.filter((d) => d.state === 'accepted' && (arrivals.get(d.address) ?? 0) !== 1).map((d) => d.address)).toEqual([]);
    expect([...arrivals.values()].every((n) => n === 1)).toBe(true);
  });
});

/** What was killed may hold its lock and its port for a moment. */
async function startAgain(server: Postfix, tries = 20): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    if (tries <= 1) throw error;
    await sleep(1000);
    await startAgain(server, tries - 1);
  }
}
