// Where Node keeps what it has compiled of the program, and how hard it compiles. Must not import anything of the program.
// Plain JavaScript, because to strip the types of even one file Node loads a compiler, which takes longer than all else of a build without changes.
import { lstatSync, mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** Beside the program and not in a project's folder: what is in it is run, so it must come from the same hands as the program. */
export function keepCompiled() {
  try {
    const folder = findFolder(dirname(import.meta.dirname));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    nodeModule.enableCompileCache?.(folder);
  } catch {
    // Without it everything works, more slowly.
  }
}

/** Among the packages, since both were installed by the same user; packages that only a link leads to belong to somebody else. */
function findFolder(checkout) {
  const packages = join(checkout, 'node_modules');
  return lstatSync(packages).isDirectory() ? join(packages, '.cache', 'briefwright', 'compile') : join(checkout, '.briefwright', 'cache', 'compile');
}

/** A build is over before the best code would pay for being made; the second best (Maglev) does. Many builds are not. */
export function compileForOneBuild() {
  setFlagsFromString('--no-turbofan');
}
