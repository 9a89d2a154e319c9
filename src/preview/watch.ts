// Watches what an edition is made from and tells what was saved. The only file with chokidar. Must not read a file.
import { existsSync, realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { watch } from 'chokidar';
import type { Project } from '../project.ts';

export interface ProjectWatch {
  readonly close: () => Promise<void>;
}

export interface WatchListener {
  /** Absolute paths that were written, added or removed: those of one save together. */
  readonly onChange: (paths: readonly string[]) => void;
  /** Saves may go unnoticed from now on. */
  readonly onBlind: (reason: string) => void;
}

/** An editor saves one file in several steps, and several files at once. In milliseconds. */
const QUIET_MS = 30;
/** chokidar passes over what happens to a file within 50 ms of an event that it has told: so long after it was told, the file is looked at again. In milliseconds. */
const AGAIN_MS = 70;
/** Not watched: what no edition is made from, and raw bodies of collections, which are many. */
const LEFT_OUT = /(?:^|\/)(?:\.[^/]*|node_modules)(?:\/|$)|^private(?:\/|$)|^snapshots\/[^/]+\/[^/]+\/raw(?:\/|$)|~$/;

/** Resolves when every folder is watched. The package's own templates are not, where nobody writes them. */
export async function watchProject({ data, templates }: Project, { onChange, onBlind }: WatchListener): Promise<ProjectWatch> {
  const roots = [data, ...templates].filter((root) => !root.split(sep).includes('node_modules')).map((root) => (existsSync(root) ? realpathSync(root) : root));
  const saves = createSaves(onChange);
  const isLeftOut = (path: string): boolean => roots.some((root) => {
    const rest = relative(root, path).split(sep).join('/');
    return rest !== '' && !rest.startsWith('..') && LEFT_OUT.test(rest);
  });
  const watcher = watch(roots, { ignoreInitial: true, followSymlinks: false, ignored: isLeftOut });
  watcher.on('all', (_event, path) => saves.note(path));
  watcher.on('error', (error) => onBlind(error instanceof Error ? error.message : String(error)));
  await new Promise<void>((resolve) => void watcher.once('ready', resolve));
  return {
    close: async () => {
      saves.close();
      await watcher.close();
    },
  };
}

/** Gathers what was noted until it is quiet, tells it, and looks once more whether that was all. */
function createSaves(onChange: WatchListener['onChange']): { readonly note: (path: string) => void; readonly close: () => void } {
  const changed = new Set<string>();
  const looks = new Set<NodeJS.Timeout>();
  let quiet: NodeJS.Timeout | undefined;
  let isClosed = false;
  const lookAgain = async (told: ReadonlyMap<string, string>): Promise<void> => {
    for (const [path, state] of told) if ((await stateOf(path)) !== state) note(path);
  };
  const tell = async (): Promise<void> => {
    const paths = [...changed];
    changed.clear();
    const told = new Map(await Promise.all(paths.map(async (path) => [path, await stateOf(path)] as const)));
    if (isClosed) return;
    onChange(paths);
    const look = setTimeout(() => {
      looks.delete(look);
      void lookAgain(told);
    }, AGAIN_MS);
    looks.add(look);
  };
  const note = (path: string): void => {
    if (isClosed) return;
    changed.add(path);
    clearTimeout(quiet);
    quiet = setTimeout(() => void tell(), QUIET_MS);
  };
  const close = (): void => {
    isClosed = true;
    clearTimeout(quiet);
    for (const look of looks) clearTimeout(look);
  };
  return { note, close };
}

/** Tells two states of a file apart without reading it; empty where there is none. */
async function stateOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.ino, found.size, found.mtimeNs].join(' ');
}
