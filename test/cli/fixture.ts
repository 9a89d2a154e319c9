// Effects whose output can be read, and commands of known behaviour.
import type { Command } from '../../src/commands/command.ts';
import type { Loader } from '../../src/commands/commands.ts';
import type { Effects } from '../../src/effects.ts';

export interface Recorded {
  readonly effects: Effects;
  readonly abort: () => void;
  readonly out: () => string;
  readonly err: () => string;
}

export function recordEffects(over: Partial<Effects> = {}): Recorded {
  const controller = new AbortController();
  const out: string[] = [];
  const err: string[] = [];
  const effects: Effects = {
    env: {}, cwd: import.meta.dirname, now: () => 0, isTerminal: false, signal: controller.signal,
    stdout: (text) => void out.push(text), stderr: (text) => void err.push(text), ...over,
  };
  return { effects, abort: () => controller.abort(new DOMException('Interrupted', 'AbortError')), out: () => out.join(''), err: () => err.join('') };
}

export function command(over: Partial<Command> = {}): Command {
  return {
    name: 'try', summary: 'tries', help: 'Usage: briefwright try', options: {}, positionals: { min: 0, max: 1, label: 'one word' },
    run: () => Promise.resolve(0), ...over,
  };
}

export function table(...commands: readonly Command[]): ReadonlyMap<string, Loader> {
  return new Map(commands.map((c) => [c.name, () => Promise.resolve(c)]));
}
