// Finds the templates: a project's file wins over the package's own of the same path. Must not compile them.
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { failure } from '../../errors.ts';

export type TemplateOrigin = 'project' | 'built-in';

export interface TemplateFile {
  /** Relative to the templates folder with `/`, such as `partials/figure.hbs`. */
  readonly path: string;
  readonly text: string;
  readonly origin: TemplateOrigin;
  /** For messages: `templates/partials/figure.hbs`. */
  readonly file: string;
}

/** By path. Only the winner of each path is kept. */
export type TemplateSet = ReadonlyMap<string, TemplateFile>;

const LARGEST = 256 * 1024;

/**
 * Every `*.hbs` under the folders, sorted by path; a folder wins over those after it, and the last is the package's own.
 * Throws `TEMPLATE_OUTSIDE` for a link that leads out of its folder and `TEMPLATE_SIZE` for a file over 256 KiB.
 */
export async function readTemplates(folders: readonly string[]): Promise<TemplateSet> {
  const found = new Map<string, TemplateFile>();
  for (const folder of folders.toReversed()) {
    const origin = folder === folders.at(-1) ? 'built-in' : 'project';
    for (const [path, file] of await readFolder(folder, origin)) found.set(path, file);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readFolder(folder: string, origin: TemplateOrigin): Promise<Map<string, TemplateFile>> {
  const found = new Map<string, TemplateFile>();
  for (const path of await listTemplates(folder)) {
    const file = `${basename(folder)}/${path}`;
    await refuseOutside(folder, path, file);
    found.set(path, { path, text: await readText(join(folder, path), file), origin, file });
  }
  return found;
}

async function listTemplates(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.name.endsWith('.hbs') && !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    // Hidden folders hold what is no template, such as the originals that overrides were copied from.
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort();
}

async function readText(path: string, file: string): Promise<string> {
  if ((await stat(path)).size > LARGEST) throw failure('TEMPLATE_SIZE', 'A template may have 256 KiB at most.', { file });
  return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

/** Throws TEMPLATE_OUTSIDE for a file under `folder` that is a link, or below a link, to somewhere else. */
export async function refuseOutside(folder: string, path: string, file: string): Promise<void> {
  const [root, target] = [await realpath(folder), await realpath(join(folder, path))];
  if (!target.startsWith(root + sep)) {
    throw failure('TEMPLATE_OUTSIDE', 'The file is a link to one outside the templates folder.', { file, hint: 'Copy the file into the folder.' });
  }
}
