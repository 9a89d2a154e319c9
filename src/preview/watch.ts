// Watches what an edition is made from and tells what was saved. The only file with chokidar. Must not read a file.
import { existsSync, realpathSync } from 'node:fs';
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
/** Not watched: what no edition is made from, and raw bodies of collections, which are many. */
const LEFT_OUT = /(?:^|\/)(?:\.[^/]*|node_modules)(?:\/|$)|^private(?:\/|$)|^snapshots\/[^/]+\/[^/]+\/raw(?:\/|$)|~$/;

/** Resolves when every folder is watched. The package's own templates are not, where nobody writes them. */
export async function watchProject({ data, templates }: Project, { onChange, onBlind }: WatchListener): Promise<ProjectWatch> {
  const roots = [data, ...templates].filter((root) => !root.split(sep).includes('node_modules')).map((root) => (existsSync(root) ? realpathSync(root) : root));
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const note = (path: string): void => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      onChange(paths);
    }, QUIET_MS);
  };
  const isLeftOut = (path: string): boolean => roots.some((root) => {
    const rest = relative(root, path).split(sep).join('/');
    return rest !== '' && !rest.startsWith('..') && LEFT_OUT.test(rest);
  });
  const watcher = watch(roots, { ignoreInitial: true, followSymlinks: false, ignored: isLeftOut });
  watcher.on('all', (_event, path) => note(path));
  watcher.on('error', (error) => onBlind(error instanceof Error ? error.message : String(error)));
  await new Promise<void>((resolve) => void watcher.once('ready', resolve));
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
