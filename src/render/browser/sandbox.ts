// Decides as whom the browser runs: inside Chrome's sandbox wherever that is possible. Must not start the browser.
import { chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isEnterableByAll } from './cache-folder.ts';

/** `nobody` on every Linux; owns nothing worth having. */
const NOBODY = 65534;
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];

/** One way to start the browser. The first of a list that works is taken. */
export interface StartPlan {
  readonly sandbox: 'on' | 'off';
  /** For people: as whom, and how. */
  readonly description: string;
  /** uid that owns the browser's folder, when it is not ours. */
  readonly owner?: number;
  /** Program and arguments for `browser` with `flags`. `setpriv` replaces itself, so the pipe and the process id stay the browser's. */
  readonly command: (browser: string, flags: readonly string[]) => { readonly program: string; readonly args: readonly string[] };
}

const direct: StartPlan['command'] = (program, args) => ({ program, args });

/** Safest first. Chrome refuses its sandbox to root, therefore root's browser runs as `nobody`. */
export function startPlans(uid: number | undefined = process.getuid?.(), setpriv: string = SETPRIV.find((file) => existsSync(file)) ?? ''): StartPlan[] {
  if (uid !== 0) {
    return [
      { sandbox: 'on', description: 'as the current user', command: direct },
      { sandbox: 'off', description: 'as the current user, --no-sandbox', command: direct },
    ];
  }
  const last: StartPlan = { sandbox: 'off', description: 'as root, --no-sandbox', command: direct };
  if (setpriv === '') return [{ ...last, description: `${last.description} (setpriv is not installed)` }];
  const dropped: StartPlan['command'] = (browser, flags) => ({
    program: setpriv,
    args: [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs', browser, ...flags],
  });
  return [
    { sandbox: 'on', description: `as uid ${NOBODY}`, owner: NOBODY, command: dropped },
    { sandbox: 'off', description: `as uid ${NOBODY}, --no-sandbox`, owner: NOBODY, command: dropped },
    last,
  ];
}

const PREFIX = 'briefwright-browser-';
const LEFT_MS = 3_600_000;

/** A process that was killed could not remove its folder. */
function removeLeftFolders(temp: string): void {
  for (const name of readdirSync(temp)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || existsSync(`/proc/${pid}`)) continue;
    const folder = path.join(temp, name);
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    // Old enough that it cannot be the living folder of another container that shares this one.
    if (stat?.isDirectory() === true && [process.getuid?.(), NOBODY].includes(stat.uid) && Date.now() - stat.mtimeMs > LEFT_MS) removeBrowserFolderNow(folder);
  }
}

/** A new folder that only the browser's user can read: profile, home, temporary files. The name cannot be guessed. */
export function makeBrowserFolder(env: Readonly<Record<string, string | undefined>>): string {
  const wanted = env['TMPDIR'] ?? tmpdir();
  // A temporary folder of root's own would shut the browser's user out, and with that the sandbox.
  const temp = process.getuid?.() === 0 ? ([wanted, '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isEnterableByAll(folder)) ?? wanted) : wanted;
  removeLeftFolders(temp);
  const folder = mkdtempSync(path.join(temp, `${PREFIX}${process.pid}-`));
  for (const name of ['profile', 'home', 'tmp', 'font-cache']) mkdirSync(path.join(folder, name), { mode: 0o700 });
  return folder;
}

/** Hands the folder over to the browser's user. */
export function giveFolder(folder: string, owner: number): void {
  for (const name of ['profile', 'home', 'tmp', 'font-cache', '.']) chownSync(path.join(folder, name), owner, owner);
}

const REMOVING = { recursive: true, force: true, maxRetries: 3, retryDelay: 50 } as const;

/** Removes the folder beside other work; a file that a dying browser still holds is not worth an error: it is left to the system's cleaning. */
export async function removeBrowserFolder(folder: string): Promise<void> {
  await rm(folder, REMOVING).catch(() => undefined);
}

/** The same where nothing can be waited for. */
export function removeBrowserFolderNow(folder: string): void {
  try {
    rmSync(folder, REMOVING);
  } catch {
    // As above.
  }
}
