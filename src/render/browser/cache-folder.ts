// Chooses and checks the folder that executable files are unpacked into. Must not unpack anything.
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const WORLD_ENTER = 0o001;
const GROUP_OR_WORLD_WRITE = 0o022;
const WORLD_WRITE = 0o002;
const STICKY = 0o1000;

/** Every folder above `folder` and itself, outermost first. */
function chain(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...chain(parent), folder];
}

function maybeStat(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

/** Can a user who owns nothing here reach a file in `folder`? Always true where there are no such modes. */
export function isEnterableByAll(folder: string): boolean {
  if (process.getuid === undefined) return true;
  return chain(realpathSync(folder)).every((step) => ((maybeStat(step)?.mode ?? 0) & WORLD_ENTER) !== 0);
}

/** Why nobody but us and root may be able to exchange a program in `folder`, or undefined when that holds. */
export function findFolderFault(folder: string): string | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  // Links further up are followed; the folder itself must not be one.
  const own = path.join(realpathSync(path.dirname(path.resolve(folder))), path.basename(folder));
  for (const step of chain(own)) {
    const stat = maybeStat(step);
    if (stat === undefined) return `${step} does not exist`;
    if (stat.isSymbolicLink()) return `${step} is a symbolic link`;
    if (!stat.isDirectory()) return `${step} is not a folder`;
    if (stat.uid !== uid && stat.uid !== 0) return `${step} belongs to somebody else (uid ${stat.uid})`;
    // A group may write above us (umask 002 is common); only the folder itself has to be ours alone.
    const writable = step === own ? GROUP_OR_WORLD_WRITE : WORLD_WRITE;
    if ((stat.mode & writable) !== 0 && (step === own || (stat.mode & STICKY) === 0)) return `${step} can be written by others`;
  }
  return undefined;
}

/** Makes `folder` with mode 0755 and checks it. Returns what is wrong with it, or undefined. */
export function prepareFolder(folder: string, mustWrite: boolean): string | undefined {
  try {
    if (maybeStat(folder) === undefined) {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      // A strict umask would lock out the unprivileged user that the browser runs as.
      chmodSync(folder, 0o755);
    }
    const fault = findFolderFault(folder);
    if (fault !== undefined) return fault;
    accessSync(folder, mustWrite ? constants.W_OK | constants.X_OK : constants.X_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Folders to try, best first: beside the installed packages, then the user's cache, then (root only, whose home others cannot enter) the system's.
 * `modules` is the `node_modules` folder that holds the packaged browser.
 */
export function cacheCandidates(modules: string, env: Readonly<Record<string, string | undefined>>): string[] {
  const xdg = env['XDG_CACHE_HOME'];
  const user = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(env['HOME'] ?? homedir(), '.cache');
  const found = [path.join(modules, '.cache', 'briefwright'), path.join(user, 'briefwright')];
  if (process.getuid?.() === 0) found.push('/var/cache/briefwright');
  return found;
}
