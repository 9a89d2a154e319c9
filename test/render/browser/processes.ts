// Watches processes through /proc (Linux).
import { readdirSync, readFileSync } from 'node:fs';

interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  /** Clock ticks since boot: tells a process from a later one with its number. */
  readonly started: string;
}

function maybeRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function maybeState(pid: number): ProcessState | undefined {
  const fields = maybeRead(`/proc/${pid}/stat`)?.replace(/^.*\) /s, '').split(' ');
  return fields === undefined ? undefined : { pid, state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' };
}

/** `pid` and all below it. */
export function findFamily(pid: number): ProcessState[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => maybeState(Number(name)) ?? []);
  const below = (parent: number): ProcessState[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return [...all.filter((one) => one.pid === pid), ...below(pid)];
}

export function readStatus(pid: number, field: string): string | undefined {
  return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(maybeRead(`/proc/${pid}/status`) ?? '')?.[1];
}

export function readCommand(pid: number): string {
  return (maybeRead(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ');
}

/** Those of `family` that still run after at most `ms` milliseconds. */
export async function waitForEnd(family: readonly ProcessState[], ms: number): Promise<number[]> {
  const end = Date.now() + ms;
  for (;;) {
    const alive = family.filter((one) => {
      const now = maybeState(one.pid);
      return now !== undefined && now.started === one.started && now.state !== 'Z';
    });
    if (alive.length === 0 || Date.now() > end) return alive.map((one) => one.pid);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
