// The outside world as one argument: a test hands in another one. Must not hold state of its own.
import { isAbsolute, join } from 'node:path';
import { packageRoot } from './project.ts';

/** Everything that is not a function of the inputs. */
export interface Effects {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The folder that npm started the program in, where the user stood in another one (`npm --prefix`). */
  readonly startedIn?: string;
  /** Milliseconds since 1970, for durations and receipts; never for the content of an edition. */
  readonly now: () => number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTerminal: boolean;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted by Ctrl-C or a termination signal. */
  readonly signal: AbortSignal;
}

/** The real world. */
export function realEffects(signal: AbortSignal): Effects {
  return {
    env: process.env,
    ...standing(process.env, process.cwd()),
    now: () => Date.now(),
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask: (question: string) => askTerminal(question, signal) } : {}),
    signal,
  };
}

/** npm runs a package's script in the package's folder and says where the user stood; relative paths are the user's. */
export function standing(env: Effects['env'], cwd: string, root: string = packageRoot()): Pick<Effects, 'cwd' | 'startedIn'> {
  const { INIT_CWD: user, npm_package_json: manifest, npm_lifecycle_event: script } = env;
  const byNpm = script !== undefined && manifest === join(root, 'package.json') && cwd === root;
  return byNpm && user !== undefined && isAbsolute(user) && user !== cwd ? { cwd: user, startedIn: cwd } : { cwd };
}

async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}
