// Where a project's folders are, and the package's own beside them. Must not read what is in them.
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure } from './errors.ts';

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

/** Options are relative to `cwd`. Throws when a folder that was named does not exist; `out` may be new. */
export async function resolveProject(options: ProjectOptions, cwd: string): Promise<Project> {
  const root = await folder('--project', options.project ?? '.', cwd);
  const own = packageRoot();
  const named = options.templates === undefined ? [] : [await folder('--templates', options.templates, cwd)];
  return {
    root,
    data: join(root, 'data'),
    templates: [...new Set([...named, join(root, 'templates'), join(own, 'templates')])],
    out: options.out === undefined ? join(root, 'out') : resolve(cwd, options.out),
    state: join(root, '.briefwright'),
    packageRoot: own,
  };
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
