// What `npm run brief` starts in a checkout: tells Node to keep what it compiles, then starts the command line.
// Must not know a command, but for which of them write nothing and which one is to be quick.
import { compileForOneBuild, keepCompiled } from './compile-cache.mjs';

/** Commands that write nothing at all, and so no cache either. */
const WRITE_NOTHING = ['check', 'trace', 'diff', 'verify', 'preview', 'status', 'calendar', 'messages', 'sources', 'doctor', 'help'];

const [, , ...args] = process.argv;
const keeps = !args.some((arg) => WRITE_NOTHING.includes(arg) || ['--help', '-h', '--version', '--dry-run'].includes(arg));
if (keeps) keepCompiled();
if (keeps && !args.includes('--all') && (args[0] === undefined || args[0] === 'build' || args[0].startsWith('-'))) compileForOneBuild();

const { start } = await import('./cli.ts');
await start();
