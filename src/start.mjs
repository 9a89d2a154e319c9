// What `npm run brief` starts in a checkout: tells Node to keep what it compiles, then starts the command line.
// Plain JavaScript, because to strip the types of even one file Node loads a compiler, which takes longer than all else of a build without changes.
import { mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** Commands that write nothing at all, and so no cache either. */
const WRITE_NOTHING = ['check', 'trace', 'diff', 'verify', 'preview', 'status', 'calendar', 'messages', 'sources', 'doctor', 'help'];

const [, , ...args] = process.argv;
const keeps = !args.some((arg) => WRITE_NOTHING.includes(arg) || ['--help', '-h', '--version', '--dry-run'].includes(arg));
if (keeps) {
  // Beside the program and not in a project's folder: what is in it is run, so it must come from the same hands as the program.
  const state = join(dirname(import.meta.dirname), '.briefwright');
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    nodeModule.enableCompileCache?.(join(state, 'cache', 'compile'));
  } catch {
    // Without it everything works, more slowly.
  }
}

// A build is over before the best code would pay for being made; the second best (Maglev) does. Many builds are not.
if (keeps && !args.includes('--all') && (args[0] === undefined || args[0] === 'build' || args[0].startsWith('-'))) setFlagsFromString('--no-turbofan');

// pdf-lib is in its package as one file too: the same code, which loads in half the time of its two hundred modules and culori's.
nodeModule.registerHooks?.({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return specifier === '@cantoo/pdf-lib' ? { ...found, url: found.url.replace(/\/es\/index\.js$/, '/dist/pdf-lib.esm.js'), format: 'module' } : found;
  },
});

const { start } = await import('./cli.ts');
await start();
