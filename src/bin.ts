#!/usr/bin/env node
// Launcher of the installed package: finds Node 26 and starts the command line with it.
// Must run on any Node from 20, so it uses nothing newer and imports nothing but Node's own modules until then.
import { spawn } from 'node:child_process';
import nodeModule, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 26;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Path of the Node that was installed with the package for this platform, or undefined. */
function findNode(): string | undefined {
  const require = createRequire(import.meta.url);
  const names = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  for (const name of names) {
    try {
      const program = process.platform === 'win32' ? 'node.exe' : 'node';
      return join(dirname(require.resolve(`${name}/package.json`)), 'bin', program);
    } catch {
      // Not installed under this name; the next one may be.
    }
  }
  return undefined;
}

function restart(node: string): void {
  const self = fileURLToPath(import.meta.url);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', self, ...process.argv.slice(2)], {
    stdio: 'inherit', env: { ...process.env, BRIEFWRIGHT_RESTARTED: '1' },
  });
  for (const name of SIGNALS) process.on(name, () => void child.kill(name));
  child.on('error', (error) => fail(`The Node that came with the package does not start: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + (constants.signals[signal] ?? 0))));
}

function fail(message: string): void {
  process.stderr.write(`${message}\nbriefwright needs Node ${NEEDED} or later; this is ${process.version}.\n`);
  process.exit(1);
}

/** Among the packages and not in a project's folder: what is in it is run, so it must come from the same hands as the program. */
function keepCompiled(): void {
  const modules = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  if (basename(modules) === 'node_modules') nodeModule.enableCompileCache?.(join(modules, '.cache', 'briefwright', 'compile'));
}

const major = Number(process.versions.node.split('.')[0]);
if (major >= NEEDED) {
  keepCompiled();
  const { start } = await import('./cli.ts');
  await start();
} else {
  const node = process.env['BRIEFWRIGHT_RESTARTED'] === '1' ? undefined : findNode();
  if (node === undefined) fail('No Node of the needed version was installed with the package.');
  else restart(node);
}
