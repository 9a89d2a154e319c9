// Peak memory of a command and of the Node processes that it starts, read from /proc while it runs. Must not be timed: reading takes time itself.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** MiB. */
export interface Peak {
  /** Largest resident set of the command's own process. */
  readonly main: number;
  /** Largest sum over it and its Node processes at one moment; pages that several share are counted once. */
  readonly all: number;
}

/** Looks every `every` milliseconds. Undefined where there is no /proc. */
export async function readPeak(args: readonly string[], cwd: string, every = 25): Promise<Peak | undefined> {
  if (process.platform !== 'linux') return undefined;
  const child = spawn(process.execPath, args, { cwd, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const peak = { main: 0, all: 0 };
  const timer = setInterval(() => {
    const own = nodesBelow(child.pid ?? 0);
    peak.main = Math.max(peak.main, readKilobytes(`/proc/${child.pid}/status`, 'VmHWM'));
    peak.all = Math.max(peak.all, own.reduce((sum, pid) => sum + readKilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'), 0));
  }, every);
  await ended;
  clearInterval(timer);
  return { main: Math.round(peak.main / 1024), all: Math.round(peak.all / 1024) };
}

/** `root` and what it has started, as far as it runs Node. */
function nodesBelow(root: number): number[] {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), parentOf(Number(name))]));
  const isBelow = (pid: number): boolean => pid === root || ((parents.get(pid) ?? 0) > 1 && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter((pid) => isBelow(pid) && read(`/proc/${pid}/cmdline`).split('\0')[0] === process.execPath);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function readKilobytes(path: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(read(path))?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
