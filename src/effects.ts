// The outside world as one argument: a test hands in another one. Must not hold state of its own.

/** Everything that is not a function of the inputs. */
export interface Effects {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since 1970, for durations and receipts; never for the content of an edition. */
  readonly now: () => number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTerminal: boolean;
  /** Aborted by Ctrl-C or a termination signal. */
  readonly signal: AbortSignal;
}

/** The real world. */
export function realEffects(signal: AbortSignal): Effects {
  return {
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    signal,
  };
}
