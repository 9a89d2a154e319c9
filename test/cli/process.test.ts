// The running process: streams, signals, broken pipes, last resorts.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'src/cli.ts');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out: out.join(''), err: err.join('') };
}

const runCli = (...argv: string[]): Promise<Ended> => ended(spawn(process.execPath, [cli, ...argv], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }));

/** A process whose `main` is the code given, in which `effects` and `argv` are known. */
function startMain(code: string, ...argv: string[]): ChildProcess {
  const script = `import { runProcess } from ${JSON.stringify(join(root, 'src/process.ts'))}; await runProcess(async (argv, effects) => { ${code} });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('npm run brief -- …', () => {
  test('a mistake is 2 and goes to stderr only', async () => {
    const { status, out, err } = await runCli('--mont', '2025-11');
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('Try "--month"');
    expect(err).not.toMatch(/ at .*\(|node:internal/);
  });

  test('help is 0 and goes to stdout only', async () => {
    const { status, out, err } = await runCli('--help');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^briefwright: /);
  });
});

describe('signals', () => {
  const wait = 'effects.stdout("ready\\n"); await new Promise((_, reject) => effects.signal.addEventListener("abort", () => reject(effects.signal.reason))).catch(() => effects.stderr("tidied\\n")); return 130;';

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s lets the command tidy up and ends with 130', async (signal) => {
    const child = startMain(`setInterval(() => {}, 1000); ${wait}`);
    const end = ended(child);
    await once(child.stdout ?? child, 'data');
    child.kill(signal);
    expect(await end).toMatchObject({ status: 130, err: 'tidied\n' });
  });

  test('a second signal does not wait; an echo of the first is no second one', async () => {
    const stubborn = startMain('setInterval(() => {}, 1000); effects.stdout("ready\\n"); await new Promise((resolve) => setTimeout(resolve, 20_000)); return 0;');
    const end = ended(stubborn);
    await once(stubborn.stdout ?? stubborn, 'data');
    stubborn.kill('SIGINT');
    stubborn.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(stubborn.exitCode).toBeNull();
    stubborn.kill('SIGINT');
    expect((await end).status).toBe(130);
  });

  test('a command that does not listen is ended after the time of grace', async () => {
    const deaf = startMain('effects.stdout("ready\\n"); await new Promise((resolve) => setTimeout(resolve, 30_000)); return 0;');
    const end = ended(deaf);
    await once(deaf.stdout ?? deaf, 'data');
    const started = performance.now();
    deaf.kill('SIGTERM');
    expect((await end).status).toBe(130);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('streams', () => {
  test('a large result reaches a slow reader whole', async () => {
    const child = startMain('effects.stdout("x".repeat(5_000_000)); return 3;');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { status, out } = await ended(child);
    expect([status, out.length]).toEqual([3, 5_000_000]);
  });

  test('a reader that went away is no failure', async () => {
    const child = startMain('effects.stdout("x".repeat(300_000)); await new Promise((r) => setTimeout(r, 300)); effects.stdout("more"); return 0;');
    child.stdout?.once('data', () => child.stdout?.destroy());
    const err: string[] = [];
    child.stderr?.on('data', (bytes: Buffer) => err.push(bytes.toString()));
    const [status] = (await once(child, 'exit')) as [number | null];
    expect([status, err.join('')]).toEqual([0, '']);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [cli, '--version'], { cwd: root, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect((await ended(child)).status).toBe(1);
  });
});

test('an error outside of every promise is one line and 1', async () => {
  for (const code of ['setTimeout(() => { throw new Error("lost\\nlines"); }, 10);', 'Promise.reject(new Error("lost\\nlines"));']) {
    const { status, out, err } = await ended(startMain(`${code} await new Promise((r) => setTimeout(r, 5000)); return 0;`));
    expect([status, out, err]).toEqual([1, '', 'Unexpected failure: lost (run with --debug)\n']);
  }
});
