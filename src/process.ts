// The running process around `main`: signals, broken pipes, last resorts. Must not know a command.
import { realEffects } from './effects.ts';
import type { Effects } from './effects.ts';

/** How long an interrupted command may tidy up before the process ends without it, in milliseconds. */
const GRACE = 5_000;
/** A terminal sends Ctrl-C to a process and its launcher passes it on: within this time they are one, in milliseconds. */
const ECHO = 500;

/** Runs `main` with the real world and ends the process with its status. */
export async function runProcess(main: (argv: readonly string[], effects: Effects) => Promise<number>): Promise<never> {
  const controller = new AbortController();
  const interrupted = interruptOf(controller);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupted);
  const state = { lost: false };
  for (const stream of [process.stdout, process.stderr]) {
    // A reader that went away (`| head`) is no failure; a full disk is.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') state.lost = true;
    });
  }
  process.on('uncaughtException', endUnexpectedly);
  process.on('unhandledRejection', endUnexpectedly);
  const status = await main(process.argv.slice(2), realEffects(controller.signal));
  await Promise.all([process.stdout, process.stderr].map(flushed));
  if (state.lost) process.stderr.write('The output could not be written.\n');
  process.exit(state.lost && status === 0 ? 1 : status);
}

/** The first signal asks the command to stop; a second one does not wait for it. */
function interruptOf(controller: AbortController): () => void {
  const state = { first: 0 };
  return () => {
    if (!controller.signal.aborted) {
      state.first = performance.now();
      controller.abort(new DOMException('Interrupted', 'AbortError'));
      setTimeout(() => process.exit(130), GRACE).unref();
    } else if (performance.now() - state.first > ECHO) process.exit(130);
  };
}

function endUnexpectedly(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const debug = process.argv.includes('--debug') && error instanceof Error;
  process.stderr.write(`Unexpected failure: ${text.split('\n')[0] ?? ''} (run with --debug)\n${debug ? `${error.stack ?? ''}\n` : ''}`);
  process.exit(1);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
