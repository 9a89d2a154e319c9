// What `npm run brief` starts in a checkout: tells Node to keep what it compiles, then starts the command line.
// Plain JavaScript, because to strip the types of even one file Node loads a compiler, which takes longer than all else of a build without changes.
import { mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';

/** Commands that write nothing at all, and so no cache either. */
const WRITE_NOTHING = ['check', 'trace', 'diff', 'verify', 'preview', 'status', 'calendar', 'messages', 'sources', 'doctor', 'help'];

const [, , ...args] = process.argv;
const word = args.find((arg) => !arg.startsWith('-')) ?? 'build';
if (!WRITE_NOTHING.includes(word) && !args.some((arg) => ['--help', '-h', '--version', '--dry-run'].includes(arg))) {
  // Beside the program and not in a project's folder: what is in it is run, so it must come from the same hands as the program.
  const state = join(dirname(import.meta.dirname), '.briefwright');
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    nodeModule.enableCompileCache?.(join(state, 'cache', 'compile'));
  } catch {
    // Without it everything works, more slowly.
  }
}

const { start } = await import('./cli.ts');
await start();
