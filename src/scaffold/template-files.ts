// The files of the override tree: who wins each path, and what has become of the originals since they were copied.
// Must not interpret a template.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { hintNames } from '../config/names.ts';
import { failure } from '../errors.ts';
import { writeFile } from '../files.ts';
import { relativeTo, type Project } from '../project.ts';
import { findLineChanges, type LineChange } from './line-difference.ts';

/** Beside the templates of a project: the package's files as they were when they were copied, and the form of the briefing then. */
export const ORIGINALS = '.originals';
const FORMAT = 'briefing-format';

export interface TemplateFileState {
  /** Relative to the templates folder, forward slashes. */
  readonly path: string;
  /** The file that is used; relative to the project where it lies there. */
  readonly winner: string;
  /** Where else the path is found: what the winner hides, or adds to. */
  readonly others: readonly string[];
  /** `own`: the project's alone; `partial`: merged key by key; `unrecorded`: nobody knows what it was copied from. */
  readonly state: 'built-in' | 'own' | 'partial' | 'unrecorded' | 'current' | 'behind';
  /** For `behind`: what the package has changed in its file since it was copied. */
  readonly changes: readonly LineChange[];
}

const MERGED = /^(messages\/[^/]+\.yaml|themes\/[^/]+\/brand\.yaml)$/;

/** Every file of the tree, sorted by path. */
export async function listTemplateFiles(project: Project): Promise<readonly TemplateFileState[]> {
  const folders = await Promise.all(project.templates.map(async (folder) => ({ folder, paths: new Set(await listFolder(folder)) })));
  const paths = [...new Set(folders.flatMap((f) => [...f.paths]))].filter((path) => !path.endsWith('README.md')).sort();
  return Promise.all(paths.map((path) => describe(path, folders.filter((f) => f.paths.has(path)).map((f) => f.folder), project)));
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((e) => e.isFile()).map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join('/')).filter((path) => !path.split('/').some((part) => part.startsWith('.')));
}

async function describe(path: string, having: readonly string[], project: Project): Promise<TemplateFileState> {
  const [winner = '', ...others] = having;
  const builtIn = project.templates.at(-1) ?? '';
  const shown = (folder: string): string => relativeTo(project, join(folder, path));
  const base = { path, winner: winner === builtIn ? `built-in ${path}` : shown(winner), others: others.map((o) => (o === builtIn ? `built-in ${path}` : shown(o))), changes: [] };
  if (winner === builtIn) return { ...base, state: 'built-in' };
  if (!others.includes(builtIn)) return { ...base, state: 'own' };
  if (MERGED.test(path)) return { ...base, state: 'partial' };
  const recorded = await readFile(join(winner, ORIGINALS, path), 'utf8').catch(() => undefined);
  if (recorded === undefined) return { ...base, state: 'unrecorded' };
  const changes = findLineChanges(recorded, await readFile(join(builtIn, path), 'utf8'));
  return { ...base, state: changes.length === 0 ? 'current' : 'behind', changes };
}

/**
 * Copies the package's file of that path into the project, and keeps the original beside it. Gives the copy's path.
 * Throws TEMPLATE_UNKNOWN_FILE, TEMPLATE_EXISTS.
 */
export async function copyOriginal(project: Project, path: string, format: number): Promise<string> {
  const builtIn = project.templates.at(-1) ?? '';
  const known = (await listFolder(builtIn)).filter((p) => !p.endsWith('README.md'));
  if (!known.includes(path)) throw failure('TEMPLATE_UNKNOWN_FILE', `The package has no template "${path}".`, { hint: hintNames('templates', path, known) });
  const folder = join(project.root, 'templates');
  const target = join(folder, path);
  if ((await listFolder(folder)).includes(path)) throw failure('TEMPLATE_EXISTS', 'The project has this file already.', { file: relativeTo(project, target), hint: 'Run "briefwright check --templates" to see how it differs.' });
  const bytes = await readFile(join(builtIn, path));
  await writeFile(join(folder, ORIGINALS, path), bytes);
  await writeFile(join(folder, ORIGINALS, dirname(path), `.${FORMAT}`), `${format}\n`);
  await writeFile(target, bytes);
  return target;
}

/** The form of the briefing that the file was copied for; undefined where it is not recorded. */
export async function maybeRecordedFormat(folders: readonly string[], path: string): Promise<number | undefined> {
  for (const folder of folders) {
    const text = await readFile(join(folder, ORIGINALS, dirname(path), `.${FORMAT}`), 'utf8').catch(() => undefined);
    if (text !== undefined) return Number(text.trim());
  }
  return undefined;
}
