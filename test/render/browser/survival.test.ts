import { execFile, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findFamily, waitForEnd } from './processes.ts';

const run = promisify(execFile);
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
const NODE = ['--disable-warning=ExperimentalWarning'];
const can = (program: string, ...args: string[]): boolean => process.platform === 'linux' && spawnSync(program, [...args, 'true']).status === 0;

describe.skipIf(process.platform !== 'linux')('when this process ends', () => {
  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('by %s, the browser ends too', async (signal) => {
    const child = spawn(process.execPath, [...NODE, fixture('print-forever')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    const family = findFamily(Number(line));
    expect(family.length).toBeGreaterThan(1);
    child.kill(signal);
    expect(await waitForEnd(family, 5000)).toEqual([]);
  });
});

interface Report {
  readonly text: readonly string[];
  readonly fonts: readonly string[];
}

/** Runs the sample in a child started by `prefix`. */
async function printUnder(prefix: readonly string[]): Promise<Report> {
  const [program = '', ...args] = [...prefix, process.execPath, ...NODE, fixture('print-once')];
  return JSON.parse((await run(program, args)).stdout);
}

describe('on a bare machine', () => {
  test.skipIf(!can('unshare', '-n'))('prints with the network cut off (needs the right to unshare)', async () => {
    const report = await printUnder(['unshare', '-n']);
    expect(report.text).toHaveLength(3);
  });

  const noFonts = ['unshare', '-m', 'sh', '-c', 'for d in /usr/share/fonts /usr/local/share/fonts /etc/fonts; do [ ! -d $d ] || mount -t tmpfs none $d || exit 9; done; exec "$@"', 'sh'];
  test.skipIf(!can(noFonts[0] ?? '', ...noFonts.slice(1)))('prints text without any font on the system (needs the right to mount)', async () => {
    const report = await printUnder(noFonts);
    expect(report.text[0]).toContain('The first page is plain text');
    expect(report.text[0]).toContain('1 of 3');
  });

  const noNss = ['unshare', '-m', 'sh', '-c', 'for f in /lib/x86_64-linux-gnu/libn*.so; do mount --bind /dev/null $f || exit 9; done; exec "$@"', 'sh'];
  test.skipIf(process.arch !== 'x64' || !can(noNss[0] ?? '', ...noNss.slice(1)))('brings its own NSS libraries where the system has none (needs the right to mount)', async () => {
    const report = await printUnder(noNss);
    expect(report.text).toHaveLength(3);
  });
});
