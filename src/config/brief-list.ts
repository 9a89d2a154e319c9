// Which briefs a project has. Must not read one: it is needed before anything is loaded.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../errors.ts';
import { PROJECT_HINT } from '../project.ts';
import type { Project } from '../project.ts';
import { hintNames } from './names.ts';

const NAME = /^[a-z0-9]+([-_][a-z0-9]+)*$/;

/** Names of the briefs in `data/briefs`, sorted. Empty when there is no such folder. */
export async function readBriefNames(project: Project): Promise<readonly string[]> {
  const entries = await readdir(join(project.data, 'briefs')).catch(() => []);
  return entries.filter((e) => e.endsWith('.yaml')).map((e) => e.slice(0, -'.yaml'.length)).filter((n) => NAME.test(n)).sort();
}

/**
 * The brief that a command means: `name`, or the only one that there is.
 * Throws when there is none, or when several could be meant.
 */
export async function resolveBriefName(project: Project, name: string | undefined): Promise<string> {
  const known = await readBriefNames(project);
  if (known.length === 0) throw failure('PROJECT_NO_BRIEFS', `There is no brief in ${join(project.data, 'briefs')}.`, { hint: PROJECT_HINT });
  if (name === undefined) {
    const [only, ...others] = known;
    if (only !== undefined && others.length === 0) return only;
    throw failure('USAGE_WHICH_BRIEF', 'The project has several briefs.', { hint: `Name one: ${known.join(', ')}.` });
  }
  if (!known.includes(name)) throw failure('USAGE_UNKNOWN_BRIEF', `There is no brief "${name}".`, { hint: hintNames('briefs', name, known) });
  return name;
}
