// Where a project's folders are, and the package's own beside them. Must not read what is in them.
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BriefwrightError, failure } from './errors.ts';

/** All paths are absolute. */
export interface Project {
  readonly root: string;
  readonly data: string;
  /** Folders to look a template up in, most specific first: `--templates`, the project's, the package's. */
  readonly templates: readonly string[];
  readonly out: string;
  /** Private state and caches, `.briefwright`. */
  readonly state: string;
  /** Folder of the package's `package.json`. */
  readonly packageRoot: string;
}

export interface ProjectOptions {
  readonly project?: string;
  readonly out?: string;
  readonly templates?: string;
}

export const PROJECT_HINT = 'Run the command in a folder that has data/briefs/<name>.yaml, or name one with --project DIR. To begin one, run "briefwright init DIR".';

/** The package's folder; the same number of steps up from `src/` and from `dist/`. */
export function packageRoot(): string {
  return dirname(dirname(fileURLToPath(import.meta.url)));
}

/** Options are relative to `cwd`. Throws when a folder that was named does not exist (`out` may be new), and PROJECT_LINK for every link by which data or templates would be read from somewhere else. */
export async function resolveProject(options: ProjectOptions, cwd: string): Promise<Project> {
  const root = await folder('--project', options.project ?? '.', cwd);
  const own = packageRoot();
  const named = options.templates === undefined ? [] : [await folder('--templates', options.templates, cwd)];
  const data = join(root, 'data');
  const templates = [...new Set([...named, join(root, 'templates'), join(own, 'templates')])];
  const links = (await Promise.all([data, ...templates.slice(0, -1)].map((base) => findLinksOut(base, '')))).flat();
  if (links.length > 0) throw new BriefwrightError(links.map(({ base, path, problem }) => ({ code: 'PROJECT_LINK', message: `This is a link ${problem}.`, file: `${basename(base)}/${path}`, hint: 'Copy what it leads to into the folder, or take it away.' })));
  return {
    root,
    data,
    templates,
    out: options.out === undefined ? join(root, 'out') : resolve(cwd, options.out),
    state: join(root, '.briefwright'),
    packageRoot: own,
  };
}

interface LinkOut {
  readonly base: string;
  readonly path: string;
  readonly problem: string;
}

/** Not followed: an owner may keep the list of readers and the snapshots, which are checked by their hashes, where he likes. */
const OWNERS = ['private', 'snapshots'];

/** Links under `path` of `base` to what does not lie in `base`. What is hidden is no input. */
async function findLinksOut(base: string, path: string): Promise<LinkOut[]> {
  const entries = await readdir(join(base, path), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(entries.map(async (entry): Promise<LinkOut[]> => {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.name.startsWith('.') || (basename(base) === 'data' && OWNERS.includes(inside))) return [];
    if (entry.isDirectory()) return findLinksOut(base, inside);
    if (!entry.isSymbolicLink()) return [];
    const [root, target] = await Promise.all([realpath(base), realpath(join(base, inside)).catch(() => undefined)]);
    if (target === undefined) return [{ base, path: inside, problem: 'to nothing' }];
    return isInside(root, target) && relative(root, target).split(sep)[0] !== 'private' ? [] : [{ base, path: inside, problem: 'out of its folder' }];
  }));
  return found.flat();
}

async function folder(option: string, value: string, cwd: string): Promise<string> {
  const path = resolve(cwd, value);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return path;
  const what = found === undefined ? 'does not exist' : 'is not a folder';
  throw failure('USAGE_BAD_FOLDER', `${option}: ${path} ${what}.`, option === '--project' ? { hint: PROJECT_HINT } : {});
}

/**
 * The file that `path` (relative, forward slashes) means, from the first folder that has it,
 * or undefined. Throws TEMPLATE_BAD_PATH for a path that leads out of the templates, also through a link.
 */
export async function findTemplate(project: Project, path: string): Promise<string | undefined> {
  for (const base of project.templates) {
    const file = join(base, path);
    if (isAbsolute(path) || path.includes('\0') || !isInside(base, file)) throw failure('TEMPLATE_BAD_PATH', `"${path}" leads out of the templates.`);
    if (!(await exists(file))) continue;
    if (!isInside(await realpath(base), await realpath(file))) throw failure('TEMPLATE_BAD_PATH', `"${path}" is a link that leads out of ${base}.`, { file: relativeTo(project, file) });
    return file;
  }
  return undefined;
}

/** Where findTemplate looks for `path`, in its order: for an error that shows them. */
export function templateCandidates(project: Project, path: string): readonly string[] {
  return project.templates.map((base) => join(base, path));
}

/** `path` as messages and manifests write it: relative to the project, forward slashes; absolute where it lies elsewhere. */
export function relativeTo(project: Project, path: string): string {
  const inside = isInside(project.root, path) ? relative(project.root, path) : path;
  return inside.split(sep).join('/');
}

function isInside(base: string, path: string): boolean {
  const rest = relative(base, path);
  return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
