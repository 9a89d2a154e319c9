// Parsed arguments → what the pipeline is asked for. Must not build anything.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveBriefName } from '../config/brief-list.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { resolveProject } from '../project.ts';
import type { Project } from '../project.ts';
import { flagOf, textOf } from './command.ts';
import type { ParsedArgs } from './command.ts';
import type { Progress } from './report.ts';

export interface EditionOptions {
  readonly project: Project;
  readonly brief: string;
  readonly month?: string;
  readonly variant?: string;
  readonly locale?: string;
  readonly strict: boolean;
  readonly out?: string;
  readonly onProgress: (stage: string) => void;
}

export async function readProject(args: ParsedArgs, effects: Effects): Promise<Project> {
  return resolveProject({ ...(await defaultProject(effects)), ...given(args, ['project', 'out', 'templates'] as const) }, effects.cwd);
}

/** Where the user stands, unless npm started the program elsewhere and there is no project here. */
export async function defaultProject({ cwd, startedIn }: Effects): Promise<{ readonly project?: string }> {
  if (startedIn === undefined || (await stat(join(cwd, 'data', 'briefs')).catch(() => undefined)) !== undefined) return {};
  return { project: startedIn };
}

/** `word` is a brief named without `--brief`; both at once must agree. */
export async function readEditionOptions(args: ParsedArgs, word: string | undefined, effects: Effects, progress: Progress): Promise<EditionOptions> {
  const option = textOf(args, 'brief');
  if (word !== undefined && option !== undefined && word !== option) {
    throw failure('USAGE_WHICH_BRIEF', `Two briefs are named: "${word}" and --brief ${option}.`, { hint: 'Name one.' });
  }
  const project = await readProject(args, effects);
  return {
    project,
    brief: await resolveBriefName(project, word ?? option),
    ...given(args, ['month', 'variant', 'locale'] as const),
    ...(textOf(args, 'out') === undefined ? {} : { out: project.out }),
    strict: flagOf(args, 'strict'),
    onProgress: progress.show,
  };
}

function given<K extends string>(args: ParsedArgs, names: readonly K[]): { readonly [N in K]?: string } {
  const out: { [N in K]?: string } = {};
  for (const name of names) {
    const value = textOf(args, name);
    if (value !== undefined) out[name] = value;
  }
  return out;
}
